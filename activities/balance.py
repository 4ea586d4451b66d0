"""The interprofessional balance: who is taught, and who of them plans and speaks (PLN-4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Profession
from activities.models import Activity


@dataclass(frozen=True)
class ProfessionBalance:
    profession: Profession
    in_audience: bool
    planners: int
    presenters: int
    reason: str

    @property
    def on_team(self) -> bool:
        return self.planners + self.presenters > 0

    @property
    def is_balanced(self) -> bool:
        return self.on_team or bool(self.reason)


def team_balance(activity: Activity, professions: Iterable[Profession] | None = None) -> list[ProfessionBalance]:
    """Every profession that is taught, on the team or asked about by name, in the office's order.

    Lists of activities pass all `professions` along, so that each row does not ask for them again.
    """
    audience = {profession.pk for profession in activity.audience.all()}
    planners: dict[str, int] = {}
    presenters: dict[str, int] = {}
    for member in activity.team.all():
        if member.is_planner:
            planners[member.profession_id] = planners.get(member.profession_id, 0) + 1
        elif member.is_presenter:
            presenters[member.profession_id] = presenters.get(member.profession_id, 0) + 1
    reasons = {absence.profession_id: absence.reason for absence in activity.absences.all()}
    concerned = audience | planners.keys() | presenters.keys()
    return [
        ProfessionBalance(
            profession=profession,
            in_audience=profession.pk in audience,
            planners=planners.get(profession.pk, 0),
            presenters=presenters.get(profession.pk, 0),
            reason=reasons.get(profession.pk, ""),
        )
        for profession in (Profession.objects.all() if professions is None else professions)
        if profession.pk in concerned or profession.asked_by_name
    ]


def missing_professions(balance: list[ProfessionBalance]) -> list[Profession]:
    """Those that need somebody on the team or a written reason.

    A profession that is taught together with others is expected on the team; so are those asked about by name
    (advanced practice nurses, pharmacists, physician assistants), taught or not.
    """
    is_interprofessional = sum(row.in_audience for row in balance) > 1
    return [
        row.profession
        for row in balance
        if not row.is_balanced and ((row.in_audience and is_interprofessional) or row.profession.asked_by_name)
    ]
