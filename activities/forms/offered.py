"""What the rows of a section offer to choose from, asked of the database once for all rows."""

from functools import cached_property

from django import forms

from accounts.models import Profession
from activities.models import Activity, TeamMember

Choices = list[tuple[str | int, str]]


class Offered:
    def __init__(self, activity: Activity) -> None:
        self.activity = activity

    @cached_property
    def speakers(self) -> Choices:
        return [(member.pk, str(member)) for member in self._speakers]

    @cached_property
    def names(self) -> dict[int, str]:
        """Of those who may speak, by the primary keys of their memberships."""
        return {member.pk: member.name for member in self._speakers}

    @cached_property
    def _speakers(self) -> list[TeamMember]:
        """Of the team, but for a coordinator who has no say in the content."""
        return list(self.activity.team.filter(controls_content=True).select_related("person"))

    @cached_property
    def objectives(self) -> Choices:
        return [(objective.pk, objective.text) for objective in self.activity.objectives.all()]

    @cached_property
    def gaps(self) -> Choices:
        gaps = enumerate(self.activity.gaps.all(), start=1)
        return [(gap.pk, f"{number}. {_shorten(gap.current_practice)}") for number, gap in gaps]

    @cached_property
    def professions(self) -> Choices:
        return [(profession.pk, profession.name) for profession in Profession.objects.all()]


def offer(field: forms.Field, choices: Choices) -> None:
    """Show `choices`; what is posted is still checked against the field's own queryset."""
    assert isinstance(field, forms.ModelChoiceField)
    is_single = not isinstance(field, forms.ModelMultipleChoiceField)
    field.choices = [("", field.empty_label or ""), *choices] if is_single else choices


def _shorten(text: str, length: int = 90) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
