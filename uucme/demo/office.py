"""Loading the whole demonstration office, copy by copy."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import structlog
from django.db import transaction
from django.db.models import F

from accounts.models import User
from activities.models import Activity
from credits.models import Certificate
from credits.tasks import make_certificate
from uucme.demo.clock import Clock
from uucme.demo.crowd import make_crowd
from uucme.demo.follow_ups import follow_up_everybody
from uucme.demo.goals import set_goals
from uucme.demo.lateness import come_late
from uucme.demo.lists import send_list
from uucme.demo.looking_back import look_back
from uucme.demo.parts import KNOWN
from uucme.demo.plans import PLANS
from uucme.demo.shapes import Plan
from uucme.demo.staff import Staff, make_office, make_staff
from uucme.demo.taking_part import fill_activity
from uucme.demo.way import build_activity
from uucme.demo.workshop import Workshop

log = structlog.get_logger(__name__)


def load_office(*, at: datetime, times: int = 1, draw: bool = True, plans: Sequence[Plan] = PLANS) -> Iterator[int]:
    """Fill an empty office as of `at`; yields the number of each copy when it is in.

    Every copy is one transaction, so that the size of the whole does not matter to memory.
    """
    clock = Clock(at.astimezone(UTC))
    used_codes: set[str] = set()
    staff: Staff | None = None
    for copy in range(1, times + 1):
        with transaction.atomic():
            if staff is None:
                make_office()
                staff = make_staff(clock)
            _load_copy(Workshop(clock, staff, copy, used_codes), plans)
            # Certificates of the past were told of in the past.
            Certificate.objects.filter(announced_at=None).update(announced_at=F("issued_at"))
        if copy == 1 and draw:
            _draw_certificates(staff)
        yield copy


def _load_copy(shop: Workshop, plans: Sequence[Plan]) -> None:
    crowd = make_crowd(shop.clock, shop.copy)
    for plan in plans:
        activity = build_activity(plan, shop)
        known = KNOWN.get(plan.key, {}) if shop.copy == 1 else {}
        fill_activity(activity, plan, shop, crowd, {shop.staff[key]: stage for key, stage in known.items()})
    if shop.copy == 1:
        send_list(shop, crowd)
        set_goals(shop)
        come_late(shop.clock)
    known_people = [shop.staff["physician"], shop.staff["pharmacist"]] if shop.copy == 1 else []
    follow_up_everybody(shop, [*crowd.users, *known_people])
    look_back(shop)


def _draw_certificates(staff: Staff) -> None:
    """Those of the learners who sign in at once; all others are left to the worker's sweep."""
    learners = [staff["physician"], staff["pharmacist"]]
    for pk in Certificate.objects.filter(claim__learner__in=learners).values_list("pk", flat=True):
        make_certificate(pk)


def is_empty() -> bool:
    return not Activity.objects.exists()


def counts() -> dict[str, int]:
    return {"activities": Activity.objects.count(), "people": User.objects.count()}
