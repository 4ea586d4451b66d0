"""What learners set out to change, and what became of it (EVL-3)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from evaluations.models import Commitment, CommitmentOutcome, FollowUp, FollowUpLine, MetBarrier
from reports.measures import Line, Part, in_nobodys_order, plain
from reports.protection import Share, hidden_rows, share
from reports.scope import PEOPLE, Scope, first_rows
from reports.themes import themes_of


def committed(scope: Scope) -> Part:
    rows = Commitment.objects.filter(evaluation__in=scope.evaluations)
    people = rows.aggregate(people=PEOPLE)["people"]
    if people < scope.smallest:
        return Part("commitments", "What they set out to change")
    texts = list(rows.values_list("text", flat=True))
    made = share(people, scope.people, people=people, smallest=scope.smallest)
    lines = [Line("Made a commitment", scope.people, made, is_head=True, unit="learners")]
    lines += [
        Line(
            f"“{theme.word}”",
            len(texts),
            Share(theme.count, len(texts)),
            unit="commitments",
            example=theme.example,
        )
        for theme in themes_of(texts, smallest=scope.smallest)
    ]
    return Part(
        "commitments",
        "What they set out to change",
        "Words that several commitments share show their themes; each with one of them, as it was written.",
        lines,
        in_nobodys_order(texts),
        "All commitments",
        what="Theme",
    )


def followed_up(scope: Scope) -> list[Part]:
    """What became of commitments, of those who were asked and answered (EVL-3)."""
    asked = FollowUp.objects.filter(evaluation__in=scope.evaluations, lines__stage=FollowUpLine.Stage.ASK)
    answered = FollowUp.objects.filter(evaluation__in=scope.evaluations, answered_at__isnull=False).order_by(
        "answered_at", "pk"
    )
    total = answered.count()
    shown = total // scope.smallest * scope.smallest
    answered = first_rows(answered, shown, "answered_at") if shown < total else answered
    people = answered.aggregate(people=PEOPLE)["people"]
    if people < scope.smallest:
        return []
    outcomes = CommitmentOutcome.objects.filter(commitment__evaluation__follow_up__in=answered)
    lines = [
        Line("Answered when asked", asked.count(), plain(shown, max(asked.count(), shown)), is_head=True, unit="asked"),
        *_carried_out(outcomes, scope.smallest),
    ]
    barriers = dict(
        MetBarrier.objects.filter(outcome__in=outcomes)
        .order_by()
        .values_list("kind")
        .annotate(people=Count("outcome__commitment__evaluation__learner", distinct=True))
    )
    met = [
        Line(str(label), people, share(barriers[value], people, people=people, smallest=scope.smallest))
        for value, label in MetBarrier.Kind.choices
        if value in barriers
    ]
    met.sort(key=lambda line: (-(line.share.percent or 0) if line.share else 0, line.label))
    return [
        Part(
            "follow_up",
            "What became of it",
            "Asked some weeks later.",
            lines,
            _told(outcomes, "patients"),
            "What changed for patients",
            what="Commitments",
        ),
        Part(
            "met",
            "What stood in the way",
            "Of those who answered, how many met it.",
            met,
            _told(outcomes, "why_not"),
            "In their words",
            what="Barrier",
        ),
    ]


def _carried_out(outcomes: QuerySet[CommitmentOutcome], smallest: int) -> list[Line]:
    """Commitments by what became of them; which rows to leave out is judged by the people behind them."""
    learner = "commitment__evaluation__learner"
    rows = outcomes.order_by().values("carried_out").annotate(made=Count("pk"), people=Count(learner, distinct=True))
    found = {row["carried_out"]: row for row in rows}
    labels = [("fully", "Carried out", "of commitments carried out"), ("partly", "In part", ""), ("no", "Not yet", "")]
    total = sum(row["made"] for row in found.values())
    hidden = hidden_rows([(found[value]["people"] if value in found else 0,) for value, *_ in labels], smallest)
    return [
        Line(
            label,
            total,
            Share(None if number in hidden else found.get(value, {"made": 0})["made"], total),
            headline=headline,
        )
        for number, (value, label, headline) in enumerate(labels)
    ]


def _told(outcomes: QuerySet[CommitmentOutcome], field: str) -> list[str]:
    return in_nobodys_order(_texts(outcomes.exclude(**{field: ""}).values_list(field, flat=True)))


def _texts(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]
