from django import forms

from activities.models import Activity


class BeginForm(forms.Form):
    title = forms.CharField(max_length=200, help_text="As it shall read in the catalogue; it can be changed later.")
    format = forms.ChoiceField(choices=Activity.Format)


class SubmitForm(forms.Form):
    attests = forms.BooleanField(
        required=False,
        label=(
            "I attest that this plan is mine or that I have corrected it to be so, that no ineligible company chose its "
            "topics, speakers or content, and that patients’ privacy and others’ copyright are respected in it."
        ),
    )
