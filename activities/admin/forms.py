"""What a reviewer fills in: the decision, the requests beside each section, and the office's word on relationships."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms

from activities.clearance import Clearance, decisions_of
from activities.credit import QUARTER, plain
from activities.differences import Place
from activities.models import Activity, Mitigation, ReviewRequest, TeamMember
from activities.opening import Opening, planned_opening
from activities.opening import Plan as OpeningPlan
from activities.sections import SECTIONS
from activities.services.clearance import decide_on_relationship, methods_for
from activities.services.moving import NOTE_LENGTH
from activities.services.requests import REQUEST_LENGTH, Request
from disclosures.models import FinancialRelationship

FORM_ID: Final = "decision"
# No line of the page submits on Enter: every text is an area, so that nobody approves by accident.
_AREA: Final = {"form": FORM_ID, "rows": 2}


class DecisionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    maximum = forms.TypedChoiceField(label="Designated maximum", coerce=Decimal, required=False, empty_value=None)
    opens = forms.ChoiceField(
        label="Registration opens", choices=Opening.choices, required=False, widget=forms.RadioSelect
    )
    opens_at = forms.DateTimeField(
        label="Day and time",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="The planners read it."
    )
    leave_unsaved = forms.BooleanField(label="Leave it unsaved", required=False)

    note_length, request_length = NOTE_LENGTH, REQUEST_LENGTH

    def __init__(
        self,
        data: Any = None,
        *,
        activity: Activity,
        at: datetime,
        most: Decimal | None,
        places: Mapping[Place, str] | None = None,
        unsettled: Iterable[ReviewRequest] = (),
    ) -> None:
        """`places` are all that something can be asked about, with what they are called."""
        self.planned, self.activity, self.at = planned_opening(activity, at=at), activity, at
        initial = {"version": activity.version, "opens": self.planned.how, "opens_at": self.planned.at}
        super().__init__(self._with_planned(data), initial=initial)
        self.fields["maximum"].choices = [(plain(value), plain(value)) for value in quarters_up_to(most)]  # type: ignore[attr-defined]
        self.places = {**{(section.key, ""): section.title for section in SECTIONS}, **(places or {})}
        self.unsettled = list(unsettled)
        for place, label in self.places.items():
            self.fields[_request_name(place)] = _area(f"What should change in “{label}”?")
        for request in self.unsettled:
            self.fields[_outcome_name(request)] = forms.ChoiceField(
                label="What came of it",
                required=False,
                choices=OUTCOMES,
                widget=forms.RadioSelect(attrs={"form": FORM_ID}),
            )
            self.fields[_again_name(request)] = _area("What is still to change?")

    def _with_planned(self, data: Any) -> Any:
        """A page that did not ask when registration opens leaves what was planned, and shows it once it does."""
        if data is None or data.get("opens"):
            return data
        filled = data.copy()
        filled["opens"] = self.planned.how
        if self.planned.at:
            filled["opens_at"] = f"{self.planned.at.astimezone(self.activity.zone):%Y-%m-%dT%H:%M}"
        return filled

    def unjudged(self, but: Mapping[str, Any] | None = None) -> "DecisionForm":
        """The same with what was typed, before anything was decided on it; `but` are the errors that stay."""
        self._errors = forms.utils.ErrorDict(but or {})
        return self

    def errors_of_outcomes(self) -> dict[str, Any]:
        """What hinders saving what came of the requests."""
        names = {name for request in self.unsettled for name in (_outcome_name(request), _again_name(request))}
        return {name: found for name, found in self.errors.items() if name in names}

    def asks_anything(self) -> bool:
        """Whether something to change was written down, beside earlier requests or anew."""
        return any(text.strip() for name, text in self.cleaned_data.items() if name.startswith(("request_", "again_")))

    def requests(self) -> list[Request]:
        """What is asked anew, and what is asked again."""
        asked = [
            Request(place[0], text.strip(), place[1])
            for place in self.places
            if (text := self.cleaned_data.get(_request_name(place), "")).strip()
        ]
        again = [
            Request(request.section, self.cleaned_data[_again_name(request)].strip(), request.field, request.pk)
            for request in self.unsettled
            if self.cleaned_data.get(_outcome_name(request)) == AGAIN
        ]
        return asked + again

    def opening(self) -> OpeningPlan:
        """As chosen."""
        how = Opening(self.cleaned_data["opens"])
        return OpeningPlan(how, self.cleaned_data["opens_at"] if how == Opening.AT_A_TIME else None)

    def settled(self) -> list[int]:
        return [r.pk for r in self.unsettled if self.cleaned_data.get(_outcome_name(r)) == SETTLED]

    def clean(self) -> dict[str, Any]:
        self._keep_what_has_no_place()
        self._refuse_what_is_too_long()
        for request in self.unsettled:
            again, outcome = _again_name(request), self.cleaned_data.get(_outcome_name(request))
            said = self.cleaned_data.get(again, "").strip()
            if outcome == AGAIN and not said:
                self.add_error(again, f"Say what is still to change: “{request.text[:80]}”")
            if outcome == SETTLED and said:
                self.add_error(again, "You settled this and wrote what is still to change. Which is it?")
        return self.cleaned_data

    def _refuse_what_is_too_long(self) -> None:
        """Here and not by the browser, which would cut off what is pasted."""
        for name, text in list(self.cleaned_data.items()):
            most = NOTE_LENGTH if name == "note" else REQUEST_LENGTH
            if name.startswith(("note", "request_", "again_")) and len(text) > most:
                self.add_error(
                    name,
                    f"{self.fields[name].label}: please shorten it to {most:,} characters; it has {len(text):,}.",
                )

    def _keep_what_has_no_place(self) -> None:
        """A colleague settled it, or took the row out, while this was typed: say so, and give the text back."""
        for name, text in self.data.items():
            if name.startswith(("request_", "again_")) and name not in self.fields and str(text).strip():
                self.add_error(
                    None, f"What you asked for is settled or gone meanwhile. Nothing was decided. You wrote: “{text}”"
                )

    def request_field(self, section: str, anchor: str = "") -> forms.BoundField | None:
        """None for a place nothing can be asked about."""
        return self[_request_name((section, anchor))] if (section, anchor) in self.places else None

    def outcome_fields(self, request: ReviewRequest) -> tuple[forms.BoundField, forms.BoundField]:
        return self[_outcome_name(request)], self[_again_name(request)]


def quarters_up_to(most: Decimal | None) -> list[Decimal]:
    """From the most downwards, so that the first is the default."""
    return [] if most is None else [QUARTER * step for step in range(int(most / QUARTER), 0, -1)]


SETTLED, AGAIN = "settled", "again"
OUTCOMES: Final = ((SETTLED, "Settled"), (AGAIN, "Ask again"))


def _area(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs=_AREA))


def _request_name(place: Place) -> str:
    section, anchor = place
    return f"request_{section}_{anchor}" if anchor else f"request_{section}"


def _outcome_name(request: ReviewRequest) -> str:
    return f"outcome_{request.pk}"


def _again_name(request: ReviewRequest) -> str:
    return f"again_{request.pk}"


UNDECIDED, NOT_RELEVANT, RELEVANT = "", "not_relevant", "relevant"


class RelationshipForm(forms.Form):
    """The office's decision on one relationship for one role, shown and changed in one line."""

    decision = forms.ChoiceField(label="The office’s decision", required=False)
    exception = forms.ChoiceField(
        label="Exception",
        required=False,
        choices=[("", "No exception: excluded"), *Mitigation.OwnerException.choices],
    )
    reason = forms.CharField(
        label="Reason or details", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 1})
    )

    def __init__(
        self, data: Any, *, member: TeamMember, relationship: FinancialRelationship, excludes: bool, can_decide: bool
    ) -> None:
        self.member, self.relationship, self.excludes = member, relationship, excludes
        self.decided = decisions_of(member).get(relationship.origin_id)
        super().__init__(data, prefix=f"rel-{member.pk}-{relationship.pk}", initial=self._initial())
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (UNDECIDED, "Not decided yet"),
            (NOT_RELEVANT, "Not relevant"),
            (RELEVANT, "Relevant, not mitigated yet"),
            ("Relevant and mitigated", [(method.value, method.label) for method in methods_for(member)]),
        ]
        if not excludes:
            del self.fields["exception"]
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM_ID
            field.disabled = not can_decide

    def _initial(self) -> dict[str, str]:
        if self.decided is None:
            return {"decision": UNDECIDED}
        decision = self.decided.method or (RELEVANT if self.decided.is_relevant else NOT_RELEVANT)
        return {"decision": decision, "exception": self.decided.exception, "reason": self.decided.reason}

    def clean_decision(self) -> str:
        decision: str = self.cleaned_data["decision"]
        if not decision and self.has_changed():
            raise forms.ValidationError("Choose what the office decides.")
        return decision

    def save(self, *, by: Any, at: Any) -> None:
        """Raises ActionRefused."""
        decision = self.cleaned_data["decision"]
        decide_on_relationship(
            member=self.member,
            relationship=self.relationship,
            is_relevant=decision != NOT_RELEVANT,
            method="" if decision in (NOT_RELEVANT, RELEVANT) else decision,
            exception=self.cleaned_data.get("exception", ""),
            reason=self.cleaned_data["reason"],
            by=by,
            at=at,
        )


def relationship_forms(clearance: Clearance, data: Any, *, on: Any, can_decide: bool) -> list[RelationshipForm]:
    return [
        RelationshipForm(
            data,
            member=clearance.member,
            relationship=relationship,
            excludes=relationship.is_present_ownership_or_employment(on=on),
            can_decide=can_decide,
        )
        for relationship in clearance.relationships
    ]
