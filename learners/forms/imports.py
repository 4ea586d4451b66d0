"""The lists that departments send (ATT-3)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms

from activities.models import Activity, Session
from learners.imports.columns import Field, is_meeting_report, missing_fields
from learners.models import AttendanceImport


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
