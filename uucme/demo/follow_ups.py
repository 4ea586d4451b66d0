"""What became of commitments: letters of the past, and the answers to them."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from accounts.models import User
from activities.models import OfficeSettings
from evaluations.follow_ups import BETWEEN_LETTERS, follow_up_days_of, stage_due
from evaluations.models import (
    CommitmentOutcome,
    Evaluation,
    FollowUp,
    FollowUpLetter,
    FollowUpLine,
    MetBarrier,
)
from uucme.demo.clock import DENVER
from uucme.demo.voices import PATIENTS, WHY_NOT
from uucme.demo.workshop import Workshop

Stage = FollowUpLine.Stage
_BARRIERS: Final = {
    "time": 30,
    "system": 26,
    "insurance": 14,
    "patient": 16,
    "no_occasion": 12,
    "cost": 6,
    "forgot": 10,
}


def follow_up_everybody(shop: Workshop, learners: list[User]) -> None:
    """Walk each learner's letters from the first to today's, as the clock would have written them."""
    office, rng = OfficeSettings.current(), Random(f"follow-up-{shop.copy}")
    waits: dict[int, list[FollowUp]] = defaultdict(list)
    for follow_up in _begin(learners, office):
        waits[follow_up.evaluation.learner_id].append(follow_up)
    letters: list[FollowUpLetter] = []
    lines: list[FollowUpLine] = []
    silent = {shop.staff["physician"].pk, shop.staff["pharmacist"].pk}  # they can still answer by hand
    for learner, follow_ups in waits.items():
        _write(learner, follow_ups, shop, office, rng, letters, lines, answers=learner not in silent)
    FollowUpLetter.objects.bulk_create(letters, batch_size=1000)
    FollowUpLine.objects.bulk_create(lines, batch_size=1000)
    everything = [follow_up for follow_ups in waits.values() for follow_up in follow_ups]
    FollowUp.objects.bulk_update(everything, ["ask_again_date", "answered_at"], batch_size=500)
    _answer([follow_up for follow_up in everything if follow_up.answered_at], rng)


def _begin(learners: list[User], office: OfficeSettings) -> list[FollowUp]:
    evaluations = (
        Evaluation.objects.filter(learner__in=learners, commitments__isnull=False)
        .distinct()
        .select_related("questionnaire__activity")
        .order_by("pk")
    )
    rows = []
    for evaluation in evaluations:
        day = evaluation.submitted_at.astimezone(DENVER).date()
        rows.append(
            FollowUp(
                evaluation=evaluation,
                remind_date=day + timedelta(days=office.commitment_reminder_days),
                ask_date=day + timedelta(days=follow_up_days_of(evaluation.questionnaire.activity, office)),
            )
        )
    return FollowUp.objects.bulk_create(rows, batch_size=1000)


def _write(
    learner: int,
    follow_ups: list[FollowUp],
    shop: Workshop,
    office: OfficeSettings,
    rng: Random,
    letters: list[FollowUpLetter],
    lines: list[FollowUpLine],
    *,
    answers: bool,
) -> None:
    told: dict[FollowUp, set[str]] = defaultdict(set)
    # The clock writes on the first working day; until this morning's round nothing is due any more.
    earliest = date(2000, 1, 1)
    while True:
        due = [(on, one) for one in follow_ups if (on := _next_day(one, told[one], earliest))]
        day = max(earliest, min((on for on, _ in due), default=date.max))
        if day > shop.clock.today:
            return
        at = _morning(day, rng)
        letter = FollowUpLetter(learner_id=learner, month=day.replace(day=1), written_at=at, sent_at=at)
        letters.append(letter)
        for follow_up in [follow_up for on, follow_up in due if on <= day]:
            stage = stage_due(follow_up, told[follow_up], on=day)
            told[follow_up].add(stage)
            lines.append(FollowUpLine(letter=letter, follow_up=follow_up, stage=stage))
            if stage == Stage.ASK:
                follow_up.ask_again_date = day + timedelta(days=office.follow_up_again_days)
            if stage != Stage.REMIND and answers and rng.random() < 0.45:
                answered_at = at + timedelta(seconds=rng.expovariate(1 / 90_000))
                follow_up.answered_at = answered_at if answered_at < shop.clock.now else None
        earliest = max(day + BETWEEN_LETTERS, (day.replace(day=1) + timedelta(days=32)).replace(day=1))


def _next_day(follow_up: FollowUp, told: set[str], earliest: date) -> date | None:
    """From when a letter has something to say of it again."""
    if follow_up.answered_at or Stage.ASK_AGAIN in told:
        return None
    if Stage.ASK in told:
        return follow_up.ask_again_date
    reminds = follow_up.remind_date and Stage.REMIND not in told and earliest < follow_up.ask_date
    return follow_up.remind_date if reminds else follow_up.ask_date


def _morning(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(8, rng.randrange(60)), DENVER)


def _answer(answered: list[FollowUp], rng: Random) -> None:
    by_evaluation = {follow_up.evaluation_id: follow_up for follow_up in answered}
    evaluations = Evaluation.objects.filter(pk__in=by_evaluation).prefetch_related("commitments").order_by("pk")
    outcomes = []
    for evaluation in evaluations:
        answered_at = by_evaluation[evaluation.pk].answered_at
        assert answered_at is not None
        for commitment in evaluation.commitments.all():
            carried_out = rng.choices(("fully", "partly", "no"), (52, 30, 18))[0]
            outcomes.append(
                CommitmentOutcome(
                    commitment=commitment,
                    carried_out=carried_out,
                    why_not=rng.choice(WHY_NOT) if carried_out != "fully" and rng.random() < 0.3 else "",
                    patients=rng.choice(PATIENTS) if carried_out != "no" and rng.random() < 0.3 else "",
                    answered_at=answered_at,
                )
            )
    CommitmentOutcome.objects.bulk_create(outcomes, batch_size=2000)
    MetBarrier.objects.bulk_create(
        (
            MetBarrier(outcome=outcome, kind=kind)
            for outcome in outcomes
            if outcome.carried_out != "fully"
            for kind in dict.fromkeys(rng.choices(list(_BARRIERS), list(_BARRIERS.values()), k=rng.choice((1, 1, 2))))
        ),
        batch_size=2000,
    )
