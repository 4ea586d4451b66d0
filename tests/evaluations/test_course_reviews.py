"""The director looks back: asked once, written in few words, shown when it is planned again (EVL-6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Status
from activities.services import copy_activity
from core.errors import ActionRefused
from core.models import Letter
from evaluations.course_reviews import periods_of, reviews_owed
from evaluations.models import CourseReview
from evaluations.periodic import ask_for_due_reviews, send_missing_course_review_letters
from evaluations.services import ask_for_review, remind_director, write_review
from evaluations.tasks import mail_course_review_letter
from tests.acts import make_past_activity
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-6")]

LEARNED, CHANGES = "Teams learned most from their own cases.", "Two cases more, one lecture less."


@pytest.fixture
def over():
    """A course that ended 31 days ago."""
    return make_past_activity(ago=timedelta(days=31))


def director_of(activity):
    return activity.team.get(role="director").person


def asked(activity):
    ask_for_due_reviews()
    return CourseReview.objects.get(activity=activity)


def address_of(review):
    return reverse("evaluations:course_review", args=[review.activity.slug, review.pk])


# --- When ------------------------------------------------------------------------------------------------------------
def test_the_director_is_asked_once_some_weeks_after_the_end(over):
    assert ask_for_due_reviews() == 1
    assert ask_for_due_reviews() == 0
    assert CourseReview.objects.get().period_end_date == over.end_date


def test_the_office_sets_after_how_many_days(over):
    OfficeSettings.current()
    OfficeSettings.objects.update(look_back_days=60)
    assert ask_for_due_reviews() == 0
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert ask_for_due_reviews() == 1


def test_what_was_cancelled_or_ended_long_ago_is_not_asked_about():
    make_activity(Status.CANCELLED, starts_at=timezone.now() - timedelta(days=40))
    make_past_activity(ago=timedelta(days=500))
    assert ask_for_due_reviews() == 0


def test_what_goes_on_for_years_is_looked_back_on_each_year():
    of = Activity(start_date=date(2024, 9, 1), end_date=date(2026, 6, 30))
    assert list(periods_of(of)) == [date(2025, 9, 1), date(2026, 6, 30)]
    one_year = Activity(start_date=date(2025, 7, 1), end_date=date(2026, 7, 20))
    assert list(periods_of(one_year)) == [date(2026, 7, 20)]
    leap = Activity(start_date=date(2024, 2, 29), end_date=date(2026, 2, 27))
    assert list(periods_of(leap)) == [date(2025, 2, 28), date(2026, 2, 27)]


def test_the_database_holds_one_per_period(over):
    review = asked(over)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseReview.objects.create(
            activity=over, period_end_date=review.period_end_date, asked_at=datetime(2026, 1, 1, tzinfo=UTC)
        )


def test_the_office_reminds_the_directors_it_chose_once_a_day(client, over):
    review = asked(over)
    client.force_login(make_reviewer())
    reviews = reverse("admin:evaluations_coursereview_changelist")
    chosen = {"action": "remind_their_directors", "_selected_action": [review.pk]}
    assert "Reminded the directors of 1." in text_of(client.post(reviews, chosen, follow=True))
    letter = Letter.objects.get(subject__startswith="A reminder to look back")
    assert letter.person == director_of(over)
    assert "still waits for your look back" in letter.text
    assert "reminded today already" in text_of(client.post(reviews, chosen, follow=True))
    with pytest.raises(ActionRefused, match="Only the CME office"):
        remind_director(review, by=director_of(over), at=timezone.now())


# --- The letter ------------------------------------------------------------------------------------------------------
def test_the_letter_leads_to_results_and_review_and_comes_once(over):
    review = asked(over)
    mail_course_review_letter(review.pk)
    mail_course_review_letter(review.pk)
    [letter] = mail.outbox
    assert letter.to == [director_of(over).email]
    assert letter.subject == "Please look back: Sepsis: the First Hour"
    for address in (address_of(review), reverse("reports:outcomes", args=[over.slug])):
        assert address in letter.body
    assert CourseReview.objects.get().sent_at


def test_a_letter_nobody_took_up_is_asked_for_again(over, monkeypatch):
    review = asked(over)
    again = []
    monkeypatch.setattr(mail_course_review_letter, "apply_async", lambda args, **options: again.extend(args))
    assert send_missing_course_review_letters() == 1
    assert again == [review.pk]


# --- Writing ---------------------------------------------------------------------------------------------------------
def test_the_director_writes_it_and_may_correct_it(client, over):
    review = asked(over)
    client.force_login(director_of(over))
    assert address_of(review) in client.get(reverse("evaluations:course_reviews", args=[over.slug])).content.decode()
    client.post(address_of(review), {"learned": LEARNED, "changes": CHANGES})
    client.post(address_of(review), {"learned": LEARNED, "changes": "One case more."})
    review.refresh_from_db()
    assert (review.learned, review.changes, review.written_by) == (LEARNED, "One case more.", director_of(over))
    assert review.written_at


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"learned": " "}, "learned"), ({"changes": ""}, "changes"), ({"changes": "word " * 151}, "changes")],
)
def test_too_little_or_too_much_is_said_and_stays(client, over, typed, field):
    review = asked(over)
    client.force_login(director_of(over))
    page = client.post(address_of(review), {"learned": LEARNED, "changes": CHANGES} | typed)
    assert list(page.context["form"].errors) == [field]
    assert (LEARNED if field == "changes" else CHANGES) in page.content.decode()
    assert CourseReview.objects.missing().exists()
    with pytest.raises(ActionRefused):
        write_review(
            review, **({"learned": LEARNED, "changes": CHANGES} | typed), by=director_of(over), at=timezone.now()
        )


def test_other_planners_read_and_do_not_write(client, over):
    review = asked(over)
    planner = over.team.get(role="planner").person
    client.force_login(planner)
    page = client.post(address_of(review), {"learned": LEARNED, "changes": CHANGES})
    assert "has not written it yet" in text_of(page)
    with pytest.raises(ActionRefused, match="director writes"):
        write_review(review, learned=LEARNED, changes=CHANGES, by=planner, at=timezone.now())
    assert CourseReview.objects.missing().exists()


# --- Reading ---------------------------------------------------------------------------------------------------------
def test_it_is_shown_when_the_activity_is_planned_again(client, over):
    review = asked(over)
    director = director_of(over)
    write_review(review, learned=LEARNED, changes=CHANGES, by=director, at=timezone.now())
    copy = copy_activity(over, by=director, at=timezone.now())
    client.force_login(director)
    learned = reverse("evaluations:course_reviews", args=[copy.slug])
    assert learned in client.get(reverse("plan:proposal", args=[copy.slug])).content.decode()
    assert CHANGES in text_of(client.get(learned))
    fragment = client.get(learned, headers={"HX-Request": "true"}).content.decode()
    assert CHANGES in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(("days", "is_overdue"), [(30, False), (31, True)])
def test_the_office_sees_what_is_missing_and_what_is_overdue(client, over, days, is_overdue):
    review = ask_for_review(over, period_end=over.end_date, at=timezone.now() - timedelta(days=days))
    client.force_login(make_reviewer("Rae Reviewer"))
    desk = text_of(client.get(reverse("admin:index")))
    assert "1 Director’s review still to come" in desk
    assert ("1 overdue" in desk) is is_overdue
    changelist = reverse("admin:evaluations_coursereview_changelist")
    queue = text_of(client.get(f"{changelist}?standing=missing"))
    assert f"{director_of(over)} " in queue
    assert (f"{days} days of 30, overdue" in queue) is is_overdue
    overdue = client.get(f"{changelist}?standing=overdue").context["cl"].result_list
    assert (review in overdue) is is_overdue
    assert (str(over) in text_of(client.get(f"{changelist}?standing=written"))) is False


def test_the_list_of_plans_asks_the_director_and_tells_everybody_else(client, over):
    asked(over)
    since = f"since {timezone.localdate():%B %-d}, 0 days of 30"
    client.force_login(director_of(over))
    page = text_of(client.get(reverse("plan:proposals")))
    assert f"Please look back {over} What was learned, and what changes next time? With you {since}" in page
    client.force_login(make_reviewer("Rae Reviewer"))
    page = text_of(client.get(reverse("plan:proposals")))
    assert "Please look back" not in page
    assert f"Look back With the director {since}" in page


def test_of_several_years_the_one_owed_longest_is_listed(over):
    for years_ago in (0, 1, 2):
        period_end = over.end_date - timedelta(days=365 * years_ago)
        ask_for_review(over, period_end=period_end, at=timezone.now() - timedelta(days=365 * years_ago))
    owed = reviews_owed([over], reader=director_of(over), at=timezone.now())
    assert owed[over.pk].review.period_end_date == over.end_date - timedelta(days=730)


def test_asking_twice_at_once_asks_once(over):
    first = ask_for_review(over, period_end=over.end_date, at=timezone.now())
    assert ask_for_review(over, period_end=over.end_date, at=timezone.now()) == first


def test_a_stranger_finds_nothing(client, over):
    review = asked(over)
    client.force_login(make_person("Olga Other"))
    assert client.get(address_of(review)).status_code == 404
