from django import forms
from django.http import HttpRequest

from accounts.models import Profession, Profile, User


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides the e-mail address."""

    given_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    family_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    profession = forms.ModelChoiceField(
        Profession.objects.all(), empty_label="Choose…", help_text="Decides which credit you can claim."
    )
    field_order = ("given_name", "family_name", "email", "profession")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.printed_name = f"{user.given_name} {user.family_name}"
        user.save()
        Profile.objects.create(user=user, profession=self.cleaned_data["profession"])
