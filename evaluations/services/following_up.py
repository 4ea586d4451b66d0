"""Asking later what became of commitments (EVL-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from evaluations.follow_ups import (
    closed_refusals,
    due_follow_ups,
    follow_up_days_of,
    recent_letters,
    stage_due,
)
from evaluations.models import (
    Commitment,
    CommitmentOutcome,
    Evaluation,
    FollowUp,
    FollowUpLetter,
    FollowUpLine,
    FollowUpStop,
    MetBarrier,
)
from evaluations.tasks import mail_follow_up_letter


@dataclass(frozen=True)
class Told:
    """What became of one commitment, as told and not yet stored; `barriers` are kinds of MetBarrier."""

    carried_out: str
    barriers: Sequence[str] = ()
    why_not: str = ""
    patients: str = ""


def begin_follow_up(evaluation: Evaluation, *, activity: Activity, at: datetime) -> FollowUp:
    """Fix the days on which to remind of the commitments of a new evaluation and to ask how they went."""
    office, today = OfficeSettings.current(), timezone.localdate(at)
    days = follow_up_days_of(activity, office)
    reminds = 0 < office.commitment_reminder_days < days
    return FollowUp.objects.create(
        evaluation=evaluation,
        remind_date=today + timedelta(days=office.commitment_reminder_days) if reminds else None,
        ask_date=today + timedelta(days=days),
    )


@transaction.atomic
def write_follow_up_letter(learner: User, *, at: datetime) -> FollowUpLetter | None:
    """Put everything that is due into one letter; None where nothing is, or the month's letter is written already."""
    User.objects.select_for_update().get(pk=learner.pk)
    today = timezone.localdate(at)
    if recent_letters(at=at).filter(learner=learner).exists() or FollowUpStop.objects.filter(learner=learner).exists():
        return None
    due = list(due_follow_ups(on=today).filter(evaluation__learner=learner).prefetch_related("lines").order_by("pk"))
    if not due:
        return None
    letter = FollowUpLetter.objects.create(learner=learner, month=today.replace(day=1), written_at=at)
    again_date = today + timedelta(days=OfficeSettings.current().follow_up_again_days)
    for follow_up in due:
        stage = stage_due(follow_up, {line.stage for line in follow_up.lines.all()}, on=today)
        FollowUpLine.objects.create(letter=letter, follow_up=follow_up, stage=stage)
        if stage == FollowUpLine.Stage.ASK:
            follow_up.ask_again_date = again_date
            follow_up.save(update_fields=["ask_again_date"])
    request_after_commit(mail_follow_up_letter, letter.pk)
    return letter


@transaction.atomic
def answer_follow_ups(
    follow_ups: Sequence[FollowUp], *, told: Mapping[Commitment, Told], by: User, at: datetime
) -> None:
    """Keep what became of every commitment of `follow_ups`; what was told before is replaced. Raises ActionRefused."""
    User.objects.select_for_update().get(pk=by.pk)
    office = OfficeSettings.current()
    locked = FollowUp.objects.visible_to(by).filter(pk__in=[follow_up.pk for follow_up in follow_ups])
    locked = locked.prefetch_related("evaluation__commitments")
    if len(locked) != len(follow_ups):
        raise ActionRefused("These commitments are somebody else’s.")
    for follow_up in locked:
        first_refusal(closed_refusals(follow_up, office=office, at=at))
        for commitment in follow_up.evaluation.commitments.all():
            if commitment not in told:
                raise ActionRefused("Please say how it went.", field=f"outcome-{commitment.pk}")
            _keep_outcome(commitment, told[commitment], at=at)
        if follow_up.answered_at is None:
            follow_up.answered_at = at
        else:
            follow_up.changed_at = at
        follow_up.save(update_fields=["answered_at", "changed_at"])


def _keep_outcome(commitment: Commitment, told: Told, *, at: datetime) -> None:
    is_done = told.carried_out == CommitmentOutcome.CarriedOut.FULLY
    outcome, _ = CommitmentOutcome.objects.update_or_create(
        commitment=commitment,
        defaults={
            "carried_out": told.carried_out,
            # What stood in the way of something that was done after all is not kept.
            "why_not": "" if is_done else told.why_not.strip(),
            "patients": "" if told.carried_out == CommitmentOutcome.CarriedOut.NO else told.patients.strip(),
            "answered_at": at,
        },
    )
    outcome.barriers.all().delete()
    if not is_done:
        MetBarrier.objects.bulk_create(MetBarrier(outcome=outcome, kind=kind) for kind in dict.fromkeys(told.barriers))


def stop_follow_ups(*, learner: User, at: datetime) -> None:
    FollowUpStop.objects.get_or_create(learner=learner, defaults={"stopped_at": at})


def resume_follow_ups(*, learner: User) -> None:
    FollowUpStop.objects.filter(learner=learner).delete()
