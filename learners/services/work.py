"""Completed work: written down, handed in, confirmed or sent back by the office (AMA-2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from activities.models import Activity, OfficeSettings
from core.errors import ActionRefused, first_refusal
from core.letters import write_letter
from core.uploads import change_proof, forget_proof
from learners.eligibility import day_refusal, deciding_refusals, work_gaps, writing_refusals
from learners.emails import letter_about_work, letters_of_handed_in
from learners.models import STAGES, CompletedWork

log = structlog.get_logger(__name__)

Status, Kind = CompletedWork.Status, CompletedWork.Kind


@transaction.atomic
def write_work(
    activity: Activity,
    *,
    learner: User,
    facts: Mapping[str, Any],
    at: datetime,
    work: CompletedWork | None = None,
    proof: UploadedFile | None = None,
    drops_proof: bool = False,
    hands_in: bool = False,
) -> CompletedWork:
    """Keep a draft, or change `work` while it is the learner's; with `hands_in` it goes to the office, or nothing changes.

    `facts` are fields of CompletedWork. Raises ActionRefused.
    """
    # One at a time per person, so that two tabs do not begin the same piece twice.
    User.objects.select_for_update().get(pk=learner.pk)
    first_refusal(writing_refusals(activity, learner, office=OfficeSettings.current(), at=at))
    kept = _own(work, learner=learner) if work else CompletedWork(activity=activity, learner=learner, begun_at=at)
    kept.kind = activity.format
    for name, value in facts.items():
        setattr(kept, name, value)
    if not kept.title:
        raise ActionRefused("Give it a name, so that you and the office find it again.", field="title")
    _refuse_wrong_days(kept, at=at)
    change_proof(kept, proof, drops=drops_proof)
    kept.changed_at = at
    _refuse_twice(kept)
    if hands_in:
        if gaps := work_gaps(kept):
            raise ActionRefused(gaps[0][1], field=gaps[0][0])
        kept.status, kept.handed_in_at = Status.HANDED_IN, at
    kept.save()
    if hands_in:
        _tell_office(kept, at=at)
    return kept


@transaction.atomic
def remove_work(work: CompletedWork, *, learner: User) -> None:
    """A draft that the office has never seen. Raises ActionRefused."""
    mine = _own(work, learner=learner)
    if mine.handed_in_at is not None:
        raise ActionRefused("What was handed in stays on record. Mend it, and hand it in again.")
    forget_proof(mine)
    mine.delete()


@transaction.atomic
def confirm_work(work: CompletedWork, *, by: User, at: datetime) -> CompletedWork:
    """From now on it gives credit; its learner is told by letter. Raises ActionRefused."""
    current = _lock(work)
    first_refusal(deciding_refusals(current, by=by))
    current.status, current.confirmed_at, current.confirmed_by = Status.CONFIRMED, at, by
    current.save()
    write_letter(letter_about_work(current), at=at)
    return current


@transaction.atomic
def send_back_work(work: CompletedWork, *, by: User, at: datetime, reason: str) -> CompletedWork:
    """To its learner, who mends it and hands it in again. Raises ActionRefused, also without a reason."""
    current = _lock(work)
    first_refusal(deciding_refusals(current, by=by))
    if not reason.strip():
        raise ActionRefused("Say what is to be mended; the learner reads it.", field="note")
    current.status, current.sent_back_at, current.sent_back_by = Status.SENT_BACK, at, by
    current.sent_back_reason = reason.strip()
    current.save()
    write_letter(letter_about_work(current), at=at)
    return current


def decide_on_work_together(
    works: Iterable[CompletedWork], *, confirms: bool, by: User, at: datetime, note: str = ""
) -> tuple[int, list[tuple[CompletedWork, str]]]:
    """Decide on each that can be; returns how many, and the others each with the reason."""
    refused: list[tuple[CompletedWork, str]] = []
    done = 0
    for work in works:
        try:
            if confirms:
                confirm_work(work, by=by, at=at)
            else:
                send_back_work(work, by=by, at=at, reason=note)
        except ActionRefused as refusal:
            refused.append((work, refusal.message))
        else:
            done += 1
    return done, refused


def _tell_office(work: CompletedWork, *, at: datetime) -> None:
    """What a learner hands in is kept also where nobody can be written to: it waits on the office's first page."""
    try:
        letters = letters_of_handed_in(work)
    except LookupError:
        log.exception("work handed in, and nobody to tell", work=work.pk)
        return
    for letter in letters:
        write_letter(letter, at=at)


def _own(work: CompletedWork, *, learner: User) -> CompletedWork:
    mine = CompletedWork.objects.select_for_update(of=("self",)).filter(pk=work.pk, learner=learner).first()
    if mine is None:
        raise ActionRefused("This is not yours to change.")
    if not mine.can_be_written:
        raise ActionRefused(f"It is {mine.get_status_display().lower()} and cannot be changed now.")
    return mine


def _lock(work: CompletedWork) -> CompletedWork:
    waiting = CompletedWork.objects.select_for_update(of=("self",)).select_related("activity", "learner")
    return waiting.get(pk=work.pk)


def _refuse_wrong_days(work: CompletedWork, *, at: datetime) -> None:
    """Each within the activity; stages one after the other."""
    before = ""
    for letter in STAGES:
        day, done = getattr(work, f"{letter}_date"), getattr(work, f"{letter}_done")
        if not (day or done):
            before = before or letter
            continue
        if before:
            raise ActionRefused(f"Stage {before.upper()} comes first.", field=f"{before}_done")
        _refuse_day(work, f"{letter}_date", at=at)
        if day is None:
            before = letter
    for first, second in (("a", "b"), ("b", "c")):
        earlier, later = getattr(work, f"{first}_date"), getattr(work, f"{second}_date")
        if earlier and later and later < earlier:
            raise ActionRefused(
                f"Stage {second.upper()} cannot be before stage {first.upper()}.", field=f"{second}_date"
            )
    if work.kind == Kind.PERFORMANCE:
        work.done_date = work.c_date
    _refuse_day(work, "done_date", at=at)


def _refuse_day(work: CompletedWork, field: str, *, at: datetime) -> None:
    day = getattr(work, field)
    if day and (refusal := day_refusal(day, work.activity, at=at)):
        raise ActionRefused(refusal, field=field)


def _refuse_twice(work: CompletedWork) -> None:
    """The same review or presentation counts once, wherever it is handed in."""
    same = CompletedWork.objects.filter(learner=work.learner, sameness=work.known_as()).exclude(pk=work.pk)
    if same.exists():
        if work.is_once:
            raise ActionRefused("You have begun this already; each person does it once.")
        raise ActionRefused("You have written this one down already, with the same name and day.", field="title")
