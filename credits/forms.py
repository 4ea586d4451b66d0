from calendar import month_name
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Identifier, User
from activities.credit import plain
from activities.models import Session
from core.errors import ActionRefused
from credits.eligibility import Offer
from credits.goals import short
from credits.models import CreditGoal, OutsideCredit, ReadyGoal
from credits.services.claims import ForBoard, Wanted, checked_for_board
from credits.services.outside import outside_refusals, same_outside_credit

# Days of each month; somebody may be born on a leap day, and the year is not asked.
LONGEST: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# So many amounts are shown, each for one touch; more are typed.
MOST_AT_A_GLANCE: Final = 6
# Outside credit: a week's course gives about 40, and what is more is asked about.
MOST_UNASKED: Final = Decimal(50)
MONTHS = [(f"{number:02}", name) for number, name in enumerate(month_name) if number]


class AmountField(forms.DecimalField):
    """A decimal comma is understood: “1,5” is one and a half. A field of text, since number fields drop the comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "." not in value and value.count(",") == 1:
            value = value.replace(",", ".")
        if isinstance(value, str) and "e" in value.casefold():  # 1e0 is a number to Python, and a slip to everybody
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class ClaimForm(forms.Form):
    """How much of one credit type is claimed. All that can be is filled in, or on correction what was claimed; learners
    who took part in less say so (AMA-3). Where there are several types, those beside the first are theirs to add.

    What a board must know is asked beside it; only what the person had remembered is filled in (PRS-4).
    """

    is_at_a_glance = False
    amount = AmountField(
        max_digits=5,
        decimal_places=2,
        error_messages={
            "required": "Type how much you claim.",
            "invalid": "Type a number, for example 0.75.",
            "max_digits": "Type a number with at most two decimals, for example 0.75.",
            "max_whole_digits": "That is far more than anybody can claim.",
        },
    )
    number = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_month = forms.ChoiceField(label="Month of birth", required=False, choices=[("", "Month"), *MONTHS])
    birth_day = forms.IntegerField(label="Day of birth", required=False, min_value=1, max_value=31)
    may_report = forms.BooleanField(required=False)
    remember = forms.BooleanField(label="Remember this in my profile for the next time", required=False)

    def __init__(
        self, *args: Any, offer: Offer, is_only: bool, is_correction: bool = False, learner: User, **kwargs: Any
    ) -> None:
        self.offer, self.is_correction = offer, is_correction
        prefix = "" if offer.credit_type.is_ama else offer.credit_type.pk
        super().__init__(*args, **{**kwargs, "prefix": prefix})
        if is_correction and offer.claim:
            self.initial["amount"] = plain(offer.claim.amount)
        elif is_only or offer.credit_type.is_ama:
            self.initial["amount"] = plain(offer.maximum)
        self._prepare_amount(is_only=is_only)
        self._prepare_board(learner)

    def _prepare_amount(self, *, is_only: bool) -> None:
        offer, field = self.offer, self.fields["amount"]
        step, maximum = plain(offer.step), plain(offer.maximum)
        field.required = is_only
        field.label = self._label()
        field.help_text = f"All of it: {maximum}." if offer.whole_only else f"In steps of {step}, at most {maximum}."
        example = "0.75" if offer.credit_type.is_ama else maximum
        field.error_messages["max_decimal_places"] = f"Credit is claimed in steps of {step}, for example {example}."
        amounts = [offer.maximum] if offer.whole_only else _amounts(offer)
        if len(amounts) <= MOST_AT_A_GLANCE:
            none = [] if is_only else [("", "None")]
            choices = none + [(plain(amount), plain(amount)) for amount in amounts]
            field.widget = forms.RadioSelect(choices=choices)
            self.is_at_a_glance = True
            field.error_messages["required"] = "Choose how much you claim."
        else:
            field.widget.attrs |= {
                "class": "amount-input",
                "data-least": step,
                "data-most": maximum,
            }

    def _label(self) -> str:
        if self.offer.is_participation:
            return "Hours you took part"
        return "Credit you claim" if self.offer.credit_type.is_ama else f"{self.offer.credit_type.name} you claim"

    def _prepare_board(self, learner: User) -> None:
        """Only the questions this board asks."""
        credit_type = self.offer.credit_type
        if self.is_correction or not credit_type.asks_something:
            for name in ("number", "birth_month", "birth_day", "may_report", "remember"):
                del self.fields[name]
            return
        if credit_type.identifier_kind:
            known = learner.identifiers.filter(kind=credit_type.identifier_kind).first()
            self.initial["number"] = known.value if known else ""
            self.fields["number"].label = f"Your {credit_type.get_identifier_kind_display()} number"
            if credit_type.identifier_kind == Identifier.Kind.NABP:
                self.fields["number"].label = "Your NABP e-Profile ID"
        else:
            del self.fields["number"]
        if credit_type.asks_birth_day:
            birth_day = learner.profile.birth_day
            self.initial["birth_month"], self.initial["birth_day"] = birth_day[:2], birth_day[2:].lstrip("0")
        else:
            del self.fields["birth_month"], self.fields["birth_day"]
        self.fields["may_report"].label = f"The office may report this to the board for {credit_type.name}"

    @property
    def maximum(self) -> str:
        return plain(self.offer.maximum)

    @property
    def is_wanted(self) -> bool:
        return self.cleaned_data.get("amount") is not None

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and (refusal := self.offer.amount_refusal(amount)):
            raise forms.ValidationError(refusal)
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("amount") is None or self.is_correction:
            return cleaned
        self._clean_birth_day(cleaned)
        try:
            checked_for_board(self.offer.credit_type, self.board)
        except ActionRefused as refusal:
            shown = "birth_month" if refusal.field == "birth_day" else refusal.field
            if shown in self.fields and shown not in self.errors:
                self.add_error(shown, refusal.message)
        return cleaned

    def _clean_birth_day(self, cleaned: dict[str, Any]) -> None:
        month, day = cleaned.get("birth_month"), cleaned.get("birth_day")
        if month and day and day > LONGEST[int(month)]:
            self.add_error("birth_day", f"{month_name[int(month)]} has no day {day}.")

    @property
    def board(self) -> ForBoard:
        cleaned = self.cleaned_data
        month, day = cleaned.get("birth_month"), cleaned.get("birth_day")
        return ForBoard(
            number=cleaned.get("number", ""),
            birth_day=f"{month}{day:02}" if month and day else "",
            may_report=cleaned.get("may_report", False),
            remember=cleaned.get("remember", False),
        )

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["amount"], self.board)


def _amounts(offer: Offer) -> list[Decimal]:
    return [offer.step * number for number in range(1, int(offer.maximum / offer.step) + 1)]


class LateClaimForm(forms.Form):
    reason = forms.CharField(
        label="Why you are late",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences are enough. The office reads it.",
        error_messages={"required": "Say why you are late."},
    )


class PresenceForm(forms.Form):
    """Which sessions somebody was in without being on record, and how that came about."""

    sessions = forms.ModelMultipleChoiceField(
        label="Where you were",
        queryset=Session.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose where you were."},
    )
    reason = forms.CharField(
        label="How it came about",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence is enough, such as “My phone was empty; I sat with Dr. Lee.” The office reads it.",
        error_messages={"required": "Say in a sentence how it came about."},
    )

    def __init__(self, *args: Any, possible: Sequence[Session], chosen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = possible[0].pk if len(possible) == 1 else chosen
        self.initial["sessions"] = [one.pk for one in possible if one.pk == only]
        field = self.fields["sessions"]
        field.queryset = Session.objects.filter(pk__in=[one.pk for one in possible])  # type: ignore[attr-defined]
        field.choices = [(one.pk, one) for one in possible]  # type: ignore[attr-defined]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Which part of a transcript is shown. What makes no sense is said, and everything is shown."""

    since = forms.DateField(label="From", required=False, widget=_day())
    until = forms.DateField(label="To", required=False, widget=_day())
    kind = forms.ChoiceField(label="Credit type", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Every type"), *kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The end of the period lies before its beginning.")
        return cleaned


class OutsideCreditForm(forms.ModelForm):
    proof = forms.FileField(
        label="Proof",
        required=False,
        help_text="If you have one: PDF, PNG or JPEG, at most 10 MB. Only you and the office can open it.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    is_sure = forms.BooleanField(label="Yes, that is right", required=False)
    drops_proof = forms.BooleanField(label="Remove the proof that is there", required=False)

    class Meta:
        model = OutsideCredit
        fields = ("title", "provider", "completed_date", "kind", "amount")
        field_classes = {"amount": AmountField}
        labels = {"title": "What it was"}
        error_messages = {
            "amount": {
                "min_value": "Type how much it was: more than 0.",
                "invalid": "Type a number, such as 1.5.",
                "max_digits": "Type a number below 1,000.",
                "max_whole_digits": "Type a number below 1,000.",
            }
        }
        widgets = {"completed_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        self.asked_back = ""
        if not self.instance.proof:
            del self.fields["drops_proof"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field, sentence in outside_refusals(cleaned, at=timezone.now()):
            self.add_error(field, sentence)
        self.asked_back = self._asked_back(cleaned)
        if self.asked_back and not cleaned.get("is_sure"):
            self.add_error("is_sure", self.asked_back)
        return cleaned

    def _asked_back(self, cleaned: dict[str, Any]) -> str:
        """What is likelier a slip, as a sentence; what is stored was sure already."""
        amount = cleaned.get("amount")
        if amount is not None and amount > MOST_UNASKED and amount != self.initial.get("amount"):
            return f"{plain(amount)} is a lot for one activity. Tick this, or change how much it was."
        if self.instance.pk is None and same_outside_credit(self.learner, cleaned):
            return "You have written this down already. Tick this if it is another one."
        return ""


class GoalForm(forms.ModelForm):
    """A goal of one's own, or begun from one the office offers: then its end follows from its first day."""

    class Meta:
        model = CreditGoal
        fields = ("name", "total", "category_1", "starts_date", "ends_date")
        widgets = {
            "starts_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, ready: ReadyGoal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready = ready
        self.fields["category_1"].required = False
        self.fields["category_1"].help_text = "Leave it empty where none is asked for."
        for name in ("total", "category_1"):
            self.fields[name].widget.attrs |= {"step": "0.25", "min": "0", "inputmode": "decimal"}
        if ready:
            self.initial.update(name=ready.name, total=short(ready.total), category_1=short(ready.category_1))
            self.fields["ends_date"].required = False
            self.fields["ends_date"].help_text = f"Leave it empty for {ready.months} months from the first day."
        elif not self.instance.pk:
            self.initial["category_1"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["category_1"] = cleaned.get("category_1") or Decimal(0)
        if (
            self.ready
            and cleaned.get("starts_date")
            and not cleaned.get("ends_date")
            and "ends_date" not in self.errors
        ):
            months = relativedelta(months=self.ready.months, days=-1)
            cleaned["ends_date"] = cleaned["starts_date"] + months
        return cleaned

    def _post_clean(self) -> None:
        """What cannot be is said by the service, in its own words."""

    def facts(self) -> dict[str, Any]:
        """Of a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class VerifyForm(forms.Form):
    number = forms.CharField(
        label="Certificate number",
        max_length=40,
        error_messages={"required": "Type the number as it stands on the certificate."},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "ABCD-EFGH-JKMN",
                "class": "number-input",
            }
        ),
    )
