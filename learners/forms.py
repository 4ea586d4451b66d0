from typing import Any

from django import forms

from activities.models import Activity
from core.codes import tidy_code
from learners.models import CODE_LENGTH, Registration


class RegistrationForm(forms.ModelForm):
    """Asks for the consent of SII-12 only where industry is involved at all."""

    class Meta:
        model = Registration
        fields = ("access_needs", "shares_name_with_industry")
        labels = {
            "access_needs": "Dietary or access needs",
            "shares_name_with_industry": "The office may give my name to the companies that support or exhibit here",
        }
        help_texts = {
            "shares_name_with_industry": "You can register without it, and nothing else depends on it.",
        }

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (activity.has_commercial_support or activity.has_exhibits):
            del self.fields["shares_name_with_industry"]
        if activity.is_self_paced:
            del self.fields["access_needs"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Session code",
        max_length=20,
        error_messages={"required": "Type the code that is shown in the room."},
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "placeholder": "·" * CODE_LENGTH,
                "autofocus": True,
            }
        ),
    )

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("A code has letters and digits, for example K7MX2P.")
        return code
