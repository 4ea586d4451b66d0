"""One object per section: a form about the activity, a list of rows, or both, saved together."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from activities.balance import ProfessionBalance, team_balance
from activities.forms.agenda import SelfPacedForm, SessionForm, WorkForm
from activities.forms.agenda_rows import AgendaRows, with_session_begun
from activities.forms.offered import Offered
from activities.forms.plan import (
    BasicsForm,
    ContentForm,
    EvaluationPlanForm,
    GapForm,
    IndependenceForm,
    ObjectiveForm,
)
from activities.forms.rows import MOST_ROWS, PREFIX, GapRows, NamedRows, is_removed, settle_rows, with_more_rows
from activities.forms.team import AudienceForm, TeamMemberForm, TeamRows, typed_balance
from activities.models import Activity, Objective, PracticeGap, Session, TeamMember

_FORMS = {
    "basics": BasicsForm,
    "content": ContentForm,
    "team": AudienceForm,
    "evaluation": EvaluationPlanForm,
    "independence": IndependenceForm,
}
_ROWS: dict[str, tuple[type[models.Model], type[forms.ModelForm], type[NamedRows]]] = {
    "gaps": (PracticeGap, GapForm, GapRows),
    "objectives": (Objective, ObjectiveForm, NamedRows),
    "team": (TeamMember, TeamMemberForm, TeamRows),
    "agenda": (Session, SessionForm, AgendaRows),
}
ROW_NAMES = {"gaps": "Practice gap", "objectives": "Objective", "team": "Person", "agenda": "Session"}
# What each row reads beyond itself, fetched for all rows at once.
_READ: dict[str, tuple[str, ...]] = {
    "gaps": (),
    "objectives": (),
    "team": ("person__profile", "person__disclosures", "person__team_memberships"),
    "agenda": ("speakers__person", "objectives"),
}
_TAKES_ACTIVITY = {"objectives", "team", "agenda"}


class SectionForms:
    """The forms of one section, unbound or bound to what was typed."""

    def __init__(self, section: str, activity: Activity, typed: QueryDict | None = None, *, more_rows: int = 0) -> None:
        self.section = section
        self.activity = activity
        self.is_bound = typed is not None
        self.typed = typed
        instead = _instead_of_agenda(activity) if section == "agenda" else None
        has_rows = section in _ROWS and instead is None
        self.rows = self._bind_rows(typed, more_rows) if has_rows else None
        form_class: Any = instead or _FORMS.get(section)
        kwargs = {"balance": self.balance} if section == "team" else {}
        self.form = form_class(typed, instance=activity, **kwargs) if form_class else None

    def _bind_rows(self, typed: QueryDict | None, more_rows: int) -> NamedRows:
        model, form_class, rows_class = _ROWS[self.section]
        # Through the activity, so that each row knows its activity without asking.
        saved = getattr(self.activity, "sessions" if self.section == "agenda" else self.section)
        existing = list(saved.values_list("pk", flat=True))
        factory = forms.inlineformset_factory(
            Activity,
            model,
            form=form_class,
            formset=rows_class,
            extra=0 if existing else 1,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS,
            can_delete=True,
        )
        factory.row_name = self.row_name  # type: ignore[attr-defined]
        if typed is not None:
            typed = settle_rows(with_more_rows(typed, more_rows) if more_rows else typed, existing=existing)
            if more_rows and self.section == "agenda":
                typed = with_session_begun(typed, self.activity)
        takes_activity = self.section in _TAKES_ACTIVITY
        rows: Any = factory(
            typed,
            instance=self.activity,
            prefix=PREFIX,
            queryset=saved.prefetch_related(*_READ[self.section]),
            form_kwargs={"activity": self.activity, "offered": Offered(self.activity)} if takes_activity else {},
        )
        assert isinstance(rows, NamedRows)
        return rows

    @property
    def row_name(self) -> str:
        return ROW_NAMES.get(self.section, "")

    @cached_property
    def balance(self) -> list[ProfessionBalance]:
        """Of the team as it stands in the form, saved or only typed (PLN-4)."""
        if self.typed is None:
            return team_balance(self.activity)
        return typed_balance(self.typed, self.kept_rows())

    def kept_rows(self) -> list[forms.ModelForm]:
        """The rows that are neither marked for removal nor empty."""
        if self.rows is None:
            return []
        return [
            form
            for form in self.rows.forms
            if not is_removed(form) and (form.instance.pk or (form.is_bound and form.has_changed()))
        ]

    def not_reckoned(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of what is wrong with the rows in the form: the very words that would refuse saving them."""
        found: list[tuple[str, str]] = []
        rows = self.rows.forms if self.rows is not None else []
        kept = self.kept_rows()
        for number, form in enumerate(rows, start=1):
            if form not in kept or not form.is_bound or form.is_valid():
                continue
            row = f"{self.row_name} {number}"
            if needed := _still_needed(form):
                found.append((form.prefix or "", f"{row} still needs: {', '.join(needed)}."))
            else:
                found += _errors(form, row=row)
        return found

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

    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything that is wrong, in the order of the page."""
        found: list[tuple[str, str]] = []
        if self.rows is not None:
            found += [("", str(sentence)) for sentence in self.rows.non_form_errors() if sentence]
        if self.form is not None:
            found += _errors(self.form)
        if self.rows is not None:
            for number, form in enumerate(self.rows.forms, start=1):
                if form not in self.rows.deleted_forms:
                    found += _errors(form, row=f"{self.row_name} {number}")
        return found


def _still_needed(form: forms.BaseForm) -> list[str]:
    return [str(field.label).lower() for field in form if form.has_error(field.name, code="required")]


def _errors(form: forms.BaseForm, *, row: str = "") -> Iterator[tuple[str, str]]:
    for sentence in form.non_field_errors():
        yield (form.prefix or "") if row else "", f"{row}: {sentence}" if row else str(sentence)
    for field in form:
        for sentence in field.errors:
            label = str(field.label).rstrip("…")
            yield (
                field.id_for_label or field.auto_id,
                f"{row}, {label.lower()}: {sentence}" if row else f"{label}: {sentence}",
            )


def _instead_of_agenda(activity: Activity) -> type[forms.ModelForm] | None:
    """For what is not held at a time."""
    if activity.work_format:
        return WorkForm
    return SelfPacedForm if activity.is_self_paced else None


def forms_of(section: str, activity: Activity, typed: QueryDict | None = None, *, more_rows: int = 0) -> SectionForms:
    return SectionForms(section, activity, typed, more_rows=more_rows)
