"""What planners type about commercial support and exhibits."""

from typing import Any

from django import forms

from activities.models import CommercialSupport

_COMPANY_LENGTH = {"max_length": "A company’s name has at most 160 characters; this has %(show_value)d."}


class SupportForm(forms.Form):
    company = forms.CharField(
        label="Company",
        max_length=160,
        widget=forms.TextInput(attrs={"list": "company-names", "autocomplete": "off"}),
        error_messages=_COMPANY_LENGTH,
    )
    nature = forms.ChoiceField(label="What it gives", choices=[("", "Choose…"), *CommercialSupport.Nature.choices])
    amount = forms.IntegerField(
        label="Amount, in whole dollars",
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text="For money only.",
    )
    kind = forms.ChoiceField(
        label="What kind of thing",
        required=False,
        choices=[("", "Choose…"), *CommercialSupport.Kind.choices],
        help_text="For what is given in kind. It is never given a value.",
    )
    description = forms.CharField(label="Details", required=False, max_length=300)
    attests = forms.BooleanField(
        required=False,
        label=(
            "I attest that this support never pays for learners’ travel, lodging, honoraria or personal expenses, and "
            "that the company has no say in content, speakers or learners."
        ),
    )

    def clean_company(self) -> str:
        return " ".join(self.cleaned_data["company"].split())


class ExhibitorForm(forms.Form):
    name = forms.CharField(label="Exhibitor", max_length=160, error_messages=_COMPANY_LENGTH)
    fee = forms.IntegerField(label="Fee, in whole dollars", required=False, min_value=0, max_value=100_000_000)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class AgreementForm(forms.Form):
    file = forms.FileField(
        label="Signed agreement",
        help_text="PDF, PNG or JPEG.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": "Choose the signed agreement."},
    )
    signed_date = forms.DateField(
        label="Signed by both on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, too_large: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = too_large
