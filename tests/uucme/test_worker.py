"""What is asked for is done by a real worker, in a process of its own, on the same database."""

import pytest
from django.utils import timezone

from activities.models import Activity, Status
from activities.periodic import open_and_close_activities
from tests.factories import make_activity
from uucme.runtime.lifeline import wait_until


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("queue", ["now", "sweeps"])
def test_the_worker_takes_both_queues_and_writes_where_we_read(worker, queue):
    activity = make_activity(Status.APPROVED, registration_opens_at=timezone.now())

    open_and_close_activities.apply_async((), queue=queue)

    assert wait_until(lambda: Activity.objects.get(pk=activity.pk).status == Status.OPEN, seconds=30)
