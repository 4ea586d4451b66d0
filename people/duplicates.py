"""People who look like one person, with the reasons (ATT-5). For staff only: nobody else learns who is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from allauth.account.models import EmailAddress
from django.db.models import Count, QuerySet

from accounts.models import Identifier, User
from people.models import JoinRequest, NotTheSame

MOST_PAIRS = 500
PROVEN = "One of them says so, and the mail to the other address says the same"
NOT_PROVEN = "One of them says so (not proven: nobody has answered from the other address)"
Pair = tuple[int, int]


@dataclass
class Likely:
    """Two accounts and why they may be one; `first` is the one with more of a life."""

    first: User
    second: User
    reasons: list[str] = field(default_factory=list)


def likely_pairs() -> list[Likely]:
    """The likeliest first: what people say themselves, then numbers, mailboxes, and names with a second sign."""
    reasons: dict[Pair, list[str]] = defaultdict(list)
    for source in (_said, _same_number, _same_mailbox, _same_name):
        for pair, reason in source():
            if reason not in reasons[pair]:
                reasons[pair].append(reason)
    for first, second in NotTheSame.objects.values_list("first", "second"):
        reasons.pop((first, second), None)
    chosen = sorted(reasons.items(), key=lambda item: -len(item[1]))[:MOST_PAIRS]
    people = _people({pk for pair, _ in chosen for pk in pair})
    pairs = [_likely(people[a], people[b], said) for (a, b), said in chosen if a in people and b in people]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), pair.first.sort_name))


def _likely(one: User, other: User, reasons: list[str]) -> Likely:
    first, second = sorted((one, other), key=_life, reverse=True)
    return Likely(first, second, reasons)


def _people(pks: set[int]) -> dict[int, User]:
    rows = User.objects.filter(pk__in=list(pks), is_active=True, is_staff=False).select_related("profile__profession")
    return {user.pk: user for user in rows.annotate(parts=Count("attendances"))}


def _life(user: User) -> tuple[bool, int, int]:
    return user.last_login is not None, user.parts, -user.pk  # type: ignore[attr-defined]


def _pairs(groups: Iterable[tuple[object, int]]) -> Iterator[Pair]:
    together: dict[object, set[int]] = defaultdict(set)
    for key, pk in groups:
        together[key].add(pk)
    for pks in together.values():
        yield from combinations(sorted(pks), 2)


def _said() -> Iterator[tuple[Pair, str]]:
    for asked in JoinRequest.objects.filter(settled_at=None):
        others = set(User.objects.filter(email__iexact=asked.other_email).values_list("pk", flat=True))
        others |= set(EmailAddress.objects.filter(email__iexact=asked.other_email).values_list("user", flat=True))
        for other in others - {asked.person_id}:
            yield (min(asked.person_id, other), max(asked.person_id, other)), PROVEN if asked.proven_at else NOT_PROVEN


def _same_number() -> Iterator[tuple[Pair, str]]:
    held = Identifier.objects.filter(user__is_active=True)
    shared = held.values("kind", "state", "value").annotate(n=Count("user", distinct=True)).filter(n__gt=1)
    for one in shared.order_by():
        holders = held.filter(kind=one["kind"], state=one["state"], value=one["value"]).values_list("user", flat=True)
        label = Identifier.Kind(one["kind"]).label
        for pair in combinations(sorted(set(holders)), 2):
            yield pair, f"The same number ({label})"


def _shared(rows: QuerySet[User], key: str) -> QuerySet[User]:
    keys = rows.exclude(**{key: ""}).order_by().values(key).annotate(n=Count("pk")).filter(n__gt=1).values(key)
    return rows.filter(**{f"{key}__in": keys})


def _same_mailbox() -> Iterator[tuple[Pair, str]]:
    rows = _shared(User.objects.filter(is_active=True), "email_key")
    for pair in _pairs(rows.values_list("email_key", "pk")):
        yield pair, "Two spellings of the same address"


def _same_name() -> Iterator[tuple[Pair, str]]:
    """A name alone is no reason: many share one."""
    rows = _shared(User.objects.filter(is_active=True), "name_key").select_related("profile")
    people = {user.pk: user for user in rows}
    for a, b in _pairs((user.name_key, user.pk) for user in people.values()):
        one, other = people[a], people[b]
        if _employer(one) and _employer(one) == _employer(other):
            yield (a, b), "The same name and employer"
        elif one.last_login is None or other.last_login is None:
            yield (a, b), "The same name, and one of them has never signed in"


def _employer(user: User) -> str:
    profile = getattr(user, "profile", None)
    return " ".join(profile.employer.lower().split()) if profile else ""
