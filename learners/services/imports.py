"""The acts on lists that departments send (ATT-3)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.db import transaction

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from learners.imports.columns import missing_fields
from learners.models import AttendanceImport, ImportRow
from learners.tasks import invite_person, work_on_import

LARGEST_FILE = 50 * 1024 * 1024
State = AttendanceImport.State


@transaction.atomic
def upload_list(
    activity: Activity, *, file: File, file_name: str, session: Session | None, by: User, at: datetime
) -> AttendanceImport:
    """Keep the file as it came, and ask the worker to read it. Raises ActionRefused."""
    locked = lock(activity)
    if not locked.is_published:
        raise ActionRefused("Attendance can be recorded once the activity is approved.")
    if not locked.sessions.open_to_learners().filter(starts_at__lte=at).exists():
        raise ActionRefused("No session that counts for credit has begun yet.")
    if not file.size:
        raise ActionRefused("This file is empty.", field="file")
    if file.size > LARGEST_FILE:
        raise ActionRefused("This file is larger than 50 MB. Save the sheet with the list alone.", field="file")
    batch = AttendanceImport(
        activity=locked,
        session=session,
        file_name=file_name[-200:],
        file_hash=hash_of(file),
        uploaded_at=at,
        uploaded_by=by,
        attended_percent=OfficeSettings.current().meeting_percent,
    )
    batch.file.save(file_name, file, save=False)
    batch.save()
    request_after_commit(work_on_import, batch.pk)
    return batch


def hash_of(file: File) -> str:
    """SHA-256 of the content, a piece at a time."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def same_file(batch: AttendanceImport) -> AttendanceImport | None:
    """The list that wrote this very file into this activity, if one did and still stands."""
    return (
        AttendanceImport.objects.filter(
            activity=batch.activity, file_hash=batch.file_hash, session=batch.session, state=State.WRITTEN
        )
        .exclude(pk=batch.pk)
        .first()
    )


@transaction.atomic
def read_again(batch: AttendanceImport, *, sheet: str, encoding: str) -> AttendanceImport:
    """Another sheet, or the letters taken for another encoding."""
    current = _current(batch, State.COLUMNS, State.CHECKED)
    return _hand_to_worker(current, State.READING, sheet=sheet, encoding=encoding)


@transaction.atomic
def check_list(
    batch: AttendanceImport, *, header: int, columns: Sequence[str], attended_percent: int
) -> AttendanceImport:
    """Check every line by these columns: the dry run. Nothing is written."""
    current = _current(batch, State.COLUMNS, State.CHECKED)
    first_refusal(missing_fields(columns))
    return _hand_to_worker(
        current,
        State.CHECKING,
        header=header,
        columns=list(columns),
        attended_percent=attended_percent,
        refusal="",
    )


@transaction.atomic
def change_columns(batch: AttendanceImport) -> AttendanceImport:
    """Back to the columns, from a dry run that shows they are wrong."""
    current = _current(batch, State.CHECKED)
    current.state = State.COLUMNS
    current.save(update_fields=["state"])
    return current


@transaction.atomic
def write_list(batch: AttendanceImport, *, by: User, at: datetime, leave_out_bad: bool) -> AttendanceImport:
    """Write all good lines. Where there are bad ones, only when `leave_out_bad` says so. Raises ActionRefused."""
    current = _current(batch, State.CHECKED)
    bad = current.rows.bad().count()
    if bad and not leave_out_bad:
        raise ActionRefused(
            f"{bad} {'line' if bad == 1 else 'lines'} cannot be used. Mend the list and send it again, or tick that "
            "they are left out.",
            field="leave_out_bad",
        )
    if not current.rows.to_write().exists():
        raise ActionRefused("There is nothing to write: no line of this list adds anything.")
    return _hand_to_worker(current, State.WRITING, leaves_out_bad=bool(bad), written_by=by, written_at=at, refusal="")


@transaction.atomic
def discard_list(batch: AttendanceImport) -> AttendanceImport:
    """Throw the list away before anything is written; the file and the people in it are forgotten."""
    current = _current(batch, State.COLUMNS, State.CHECKED, State.REFUSED)
    current.rows.all().delete()
    current.sample = {}
    current.state = State.DISCARDED
    current.save(update_fields=["sample", "state"])
    transaction.on_commit(lambda: current.file.delete(save=False))
    return current


@transaction.atomic
def invite_people(batch: AttendanceImport, *, at: datetime) -> int:
    """Write to everybody whom this list made known, once. Returns how many. Until then nobody hears of it."""
    current = _current(batch, State.WRITTEN)
    rows = ImportRow.objects.filter(
        batch=current, made_person=True, invite_asked_at=None, person__isnull=False, person__last_login=None
    )
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        raise ActionRefused("Everybody whom this list made known has been written to, or has signed in already.")
    rows.update(invite_asked_at=at)
    for pk in pks:
        request_after_commit(invite_person, pk)
    return len(pks)


def _current(batch: AttendanceImport, *states: str) -> AttendanceImport:
    current = AttendanceImport.objects.select_for_update(of=("self",)).select_related("activity").get(pk=batch.pk)
    if current.state not in states:
        raise ActionRefused(f"This list is “{current.get_state_display().lower()}” now. Please look at it again.")
    return current


def _hand_to_worker(batch: AttendanceImport, state: str, **fields: object) -> AttendanceImport:
    for name, value in {**fields, "state": state, "working_since": None, "attempts": 0}.items():
        setattr(batch, name, value)
    batch.save()
    request_after_commit(work_on_import, batch.pk)
    return batch
