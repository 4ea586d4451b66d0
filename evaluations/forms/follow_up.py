"""Saying what became of commitments, in a few taps (EVL-3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from evaluations.models import Commitment, CommitmentOutcome, FollowUp, MetBarrier
from evaluations.services import Told

_PLACES = ("outcome", "barriers", "why", "patients")


@dataclass(frozen=True)
class CommitmentFields:
    commitment: Commitment
    outcome: forms.BoundField
    barriers: forms.BoundField
    why: forms.BoundField
    patients: forms.BoundField


class FollowUpForm(forms.Form):
    """One row of fields per commitment of `follow_ups`, which come with their commitments and outcomes."""

    def __init__(self, *args: Any, follow_ups: Sequence[FollowUp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.follow_ups = follow_ups
        for follow_up in follow_ups:
            for commitment in _of(follow_up):
                self._add_fields(commitment, getattr(commitment, "outcome", None))

    def _add_fields(self, commitment: Commitment, outcome: CommitmentOutcome | None) -> None:
        fields: dict[str, forms.Field] = {
            "outcome": forms.ChoiceField(
                label=f"“{commitment}” Did you carry it out?",
                choices=CommitmentOutcome.CarriedOut.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=outcome.carried_out if outcome else None,
            ),
            "barriers": forms.MultipleChoiceField(
                label="What stood in the way?",
                choices=MetBarrier.Kind.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=[barrier.kind for barrier in outcome.barriers.all()] if outcome else None,
            ),
            "why": forms.CharField(
                label="In your words",
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=outcome.why_not if outcome else "",
            ),
            "patients": forms.CharField(
                label="What changed for your patients?",
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=outcome.patients if outcome else "",
            ),
        }
        for place, field in fields.items():
            self.fields[f"{place}-{commitment.pk}"] = field

    def groups(self) -> Iterator[tuple[FollowUp, list[CommitmentFields]]]:
        for follow_up in self.follow_ups:
            yield (
                follow_up,
                [CommitmentFields(one, *(self[f"{place}-{one.pk}"] for place in _PLACES)) for one in _of(follow_up)],
            )

    def clean(self) -> dict[str, Any]:
        """One may answer about one activity today and about another some other day, but not by halves."""
        cleaned = super().clean() or self.cleaned_data
        begun = [one for one in self.follow_ups if any(self._chosen(commitment) for commitment in _of(one))]
        for follow_up in begun or self.follow_ups[:1]:
            for commitment in _of(follow_up):
                if not self._chosen(commitment) and f"outcome-{commitment.pk}" not in self.errors:
                    self.add_error(f"outcome-{commitment.pk}", "Please choose one of the three.")
        return cleaned

    def _chosen(self, commitment: Commitment) -> str:
        return str(self.cleaned_data.get(f"outcome-{commitment.pk}") or "")

    def answered(self) -> list[FollowUp]:
        return [one for one in self.follow_ups if all(self._chosen(commitment) for commitment in _of(one))]

    def told(self) -> dict[Commitment, Told]:
        return {
            commitment: Told(*(self.cleaned_data[f"{place}-{commitment.pk}"] for place in _PLACES))
            for follow_up in self.answered()
            for commitment in _of(follow_up)
        }


def _of(follow_up: FollowUp) -> list[Commitment]:
    return list(follow_up.evaluation.commitments.all())
