"""Sign-up and profile."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from localflavor.us.us_states import STATE_CHOICES

from accounts.counties import tidy_county
from accounts.identifiers import normalise_identifier
from accounts.models import Identifier, Profession, Profile, User
from accounts.names import tidy_name
from accounts.services import NAMES, Number


class NameField(forms.CharField):
    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        return tidy_name(name)


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides the e-mail address."""

    given_name = NameField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    family_name = NameField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    profession = forms.ModelChoiceField(
        Profession.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your profession."},
        help_text="Decides which credit you can claim: physicians claim AMA credit, everyone else receives a "
        "certificate of participation.",
    )
    field_order = ("given_name", "family_name", "email", "profession")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.printed_name = f"{user.given_name} {user.family_name}"
        user.save()
        Profile.objects.create(user=user, profession=self.cleaned_data["profession"])


class PrintedNameForm(forms.Form):
    """The one thing to mend when a certificate would say the wrong name."""

    printed_name = NameField(
        label="Name on certificates",
        max_length=160,
        help_text="Exactly as it shall be printed, in your own script, with degrees if you like.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-preview": "printed-name", "dir": "auto"}),
    )


class ProfileForm(PrintedNameForm, forms.ModelForm):
    """A person's names and professional profile."""

    given_name = NameField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    family_name = NameField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))

    class Meta:
        model = Profile
        fields = ("profession", "degrees", "specialty", "employer", "practice_state", "practice_county", "birth_day")
        labels = {
            "practice_state": "State you practice in",
            "practice_county": "County you practice in",
            "birth_day": "Month and day of birth",
        }
        error_messages = {"birth_day": {"invalid": "Type four digits, the month first: 0704 is July 4."}}
        help_texts = {
            "profession": "Decides which credit you can claim: physicians claim AMA credit, everyone else receives a "
            "certificate of participation.",
            "birth_day": "Four digits, the month first: 0704 is July 4. Never the year. Some boards know you by it. "
            "Empty it to have it forgotten.",
            "practice_county": "So that the office sees whom its education reaches.",
        }
        widgets = {
            "degrees": forms.TextInput(attrs={"autocomplete": "honorific-suffix"}),
            "employer": forms.TextInput(attrs={"autocomplete": "organization"}),
            "birth_day": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "practice_county": forms.TextInput(attrs={"list": "counties", "autocomplete": "off"}),
        }

    field_order = (*NAMES, *Meta.fields)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        names = {name: getattr(user, name) for name in NAMES}
        kwargs["initial"] = names | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["profession"].empty_label = "Choose…"  # type: ignore[attr-defined]
        self.fields["practice_state"].choices = [("", "Choose…"), *STATE_CHOICES]  # type: ignore[attr-defined]
        if self._decides_credit_anew():
            self.fields["is_sure_of_profession"] = forms.BooleanField(
                label="Yes, this is my profession",
                error_messages={
                    "required": "Physicians alone (MD, DO or equivalent) claim AMA credit, and you change whether you "
                    "are one. Tick that it is so; it is kept on record."
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        county, state = cleaned.get("practice_county", ""), cleaned.get("practice_state") or ""
        try:
            cleaned["practice_county"] = tidy_county(county, state)
        except ValidationError as error:
            self.add_error("practice_county", error)
        return cleaned

    def _decides_credit_anew(self) -> bool:
        """Whether a physician becomes none, or somebody else a physician: a slip there claims the wrong credit (AMA-4)."""
        chosen = Profession.objects.filter(pk=self.data.get("profession") or "").first() if self.is_bound else None
        if chosen is None or self.instance.pk is None:
            return False
        return chosen.is_physician != self.instance.profession.is_physician

    @property
    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NAMES}

    @property
    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NumberForm(forms.Form):
    """One identifier. A line without kind and number is no identifier."""

    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose…"), *Identifier.Kind.choices], required=False)
    value = forms.CharField(
        label="Number", max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    state = forms.ChoiceField(
        label="State", choices=[("", "None"), *STATE_CHOICES], required=False, help_text="For a licence only."
    )
    may_report = forms.BooleanField(label="The office may report my credit under this number", required=False)
    remove = forms.BooleanField(label="Remove this number", required=False)

    @property
    def is_left_out(self) -> bool:
        cleaned = self.cleaned_data
        return bool(cleaned.get("remove")) or not (cleaned.get("kind") or cleaned.get("value"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_left_out:
            self.errors.clear()
            return cleaned
        kind, state = cleaned.get("kind", ""), cleaned.get("state") or ""
        if not kind:
            self.add_error("kind", "Choose what kind of number this is, or remove the line.")
        elif kind == Identifier.Kind.LICENCE and not state:
            self.add_error("state", "Choose the state that issued the licence.")
        elif kind != Identifier.Kind.LICENCE:
            cleaned["state"] = ""
        if kind:
            try:
                cleaned["value"] = normalise_identifier(kind, cleaned.get("value", ""))
            except ValidationError as error:
                self.add_error("value", error.message_dict["value"])
        return cleaned

    @property
    def number(self) -> Number:
        cleaned = self.cleaned_data
        return Number(cleaned["kind"], cleaned["value"], cleaned["state"] or "", cleaned["may_report"])


class BaseNumberFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            if form.is_left_out or form.errors:
                continue
            key = (form.number.kind, form.number.state)
            if key in seen:
                form.add_error("kind", "You gave another number of this kind above. Keep one of the two.")
            seen.add(key)

    @property
    def numbers(self) -> list[Number]:
        return [form.number for form in self.forms if not form.is_left_out]


MOST_NUMBERS = 20
NumberFormSet = forms.formset_factory(
    NumberForm, formset=BaseNumberFormSet, extra=1, max_num=MOST_NUMBERS, absolute_max=MOST_NUMBERS
)
