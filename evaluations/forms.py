from collections.abc import Iterator
from typing import Any

from django import forms

from evaluations.models import Choice, Question, Questionnaire
from evaluations.services import MOST_COMMITMENTS, Given, Written
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


# --- Writing an assessment -------------------------------------------------------------------------------------------
MOST_CHOICES = 5


class WrittenQuestionForm(forms.Form):
    """One question with up to five choices, one of them right. Emptied, it is taken out."""

    text = forms.CharField(label="Question", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    correct = forms.TypedChoiceField(
        label="Which is right?",
        choices=[(number, f"Choice {number + 1}") for number in range(MOST_CHOICES)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(MOST_CHOICES):
            self.fields[f"choice_{number}"] = forms.CharField(
                label=f"Choice {number + 1}", max_length=300, required=False
            )

    def rows(self) -> list[tuple[forms.BoundField, Any]]:
        """Each choice with the radio button that makes it the right one."""
        radios = list(self["correct"])
        return [(self[f"choice_{number}"], radios[number]) for number in range(MOST_CHOICES)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        texts = {number: cleaned.get(f"choice_{number}", "") for number in range(MOST_CHOICES)}
        given = {number: text for number, text in texts.items() if text}
        if not cleaned.get("text") and not given:
            return cleaned
        if not cleaned.get("text"):
            self.add_error("text", "Write the question these choices belong to.")
        if len(given) < 2:
            self.add_error("choice_0", "Offer at least two choices.")
        if len({text.casefold() for text in given.values()}) < len(given):
            self.add_error("choice_0", "Two choices are the same.")
        if cleaned.get("correct") not in given:
            self.add_error("correct", "Mark the choice that is right.")
        return cleaned

    def written(self) -> Written | None:
        cleaned = self.cleaned_data
        if not cleaned.get("text"):
            return None
        kept = [number for number in range(MOST_CHOICES) if cleaned[f"choice_{number}"]]
        return Written(
            cleaned["text"], [cleaned[f"choice_{number}"] for number in kept], kept.index(cleaned["correct"])
        )


class BaseWrittenQuestions(forms.BaseFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.written():
            raise forms.ValidationError("Write at least one question.")

    def written(self) -> list[Written]:
        return [written for form in self.forms if form.is_valid() and (written := form.written())]


WrittenQuestions = forms.formset_factory(
    WrittenQuestionForm, formset=BaseWrittenQuestions, extra=0, max_num=60, absolute_max=60
)


def as_initial(questionnaire: Questionnaire | None) -> list[dict[str, Any]]:
    """The questions of an assessment as the form shows them; one empty question where there are none."""
    if questionnaire is None:
        return [{}]
    initial = []
    for question in questionnaire.questions.prefetch_related("choices"):
        choices = list(question.choices.all())
        row: dict[str, Any] = {f"choice_{number}": choice.text for number, choice in enumerate(choices)}
        row["correct"] = next((number for number, choice in enumerate(choices) if choice.is_correct), None)
        initial.append(row | {"text": question.text})
    return initial or [{}]


def with_another(typed: forms.BaseFormSet) -> forms.BaseFormSet:
    """The form as typed, not judged yet, with one question more."""
    rows = [{name: form[name].value() for name in form.fields} for form in typed.forms]
    return WrittenQuestions(initial=[*rows, {}])
