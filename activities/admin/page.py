"""What the review page shows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from activities.admin import evidence
from activities.admin.addresses import place_of, review_address
from activities.admin.forms import FORM_ID, DecisionForm, RelationshipForm, relationship_forms
from activities.admin.other_credit import OtherCreditForm, other_credit_forms
from activities.admin.told import ANCHOR, Told
from activities.asked import Asked, asked_of
from activities.balance import team_balance
from activities.clearance import Clearance, disclosures_to_learners, presenters_waiting, team_clearances
from activities.differences import Difference, changes_of_version
from activities.models import (
    Activity,
    Comment,
    CreditType,
    Designation,
    Exclusion,
    Exemption,
    OfficeSettings,
    ReviewRequest,
    Status,
    StatusChange,
    TeamMember,
)
from activities.opening import opening_sentence
from activities.readiness import approval_items, computed_credit, counting_sessions, decision_refusals, has_begun
from activities.sections import sections_of
from activities.services.exemptions import exemption_refusals
from activities.statements import accreditation_statement, designation_statement_for, other_statements, with_trademark
from activities.thread import Thread, thread_of
from activities.timetable import Timetable, timetables_of
from activities.workflow import OFFICE, Turn, allowed_actions, turn_of
from activities.worth import Line, agenda_lines
from disclosures.omissions import Omission

# Fields outside the decision, in words.
_TYPED_ELSEWHERE: Final = {
    "comment": "a message in the conversation",
    "exempt_reason": "the reason of an exemption",
    "end_reason": "the reason for ending the exemption",
    "exclude_reason_": "the reason of an exclusion",
    "undo_reason_": "the reason for taking back an exclusion",
    "omission_reason_": "the reason for accepting an omission",
}


def _is_named(field: str, name: str) -> bool:
    """Those of single rows end with the row's key."""
    return field.startswith(name) if name.endswith("_") else field == name


@dataclass
class ReviewPage:
    """Everything the page shows, asked for when the template comes to it."""

    activity: Activity
    user: User
    at: datetime
    office: OfficeSettings
    typed: Any = None  # the POST, where something on the page was refused or kept
    told: Told = field(default_factory=Told)
    form: DecisionForm = field(init=False)
    asks_to_leave: bool = False  # whether something unsaved would be lost by the act that was pressed

    form_id = FORM_ID

    @property
    def form_action(self) -> str:
        return f"{review_address(self.activity)}#{ANCHOR}"

    @cached_property
    def requests(self) -> list[ReviewRequest]:
        return list(
            ReviewRequest.objects.filter(activity=self.activity).select_related("asked_by", "answered_by", "settled_by")
        )

    @cached_property
    def outcomes(self) -> list[dict[str, Any]]:
        """Of each unsettled request: asked, old, new, the answer, and the fields to settle it or ask again (REV-2)."""
        unsettled = [request for request in self.requests if request.settled_at is None]
        found = []
        for asked in asked_of(self.activity, unsettled):
            outcome, again = self.form.outcome_fields(asked.request)
            found.append({"asked": asked, "outcome": outcome, "again": again})
        return found

    @cached_property
    def requests_by_place(self) -> dict[tuple[str, str], list[ReviewRequest]]:
        found: dict[tuple[str, str], list[ReviewRequest]] = {}
        for request in self.requests:
            found.setdefault((request.section, request.field), []).append(request)
        return found

    @cached_property
    def comments(self) -> list[Comment]:
        seen = Comment.objects.visible_to(self.user).filter(activity=self.activity)
        return list(seen.select_related("written_by", "request"))

    @property
    def may_note(self) -> bool:
        return self.activity.created_by_id != self.user.pk and not any(
            member.person_id == self.user.pk for member in self.activity.team.all()
        )

    @property
    def comment_typed(self) -> str:
        return self.typed.get("comment", "") if self.typed else ""

    @property
    def can_ask(self) -> bool:
        return "request_changes" in self.actions and not self.decision_refusals

    @property
    def can_settle(self) -> bool:
        return self.activity.status in (Status.SUBMITTED, Status.CHANGES_REQUESTED) and not self.decision_refusals

    @cached_property
    def clearances(self) -> list[Clearance]:
        return team_clearances(self.activity, office=self.office, on=self.today)

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.at, self.activity.zone)

    @property
    def zone_name(self) -> str:
        return self.activity.get_time_zone_display()

    @cached_property
    def counting_times(self) -> tuple[datetime, datetime] | None:
        """From the start of the first session that counts to the end of the last."""
        sessions = counting_sessions(self.activity)
        if not sessions:
            return None
        return min(s.starts_at for s in sessions), max(s.ends_at for s in sessions)

    @property
    def opening_sentence(self) -> str:
        return opening_sentence(self.activity)

    @property
    def closes_at(self) -> datetime | None:
        return self.activity.claim_closes_at(self.office.claim_window_days)

    @cached_property
    def decision_refusals(self) -> list[str]:
        return decision_refusals(self.activity, by=self.user)

    @cached_property
    def refusals(self) -> list[tuple[str, str]]:
        """What stands against approval, each with the place on this page where it is mended; empty where there is none."""
        against = [(sentence, "") for sentence in self.decision_refusals]
        items = approval_items(self.activity, at=self.at, office=self.office)
        return against + [(item.sentence, place_of(item)) for item in items]

    @property
    def can_approve(self) -> bool:
        """Nothing stands against it but requests, which one settles with the same press."""
        settles = {place for _, place in self.refusals} <= {"requests"}
        return "approve" in self.actions and not self.decision_refusals and settles

    @cached_property
    def presenters_waiting(self) -> list[TeamMember]:
        return presenters_waiting(self.clearances)

    @cached_property
    def settled(self) -> list[Asked]:
        """What came of earlier requests, for who reads the record later (REV-2)."""
        rows = [request for request in self.requests if request.settled_at is not None and not request.is_notice]
        return asked_of(self.activity, rows)

    @cached_property
    def next_open(self) -> dict[str, str]:
        """For each place where something is open, the place of the next; from the last, back to the decision."""
        places = list(dict.fromkeys(place for _, place in self.refusals if place))
        return dict(pairwise([*places, "decision-panel"]))

    @cached_property
    def actions(self) -> set[str]:
        return {transition.action for transition in allowed_actions(self.activity, OFFICE)}

    @cached_property
    def turn(self) -> Turn:
        return turn_of(self.activity, at=self.at, office=self.office)

    @cached_property
    def computed(self) -> Decimal | None:
        return computed_credit(self.activity, self.office)

    @cached_property
    def checks(self) -> list[evidence.Check]:
        return evidence.checks_of(self.activity, self.clearances, office=self.office, at=self.at)

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Each section with its check."""
        checks = {check.key: check for check in self.checks}
        return [
            {
                "key": section.key,
                "title": section.title,
                "check": checks[section.key],
                "template": f"admin/activities/activity/review/_{section.key}.html",
                "earlier": [request for request in self.requests if request.section == section.key],
            }
            for section in sections_of(self.activity)
        ]

    @cached_property
    def changes(self) -> list[Difference]:
        """What the newest submission changed (REV-2)."""
        return changes_of_version(self.activity)

    @property
    def previous_version(self) -> int:
        return self.activity.version - 1

    @property
    def balance(self) -> Any:
        return team_balance(self.activity)

    @cached_property
    def agenda(self) -> list[Line]:
        for session in self.activity.sessions.all():
            session.activity = self.activity  # its time zone, without a query for each
        return agenda_lines(self.activity.sessions.all(), is_series=self.activity.is_series)

    @property
    def timetables(self) -> list[Timetable]:
        return timetables_of(line.session for line in self.agenda)

    @cached_property
    def thread(self) -> Thread:
        return thread_of(self.activity)

    @property
    def arithmetic(self) -> str:
        return evidence.credit_arithmetic(self.activity, self.office)

    @cached_property
    def members(self) -> list[dict[str, Any]]:
        can_decide = not self.decision_refusals
        return [
            {
                "clearance": clearance,
                "asked": next(iter(clearance.member.person.disclosure_requests.all()), None),
                "relationships": relationship_forms(clearance, self.typed, on=self.today, can_decide=can_decide),
                "omissions": [self._omission(clearance, omission) for omission in clearance.omissions],
            }
            for clearance in self.clearances
        ]

    def _omission(self, clearance: Clearance, omission: Omission) -> dict[str, Any]:
        """One thing the disclosure leaves out, with what came of asking and the fields to settle it (SII-1)."""
        member, signed = clearance.member, omission.disclosure.signed_at
        name = f"omission_reason_{member.pk}_{omission.key}"
        requests = member.person.disclosure_requests.all()
        return {
            "omission": omission,
            "act": f"{member.pk}-{omission.key}",
            "name": name,
            "typed": self.typed.get(name, "") if self.typed else "",
            "asked": next((one for one in requests if one.question and one.asked_at > signed), None),
            "answered": next((one for one in requests if one.question and one.asked_at <= signed), None),
        }

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        rows = self.activity.exclusions.select_related("person", "excluded_by", "undone_by")
        return list(rows.prefetch_related("sessions"))

    exclusion_grounds = Exclusion.Ground.choices
    exemption_grounds = Exemption.Ground.choices

    @cached_property
    def exemptions(self) -> list[Exemption]:
        return list(self.activity.exemptions.select_related("exempted_by", "ended_by"))

    @property
    def exemption_refusals(self) -> list[str]:
        return exemption_refusals(self.activity)

    @property
    def forms(self) -> list[RelationshipForm]:
        return [form for member in self.members for form in member["relationships"]]

    def unsaved(self, act: str) -> list[str]:
        """What was changed or written on the page that the decision `act` would not keep, in words."""
        typed = self.typed or {}
        found = [
            f"the decision on {form.relationship.company} of {form.member.person}"
            for form in self.forms
            if form.add_prefix("decision") in typed and form.has_changed()
        ]
        found += [
            words
            for name, words in _TYPED_ELSEWHERE.items()
            if any(_is_named(key, name) and typed[key].strip() for key in typed)
        ]
        if act not in ("approve", "request_changes") and self.form.asks_anything():
            found.append("what should change")
        return found

    @property
    def has_missing_disclosures(self) -> bool:
        return any(c.disclosure is None and not c.is_cleared for c in self.clearances)

    @cached_property
    def other_credit(self) -> list[OtherCreditForm]:
        """What can be designated beside AMA credit (AMA-8); nothing where the office holds nothing else."""
        return other_credit_forms(self.activity, self.typed, office=self.office)

    @property
    def can_designate_more(self) -> bool:
        return self.activity.is_published and not has_begun(self.activity, at=self.at) and not self.decision_refusals

    @cached_property
    def designated_others(self) -> list[Designation]:
        return list(self.activity.designations.exclude(credit_type=CreditType.AMA).select_related("credit_type"))

    @property
    def statements(self) -> list[Any]:
        """As they will read on approval, for staff alone (STM-3)."""
        maximum = self.activity.maximum_credit or self.computed
        told = [accreditation_statement(self.activity, self.office)]
        if maximum is not None:
            told.append(designation_statement_for(maximum, self.activity, self.office))
        told += other_statements(self.activity, self.office)
        return [with_trademark(text) for text in told]

    @property
    def disclosure_statements(self) -> list[str]:
        return disclosures_to_learners(self.activity, office=self.office, on=self.today)

    @property
    def all_cleared(self) -> bool:
        return all(clearance.is_cleared for clearance in self.clearances)

    @property
    def history(self) -> Any:
        return StatusChange.objects.filter(activity=self.activity).select_related("by")
