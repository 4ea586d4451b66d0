"""The one-line factories keep their promise for every format and time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Activity, Status
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("format", [Activity.Format.COURSE, Activity.Format.SERIES, Activity.Format.ENDURING])
@pytest.mark.parametrize("days", [-200, 0, 60])
def test_an_activity_of_any_format_can_be_open_whenever_it_starts(format, days):
    starts_at = timezone.now() + timedelta(days=days, minutes=-10)

    assert make_activity(Status.OPEN, format=format, starts_at=starts_at).status == Status.OPEN


@pytest.mark.django_db(transaction=True)
def test_they_work_on_emptied_tables_too():
    assert make_activity().audience.count() == 4
