from decimal import Decimal
from typing import Any

from django import forms

from activities.credit import QUARTER, plain
from credits.eligibility import amount_refusal
from credits.models import Claim

# Up to here every amount is shown for one touch; more are typed.
MOST_AT_A_GLANCE = Decimal("1.50")
IN_STEPS = "Credit is claimed in steps of 0.25, for example 0.75."


class ClaimForm(forms.Form):
    """How much is claimed. Nothing is filled in: learners say it themselves (AMA-3)."""

    is_at_a_glance = False
    amount = forms.DecimalField(
        max_digits=5,
        decimal_places=2,
        error_messages={
            "required": "Type how much you claim.",
            "invalid": "Type a number, for example 0.75.",
            "max_decimal_places": IN_STEPS,
            "max_digits": "Type a number with at most two decimals, for example 0.75.",
            "max_whole_digits": "That is far more than anybody can claim.",
        },
    )

    def __init__(self, *args: Any, maximum: Decimal, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximum = maximum
        field = self.fields["amount"]
        if maximum <= MOST_AT_A_GLANCE:
            amounts = [QUARTER * number for number in range(1, int(maximum / QUARTER) + 1)]
            field.widget = forms.RadioSelect(choices=[(plain(amount), plain(amount)) for amount in amounts])
            self.is_at_a_glance = True
            field.error_messages["required"] = "Choose how much you claim."
        else:
            field.widget.attrs |= {
                "min": "0.25",
                "max": plain(maximum),
                "step": "0.25",
                "inputmode": "decimal",
                "autocomplete": "off",
                "class": "amount-input",
            }
        field.label = label
        field.help_text = f"In steps of 0.25, at most {plain(maximum)}."

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if refusal := amount_refusal(amount, maximum=self.maximum):
            raise forms.ValidationError(refusal)
        return amount


class LateClaimForm(forms.Form):
    reason = forms.CharField(
        label="Why you are late",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences are enough. The office reads it.",
        error_messages={"required": "Say why you are late."},
    )


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Which part of a transcript is shown. What makes no sense is said, and everything is shown."""

    since = forms.DateField(label="From", required=False, widget=_day())
    until = forms.DateField(label="To", required=False, widget=_day())
    kind = forms.ChoiceField(label="Credit type", required=False, choices=[("", "Every type"), *Claim.Kind.choices])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The end of the period lies before its beginning.")
        return cleaned


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
