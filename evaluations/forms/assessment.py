"""Writing an assessment, and granting another attempt at one."""

from typing import Any

from django import forms

from evaluations.models import Questionnaire
from evaluations.models.assessment import REASON_LENGTH
from evaluations.services import Written

MOST_CHOICES = 5


class GrantAttemptForm(forms.Form):
    reason = forms.CharField(
        label="Why they may try again",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences are enough. The learner reads it.",
        error_messages={"required": "Say why; the learner reads it."},
    )


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
