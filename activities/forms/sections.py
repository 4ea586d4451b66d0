"""One object per section: a form about the activity, a list of rows, or both, saved together."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from activities.forms.agenda import SelfPacedForm, SessionForm
from activities.forms.plan import (
    BasicsForm,
    ContentForm,
    EvaluationPlanForm,
    GapForm,
    IndependenceForm,
    ObjectiveForm,
)
from activities.forms.team import AudienceForm, TeamMemberForm, TeamRows
from activities.models import Activity, Objective, PracticeGap, Session, TeamMember

MOST_ROWS = 200
_FORMS = {
    "basics": BasicsForm,
    "content": ContentForm,
    "team": AudienceForm,
    "evaluation": EvaluationPlanForm,
    "independence": IndependenceForm,
}
_ROWS: dict[str, tuple[type[models.Model], type[forms.ModelForm], type[forms.BaseInlineFormSet]]] = {
    "gaps": (PracticeGap, GapForm, forms.BaseInlineFormSet),
    "objectives": (Objective, ObjectiveForm, forms.BaseInlineFormSet),
    "team": (TeamMember, TeamMemberForm, TeamRows),
    "agenda": (Session, SessionForm, forms.BaseInlineFormSet),
}
ROW_NAMES = {"gaps": "Practice gap", "objectives": "Objective", "team": "Person", "agenda": "Session"}
_TAKES_ACTIVITY = {"objectives", "team", "agenda"}


class SectionForms:
    """The forms of one section, unbound or bound to what was typed."""

    def __init__(self, section: str, activity: Activity, typed: QueryDict | None = None, *, more_rows: int = 0) -> None:
        self.section = section
        self.activity = activity
        self.is_bound = typed is not None
        form_class = SelfPacedForm if section == "agenda" and activity.is_self_paced else _FORMS.get(section)
        self.form = form_class(typed, instance=activity) if form_class else None
        has_rows = section in _ROWS and not (section == "agenda" and activity.is_self_paced)
        self.rows = self._bind_rows(typed, more_rows) if has_rows else None

    def _bind_rows(self, typed: QueryDict | None, more_rows: int) -> forms.BaseInlineFormSet:
        model, form_class, rows_class = _ROWS[self.section]
        is_first = not model._default_manager.filter(activity=self.activity).exists()
        factory = forms.inlineformset_factory(
            Activity,
            model,
            form=form_class,
            formset=rows_class,
            extra=1 if is_first else 0,
            max_num=MOST_ROWS,
            can_delete=True,
        )
        if typed is not None and more_rows:
            typed = typed.copy()
            typed["rows-TOTAL_FORMS"] = str(int(typed.get("rows-TOTAL_FORMS") or 0) + more_rows)
        kwargs: dict[str, Any] = {"form_kwargs": {"activity": self.activity}} if self.section in _TAKES_ACTIVITY else {}
        rows: forms.BaseInlineFormSet = factory(typed, instance=self.activity, prefix="rows", **kwargs)
        for form in rows.forms:
            form.fields["DELETE"].label = f"Remove this {ROW_NAMES[self.section].lower()}"
        return rows

    def is_valid(self) -> bool:
        """Both are asked, so that all sentences are shown at once."""
        form_is_valid = self.form is None or self.form.is_valid()
        rows_are_valid = self.rows is None or self.rows.is_valid()
        return form_is_valid and rows_are_valid

    def save(self) -> None:
        if self.rows is not None:
            self._save_rows()
        if self.form is not None:
            self.form.save()

    def _save_rows(self) -> None:
        assert self.rows is not None
        if self.section in {"gaps", "objectives"}:
            kept = [form for form in self.rows.forms if form not in self.rows.deleted_forms]
            for position, form in enumerate(kept):
                form.instance.position = position
        self.rows.save()

    def all_forms(self) -> list[forms.BaseForm]:
        return ([self.form] if self.form else []) + (list(self.rows.forms) if self.rows is not None else [])

    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything that is wrong, in the order of the page."""
        found = [
            (field.id_for_label or field.auto_id, f"{field.label}: {sentence}")
            for form in self.all_forms()
            for field in form
            for sentence in field.errors
        ]
        loose = [sentence for form in self.all_forms() for sentence in form.non_field_errors()]
        if self.rows is not None:
            loose += [sentence for sentence in self.rows.non_form_errors() if sentence]
        return [("", sentence) for sentence in loose] + found

    def values(self) -> Iterator[tuple[str, str, Any]]:
        """(key, label, value) of every field, for showing two texts side by side."""
        for form in self.all_forms():
            for field in form:
                if not field.is_hidden:
                    yield field.html_name, str(field.label), field.value()


def forms_of(section: str, activity: Activity, typed: QueryDict | None = None, *, more_rows: int = 0) -> SectionForms:
    return SectionForms(section, activity, typed, more_rows=more_rows)
