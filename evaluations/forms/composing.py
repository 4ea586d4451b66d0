"""Writing one question of an evaluation."""

from typing import Any, Final

from django import forms

from evaluations.models import Question
from evaluations.services import WITH_CHOICES, Composed

MOST_CHOICES: Final = 10
_KINDS: Final = (
    Question.Kind.RATING,
    Question.Kind.CHOICE,
    Question.Kind.CHOICES,
    Question.Kind.YES_WHY,
    Question.Kind.TEXT,
)
_COMPARED: Final = (Question.Kind.RATING, Question.Kind.CHOICE)


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Your question",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For a rating, write a sentence one agrees with: “I know whom to call at night.”",
        error_messages={"required": "Write the question."},
    )
    kind = forms.ChoiceField(
        label="How it is answered",
        choices=[(kind.value, kind.label) for kind in _KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is answered."},
    )
    choices = forms.CharField(
        label="What one can choose from",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"One to a line, two to {MOST_CHOICES}. Only for “one of several” and “any of several”.",
    )
    help_text = forms.CharField(label="A hint below the question", max_length=200, required=False)
    is_required = forms.BooleanField(label="Must be answered", required=False)
    asked_before = forms.BooleanField(
        label="Ask it before it begins, too",
        required=False,
        help_text="The same people’s answers before and after are compared. For a rating or one of several.",
    )
    correct = forms.IntegerField(
        label="Which line is right?",
        required=False,
        min_value=1,
        max_value=MOST_CHOICES,
        help_text="For a case question asked before and after: the number of the line. Learners do not see it.",
    )

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        return [line for line in lines if line]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") in WITH_CHOICES and "choices" in cleaned:
            self._judge_choices(cleaned["choices"])
        if cleaned.get("asked_before"):
            self._judge_comparison(cleaned)
        return cleaned

    def _judge_choices(self, choices: list[str]) -> None:
        if not 2 <= len(choices) <= MOST_CHOICES:
            self.add_error("choices", f"Offer two to {MOST_CHOICES} choices, one to a line.")
        elif len({choice.casefold() for choice in choices}) < len(choices):
            self.add_error("choices", "Two choices are the same.")
        elif any(len(choice) > 300 for choice in choices):
            self.add_error("choices", "A choice has at most 300 characters.")

    def _judge_comparison(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("kind") not in _COMPARED:
            self.add_error("asked_before", "Only a rating or one of several can be compared.")
        elif cleaned["kind"] == Question.Kind.CHOICE and "choices" in cleaned:
            right = cleaned.get("correct")
            if "correct" in cleaned and (right is None or right > len(cleaned["choices"])):
                self.add_error("correct", "Say which line is right, so that before and after can be compared.")

    def composed(self) -> Composed:
        data = self.cleaned_data
        has_choices = data["kind"] in WITH_CHOICES
        is_case = data["kind"] == Question.Kind.CHOICE and data["correct"]
        return Composed(
            kind=data["kind"],
            text=data["text"].strip(),
            help_text=data["help_text"].strip(),
            choices=data["choices"] if has_choices else [],
            correct=data["correct"] - 1 if is_case and data["correct"] <= len(data["choices"]) else None,
            is_required=data["is_required"],
            asked_before=data["asked_before"],
        )


def question_as_initial(question: Question) -> dict[str, Any]:
    choices = list(question.choices.all())
    return {
        "text": question.text,
        "kind": question.kind,
        "choices": "\n".join(choice.text for choice in choices),
        "help_text": question.help_text,
        "is_required": question.is_required,
        "asked_before": question.asked_before,
        "correct": next((number for number, choice in enumerate(choices, 1) if choice.is_correct), None),
    }
