"""For staff to look at: a department's list in its dry run, and two accounts of one person."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from accounts.models import Profile, User
from activities.models import Activity, Status
from learners.imports import working
from learners.models import Attendance
from learners.services import check_list, record_by_staff, upload_list
from uucme.demo.crowd import Crowd
from uucme.demo.workshop import Workshop

NEW_PEOPLE = (
    ("Whitehorse, Delbert, LCSW", "delbert.whitehorse@example.org", "1.5"),
    ("Ángeles Muñoz, María, MD", "maria.angelesmunoz@example.org", "1"),
    ("Kealoha, Keola, DNP", "", "1"),
    ("Smith Jr., Robert, MD", "rsmith@example", "1"),
    ("Lee, Min-Jun, PharmD", "minjun.lee@example.org", "40"),
    ("Jones, Avery, EMT-P", "avery.jones@example.org", ""),
)


def send_list(shop: Workshop, crowd: Crowd) -> None:
    """The sign-in sheet of the last course: people who used the code too, people nobody knows, and what cannot be used."""
    activity = _last_course()
    if activity is None:
        return
    staff = shop.staff["reviewer"]
    known = [user for user in crowd.users if user.attendances.filter(session__activity=activity).exists()][:4]
    away = [user for user in crowd.users if user not in known][:6]
    lines = [f"{activity.title} – sign-in sheet", "", "Name;E-mail;Hours"]
    lines += [f"{user.family_name}, {user.given_name};{user.email};1" for user in (*known, *away)]
    lines += [f"{name};{email};{hours}" for name, email, hours in NEW_PEOPLE]
    batch = upload_list(
        activity,
        file=ContentFile("\r\n".join(lines).encode(), "sign-in sheet.csv"),
        file_name="Sign-in sheet.csv",
        session=None,
        by=staff,
        at=shop.clock.now - timedelta(minutes=50),
    )
    working.read(batch)
    batch = check_list(batch, header=batch.header, columns=batch.columns, attended_percent=batch.attended_percent)
    working.check(batch, at=shop.clock.now)
    _second_account(away[-1], activity, shop)


def _last_course() -> Activity | None:
    held = Activity.objects.filter(status=Status.CLOSED, format=Activity.Format.COURSE)
    return held.order_by("-end_date", "pk").first()


def _second_account(person: User, activity: Activity, shop: Workshop) -> None:
    """Somebody who signed up again on the day with another spelling of their address."""
    local, _, domain = person.email.partition("@")
    joined = shop.clock.now - timedelta(hours=30)
    twin = User.objects.create(
        email=f"{local}+cme@{domain}",
        given_name=person.given_name,
        family_name=person.family_name,
        printed_name=person.printed_name,
        password=make_password(None),
        date_joined=joined,
    )
    profile = person.profile
    Profile.objects.create(
        user=twin,
        profession=profile.profession,
        employer=profile.employer,
        practice_state=profile.practice_state,
        practice_county=profile.practice_county,
    )
    EmailAddress.objects.create(user=twin, email=twin.email, verified=True, primary=True)
    session = activity.sessions.filter(counts_for_credit=True).first()
    if session is not None and not Attendance.objects.filter(session=session, learner=person).exists():
        record_by_staff(session, learner=twin, by=shop.staff["reviewer"], at=shop.clock.now - timedelta(hours=29))
