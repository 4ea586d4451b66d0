"""Approving several proposals: what each would be approved with is seen first, and what came of each afterwards (REV-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Profession, User
from activities.admin.addresses import place_of, queue_address, review_address
from activities.admin.forms import quarters_up_to
from activities.admin.other_credit import OtherCreditForm
from activities.clearance import presenters_waiting, team_clearances
from activities.credit import plain
from activities.models import Activity, CreditType, OfficeSettings, Status, TeamMember
from activities.models.status import UNDECIDED
from activities.opening import Opening, planned_opening
from activities.opening import Plan as OpeningPlan
from activities.readiness import approval_items, computed_credit, decision_refusals, with_readiness_facts
from activities.services import Approval, approve_ready

MOST: Final = 100  # so many are still read one by one
_OUTCOME: Final = "approved-together"


def together_address(activities: Iterable[Activity]) -> str:
    chosen = [("pk", activity.pk) for activity in activities]
    return f"{reverse('admin:activities_activity_approve_together')}?{urlencode(chosen)}"


class RowForm(forms.Form):
    """One ready proposal. Unticked, it stays where it is."""

    is_chosen = forms.BooleanField(required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput)
    maximum = forms.TypedChoiceField(label="Designated maximum", coerce=Decimal)
    opens = forms.ChoiceField(label="Registration opens")

    def __init__(self, data: Any, *, activity: Activity, most: Decimal | None, at: datetime) -> None:
        planned = planned_opening(activity, at=at)
        initial = {"version": activity.version, "opens": planned.how}
        super().__init__(data, prefix=f"row-{activity.pk}", initial=initial)
        self.planned = planned
        self.fields["is_chosen"].label = str(activity)
        self.fields["maximum"].choices = [(plain(value), plain(value)) for value in quarters_up_to(most)]  # type: ignore[attr-defined]
        self.fields["opens"].choices = _openings(activity, planned)  # type: ignore[attr-defined]

    @property
    def opening(self) -> OpeningPlan:
        how = Opening(self.cleaned_data["opens"])
        return self.planned if how == Opening.AT_A_TIME else OpeningPlan(how)


def _openings(activity: Activity, planned: OpeningPlan) -> list[tuple[str, str]]:
    found = [(Opening.BY_HAND.value, "when the office opens it"), (Opening.AT_ONCE.value, "at once")]
    if planned.at is None:
        return found
    opens = planned.at.astimezone(activity.zone)
    return [(Opening.AT_A_TIME.value, f"by itself on {opens:%b %-d, %Y, %-I:%M %p %Z}"), *found]


@dataclass
class Row:
    """One chosen proposal: what it would be approved with, or what stands against that and where it is mended."""

    activity: Activity
    against: list[tuple[str, str]]
    form: RowForm
    others: list[OtherCreditForm]
    most: Decimal | None
    waiting: list[TeamMember]  # who teaches and is not cleared: their sessions stay closed (SII-7)

    @property
    def is_ready(self) -> bool:
        return not self.against

    @property
    def is_chosen(self) -> bool:
        return not self.form.is_bound or bool(self.form.data.get(self.form.add_prefix("is_chosen")))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(other.is_valid() for other in self.others)])

    def approval(self) -> Approval:
        data = self.form.cleaned_data
        return Approval(
            self.activity,
            version=data["version"],
            maximum=data["maximum"],
            others=tuple(other.wanted for other in self.others if other.is_wanted),
            opening=self.form.opening,
        )


def rows_of(activities: Iterable[Activity], data: Any, *, by: User, at: datetime) -> list[Row]:
    """In a fixed number of queries, however many there are."""
    office, professions = OfficeSettings.current(), list(Profession.objects.all())
    credit_types = list(CreditType.objects.beside_ama())
    found = []
    for activity in activities:
        most = computed_credit(activity, office)
        designated = {designation.credit_type_id for designation in activity.designations.all()}
        found.append(
            Row(
                activity,
                _against(activity, by=by, at=at, office=office, professions=professions),
                RowForm(data, activity=activity, most=most, at=at),
                [
                    OtherCreditForm(
                        data, credit_type=held, activity=activity, office=office, prefix=f"row-{activity.pk}-{held.pk}"
                    )
                    for held in credit_types
                    if held.pk not in designated
                ],
                most,
                presenters_waiting(team_clearances(activity, office=office, on=timezone.localdate(at, activity.zone))),
            )
        )
    return found


def _against(
    activity: Activity, *, by: User, at: datetime, office: OfficeSettings, professions: list[Profession]
) -> list[tuple[str, str]]:
    """Each sentence with the address at which it is mended."""
    address = review_address(activity)
    if activity.status != Status.SUBMITTED:
        status = activity.get_status_display().lower()
        return [(f"It is {status}, so it does not wait for a decision.", f"{address}#section-history")]
    refusals = [(sentence, address) for sentence in decision_refusals(activity, by=by)]
    items = approval_items(activity, at=at, office=office, professions=professions)
    return refusals + [(item.sentence, f"{address}#{place_of(item)}") for item in items]


# --- The pages --------------------------------------------------------------------------------------------------------


def approve_together_page(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponse:
    """Shows the chosen (`?pk=…&pk=…`); a press approves those that are ready and ticked."""
    by = _reviewer(request)
    pks = [int(pk) for pk in request.GET.getlist("pk") if pk.isdecimal()][:MOST]
    if not pks:
        return redirect(queue_address())
    now = timezone.now()
    chosen = with_readiness_facts(Activity.objects.plan_visible_to(by).filter(pk__in=pks))
    activities = list(chosen.prefetch_related("designations").order_by("status_changed_at", "pk"))
    rows = rows_of(activities, request.POST if request.method == "POST" else None, by=by, at=now)
    ready = [row for row in rows if row.is_ready]
    wanted = [row for row in ready if row.is_chosen]
    is_refused = False
    if request.method == "POST":
        # All are judged, so that every sentence is seen at once; nothing is approved where one is wrong.
        judged = [row.is_valid() for row in wanted]
        is_refused = not wanted or not all(judged)
        if not is_refused:
            approved, refused = approve_ready([row.approval() for row in wanted], by=by, at=now)
            left = {activity.pk for activity in approved} | {activity.pk for activity, _ in refused}
            refused += [(row.activity, _reasons(row)) for row in rows if row.activity.pk not in left]
            request.session[_OUTCOME] = {
                "approved": [activity.pk for activity in approved],
                "refused": [(activity.pk, reason) for activity, reason in refused],
            }
            return redirect("admin:activities_activity_approved_together")
    page = {
        "title": "Approve several proposals",
        "ready": ready,
        "others": [row for row in rows if not row.is_ready],
        "is_refused": is_refused,
        "nothing_chosen": is_refused and not wanted,
    }
    return render(request, "admin/activities/activity/approve_together.html", {**context, **page})


def _reasons(row: Row) -> str:
    return " ".join(sentence for sentence, _ in row.against) or "You left it out."


def approved_together_page(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponse:
    """What came of each; it can be read again until the next ones are approved."""
    by = _reviewer(request)
    outcome = request.session.get(_OUTCOME)
    if outcome is None:
        return redirect(queue_address())
    reasons = dict(outcome["refused"])
    listed = Activity.objects.plan_visible_to(by).prefetch_related("designations__credit_type")
    found = listed.in_bulk([*outcome["approved"], *reasons])
    refused = [(found[pk], reason) for pk, reason in reasons.items() if pk in found]
    page = {
        "title": "What came of each",
        "approved": [found[pk] for pk in outcome["approved"] if pk in found],
        "refused": [(one, reason) for one, reason in refused if one.status in UNDECIDED],
        "decided": [one for one, _ in refused if one.status not in UNDECIDED],
        "queue": queue_address(),
    }
    return render(request, "admin/activities/activity/approved_together.html", {**context, **page})


def _reviewer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    if not request.user.has_perm("activities.decide_activity"):
        raise PermissionDenied
    return request.user
