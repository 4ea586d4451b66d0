import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from activities.models import Session, TeamMember
from evaluations.models import Choice, Question, Questionnaire
from evaluations.services import MOST_COMMITMENTS, Given, SpeakerGiven
from evaluations.standard import BIAS, BIAS_WHY, INTENT

RATINGS = [(number, str(number)) for number in range(1, 6)]
WORDS = {
    Question.Kind.YES_WHY: [("yes", "Yes"), ("no", "No")],
    Question.Kind.YES_NO: [("yes", "Yes"), ("no", "No")],
    Question.Kind.INTENT: [("yes", "Yes"), ("no", "No"), ("already", "I do it already")],
}
UNANSWERED = {"required": "Please answer this one."}


@dataclass(frozen=True)
class Item:
    """A question with its fields. What rates speakers has one for each of them and none of its own."""

    question: Question
    field: forms.BoundField | None
    why: forms.BoundField | None = None
    speakers: list[tuple[Session, TeamMember, forms.BoundField]] = dataclasses.field(default_factory=list)


def field_name(question: Question) -> str:
    return f"question-{question.pk}"


class QuestionsForm(forms.Form):
    """The fields of each question, in the questionnaire's order."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.add_question(question)

    def add_question(self, question: Question) -> None:
        self.fields[field_name(question)] = _field_for(question)

    def items(self) -> Iterator[Item]:
        for question in self.questions:
            yield Item(question, self[field_name(question)])


class EvaluationForm(QuestionsForm):
    """What a learner answers about an activity or session (EVL-1)."""

    # The version that is answered, since the planners may begin another one meanwhile.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        questionnaire: Questionnaire,
        speakers: Sequence[tuple[Session, TeamMember]] = (),
        **kwargs: Any,
    ) -> None:
        self.speakers = speakers
        questions = questionnaire.questions.prefetch_related("choices")
        asked = [one for one in questions if speakers or one.kind != Question.Kind.SPEAKERS]
        super().__init__(*args, questions=asked, initial={"version": questionnaire.version}, **kwargs)
        for number, which in enumerate(("First", "Second", "Third")[:MOST_COMMITMENTS], start=1):
            self.fields[f"commitment-{number}"] = forms.CharField(
                label=f"{which}, I will", max_length=300, required=False
            )
        self.intent_name = self._name_of(INTENT)
        self.bias_name = self._name_of(BIAS)

    def add_question(self, question: Question) -> None:
        if question.kind == Question.Kind.SPEAKERS:
            for session, member in self.speakers:
                self.fields[_speaker_name(question, session, member)] = forms.TypedChoiceField(
                    label=str(member.person),
                    choices=RATINGS,
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )
            return
        super().add_question(question)
        if question.kind == Question.Kind.YES_WHY:
            self.fields[_why_name(question)] = forms.CharField(
                label="Why?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def items(self) -> Iterator[Item]:
        for question in self.questions:
            if question.kind == Question.Kind.SPEAKERS:
                rows = [(one, member, self[_speaker_name(question, one, member)]) for one, member in self.speakers]
                yield Item(question, None, speakers=rows)
            else:
                why = self[_why_name(question)] if question.kind == Question.Kind.YES_WHY else None
                yield Item(question, self[field_name(question)], why)

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
        return {question: self._answer(question) for question in self.questions}

    def _answer(self, question: Question) -> Given:
        if question.kind == Question.Kind.SPEAKERS:
            rated = [
                (one, member, self.cleaned_data[_speaker_name(question, one, member)]) for one, member in self.speakers
            ]
            return Given(speakers=[SpeakerGiven(*row) for row in rated if row[2]])
        value = self.cleaned_data[field_name(question)]
        if question.kind == Question.Kind.YES_WHY:
            return Given(word=value, text=self.cleaned_data[_why_name(question)])
        return given_by(question, value)

    def commitments(self) -> list[str]:
        return [self.cleaned_data[f"commitment-{number}"] for number in range(1, MOST_COMMITMENTS + 1)]


class BeforeForm(QuestionsForm):
    """What is asked before it begins. Each must be answered, whether or not it must be afterwards (EVL-5)."""

    def add_question(self, question: Question) -> None:
        super().add_question(question)
        self.fields[field_name(question)].required = True

    def answers(self) -> dict[Question, Given]:
        return {question: given_by(question, self.cleaned_data[field_name(question)]) for question in self.questions}


class AssessmentForm(QuestionsForm):
    """One attempt; `number` says which, so that a form sent twice counts once."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, questions=questionnaire.questions.prefetch_related("choices"), **kwargs)

    def chosen(self) -> dict[Question, Choice]:
        return {
            question: choice
            for question in self.questions
            for choice in question.choices.all()
            if choice.pk == self.cleaned_data[field_name(question)]
        }


def _speaker_name(question: Question, session: Session, member: TeamMember) -> str:
    return f"{field_name(question)}-{session.pk}-{member.pk}"


def _why_name(question: Question) -> str:
    return f"{field_name(question)}-why"


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


def given_by(question: Question, value: Any) -> Given:
    if question.kind == Question.Kind.RATING:
        return Given(rating=value)
    if question.kind in WORDS:
        return Given(word=value)
    if question.kind == Question.Kind.TEXT:
        return Given(text=value)
    chosen = value if isinstance(value, list) else [value]
    return Given(choices=[choice for choice in question.choices.all() if choice.pk in chosen])
