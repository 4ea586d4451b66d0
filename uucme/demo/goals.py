"""What the physician who signs in wants to reach, with something received elsewhere on the way."""

from datetime import date, timedelta
from decimal import Decimal

from credits.models import OutsideCredit, ReadyGoal
from credits.services import keep_goal, keep_outside_credit
from uucme.demo.workshop import Workshop


def set_goals(shop: Workshop) -> None:
    """A license period of Utah, which ends with January of every other year."""
    physician, now = shop.staff["physician"], shop.clock.now
    ready = ReadyGoal.objects.filter(is_offered=True).first()
    if ready is None:
        return
    year = shop.clock.today.year - shop.clock.today.year % 2
    begins = date(year, 2, 1) if shop.clock.today >= date(year, 2, 1) else date(year - 2, 2, 1)
    facts = {
        "name": ready.name,
        "total": ready.total,
        "category_1": ready.category_1,
        "starts_date": begins,
        "ends_date": date(begins.year + 2, 1, 31),
    }
    keep_goal(learner=physician, facts=facts, at=now)
    elsewhere = {
        "title": "Family Medicine Board Review",
        "provider": "Intermountain Academy of Family Physicians",
        "completed_date": max(begins, shop.clock.today - timedelta(days=70)),
        "kind": OutsideCredit.Kind.CATEGORY_1,
        "amount": Decimal("12.50"),
    }
    keep_outside_credit(learner=physician, facts=elsewhere, at=now)
