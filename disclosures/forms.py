"""The form by which a person discloses."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from disclosures.models import Disclosure, FinancialRelationship
from disclosures.omissions import LOOK_BACK_MONTHS, look_back_from
from disclosures.services import Relationship

NONE, SOME = "none", "some"
ROWS = 1
MOST_ROWS = 40


class DisclosureForm(forms.Form):
    """The explicit answer and the signature; the companies are in the formset."""

    answer = forms.ChoiceField(
        label="In the last 24 months I have had",
        choices=(
            (NONE, "no financial relationship with any ineligible company"),
            (SOME, "the relationships listed below"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two: “none” is an answer, too."},
    )
    signed_name = forms.CharField(
        label="Your full name, as your signature",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name as your signature."},
    )
    note = forms.CharField(
        label="What the office should know about it",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example when it ended, or that it was a mistake. The office reads it.",
        error_messages={"max_length": "Please say it in at most 300 characters; this has %(show_value)d."},
    )
    is_true = forms.BooleanField(
        label="This is complete and true to the best of my knowledge. I will disclose again when something changes.",
        error_messages={"required": "Tick this to sign."},
    )


class RelationshipForm(forms.Form):
    # The empty placeholder lets the style sheet see whether something is typed.
    company = forms.CharField(
        label="Company",
        max_length=160,
        widget=forms.TextInput(attrs={"placeholder": " ", "list": "company-names", "autocomplete": "off"}),
        error_messages={"max_length": "A company’s name has at most 160 characters; this has %(show_value)d."},
    )
    nature = forms.ChoiceField(
        label="What you are or receive", choices=[("", "Choose…"), *FinancialRelationship.Nature.choices]
    )
    ended_date = forms.DateField(
        label="Ended on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty while it goes on.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser would cut off what is pasted, without a word; the server tells how much too long it is.
        self.fields["company"].widget.attrs.pop("maxlength", None)

    def clean_company(self) -> str:
        return " ".join(self.cleaned_data["company"].split())

    def clean_ended_date(self) -> date | None:
        ended: date | None = self.cleaned_data["ended_date"]
        if ended and ended > timezone.localdate():
            raise forms.ValidationError("This day is still to come. Leave it empty while the relationship goes on.")
        if ended and ended < look_back_from(timezone.localdate(), months=LOOK_BACK_MONTHS):
            raise forms.ValidationError(
                f"This is over for more than {LOOK_BACK_MONTHS} months, so it need not be named. Remove the line."
            )
        return ended


class _Relationships(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this line"

    def clean(self) -> None:
        """Refuse one company and nature twice, beside the second of them."""
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            data = form.cleaned_data if form.is_valid() else {}
            if not data.get("company") or data.get("DELETE"):
                continue
            key = (data["company"].casefold(), data["nature"])
            if key in seen:
                form.add_error("company", "This company and relationship are listed twice.")
            seen.add(key)

    def typed(self) -> list[str]:
        """The lines as they stand, valid or not: “Acme, consultant”."""
        natures = dict(FinancialRelationship.Nature.choices)
        lines = []
        for form in self.forms:
            company = " ".join(str(form["company"].value() or "").split())
            nature = str(natures.get(form["nature"].value(), ""))
            if company and not form.data.get(form.add_prefix("DELETE")):
                lines.append(f"{company}, {nature[0].lower()}{nature[1:]}" if nature else company)
        return lines

    def told(self) -> list[Relationship]:
        return [
            Relationship(data["company"], data["nature"], data["ended_date"])
            for data in self.cleaned_data
            if data.get("company") and not data.get("DELETE")
        ]


RelationshipFormSet = forms.formset_factory(
    RelationshipForm, formset=_Relationships, extra=ROWS, max_num=MOST_ROWS, can_delete=True, absolute_max=MOST_ROWS + 1
)


def first_answers(person: User, earlier: Disclosure | None) -> dict[str, Any]:
    """What the form starts with: the earlier answer, to be confirmed or corrected; never the signature."""
    return {"answer": (SOME if earlier.has_relationships else NONE) if earlier else None}


def earlier_relationships(earlier: Disclosure | None) -> list[dict[str, Any]]:
    if earlier is None:
        return []
    return [
        {"company": row.company_name, "nature": row.nature, "ended_date": row.ended_date}
        for row in earlier.relationships.all()
    ]


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Why, if you like to say",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "The planners of your activities and the CME office read it word for word, in a letter. Leave it empty if "
            "you would rather keep it to yourself."
        ),
        error_messages={"max_length": "Please say it in at most 300 characters; this has %(show_value)d."},
    )
