"""The demonstration's learners: 300 people of every profession over four states, with valid numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from stdnum import luhn

from accounts.models import Identifier, Profile, User
from uucme.demo.clock import Clock
from uucme.demo.names import TRADITIONS, Name, every_name
from uucme.demo.places import places

LEARNERS: Final = 300

# profession: (weight, degrees, specialties)
CALLINGS: Final = {
    "physician": (
        34,
        ("MD", "MD", "MD", "DO", "DO", "MBBS"),
        (
            "Family medicine",
            "Internal medicine",
            "Emergency medicine",
            "Pediatrics",
            "Obstetrics and gynecology",
            "Psychiatry",
            "General surgery",
            "Hospital medicine",
            "Anesthesiology",
            "Cardiology",
        ),
    ),
    "resident": (6, ("MD", "DO"), ("Family medicine", "Internal medicine", "Emergency medicine", "Pediatrics")),
    "advanced-practice-nurse": (13, ("DNP", "MSN", "FNP-C", "CNM"), ("Family health", "Acute care", "Midwifery")),
    "pharmacist": (11, ("PharmD", "PharmD, BCPS", "RPh"), ("Community", "Ambulatory care", "Hospital")),
    "physician-assistant": (10, ("PA-C", "MPAS, PA-C"), ("Family medicine", "Surgery", "Emergency medicine")),
    "nurse": (11, ("RN", "BSN", "MSN, RN"), ("Emergency", "Intensive care", "Labor and delivery", "Clinic")),
    "psychologist": (2, ("PhD", "PsyD"), ("Clinical psychology",)),
    "social-worker": (3, ("LCSW",), ("Behavioral health", "Hospital")),
    "dentist": (1, ("DDS", "DMD"), ("General dentistry",)),
    "dietitian": (2, ("RDN",), ("Diabetes", "Oncology")),
    "therapist": (2, ("DPT", "OTR/L"), ("Rehabilitation",)),
    "respiratory-therapist": (2, ("RRT",), ("Critical care",)),
    "emergency-medical": (2, ("NRP", "AEMT"), ("Flight", "Ground")),
    "public-health": (1, ("MPH",), ("County health",)),
    "researcher": (2, ("PhD",), ("Clinical research",)),
    "student": (2, ("BS",), ("",)),
}
WITH_NPI: Final = {
    "physician",
    "advanced-practice-nurse",
    "pharmacist",
    "physician-assistant",
    "psychologist",
    "dentist",
    "social-worker",
}
LICENCES: Final = {
    "UT": "{n}-{suffix}",
    "WY": "{letter}-{short}",
    "MT": "LIC-{short}",
    "ID": "{letter}{short}",
}
SUFFIXES: Final = {"physician": "1205", "pharmacist": "1701", "physician-assistant": "1206", "nurse": "3102"}


@dataclass
class Crowd:
    """The learners of one copy, and which of them have which profession."""

    users: list[User] = field(default_factory=list)
    professions: dict[int, str] = field(default_factory=dict)


def make_crowd(clock: Clock, copy: int) -> Crowd:
    rng = Random(f"crowd-{copy}")
    names = _names(rng)
    joined = clock.now - timedelta(days=690)
    users = User.objects.bulk_create(
        User(
            email=f"{name.address}.{number}@example.org"
            if copy == 1
            else f"{name.address}.{copy}.{number}@example.org",
            given_name=name.given,
            family_name=name.family,
            printed_name=name.printed,
            password=make_password(None),
            date_joined=joined + timedelta(days=rng.randrange(240), minutes=rng.randrange(1440)),
        )
        for number, name in enumerate(names, start=1)
    )
    profiles = [_profile(user, rng) for user in users]
    Profile.objects.bulk_create(profiles)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Identifier.objects.bulk_create(row for profile in profiles for row in _identifiers(profile, rng))
    return Crowd(users, {profile.user_id: profile.profession_id for profile in profiles})


def _names(rng: Random) -> list[Name]:
    """Names of every tradition, in its share of the whole; none twice until all have been used."""
    decks = every_name()
    for deck in decks:
        rng.shuffle(deck)
    weights = [tradition.weight for tradition in TRADITIONS]
    picks = list(range(len(decks)))  # each tradition at least once
    picks += rng.choices(picks, weights, k=LEARNERS - len(picks))
    taken = [0] * len(decks)
    names = []
    for pick in picks:
        names.append(decks[pick][taken[pick] % len(decks[pick])])
        taken[pick] += 1
    rng.shuffle(names)
    return names


def _profile(user: User, rng: Random) -> Profile:
    profession = rng.choices(list(CALLINGS), [weight for weight, _, _ in CALLINGS.values()])[0]
    _, degrees, specialties = CALLINGS[profession]
    rows = places()
    _, state, county, employers = rng.choices(rows, [row[0] for row in rows])[0]
    return Profile(
        user=user,
        profession_id=profession,
        degrees=rng.choice(degrees),
        specialty=rng.choice(specialties),
        employer=rng.choice(employers),
        practice_state=state,
        practice_county=county,
    )


def _identifiers(profile: Profile, rng: Random) -> Iterator[Identifier]:
    profession, state = profile.profession_id, profile.practice_state
    may_report = rng.random() < 0.7
    if profession in WITH_NPI and rng.random() < 0.9:
        base = f"1{rng.randrange(10**8):08d}"
        npi = base + luhn.calc_check_digit("80840" + base)
        yield Identifier(user_id=profile.user_id, kind="npi", value=npi, may_report=may_report)
    if profession in {*WITH_NPI, "nurse"} and rng.random() < 0.8:
        value = LICENCES[state].format(
            n=rng.randrange(4_000_000, 12_999_999),
            suffix=SUFFIXES.get(profession, "3501"),
            letter=profession[0].upper(),
            short=rng.randrange(2_000, 98_000),
        )
        yield Identifier(user_id=profile.user_id, kind="licence", state=state, value=value, may_report=may_report)
    if profession == "pharmacist" and rng.random() < 0.8:
        yield Identifier(user_id=profile.user_id, kind="nabp", value=f"{rng.randrange(10**6, 10**7)}")
