"""One session of a running series, and somebody new who speaks in it."""

from typing import Any, ClassVar

from django import forms

from accounts.models import Profession
from activities.forms.agenda import SessionForm
from activities.models import Session
from activities.services.sessions import Details, NewSpeaker


class SeriesSessionForm(SessionForm):
    """Its topic may follow later; times are typed in the activity's own zone."""

    needed = ("kind", "date", "start", "end")
    field_order = ("title", "date", "start", "end", "ends_next_day", "kind", "room", "speakers", "objectives")
    based_on = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    class Meta(SessionForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ("title", "kind", "room", "speakers", "objectives")
        labels: ClassVar = {"title": "Topic", "objectives": "Objectives it serves"}
        help_texts: ClassVar = {"title": f"Empty for “{Session.TO_BE_ANNOUNCED}”."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in Session.Kind if kind not in Session.NEVER_FOR_CREDIT]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if not self.instance.is_named:
            self.initial["title"] = ""
        # Exactly as it was read: a form's own way of writing moments leaves out what is below the second.
        self.initial["based_on"] = self.instance.updated_at.isoformat() if self.instance.pk else ""

    def validate_constraints(self) -> None:
        """What a change does to an approval is the service's; the database has the last word."""

    def details(self, new_speakers: tuple[NewSpeaker, ...] = ()) -> Details:
        """Of a valid form."""
        given = self.cleaned_data
        return Details(
            title=given["title"],
            kind=given["kind"],
            starts_at=self.instance.starts_at,
            ends_at=self.instance.ends_at,
            room=given["room"],
            speakers=tuple(given["speakers"]),
            objectives=tuple(given.get("objectives", ())),
            new_speakers=new_speakers,
        )


class NewSpeakerForm(forms.Form):
    """Empty, or one person. A name is asked for in any case, so that nobody learns here who else has an account."""

    given_name = forms.CharField(max_length=120, required=False)
    family_name = forms.CharField(max_length=120, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    profession = forms.ModelChoiceField(Profession.objects.all(), required=False)
    employer = forms.CharField(max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.has_changed():
            for name, sentence in (
                ("family_name", "Please give this person’s name."),
                ("email", "We need an address to ask them to disclose."),
                ("profession", "Choose their profession."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    def speakers(self) -> tuple[NewSpeaker, ...]:
        """Of a valid form."""
        given = self.cleaned_data
        if not self.has_changed():
            return ()
        return (
            NewSpeaker(
                given["email"].strip().lower(),
                given["given_name"].strip(),
                given["family_name"].strip(),
                given["profession"],
                given["employer"].strip(),
            ),
        )


class CancelSessionForm(forms.Form):
    reason = forms.CharField(
        label="Why it is cancelled",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is cancelled; registered learners will read it."},
        help_text="Everybody who registered reads it.",
    )
