"""Where a plan stands that the office drafted for a director (PLN-5)."""

from collections import Counter
from dataclasses import dataclass

from accounts.models import User
from activities.differences import Difference, differences_between
from activities.models import Activity, PlanConfirmation, PlanCorrection, PlanInvitation, TeamMember
from activities.plans import write_out_plan


@dataclass(frozen=True)
class Standing:
    """`changed` is what reads otherwise than the director last confirmed it; their confirmation is void then."""

    invitations: list[PlanInvitation]
    corrections: list[PlanCorrection]
    last: PlanConfirmation | None
    changed: list[Difference]

    @property
    def corrections_in_words(self) -> str:
        """“3 fields added, 1 corrected”; empty where nothing was changed."""
        numbers = Counter(one.what for one in self.corrections)
        told = [f"{numbers[what]} {what}" for what in ("added", "corrected", "taken away") if numbers[what]]
        if not told:
            return ""
        number, what = told[0].split(" ", 1)
        return ", ".join([f"{number} field{'' if number == '1' else 's'} {what}", *told[1:]])

    @property
    def is_confirmed(self) -> bool:
        return self.last is not None and not self.changed


def standing_of(activity: Activity) -> Standing:
    last = activity.confirmations.select_related("confirmed_by").last()
    return Standing(
        invitations=list(activity.invitations.select_related("person", "invited_by", "letter")),
        corrections=list(activity.corrections.select_related("corrected_by")),
        last=last,
        changed=differences_between(last.plan, write_out_plan(activity)) if last else [],
    )


def valid_confirmation(activity: Activity) -> PlanConfirmation | None:
    """The director's confirmation of the plan as it stands now; None for plans that were not drafted for one."""
    if not activity.drafted_for_director:
        return None
    standing = standing_of(activity)
    return standing.last if standing.is_confirmed else None


def waits_for_confirmation_by(activity: Activity, person: User) -> bool:
    """Whether this person is the director who is asked to confirm what the office drafted."""
    return (
        activity.drafted_for_director
        and activity.team.filter(person=person, role__in=TeamMember.ATTESTING_ROLES).exists()
        and valid_confirmation(activity) is None
    )
