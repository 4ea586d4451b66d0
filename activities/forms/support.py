"""What planners type about commercial support and exhibits."""

from typing import Any, Final

from django import forms

from activities.forms.fields import DateInput, tell_length
from activities.models import CommercialSupport

ADD_SUPPORT: Final = "support"
ADD_EXHIBITOR: Final = "exhibitor"
FORM_NAMES: Final = rf"(?:{ADD_SUPPORT}|{ADD_EXHIBITOR})(?:-\d{{1,18}})?"  # with a number: the agreement with that one

_COMPANY_LENGTH = {"max_length": "A company’s name has at most 160 characters; this has %(show_value)d."}


class SupportForm(forms.Form):
    company = forms.CharField(
        label="Company",
        max_length=160,
        widget=forms.TextInput(attrs={"list": "company-names", "autocomplete": "off"}),
        error_messages=_COMPANY_LENGTH | {"required": "Say which company gives it."},
    )
    nature = forms.ChoiceField(
        label="What it gives",
        choices=[("", "Choose…"), *CommercialSupport.Nature.choices],
        error_messages={"required": "Choose money, or something in kind."},
    )
    amount = forms.IntegerField(
        label="Amount, in whole dollars",
        required=False,
        min_value=1,
        max_value=100_000_000,
        widget=forms.NumberInput(attrs={"placeholder": " "}),  # lets the style sheet see whether something is typed
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_length(self.fields)

    def clean_company(self) -> str:
        return " ".join(self.cleaned_data["company"].split())


class ExhibitorForm(forms.Form):
    name = forms.CharField(
        label="Exhibitor", max_length=160, error_messages=_COMPANY_LENGTH | {"required": "Say who exhibits."}
    )
    fee = forms.IntegerField(label="Fee, in whole dollars", required=False, min_value=0, max_value=100_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_length(self.fields)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class AgreementForm(forms.Form):
    file = forms.FileField(
        label="Signed agreement",
        help_text="PDF, PNG or JPEG.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={
            "required": "Choose the signed agreement.",
            "empty": "This file is empty. Scan or export the agreement again, and choose that file.",
        },
    )
    signed_date = forms.DateField(
        label="Signed by both on",
        widget=DateInput(),
        error_messages={"required": "Say on which day both had signed."},
    )

    def __init__(self, *args: Any, most_megabytes: int, too_large: str = "", **kwargs: Any) -> None:
        """`too_large` says that a file was sent and was not taken in."""
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.help_text = f"PDF, PNG or JPEG, up to {most_megabytes} MB."
        file.widget.attrs["data-most-megabytes"] = str(most_megabytes)
        if too_large:
            file.error_messages["required"] = too_large


def typed_before(typed: dict[str, list[Any]], form_class: type[forms.Form], prefix: str) -> dict[str, Any]:
    """What a form starts with, to show what was typed into it and not yet sent; a file cannot be kept."""
    found = {name: typed[f"{prefix}-{name}"] for name in form_class.base_fields if typed.get(f"{prefix}-{name}")}
    return {name: values[0] for name, values in found.items() if str(values[0]).strip()}
