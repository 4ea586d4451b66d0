"""What one activity's learners answered, as the office and its planners may see it (EVL-4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from activities.models import Activity
from evaluations.models import Answer, Question, SpeakerRating
from evaluations.standard import BARRIERS, BIAS, BIAS_WHY, INTENT
from learners.models import Attendance, CompletedWork, Registration
from reports.commitments import committed, followed_up
from reports.comparisons import compared
from reports.measures import Line, Part, in_nobodys_order, plain
from reports.protection import Share, hidden_rows, mean, share
from reports.scope import PEOPLE, Scope

Kind = Question.Kind


def outcomes_of(scope: Scope) -> list[Part]:
    """Every part of the report; few queries, however many answered."""
    if not scope.is_enough:
        return [_responses(scope)]
    ratings = _ratings(scope)
    parts = [
        _responses(scope),
        _objectives(scope, ratings),
        _intent(scope),
        committed(scope),
        *followed_up(scope),
        compared(scope.activity, scope.evaluations, smallest=scope.smallest),
        _rated(scope, ratings),
        _speakers(scope),
        *_chosen(scope),
        _yes_no(scope),
        *_own_words(scope),
    ]
    if scope.is_office:
        parts.append(_bias(scope))
    return [part for part in parts if part.lines or part.texts]


# --- Who answered ----------------------------------------------------------------------------------------------------
def _responses(scope: Scope) -> Part:
    """n of N, by profession."""
    people = took_part(scope.activity)
    answered = _by_profession(scope.evaluations)
    names = sorted(people | answered, key=lambda name: (-people.get(name, 0), name))
    rows = [(answered.get(name, 0), max(people.get(name, 0) - answered.get(name, 0), 0)) for name in names]
    hidden = hidden_rows(rows, scope.smallest)
    everybody = sum(people.values())
    if not scope.is_enough:
        note = f"{scope.people + scope.still_to_come} of {everybody} have answered; from {scope.smallest} on you see what they said"
        return Part("responses", "Who answered", lines=[Line("All", note=note, is_head=True)], what="Profession")
    response = plain(scope.people, everybody)
    lines = [Line("All", everybody, response, is_head=True, headline="of those who took part evaluated it")]
    few = {number for number, row in enumerate(rows) if sum(row) < scope.smallest}
    lines += [
        Line(name, sum(row), _response(row, scope.smallest) if number in hidden else plain(row[0], sum(row)))
        for number, (name, row) in enumerate(zip(names, rows, strict=True))
        if number not in few
    ]
    if people_of_few := sum(sum(rows[number]) for number in few):
        label = f"Professions of fewer than {scope.smallest} people"
        lines.append(Line(label, people_of_few, Share(None, people_of_few)))
    hint = "Of those who took part, how many evaluated it."
    return Part("responses", "Who answered", hint, lines, what="Profession", share_of="Evaluated it")


def _response(row: tuple[int, int], smallest: int) -> Share:
    """What a row that must hide something, or help another to hide, still says: that few are on one side of it."""
    said, silent = row
    told = share(said, said + silent, people=said + silent, smallest=smallest)
    return told if told.at_least or told.at_most else Share(None, said + silent)


def took_part(activity: Activity) -> dict[str, int]:
    rows: QuerySet[Any]
    if activity.format in Activity.TIMED_FORMATS:
        rows = Attendance.objects.filter(session__activity=activity, session__counts_for_credit=True)
    elif activity.work_format:
        rows = CompletedWork.objects.handed_in().filter(activity=activity)
    else:
        rows = Registration.objects.holding_seats().filter(activity=activity)
    return _by_profession(rows)


def _by_profession(rows: QuerySet[Any]) -> dict[str, int]:
    counted = (
        rows.order_by()
        .values(name=Coalesce("learner__profile__profession__plural", "learner__profile__profession__name"))
        .annotate(people=Count("learner", distinct=True))
    )
    return {row["name"] or "Without a profile": row["people"] for row in counted}


_SUMS: Final[dict[str, Any]] = {
    "answers": Count("pk"),
    "people": PEOPLE,
    "total": Sum("rating"),
    "top": Count("pk", filter=Q(rating__gte=4)),
    "agree": Count("evaluation__learner", distinct=True, filter=Q(rating__gte=4)),
    "others": Count("evaluation__learner", distinct=True, filter=Q(rating__lt=4)),
}


# --- Ratings ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Rating:
    root: int
    text: str
    key: str
    objective: int | None
    answers: int
    people: int
    total: int
    top: int
    sides: tuple[int, int]


def _ratings(scope: Scope) -> list[_Rating]:
    """Sums per question, the same question of several versions together."""
    rows: Any = (
        Answer.objects.filter(evaluation__in=scope.evaluations, rating__isnull=False)
        .order_by()
        .values(
            "question__key",
            "question__objective",
            root=Coalesce("question__origin", "question"),
            asked=Coalesce("question__origin__text", "question__text"),
        )
        .annotate(**_SUMS)
    )
    found = [
        _Rating(
            row["root"],
            row["asked"],
            row["question__key"],
            row["question__objective"],
            row["answers"],
            row["people"],
            row["total"],
            row["top"],
            (row["agree"], row["others"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda rating: rating.root)


def _line_of(rating: _Rating, smallest: int, *, label: str = "") -> Line:
    return Line(
        label or rating.text,
        rating.answers,
        share(rating.top, rating.answers, people=rating.people, smallest=smallest, sides=rating.sides),
        mean(rating.total, rating.answers, people=rating.people, smallest=smallest),
    )


def _objectives(scope: Scope, ratings: Sequence[_Rating]) -> Part:
    """Objective by objective under its gap. A gap's figures are made of the shown ones, so they tell nothing more."""
    by_objective = {rating.objective: rating for rating in ratings if rating.objective}
    gaps: list[list[Line]] = []
    for gap in scope.activity.gaps.prefetch_related("objectives"):
        under = [
            _line_of(by_objective[objective.pk], scope.smallest, label=objective.text)
            for objective in gap.objectives.all()
            if objective.pk in by_objective
        ]
        if under:
            gaps.append([rolled_up(gap.best_practice, under), *under])
    objectives = [line for lines in gaps for line in lines[1:]]
    whole = [rolled_up("All objectives", objectives)] if len(gaps) > 1 else []
    lines = [*whole, *(line for lines in gaps for line in lines)]
    if lines:
        lines[0] = replace(lines[0], headline="of answers agree that they can do what the objectives say")
    hint = "How many agree (4 or 5 of 5) that they can do now what the objective says, under the gap it is to close."
    return Part("objectives", "From gap to objective", hint, lines, what="Gap and its objectives", share_of="Agree")


def rolled_up(label: str, under: Sequence[Line]) -> Line:
    """Of the shown figures alone. Where some are no more and others no less than said, their sum is neither."""
    shares = [line.share for line in under if line.share and line.share.count is not None]
    means = [line.mean for line in under if line.mean is not None]
    at_least, at_most = any(one.at_least for one in shares), any(one.at_most for one in shares)
    count, of = sum(one.count or 0 for one in shares), sum(one.of for one in shares)
    rolled = Share(None, of) if at_least and at_most else Share(count, of, at_least, at_most)
    average = round(sum(means) / len(means), 1) if means else None
    return Line(label, of, rolled if of else None, average, is_head=True, unit="answers")


def _rated(scope: Scope, ratings: Sequence[_Rating]) -> Part:
    lines = [_line_of(rating, scope.smallest) for rating in ratings if not rating.objective]
    hint = "How many agree: a 4 or 5 of 5."
    return Part("ratings", "What else they rated", hint, lines, what="Statement", share_of="Agree")


def _speakers(scope: Scope) -> Part:
    rows: Any = (
        SpeakerRating.objects.filter(evaluation__in=scope.evaluations)
        .order_by("session__starts_at", "member__position", "member")
        .values("session", "session__title", "member__person__printed_name", "member")
        .annotate(**_SUMS)
    )
    lines = [
        Line(
            f"{row['member__person__printed_name']}: {row['session__title']}",
            row["answers"],
            share(
                row["top"],
                row["answers"],
                people=row["people"],
                smallest=scope.smallest,
                sides=(row["agree"], row["others"]),
            ),
            mean(row["total"], row["answers"], people=row["people"], smallest=scope.smallest),
        )
        for row in rows
        if row["people"] >= scope.smallest
    ]
    hint = "How many rate the teaching with a 4 or 5 of 5."
    return Part("speakers", "Speakers", hint, lines, what="Speaker and session", share_of="4 or 5 of 5")


# --- Words and choices -----------------------------------------------------------------------------------------------
def _table(cells: Sequence[tuple[str, int]], smallest: int) -> list[Line]:
    """Answers of which each person gave one: what is left out is not to be had from the total."""
    total = sum(count for _, count in cells)
    hidden = hidden_rows([(count,) for _, count in cells], smallest)
    return [
        Line(label, total, Share(None, total) if number in hidden else plain(count, total))
        for number, (label, count) in enumerate(cells)
    ]


def _words(scope: Scope, which: Q) -> dict[tuple[int, str], dict[str, int]]:
    """Per question (its first version and text) the people per word."""
    rows = (
        Answer.objects.filter(which, evaluation__in=scope.evaluations)
        .exclude(word="")
        .order_by()
        .values(
            "word",
            root=Coalesce("question__origin", "question"),
            asked=Coalesce("question__origin__text", "question__text"),
        )
        .annotate(people=PEOPLE)
    )
    found: dict[tuple[int, str], dict[str, int]] = {}
    for row in rows:
        found.setdefault((row["root"], row["asked"]), {})[row["word"]] = row["people"]
    return dict(sorted(found.items()))


def _intent(scope: Scope) -> Part:
    words: dict[str, int] = {}
    for counts in _words(scope, Q(question__key=INTENT)).values():
        for word, count in counts.items():
            words[word] = words.get(word, 0) + count
    cells = [("Will change something", "yes"), ("Do it already", "already"), ("Will not", "no")]
    lines = _table([(label, words.get(word, 0)) for label, word in cells], scope.smallest) if words else []
    if lines:
        lines[0] = replace(lines[0], headline="will change something in practice")
    return Part("intent", "Intent to change", "Of those who answered.", lines)


def _yes_no(scope: Scope) -> Part:
    kinds = (Kind.YES_NO, Kind.YES_WHY)
    lines = [
        Line(
            text,
            sum(words.values()),
            share(words.get("yes", 0), sum(words.values()), people=sum(words.values()), smallest=scope.smallest),
        )
        for (_, text), words in _words(scope, Q(question__kind__in=kinds) & ~Q(question__key=BIAS)).items()
    ]
    return Part("yes_no", "Yes or no", "How many say yes.", lines, what="Question", share_of="Yes")


def _chosen(scope: Scope) -> list[Part]:
    """One part per question with choices. Barriers are ranked."""
    rows = (
        Answer.choices.through.objects.filter(answer__evaluation__in=scope.evaluations)
        .order_by()
        .values(
            text=F("choice__text"),
            key=F("answer__question__key"),
            kind=F("answer__question__kind"),
            root=Coalesce("answer__question__origin", "answer__question"),
            asked=Coalesce("answer__question__origin__text", "answer__question__text"),
        )
        .annotate(people=Count("answer__evaluation__learner", distinct=True))
    )
    questions: dict[tuple[int, str, str, str], dict[str, int]] = {}
    for row in rows:
        questions.setdefault((row["root"], row["asked"], row["key"], row["kind"]), {})[row["text"]] = row["people"]
    return [
        _choice_part(scope, asked, key, kind, counts) for (_, asked, key, kind), counts in sorted(questions.items())
    ]


def _choice_part(scope: Scope, asked: str, key: str, kind: str, counts: dict[str, int]) -> Part:
    cells = sorted(counts.items())
    lines = _table(cells, scope.smallest) if kind == Kind.CHOICE else _ranked(cells, scope)
    title = "What may stand in the way" if key == BARRIERS else asked
    hint = "The most named first; each could name several." if kind != Kind.CHOICE else ""
    return Part(key or "choice", title, hint, lines, what="Barrier" if key == BARRIERS else "Answer")


def _ranked(cells: Sequence[tuple[str, int]], scope: Scope) -> list[Line]:
    """Each may name several, so they do not add up. What few named comes last, by the alphabet."""
    lines = [
        Line(text, scope.people, share(count, scope.people, people=scope.people, smallest=scope.smallest))
        for text, count in cells
    ]
    return sorted(lines, key=lambda line: (-(line.share.percent or 0) if line.share else 0, line.label))


def _own_words(scope: Scope) -> list[Part]:
    rows = (
        Answer.objects.filter(evaluation__in=scope.evaluations)
        .exclude(text="")
        .exclude(question__key=BIAS_WHY)
        .annotate(asked=Coalesce("question__origin__text", "question__text"))
        .values_list("asked", "text")
    )
    texts: dict[str, list[str]] = {}
    for asked, text in rows:
        texts.setdefault(asked, []).append(text)
    return [
        Part("words", asked, texts=in_nobodys_order(said), texts_title="In their words")
        for asked, said in sorted(texts.items())
    ]


def _bias(scope: Scope) -> Part:
    """For the office alone, which was told of each already."""
    found = scope.evaluations.filter(found_bias=True)
    why = Answer.objects.filter(evaluation__in=found, question__key=BIAS_WHY).values_list("text", flat=True)
    lines = [Line("Found it biased", scope.people, plain(found.count(), scope.answers))]
    return Part("bias", "Balance", "Seen by the office only.", lines, in_nobodys_order(why), "What was biased")
