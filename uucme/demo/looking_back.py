"""Directors who looked back and those who are still to, among them the one who signs in; and what came of bias."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from activities.models import OfficeSettings, TeamMember
from evaluations.course_reviews import reviews_due
from evaluations.models import BiasReport, BiasResolution, CourseReview
from uucme.demo.clock import DENVER
from uucme.demo.voices import BIAS_DONE, CHANGES, LEARNED
from uucme.demo.workshop import Workshop

STILL_TO_WRITE: Final = "Rural Trauma and Emergency Care Conference"


def look_back(shop: Workshop) -> None:
    """Ask of everything that is over, as the clock would have; most have written it."""
    rng, office = Random(f"looking-back-{shop.copy}"), OfficeSettings.current()
    reviews = []
    for activity, period_end in reviews_due(on=shop.clock.today, after_days=office.look_back_days):
        day = period_end + timedelta(days=office.look_back_days)
        asked_at = min(datetime.combine(day, time(8, 30), DENVER), shop.clock.now)
        review = CourseReview(activity=activity, period_end_date=period_end, asked_at=asked_at, sent_at=asked_at)
        director = activity.team.filter(role=TeamMember.Role.DIRECTOR).select_related("person").first()
        written_at = asked_at + timedelta(days=rng.randrange(1, 20), hours=5)
        is_written = written_at < shop.clock.now and rng.random() < 0.75
        if director and is_written and activity.title != STILL_TO_WRITE:
            review.learned, review.changes = rng.choice(LEARNED), rng.choice(CHANGES)
            review.written_at, review.written_by = written_at, director.person
        reviews.append(review)
    CourseReview.objects.bulk_create(reviews)
    _resolve_bias(shop, rng)


def _resolve_bias(shop: Workshop, rng: Random) -> None:
    """All but the newest report."""
    reports = BiasReport.objects.filter(found_bias=True).unresolved().order_by("-submitted_at")[1:]
    BiasResolution.objects.bulk_create(
        BiasResolution(
            evaluation_id=report.pk,
            note=rng.choice(BIAS_DONE),
            resolved_at=shop.clock.past(report.submitted_at + timedelta(days=3)),
            resolved_by=shop.staff["office_reviewer"],
        )
        for report in reports
    )
