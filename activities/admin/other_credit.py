"""What a reviewer designates beside AMA credit (AMA-8)."""

from decimal import Decimal
from typing import Any

from django import forms

from activities.admin.forms import FORM_ID
from activities.credit import plain
from activities.models import Activity, CreditType, OfficeSettings
from activities.readiness import computed_worth
from activities.services.designations import OtherCredit, other_credit_refusals


class OtherCreditForm(forms.Form):
    """One credit type the office holds. Without an amount it is not designated."""

    maximum = forms.DecimalField(max_digits=5, decimal_places=2, required=False)
    reference = forms.CharField(max_length=60, required=False)
    statement = forms.CharField(
        label="Statement, word for word", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any,
        *,
        credit_type: CreditType,
        activity: Activity,
        office: OfficeSettings,
        prefix: str = "",
        form_id: str = "",
    ) -> None:
        """`form_id` is that of the form which sends it, where it stands outside of it."""
        self.credit_type, self.activity, self.office = credit_type, activity, office
        self.most = computed_worth(activity, credit_type, office)
        super().__init__(data, prefix=prefix or f"credit-{credit_type.pk}")
        self.fields["maximum"].label = str(credit_type)
        self.fields["maximum"].widget.attrs |= {"min": 0, "max": plain(self.most or Decimal(0))}
        self.fields["maximum"].widget.attrs["step"] = plain(credit_type.step)
        self.fields["reference"].label = credit_type.reference_label
        if not credit_type.reference_label:
            del self.fields["reference"]
        if not credit_type.own_statement:
            del self.fields["statement"]
        if form_id:
            for field in self.fields.values():
                field.widget.attrs["form"] = form_id

    @property
    def is_wanted(self) -> bool:
        return self.cleaned_data.get("maximum") is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("maximum") is None:
            return cleaned
        refusals = other_credit_refusals(self.credit_type, self.wanted, activity=self.activity, office=self.office)
        for name, sentence in refusals:
            self.add_error(name, sentence)
        return cleaned

    @property
    def wanted(self) -> OtherCredit:
        cleaned = self.cleaned_data
        return OtherCredit(
            self.credit_type.pk,
            cleaned["maximum"],
            statement=cleaned.get("statement", ""),
            reference=cleaned.get("reference", ""),
        )


def other_credit_forms(activity: Activity, data: Any, *, office: OfficeSettings) -> list[OtherCreditForm]:
    """For each credit type the office holds and the activity is not designated for yet."""
    designated = {designation.credit_type_id for designation in activity.designations.all()}
    return [
        OtherCreditForm(data, credit_type=credit_type, activity=activity, office=office, form_id=FORM_ID)
        for credit_type in CreditType.objects.beside_ama()
        if credit_type.pk not in designated
    ]
