"""Letters about taking part."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.calendar import calendar_of
from activities.dates import dates_of
from activities.emails import office_addresses
from activities.models import Activity, OfficeSettings
from activities.programme import claim_until, when_in_full
from core.letters import Draft, send_letter
from learners.choosing import share_of, slots_of
from learners.eligibility import online_address_for, place_in_line
from learners.models import CompletedWork, ImportRow, Registration

_SUBJECTS: Final = {
    Registration.News.REGISTERED: "You are registered: {activity}",
    Registration.News.WAITING: "You are on the waiting list: {activity}",
    Registration.News.SEAT: "You have a seat: {activity}",
    Registration.News.PASSED_ON: "Your seat went to the next: {activity}",
    Registration.News.CANCELLED: "Your registration is cancelled: {activity}",
    Registration.News.LEFT: "You left the waiting list: {activity}",
}


def send_registration_letter(registration: Registration) -> None:
    """Tell a learner what became of their registration, with a calendar file once the seat is theirs."""
    activity, news = registration.activity, Registration.News(registration.news)
    since = registration.moved_up_at or registration.registered_at
    has_seat = registration.status == Registration.Status.REGISTERED and not (
        activity.is_self_paced or activity.work_format
    )
    draft = Draft(
        key=f"registration:{registration.pk}:{news}:{since:%Y%m%d%H%M%S%f}",
        kind="registration",
        to=registration.learner,
        subject=_SUBJECTS[news].format(activity=activity),
        template="learners/letters/registration",
        context=_context(registration) | {"news": news},
        about=activity,
        attachments=[_calendar_file(registration)] if has_seat else [],
    )
    send_letter(draft, at=timezone.now())


def attends_otherwise_letter(registration: Registration, *, at: datetime) -> Draft:
    """Tell a learner that they come instead of taking part online from `at` on, or the other way round."""
    activity = registration.activity
    return Draft(
        key=f"registration:{registration.pk}:changed:{at:%Y%m%d%H%M%S%f}",
        kind="registration",
        to=registration.learner,
        subject=f"Your registration is changed: {activity}",
        template="learners/letters/registration",
        context=_context(registration) | {"news": "changed"},
        about=activity,
        attachments=[_calendar_file(registration)],
    )


def _calendar_file(registration: Registration) -> tuple[str, str, str]:
    return f"{registration.activity.slug}.ics", _calendar(registration), "text/calendar"


def _calendar(registration: Registration) -> str:
    activity = registration.activity
    calendar = calendar_of(
        [activity],
        name=activity.title,
        at=timezone.now(),
        address_of=_page_of,
        share_of=lambda _: share_of(registration),
        online_address_of=lambda _: online_address_for(registration),
    )
    return calendar.decode()


def _page_of(activity: Activity) -> str:
    return settings.SITE_URL + activity.get_absolute_url()


def _context(registration: Registration) -> dict[str, Any]:
    activity, confirm_by = registration.activity, registration.confirm_by
    slots = [slot for slot in slots_of(activity, registration, at=timezone.now()) if not slot.has_begun]
    return {
        "chosen": [slot.chosen for slot in slots if slot.chosen],
        "has_to_choose": any(slot.chosen is None for slot in slots),
        "registration": registration,
        "attends": registration.get_attends_display().lower() if activity.is_hybrid else "",
        "person": registration.learner,
        "activity": activity,
        "days": when_in_full(activity, at=timezone.now()),
        "online_address": online_address_for(registration),
        "how_credit": _how_credit_is_earned(activity, at=timezone.now()),
        "left": settings.SITE_URL + reverse("credits:left"),
        "confirm_by": confirm_by.astimezone(activity.zone) if confirm_by else None,
        "place_in_line": place_in_line(registration),
        "address": settings.SITE_URL + reverse("learners:register", args=[activity.slug]),
    }


def _how_credit_is_earned(activity: Activity, *, at: datetime) -> str:
    """One or two sentences: what to do when, and until when credit can be claimed (AMA-7)."""
    until = claim_until(activity, at=at, office=OfficeSettings.current())
    by = f" by {until}" if until else ""
    evaluate = "evaluate it and " if activity.evaluation_before_claim else ""
    if activity.work_format:
        return (
            f"{activity.work_format.earned} Credit can be claimed until {until}."
            if until
            else activity.work_format.earned
        )
    if activity.is_self_paced:
        return f"Study the material, pass the assessment with at least {activity.pass_mark} %, then {evaluate}claim your credit{by}."
    if activity.format not in Activity.TIMED_FORMATS:
        return f"Afterwards {evaluate}claim your credit{by}."
    where = "that is shown there" if activity.is_online_only else "on the screen or the poster"
    when = "At each session" if activity.is_series else "When you are there"
    return f"{when}, record your attendance with the code {where}. Then {evaluate}claim your credit{by}."


def send_invitation(row: ImportRow) -> None:
    """Tell somebody whom a department's list made known what is on record for them."""
    activity, person = row.batch.activity, row.person
    assert person is not None  # to_invite leaves others out
    context = {
        "person": person,
        "activity": activity,
        "days": dates_of(activity),
        "address": f"{settings.SITE_URL}{reverse('account_request_login_code')}?next={reverse('credits:left')}",
    }
    draft = Draft(
        key=f"invitation:{row.pk}",
        kind="invitation",
        to=person,
        subject=f"Your attendance is recorded: {activity}",
        template="learners/invitation",
        context=context,
        about=activity,
    )
    send_letter(draft, at=timezone.now())


def letters_of_handed_in(work: CompletedWork) -> list[Draft]:
    """To the office, whose turn it is; also when work that was sent back comes again (AMA-2)."""
    context = {
        "work": work,
        "learner": work.learner,
        "activity": work.activity,
        "comes_again": work.sent_back_at is not None,
        "address": settings.SITE_URL + reverse("admin:learners_completedwork_change", args=[work.pk]),
    }
    return [
        Draft(
            key=f"work-handed-in:{work.pk}:{work.handed_in_at:%Y%m%d%H%M%S%f}",
            kind="work-handed-in",
            to=reader,
            subject=f"To confirm: {work}",
            template="learners/letters/work_handed_in",
            context=context,
            about=work.activity,
        )
        for reader in office_addresses()
    ]


def letter_about_work(work: CompletedWork) -> Draft:
    """What the office decided on completed work: confirmed and to be claimed, or sent back with the reason (AMA-2)."""
    activity = work.activity
    decided_at = work.confirmed_at if work.is_confirmed else work.sent_back_at
    if work.is_confirmed:
        address = reverse("credits:claim_work", args=[activity.slug, work.pk])
    else:
        address = reverse("learners:piece", args=[activity.slug, work.pk])
    return Draft(
        key=f"work:{work.pk}:{work.status}:{decided_at:%Y%m%d%H%M%S%f}",
        kind="completed-work",
        to=work.learner,
        subject=f"{'Confirmed' if work.is_confirmed else 'Please mend'}: {work}",
        template="learners/letters/work",
        context={
            "work": work,
            "person": work.learner,
            "activity": activity,
            "address": settings.SITE_URL + address,
        },
        about=activity,
    )
