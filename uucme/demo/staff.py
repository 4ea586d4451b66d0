"""Putting the demonstration's people into the database: those who sign in, and those who plan and teach."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.text import slugify

from accounts.models import Identifier, Profile, User
from activities.models import OfficeSettings
from disclosures.models import Company, Disclosure, DisclosureRequest, FinancialRelationship
from disclosures.services import decide_on_companies, find_or_queue_company
from uucme.demo.cast import RELATIONSHIPS, SILENT, cast
from uucme.demo.clock import Clock
from uucme.demo.people import PASSWORD, SIGN_INS, SignIn
from uucme.groups import REVIEWERS, STAFF

# Days ago on which people without relationships confirmed their disclosure; each serves twelve months (SII-2).
CONFIRMED = (640, 335, 35)
# Whoever has relationships signed once, so that every decision of the office is about that statement.
SIGNED_WITH_RELATIONSHIPS = 280

OFFICE_STAFF = ("Priscilla Nakamura", "Gideon Ashcroft")


@dataclass(frozen=True)
class Staff:
    """Everybody with a key: sign-ins, cast, and the two members of the office `office_reviewer` and `office_staff`."""

    people: dict[str, User]
    professions: dict[str, str]
    employers: dict[str, str]

    def __getitem__(self, key: str) -> User:
        return self.people[key]


def make_office() -> OfficeSettings:
    office = OfficeSettings.current()
    office.signatory_name = "Marguerite Ellingsen, MD, MHPE"
    office.signatory_title = "Associate Dean for Continuing Medical Education"
    office.contact_email = "cme.office@example.org"
    office.journal_credit, office.test_item_credit, office.manuscript_credit = Decimal(1), Decimal(10), Decimal(3)
    office.performance_credit, office.point_of_care_credit = Decimal(20), Decimal("0.5")
    office.teaching_credit = Decimal(2)
    office.save()
    return office


def make_staff(clock: Clock) -> Staff:
    joined = clock.now - timedelta(days=700)
    staff = Staff({}, {}, {})
    password = make_password(PASSWORD)
    for person in SIGN_INS:
        _add(staff, person.key, _sign_in(person, password, joined), person.profession, person.employer)
    _make_office_members(staff, joined)
    members = cast()
    users = User.objects.bulk_create(
        User(
            email=f"{slugify(member.name) or member.key}@faculty.example.org",
            given_name=member.name.split()[0],
            family_name=" ".join(member.name.split()[1:]),
            printed_name=member.name,
            password=make_password(None),
            date_joined=joined,
        )
        for member in members.values()
    )
    Profile.objects.bulk_create(
        Profile(
            user=user,
            profession_id=member.profession,
            degrees=member.degrees,
            specialty=member.specialty,
            employer=member.employer,
            practice_state="UT",
            practice_county="Salt Lake",
        )
        for user, member in zip(users, members.values(), strict=True)
    )
    for user, member in zip(users, members.values(), strict=True):
        _add(staff, member.key, user, member.profession, member.employer)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in staff.people.values()
    )
    make_disclosures(staff, clock)
    return staff


def _add(staff: Staff, key: str, user: User, profession: str, employer: str) -> None:
    staff.people[key], staff.professions[key], staff.employers[key] = user, profession, employer


def _sign_in(person: SignIn, password: str, joined: datetime) -> User:
    first, _, rest = person.name.partition(" ")
    given, family = (rest, first) if person.family_first else (first, rest)
    user = User.objects.create(
        email=person.email,
        given_name=given,
        family_name=family,
        printed_name=person.name,
        password=password,
        is_staff=person.key in {"reviewer", "superuser"},
        is_superuser=person.key == "superuser",
        date_joined=joined,
    )
    if person.key == "reviewer":
        user.groups.add(Group.objects.get(name=REVIEWERS))
    Profile.objects.create(
        user=user,
        profession_id=person.profession,
        degrees=person.degrees,
        specialty=person.specialty,
        employer=person.employer,
        practice_state=person.state,
        practice_county=person.county,
    )
    if person.npi:
        Identifier.objects.create(user=user, kind=Identifier.Kind.NPI, value=person.npi, may_report=True)
    if person.licence:
        Identifier.objects.create(
            user=user, kind=Identifier.Kind.LICENCE, state=person.state, value=person.licence, may_report=True
        )
    return user


def _make_office_members(staff: Staff, joined: datetime) -> None:
    for key, name, groups in zip(
        ("office_reviewer", "office_staff"), OFFICE_STAFF, ((REVIEWERS,), (STAFF,)), strict=True
    ):
        given, _, family = name.partition(" ")
        user = User.objects.create(
            email=f"{slugify(name)}@office.example.org",
            given_name=given,
            family_name=family,
            printed_name=name,
            password=make_password(None),
            is_staff=True,
            date_joined=joined,
        )
        user.groups.set(Group.objects.filter(name__in=groups))
        Profile.objects.create(user=user, profession_id="other", employer="UUCME", practice_state="UT")
        _add(staff, key, user, "other", "UUCME")


def make_disclosures(staff: Staff, clock: Clock) -> None:
    rng = Random("disclosures")
    signed = []
    for key in staff.people:
        if key in SILENT or key in {"superuser", "physician", "pharmacist", *RELATIONSHIPS}:
            continue
        signed += [
            Disclosure(
                person=staff[key],
                signed_name=str(staff[key]),
                signed_at=clock.office_hours(-days, rng),
                has_relationships=False,
            )
            for days in CONFIRMED
        ]
    Disclosure.objects.bulk_create(signed)
    for key, relationships in RELATIONSHIPS.items():
        disclosure = Disclosure.objects.create(
            person=staff[key],
            signed_name=str(staff[key]),
            signed_at=clock.office_hours(-SIGNED_WITH_RELATIONSHIPS, rng),
            has_relationships=True,
        )
        FinancialRelationship.objects.bulk_create(
            FinancialRelationship(
                disclosure=disclosure,
                company=company,
                known_company=find_or_queue_company(company),
                nature=nature,
                ended_date=None if ended is None else clock.day(-ended),
            )
            for company, nature, ended in relationships
        )
    # The last name is left for the office to decide on.
    decide_on_companies(
        list(Company.objects.order_by("pk"))[:-1],
        standing=Company.Standing.INELIGIBLE,
        by=staff["reviewer"],
        at=clock.office_hours(-SIGNED_WITH_RELATIONSHIPS + 2, rng),
    )
    for key in sorted(SILENT):
        for days in (11, 4):
            asked_at = clock.office_hours(-days, rng)
            DisclosureRequest.objects.create(
                person=staff[key],
                occasion="speaker at “Oral Health in Pregnancy: an Open Mouth at the Prenatal Visit”",
                asked_at=asked_at,
                asked_by=staff["office_reviewer"],
                sending_since=asked_at + timedelta(seconds=1),
                sent_at=asked_at + timedelta(seconds=2),
            )
