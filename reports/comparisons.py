"""What the same people answered before and afterwards (EVL-5)."""

from collections import defaultdict

from django.db.models import QuerySet

from activities.models import Activity
from evaluations.models import Answer, BaselineAnswer, Evaluation, Question
from reports.measures import Line, Part
from reports.protection import mean, share


def compared(activity: Activity, evaluations: QuerySet[Evaluation], *, smallest: int) -> Part:
    """Per question, of those who answered it both times; who answered late about before is left out."""
    before = {
        (row.question_id, row.learner_id): row
        for row in BaselineAnswer.objects.filter(question__questionnaire__activity=activity, is_late=False)
        .filter(learner__in=evaluations.values("learner"))
        .select_related("choice")
    }
    if not before:
        return Part("compared", "Before and after")
    # The last answer counts where a series asked more than once.
    after = {
        (answer.question.root_id, answer.evaluation.learner_id): answer
        for answer in Answer.objects.filter(evaluation__in=evaluations, question__asked_before=True)
        .select_related("question", "evaluation")
        .prefetch_related("choices")
        .order_by("evaluation__submitted_at", "pk")
    }
    pairs: dict[int, list[tuple[BaselineAnswer, Answer]]] = defaultdict(list)
    for key in before.keys() & after.keys():
        pairs[key[0]].append((before[key], after[key]))
    questions = Question.objects.filter(pk__in=pairs).order_by("pk")
    lines = [line for question in questions for line in _lines(question, pairs[question.pk], smallest)]
    hint = "What the same people answered before it began and after it was over."
    return Part("compared", "Before and after", hint, lines, what="Question", share_of="Compared")


def _lines(question: Question, pairs: list[tuple[BaselineAnswer, Answer]], smallest: int) -> list[Line]:
    people = len(pairs)
    if people < smallest:
        return []
    head = Line(question.text, people, is_head=True, unit="people")
    if question.kind == Question.Kind.RATING:
        totals = (sum(old.rating or 0 for old, _ in pairs), sum(new.rating or 0 for _, new in pairs))
        means = [mean(total, people, people=people, smallest=smallest) for total in totals]
        change = round((means[1] or 0) - (means[0] or 0), 1)
        return [
            head,
            Line("Before", mean=means[0], is_before=True),
            Line("After", mean=means[1]),
            Line("Difference", note=f"{change:+}"),
        ]
    rights = (
        sum(old.choice is not None and old.choice.is_correct for old, _ in pairs),
        sum(any(choice.is_correct for choice in new.choices.all()) for _, new in pairs),
    )
    shares = [share(right, people, people=people, smallest=smallest) for right in rights]
    return [
        head,
        Line("Before: right", people, shares[0], is_before=True),
        Line("After: right", people, shares[1]),
    ]
