"""What people change about themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Identifier, Profession, Profile, User
from core.errors import ActionRefused

NAMES = ("given_name", "family_name", "printed_name")


@dataclass(frozen=True)
class Number:
    """An identifier as its owner gives it, with the permission to report credit under it (PRS-4)."""

    kind: str
    value: str
    state: str = ""
    may_report: bool = False


@transaction.atomic
def update_profile(
    user: User,
    *,
    names: Mapping[str, str],
    answers: Mapping[str, Any],
    numbers: Sequence[Number],
    by: User,
    at: datetime,
) -> Profile:
    """Save the names, the professional profile and exactly these identifiers. What was issued before stays as it is."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    for name in NAMES:
        setattr(locked, name, names[name])
    locked.save(update_fields=NAMES)
    profile = _change_profile(locked, answers, by=by, at=at)
    _keep_exactly(locked, numbers)
    return profile


def _change_profile(user: User, answers: Mapping[str, Any], *, by: User, at: datetime) -> Profile:
    """The professional profile, made where there is none; its history says who and when."""
    profile = Profile.objects.filter(user=user).first() or Profile(user=user)
    for field, value in answers.items():
        setattr(profile, field, value)
    profile._history_user = by  # type: ignore[attr-defined]
    profile._history_date = at  # type: ignore[attr-defined]
    profile.save()
    return profile


@transaction.atomic
def change_printed_name(user: User, *, printed_name: str, by: User) -> None:
    """The name on certificates made from now on. Only its owner says how one writes oneself."""
    if by != user:
        raise ActionRefused("Only people themselves change the name on their certificates.")
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.printed_name = printed_name
    locked.save(update_fields=["printed_name"])


def _keep_exactly(user: User, numbers: Sequence[Number]) -> None:
    wanted = {(number.kind, number.state): number for number in numbers}
    for identifier in Identifier.objects.filter(user=user):
        if (identifier.kind, identifier.state) not in wanted:
            identifier.delete()
    for (kind, state), number in wanted.items():
        Identifier.objects.update_or_create(
            user=user, kind=kind, state=state, defaults={"value": number.value, "may_report": number.may_report}
        )


@transaction.atomic
def remember_for_boards(user: User, *, kind: str, number: str, birth_day: str, at: datetime) -> None:
    """Keep what a board asked for at a claim, with the permission to report given there, for the next claim (PRS-4)."""
    if kind:
        Identifier.objects.update_or_create(
            user=user, kind=kind, state="", defaults={"value": number, "may_report": True}
        )
    profile = Profile.objects.select_for_update().get(user=user)
    if birth_day and profile.birth_day != birth_day:
        _change_profile(user, {"birth_day": birth_day}, by=user, at=at)


@transaction.atomic
def complete_person(
    user: User, *, given_name: str, family_name: str, profession: Profession | None, at: datetime
) -> None:
    """What people say of themselves at sign-up, of somebody whom others had entered before (ATT-5).

    It is theirs that counts: a planner may have mistyped a name, and certificates would bear it.
    """
    user.given_name, user.family_name = given_name, family_name
    user.printed_name = f"{given_name} {family_name}".strip()
    user.save(update_fields=NAMES)
    if profession is not None:
        _change_profile(user, {"profession": profession}, by=user, at=at)


def know_address(user: User) -> EmailAddress:
    """The row by which a mailed code proves the address of somebody whom others entered."""
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": False}
    )
    return address


def find_unproven(email: str) -> User | None:
    """Somebody known by this address who has never proven it, such as a speaker whom a planner entered (ATT-5)."""
    proven = EmailAddress.objects.filter(verified=True).values("user")
    return User.objects.filter(email__iexact=email, is_active=True).exclude(pk__in=proven).first()
