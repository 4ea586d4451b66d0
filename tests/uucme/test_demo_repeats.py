"""Loading the demonstration office again gives the same office, on the same day."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Session
from credits.models import Certificate
from learners.models import SessionCode
from uucme.demo.office import load_office
from uucme.demo.plans import PLANS
from uucme.groups import make_groups

# One of each kind of agenda, format and way through the office; every plan has a seed of its own.
KEYS = {
    "hemorrhage",
    "rural-trauma",
    "case-conference",
    "hape-journal",
    "manuscripts",
    "airway",
    "ckd",
    "delirium",
    "nutrition",
}
NOW = timezone.now()


class _Undo(Exception):
    pass


def load_and_undo() -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for _ in load_office(at=NOW, draw=False, plans=[plan for plan in PLANS if plan.key in KEYS]):
                pass
            found = everything()
            raise _Undo
    except _Undo:
        return found


def everything() -> dict[str, Any]:
    return {
        **{model._meta.label: model._default_manager.count() for model in apps.get_models()},
        "activities": sorted(Activity.objects.values_list("slug", "status", "start_date", "end_date", "version")),
        "sessions": sorted(Session.objects.values_list("title", "starts_at", "ends_at")),
        "codes": sorted(SessionCode.objects.values_list("code", "opens_at")),
        "certificates": sorted(Certificate.objects.values_list("number", "issued_at")),
        "people": sorted(User.objects.values_list("email", "printed_name")),
    }


@pytest.mark.django_db
def test_loading_twice_gives_the_same_office() -> None:
    make_groups()
    first = load_and_undo()
    assert len(first["activities"]) == len(KEYS)
    assert first["certificates"]
    assert load_and_undo() == first
