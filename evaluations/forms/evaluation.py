from collections.abc import Iterator
from typing import Any

from django import forms

from evaluations.models import Choice, Question, Questionnaire
from evaluations.services import MOST_COMMITMENTS, Given
from evaluations.standard import BIAS, BIAS_WHY, INTENT

RATINGS = [(number, str(number)) for number in range(1, 6)]
WORDS = {
    Question.Kind.YES_NO: [("yes", "Yes"), ("no", "No")],
    Question.Kind.INTENT: [("yes", "Yes"), ("no", "No"), ("already", "I do it already")],
}
UNANSWERED = {"required": "Please answer this one."}


def field_name(question: Question) -> str:
    return f"question-{question.pk}"


class QuestionsForm(forms.Form):
    """One field per question, in the questionnaire's order."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questionnaire.questions.prefetch_related("choices"))
        for question in self.questions:
            self.fields[field_name(question)] = _field_for(question)

    def items(self) -> Iterator[tuple[Question, forms.BoundField]]:
        for question in self.questions:
            yield question, self[field_name(question)]


class EvaluationForm(QuestionsForm):
    """What a learner answers about an activity or session (EVL-1)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, which in enumerate(("First", "Second", "Third")[:MOST_COMMITMENTS], start=1):
            self.fields[f"commitment-{number}"] = forms.CharField(
                label=f"{which}, I will", max_length=300, required=False
            )
        self.intent_name = self._name_of(INTENT)
        self.bias_name = self._name_of(BIAS)

    def _name_of(self, key: str) -> str:
        return next((field_name(question) for question in self.questions if question.key == key), "")

    def commitment_fields(self) -> list[forms.BoundField]:
        return [self[f"commitment-{number}"] for number in range(1, MOST_COMMITMENTS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        why = self._name_of(BIAS_WHY)
        if why and cleaned.get(self.bias_name) == "no" and not cleaned.get(why, "").strip():
            self.add_error(why, "Please say what was biased, so that the office can look into it.")
        return cleaned

    def answers(self) -> dict[Question, Given]:
        return {question: _given(question, self.cleaned_data[field_name(question)]) for question in self.questions}

    def commitments(self) -> list[str]:
        return [self.cleaned_data[f"commitment-{number}"] for number in range(1, MOST_COMMITMENTS + 1)]


class AssessmentForm(QuestionsForm):
    """One attempt; `number` says which, so that a form sent twice counts once."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def chosen(self) -> dict[Question, Choice]:
        return {
            question: choice
            for question in self.questions
            for choice in question.choices.all()
            if choice.pk == self.cleaned_data[field_name(question)]
        }


def _field_for(question: Question) -> forms.Field:
    kind = question.kind
    common: Any = {"label": question.text, "required": question.is_required, "error_messages": UNANSWERED}
    if kind == Question.Kind.RATING:
        return forms.TypedChoiceField(choices=RATINGS, coerce=int, empty_value=None, widget=forms.RadioSelect, **common)
    if kind in WORDS:
        return forms.ChoiceField(choices=WORDS[Question.Kind(kind)], widget=forms.RadioSelect, **common)
    if kind == Question.Kind.TEXT:
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    offered = [(choice.pk, choice.text) for choice in question.choices.all()]
    if kind == Question.Kind.CHOICE:
        return forms.TypedChoiceField(choices=offered, coerce=int, empty_value=None, widget=forms.RadioSelect, **common)
    return forms.TypedMultipleChoiceField(choices=offered, coerce=int, widget=forms.CheckboxSelectMultiple, **common)


def _given(question: Question, value: Any) -> Given:
    if question.kind == Question.Kind.RATING:
        return Given(rating=value)
    if question.kind in WORDS:
        return Given(word=value)
    if question.kind == Question.Kind.TEXT:
        return Given(text=value)
    chosen = value if isinstance(value, list) else [value]
    return Given(choices=[choice for choice in question.choices.all() if choice.pk in chosen])
