from django import forms


class MergeForm(forms.Form):
    reason = forms.CharField(
        label="How you know that they are the same person",
        max_length=300,
        help_text="For example: she wrote to us from both addresses on 3 May.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OtherAddressForm(forms.Form):
    other_email = forms.EmailField(
        label="The other address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class CloseForm(forms.Form):
    confirmed = forms.BooleanField(
        label="I want to end my account",
        error_messages={"required": "Tick this to say that you mean it."},
    )
