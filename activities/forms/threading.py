"""The thread as it stands in a form, valid or not: it fills while one plans."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms

from activities.models import Objective, PracticeGap, Session
from activities.thread import Thread, saved_pieces, thread_of
from core.typed import whole_number

if TYPE_CHECKING:
    from activities.forms.sections import SectionForms

THREADED = ("gaps", "objectives", "agenda", "evaluation")
_OUTCOMES = ("outcome_competence", "outcome_performance", "outcome_patient")


def typed_thread(section_forms: "SectionForms") -> Thread:
    """The saved thread with the rows of this section as they are typed."""
    saved = saved_pieces(section_forms.activity)
    rows = section_forms.kept_rows()
    match section_forms.section:
        case "gaps":
            pieces = replace(saved, gaps=[_gap(row) for row in rows])
        case "objectives":
            pieces = replace(saved, objectives=[one for row in rows if (one := _objective(row))])
        case "agenda":
            pieces = replace(saved, serves=[_serving(row) for row in rows])
        case "evaluation" if section_forms.form is not None:
            form = section_forms.form
            pieces = replace(saved, measured={name for name in _OUTCOMES if _is_ticked(form, name)})
        case _:
            pieces = saved
    return thread_of(section_forms.activity, pieces)


def _text(form: forms.BaseForm, name: str) -> str:
    return str(form[name].value() or "").strip()


def _is_ticked(form: forms.BaseForm, name: str) -> bool:
    return bool(form.fields[name].to_python(form[name].value()))


def _gap(row: forms.ModelForm) -> PracticeGap:
    names = ("current_practice", "best_practice", "need_knowledge", "need_competence", "need_performance")
    return PracticeGap(pk=row.instance.pk, **{name: _text(row, name) for name in names})


def _objective(row: forms.ModelForm) -> Objective | None:
    """None while it does not say which gap it closes or what it changes."""
    gap, change = whole_number(_text(row, "gap")), _text(row, "change")
    if gap is None or change not in Objective.Change.values:
        return None
    return Objective(pk=row.instance.pk, text=_text(row, "text"), gap_id=gap, change=change)


def _serving(row: forms.ModelForm) -> tuple[Session, set[int]]:
    never = _text(row, "kind") in Session.NEVER_FOR_CREDIT
    session = Session(
        pk=row.instance.pk,
        title=_text(row, "title"),
        kind=_text(row, "kind"),
        counts_for_credit=_is_ticked(row, "counts_for_credit") and not never,
    )
    chosen = row["objectives"].value() or [] if "objectives" in row.fields else []
    keys = {str(getattr(one, "pk", one)) for one in chosen}
    return session, {number for key in keys if (number := whole_number(key)) is not None}
