"""What a section comes to as it stands in the form: the balance of the team, the credit of the agenda."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from activities.balance import missing_professions
from activities.forms import SectionForms, forms_of
from activities.forms.agenda_lines import agenda_lines_of
from activities.forms.agenda_rows import AgendaRows
from activities.models import Activity, OfficeSettings
from activities.sections import section_for
from activities.timetable import timetables_of
from activities.views.plan import get_plan
from activities.worth import Worth, worth_of, worth_of_format, worth_of_minutes
from core.typed import whole_number

FRAGMENTS = {"team": "activities/plan/_balance.html", "agenda": "activities/plan/_agenda_outlook.html"}


@login_required
@require_POST
def outlook(request: SignedInRequest, slug: str, section: str) -> HttpResponse:
    """The fragment that a script shows in place of the one the page came with. Nothing is saved."""
    activity = get_plan(request, slug)
    forms = forms_of(section, activity, request.POST)
    context = {"forms": forms, "activity": activity, "section": section_for(section, activity)} | outlook_of(forms)
    return render(request, FRAGMENTS[section], context)


def outlook_of(forms: SectionForms, *, opened: str = "") -> dict[str, Any]:
    """`opened`: the prefix of the one session to write in."""
    if forms.section == "team":
        return {"balance": forms.balance, "missing": missing_professions(forms.balance)}
    if forms.section == "agenda":
        worth = _worth(forms)
        timetables = timetables_of(line.session for line in worth.lines)
        context = {"worth": worth, "timetables": timetables, "not_reckoned": forms.not_reckoned()}
        if isinstance(forms.rows, AgendaRows):
            context["agenda"] = agenda_lines_of(forms.rows, worth, opened=opened)
        return context
    return {}


def _worth(forms: SectionForms) -> Worth:
    activity = forms.activity
    if activity.is_self_paced and activity.format != Activity.Format.JOURNAL:
        return worth_of_minutes(_typed_minutes(forms))
    if activity.format not in Activity.TIMED_FORMATS:
        return worth_of_format(activity, OfficeSettings.current())
    rows = forms.kept_rows()
    sessions = [row.instance for row in rows if not row.is_bound or row.is_valid()]
    return worth_of(sessions, is_series=activity.is_series)


def _typed_minutes(forms: SectionForms) -> int | None:
    assert forms.form is not None
    return whole_number(forms.form["self_paced_minutes"].value())
