"""What the worker does with a list: read it, check it, write it. Each may be done again after a killed worker."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import batched
from typing import Final

from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Subquery
from simple_history.utils import bulk_create_with_history

from accounts.models import Identifier, Profession, Profile, User
from activities.workflow import lock
from learners.imports.cells import printed
from learners.imports.columns import SAMPLE_ROWS, find_header, guess_fields
from learners.imports.judging import CHUNK, Judgement, judge
from learners.imports.parsing import Parsed, parse_rows
from learners.imports.reading import Sheet, Unreadable, read_sheet
from learners.models import Attendance, AttendanceImport, ImportRow, Registration

State, Verdict = AttendanceImport.State, ImportRow.Verdict
CELLS_SHOWN: Final = 12
CHANGED: Final = (
    "Since it was checked, {count} of the good lines became unusable. Nothing was written; look at them again."
)


# --- How far it is ---------------------------------------------------------------------------------------------------
def progress_of(batch: AttendanceImport) -> tuple[int, int] | None:
    """Lines done and lines in all, where the worker has said so."""
    told: tuple[int, int] | None = cache.get(f"attendance-list:{batch.pk}")
    return told


def _tell(batch: AttendanceImport, done: int, total: int) -> None:
    cache.set(f"attendance-list:{batch.pk}", (done, total), timeout=600)


# --- Reading ---------------------------------------------------------------------------------------------------------
def read(batch: AttendanceImport) -> None:
    """Look into the file and guess its columns. Raises Unreadable."""
    sheet = _sheet(batch)
    rows = sheet.rows[:SAMPLE_ROWS]
    batch.sheet, batch.encoding = sheet.name, sheet.encoding
    batch.header = find_header(rows)
    batch.columns = guess_fields(rows, batch.header)
    batch.sample = {"sheets": sheet.names, "rows": rows, "lines": len(sheet.rows)}
    batch.state = State.COLUMNS
    batch.save(update_fields=["sheet", "encoding", "header", "columns", "sample", "state"])


def _sheet(batch: AttendanceImport) -> Sheet:
    try:
        with batch.file.open("rb") as file:
            return read_sheet(file, wanted=batch.sheet, encoding=batch.encoding)
    except FileNotFoundError:
        raise Unreadable("The file is no longer there. Please send it again.") from None


# --- Checking --------------------------------------------------------------------------------------------------------
def check(batch: AttendanceImport, *, at: datetime) -> None:
    """Keep every line with what it would do. What an interrupted check left is checked again."""
    sheet = _sheet(batch)
    parsed = parse_rows(sheet.rows, header=batch.header, columns=batch.columns, zone=batch.activity.zone)
    if not parsed:
        raise Unreadable("There are no people below the heads of the columns.")
    judgements = judge(batch, parsed, by=batch.uploaded_by, at=at)
    with transaction.atomic():
        batch.rows.all().delete()
        for number, some in enumerate(batched(judgements, CHUNK), start=1):
            ImportRow.objects.bulk_create(row_of(batch, judgement) for judgement in some)
            _tell(batch, min(number * CHUNK, len(judgements)), len(judgements))
        batch.state = State.CHECKED
        batch.save(update_fields=["state"])


def row_of(batch: AttendanceImport, judgement: Judgement) -> ImportRow:
    one = judgement.parsed
    return ImportRow(
        batch=batch,
        line=one.line,
        cells=one.cells[:CELLS_SHOWN],
        verdict=judgement.verdict,
        problem=judgement.problem[:400],
        note=" ".join(judgement.notes)[:400],
        given_name=one.given_name,
        family_name=one.family_name,
        email=one.email[:254],
        profession=one.profession,
        degrees=one.degrees,
        employer=one.employer,
        npi=one.npi,
        licence=one.licence,
        licence_state=one.licence_state,
        minutes=one.minutes,
        day=one.day,
        spans=[[start.isoformat(), end.isoformat()] for start, end in one.spans],
        person=judgement.person,
    )


def parsed_of(row: ImportRow) -> Parsed:
    return Parsed(
        row.line,
        row.cells,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        profession=row.profession,
        degrees=row.degrees,
        employer=row.employer,
        npi=row.npi,
        licence=row.licence,
        licence_state=row.licence_state,
        minutes=row.minutes,
        day=row.day,
        spans=[(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in row.spans],
    )


# --- Writing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def write(batch: AttendanceImport, *, at: datetime) -> None:
    """All good lines or, where the world has changed since the check, none (ATT-1, ATT-3)."""
    batch.activity = lock(batch.activity)
    assert batch.written_by is not None  # the request to write names who pressed
    rows = list(batch.rows.to_write())
    judgements = judge(batch, [parsed_of(row) for row in rows], by=batch.written_by, at=at)
    if worse := sum(judgement.verdict == Verdict.BAD for judgement in judgements):
        _keep_new_verdicts(rows, judgements)
        batch.state, batch.refusal = State.CHECKED, CHANGED.format(count=worse)
        batch.written_at = batch.written_by = None
        batch.save(update_fields=["state", "refusal", "written_at", "written_by"])
        return
    steps = (_add_people, _register, _attend)
    for number, step in enumerate(steps, start=1):
        step(batch, rows, judgements, at)
        _tell(batch, len(rows) * number // len(steps), len(rows))
    batch.state, batch.refusal, batch.written_at = State.WRITTEN, "", at
    batch.save(update_fields=["state", "refusal", "written_at"])


def _keep_new_verdicts(rows: Sequence[ImportRow], judgements: Sequence[Judgement]) -> None:
    for row, judgement in zip(rows, judgements, strict=True):
        row.verdict, row.problem, row.person = judgement.verdict, judgement.problem[:400], judgement.person
    _in_chunks(rows, lambda some: ImportRow.objects.bulk_update(some, ["verdict", "problem", "person"]))


def _in_chunks[Row](rows: Iterable[Row], act: Callable[[list[Row]], object]) -> None:
    for some in batched(rows, CHUNK):
        act(list(some))


def _add_people(
    batch: AttendanceImport, rows: Sequence[ImportRow], judgements: Sequence[Judgement], at: datetime
) -> None:
    """People without a password, whom nobody has written to: they meet their history when they sign in."""
    pairs = list(zip(rows, judgements, strict=True))
    made: dict[tuple[str, str], User] = {}
    changed: list[ImportRow] = []
    for row, judgement in pairs:
        one = judgement.parsed
        if judgement.verdict != Verdict.NEW:
            if (row.verdict, row.person_id) != (judgement.verdict, judgement.person and judgement.person.pk):
                row.verdict, row.person = judgement.verdict, judgement.person
                changed.append(row)
            continue
        key = (one.email_key, one.name_key)
        row.made_person = key not in made
        if row.made_person:
            made[key] = _person(one, at)
        elif made[key].email != row.email:
            changed.append(row)
        judgement.person = made[key]
    _in_chunks(made.values(), User.objects.bulk_create)
    _add_profiles(batch, [(row, judgement) for row, judgement in pairs if row.made_person], at)
    # One statement for them all; only the few that differ are written one by one.
    batch.rows.filter(verdict=Verdict.NEW).update(
        person=Subquery(User.objects.filter(email=OuterRef("email")).values("pk")[:1])
    )
    for some in batched((row.line for row in rows if row.made_person), CHUNK):
        batch.rows.filter(line__in=some).update(made_person=True)
    for row, judgement in pairs:
        row.person = judgement.person
    ImportRow.objects.bulk_update(changed, ["person", "verdict"], batch_size=CHUNK)


def _person(one: Parsed, at: datetime) -> User:
    return User(
        email=one.email,
        given_name=one.given_name,
        family_name=one.family_name,
        printed_name=printed(one.given_name, one.family_name),
        password=make_password(None),
        date_joined=at,
    )


def _add_profiles(batch: AttendanceImport, pairs: Sequence[tuple[ImportRow, Judgement]], at: datetime) -> None:
    known = set(Profession.objects.values_list("pk", flat=True))
    profiles = [
        Profile(user=judgement.person, profession_id=row.profession, degrees=row.degrees, employer=row.employer)
        for row, judgement in pairs
        if row.profession in known
    ]
    _in_chunks(
        profiles,
        lambda some: bulk_create_with_history(
            some, Profile, default_user=batch.written_by, default_date=at, default_change_reason=f"List {batch.pk}"
        ),
    )
    numbers = [
        Identifier(user=judgement.person, kind=kind, value=value, state=state)
        for row, judgement in pairs
        for kind, value, state in (("npi", row.npi, ""), ("licence", row.licence, row.licence_state))
        if value and (kind == "npi" or state)
    ]
    _in_chunks(numbers, Identifier.objects.bulk_create)


def _register(
    batch: AttendanceImport, rows: Sequence[ImportRow], judgements: Sequence[Judgement], at: datetime
) -> None:
    """Whoever was there unregistered; seats are not asked for, since they have sat."""
    present = {judgement.person.pk for judgement in judgements if judgement.person and judgement.parts}
    present -= set(Registration.objects.filter(activity=batch.activity).values_list("learner", flat=True))
    registrations = [
        Registration(activity=batch.activity, learner_id=pk, registered_at=at, from_list=batch)
        for pk in sorted(present)
    ]
    _in_chunks(registrations, Registration.objects.bulk_create)


def _attend(batch: AttendanceImport, rows: Sequence[ImportRow], judgements: Sequence[Judgement], at: datetime) -> None:
    attendances = [
        Attendance(
            session=session,
            learner=judgement.person,
            source=Attendance.Source.LIST,
            recorded_at=at,
            recorded_by=batch.written_by,
            minutes=minutes,
            from_list=batch,
        )
        for judgement in judgements
        for session, minutes in judgement.parts
    ]
    _in_chunks(attendances, Attendance.objects.bulk_create)
