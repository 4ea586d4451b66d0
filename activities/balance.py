"""The interprofessional balance: who is taught, and who of them plans and speaks (PLN-4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Profession
from activities.models import Activity, TeamMember


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
    return balance_of(
        audience={profession.pk for profession in activity.audience.all()},
        team=activity.team.all(),
        reasons={absence.profession_id: absence.reason for absence in activity.absences.all()},
        professions=Profession.objects.all() if professions is None else professions,
    )


def balance_of(
    *, audience: set[str], team: Iterable[TeamMember], reasons: Mapping[str, str], professions: Iterable[Profession]
) -> list[ProfessionBalance]:
    """Of people who may not be saved yet: the planner sees the balance while typing."""
    planners: Counter[str] = Counter()
    presenters: Counter[str] = Counter()
    for member in team:
        if member.is_planner:
            planners[member.profession_id] += 1
        elif member.is_presenter:
            presenters[member.profession_id] += 1
    concerned = audience | planners.keys() | presenters.keys()
    return [
        ProfessionBalance(
            profession=profession,
            in_audience=profession.pk in audience,
            planners=planners[profession.pk],
            presenters=presenters[profession.pk],
            reason=reasons.get(profession.pk, ""),
        )
        for profession in professions
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
