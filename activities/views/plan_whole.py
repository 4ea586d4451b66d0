"""The whole plan on one page, to read before one answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from activities.forms import forms_of
from activities.forms.agenda_lines import SessionLine
from activities.forms.showing import Line, lines_of
from activities.models import Activity
from activities.sections import Section, sections_of
from activities.views.plan import get_plan, rail_of
from activities.views.plan_outlook import outlook_of


@dataclass(frozen=True)
class Part:
    """One section as it reads: its fields, or the agenda by day."""

    section: Section
    lines: list[Line]
    agenda: list[tuple[str, list[SessionLine]]]


@login_required
@require_safe
def whole(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    context: dict[str, Any] = rail_of(activity, request) | {"parts": list(_parts(activity))}
    return render(request, "activities/plan/whole.html", context)


def _parts(activity: Activity) -> Iterator[Part]:
    for section in sections_of(activity):
        forms = forms_of(section.key, activity)
        agenda = outlook_of(forms).get("agenda", [])
        yield Part(section, [] if agenda else [line for line in lines_of(forms) if line.text], agenda)
