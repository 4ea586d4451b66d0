from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import User
from activities.models import Activity, Session
from activities.supporters import companies_of
from core.codes import tidy_code
from learners.choosing import Slot, tracks_of
from learners.imports.columns import Field, is_meeting_report, missing_fields
from learners.models import CODE_LENGTH, AttendanceImport, Registration, SessionChoice


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
        elif companies := companies_of(activity):
            self.fields["shares_name_with_industry"].help_text += f" Today these are {', '.join(companies)}."
        if activity.is_self_paced or activity.work_format:
            del self.fields["access_needs"]


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
                "data-submit-when-complete": CODE_LENGTH,
            }
        ),
    )

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("A code has letters and digits, for example K7MX2P.")
        return code


class CheckInForm(forms.Form):
    """Whom the staff saw: somebody registered, by a touch, or somebody else by address. Who chose the session stands first."""

    people = forms.ModelMultipleChoiceField(User.objects.none(), required=False, label="Registered, not recorded yet")
    email = forms.EmailField(
        label="Somebody who is not on the list",
        required=False,
        help_text="The e-mail address they sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chose = SessionChoice.objects.filter(session=session)
        self.fields["people"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(
                registrations__activity=session.activity, registrations__status=Registration.Status.REGISTERED
            )
            .exclude(attendances__session=session)
            .annotate(chose_it=Exists(chose.filter(registration__learner=OuterRef("pk"))))
            .order_by("-chose_it", "family_name", "given_name", "pk")
        )

    def clean_email(self) -> User | None:
        """Gives the person."""
        email = self.cleaned_data["email"]
        if not email:
            return None
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                "Nobody has signed up with this address yet. They can do so on their phone, and you record them then."
            )
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.seen():
            raise forms.ValidationError("Choose somebody, or type an address.")
        return cleaned

    def seen(self) -> list[User]:
        extra = self.cleaned_data.get("email")
        return [*self.cleaned_data.get("people", []), *([extra] if extra else [])]


# --- Lists that departments send -------------------------------------------------------------------------------------
class UploadForm(forms.Form):
    file = forms.FileField(
        label="The list",
        help_text="A CSV file or an Excel workbook, as the department made it. At most 50 MB.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )
    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="What it is about",
        required=False,
        empty_label="The whole activity, or the day each line names",
    )

    def __init__(self, *args: Any, activity: Activity, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = activity.sessions.open_to_learners().filter(starts_at__lte=at).order_by("-starts_at")
        session = self.fields["session"]
        session.queryset = begun  # type: ignore[attr-defined]
        zone = activity.zone
        session.label_from_instance = lambda one: f"{one}, {one.starts_at.astimezone(zone):%b %-d, %Y}"  # type: ignore[attr-defined]


ENCODINGS = {
    "": "As found",
    "utf-8": "UTF-8",
    "cp1252": "Windows, Western",
    "mac_roman": "Mac, Western",
    "cp1250": "Windows, Central European",
    "cp1251": "Windows, Cyrillic",
    "utf-16": "UTF-16",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "euc_kr": "Korean (EUC-KR)",
}
MOST_SAMPLES = 3


class ColumnsForm(forms.Form):
    """What each column says, as guessed, for a person to correct."""

    header = forms.TypedChoiceField(label="The heads of the columns are in", coerce=int)
    attended_percent = forms.IntegerField(
        label="Per cent of a session that counts as all of it",
        min_value=1,
        max_value=100,
        help_text="Who was in the meeting for less gets the minutes they were there.",
    )

    def __init__(self, *args: Any, batch: AttendanceImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        rows: list[list[str]] = batch.sample["rows"]
        self.fields["header"].choices = [  # type: ignore[attr-defined]
            (0, "No line: they have no heads"),
            *((number, f"Line {number}: {_shortened(row)}") for number, row in enumerate(rows, 1) if any(row)),
        ]
        self.fields["header"].initial = batch.header
        self.fields["attended_percent"].initial = batch.attended_percent
        for number, guessed in enumerate(batch.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=f"Column {number + 1}",
                choices=[("", "Leave it out"), *Field.choices],
                required=False,
                initial=guessed,
            )
        if not is_meeting_report(batch.columns):
            del self.fields["attended_percent"]

    def columns(self) -> Iterator[dict[str, Any]]:
        """Each with its head, some of its cells and the field that says what it is."""
        rows: list[list[str]] = self.batch.sample["rows"]
        for number in range(len(self.batch.columns)):
            cells = [row[number] if number < len(row) else "" for row in rows]
            below = [cell for cell in cells[self.batch.header :] if cell][:MOST_SAMPLES]
            head = cells[self.batch.header - 1] if self.batch.header else ""
            yield {"head": head or f"Column {number + 1}", "cells": below, "field": self[f"column_{number}"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self.chosen()
        for number, field in enumerate(chosen):
            if field and field in chosen[:number]:
                self.add_error(f"column_{number}", "Another column says the same. Choose one of the two.")
        if not self.errors:
            for sentence in missing_fields(chosen):
                self.add_error(None, sentence)
        return cleaned

    def chosen(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{number}", "") for number in range(len(self.batch.columns))]


def _shortened(row: list[str]) -> str:
    text = " · ".join(cell for cell in row if cell)
    return f"{text[:70]}…" if len(text) > 70 else text


class ReadAgainForm(forms.Form):
    """Which sheet, and in which encoding, where the guess was wrong."""

    sheet = forms.ChoiceField(label="Sheet", required=False)
    encoding = forms.ChoiceField(label="Letters are written as", choices=list(ENCODINGS.items()), required=False)

    def __init__(self, *args: Any, batch: AttendanceImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = batch.sample.get("sheets", [])
        if sheets:
            self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
            self.fields["sheet"].initial = batch.sheet
            del self.fields["encoding"]
        else:
            self.fields["encoding"].initial = batch.encoding
            del self.fields["sheet"]


class WriteForm(forms.Form):
    leave_out_bad = forms.BooleanField(label="Leave out the lines that cannot be used", required=False)
