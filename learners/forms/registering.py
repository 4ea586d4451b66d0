from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from activities.models import Activity, Session
from activities.supporters import companies_of
from learners.choosing import Slot, tracks_of
from learners.models import Registration


class RegistrationForm(forms.ModelForm):
    """Asks for the consent of SII-12 only where industry is involved at all."""

    class Meta:
        model = Registration
        fields = ("attends", "access_needs", "shares_name_with_industry")
        labels = {
            "access_needs": "Dietary or access needs",
            "shares_name_with_industry": "The office may give my name to the companies that support or exhibit here",
        }
        help_texts = {
            "shares_name_with_industry": "You can register without it, and nothing else depends on it.",
        }

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if activity.is_hybrid:
            self.fields["attends"] = forms.ChoiceField(
                label="How will you take part?",
                choices=Registration.Attends.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether you come or take part online."},
            )
        else:
            del self.fields["attends"]
        if not (activity.has_commercial_support or activity.has_exhibits):
            del self.fields["shares_name_with_industry"]
        elif companies := companies_of(activity):
            self.fields["shares_name_with_industry"].help_text += f" Today these are {', '.join(companies)}."
        if activity.is_self_paced or activity.work_format:
            del self.fields["access_needs"]
        elif activity.is_online_only:
            self.fields["access_needs"].label = "Access needs"
            self.fields["access_needs"].help_text = "Captions or an interpreter, for example, so that you can follow."


class SessionChoiceForm(forms.Form):
    """For each time at which sessions run side by side, which of them one will attend (ATT-2).

    A full one is offered to the form all the same: the service says that it filled up meanwhile.
    """

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        self._sessions = {str(o.session.pk): o.session for slot in slots for o in slot.options}
        for slot in slots:
            if slot.has_begun:
                continue
            self.fields[slot.key] = forms.ChoiceField(
                label=f"{slot.day}, {slot.times}",
                choices=[("", "Not decided"), *((str(o.session.pk), str(o.session)) for o in slot.options)],
                required=False,
                initial=str(slot.chosen.session.pk) if slot.chosen else "",
                error_messages={"invalid_choice": "This session is no longer offered. Please choose again."},
            )

    @property
    def days(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """By day, each slot with its field and what is picked in it now."""
        rows: list[dict[str, Any]] = [
            {"slot": slot, "field": field, "picked": str((field.value() or "") if field else "")}
            for slot in self.slots
            for field in [self[slot.key] if slot.key in self.fields else None]
        ]
        return [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row["slot"].day)]

    @property
    def tracks(self) -> list[str]:
        return tracks_of(self.slots)

    def sessions(self) -> list[Session]:
        """Of a valid form."""
        return [self._sessions[picked] for picked in self.cleaned_data.values() if picked]
