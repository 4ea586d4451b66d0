"""Joining two accounts of one person, and taking that back (ATT-5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.db.models import Model
from django.db.models.query import QuerySet

from accounts.models import User
from core.errors import ActionRefused, first_refusal
from learners.models import Attendance, CompletedWork, Registration
from people.eligibility import merge_refusals, undo_merge_refusals
from people.emails import write_address_letter
from people.models import JoinRequest, Merge, MergedRow, NotTheSame
from people.relations import Clash, Kind, Relation, relations

Act = MergedRow.Act


# --- Looking ---------------------------------------------------------------------------------------------------------
@dataclass
class Fate:
    """What becomes of the rows of one relation."""

    relation: Relation
    moves: list[Model] = field(default_factory=list)
    clashes: list[Model] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Of those that both have."""
        if self.relation.clash == Clash.SET_ASIDE:
            return "Both have it, so it is kept once."
        if self.relation.clash == Clash.REFUSE:
            return "Both have it; the revoked one stays with the account that is closed."
        return "Both have it; this one stays with the account that is closed."


def fates(kept: User, merged: User) -> list[Fate]:
    """Everything `merged` has, and what a merge would do with it. Only those with rows."""
    found = (_fate(relation, kept, merged) for relation in relations(Kind.HAS))
    return [fate for fate in found if fate.moves or fate.clashes]


def _rows(relation: Relation, person: User) -> QuerySet[Any]:
    return relation.of._base_manager.filter(**{relation.field: person}).order_by("pk")


def _fate(relation: Relation, kept: User, merged: User) -> Fate:
    fate = Fate(relation)
    theirs = set() if relation.once is None else {_key(relation, row) for row in _rows(relation, kept)}
    for row in _rows(relation, merged):
        clashes = relation.once is not None and _key(relation, row) in theirs
        (fate.clashes if clashes else fate.moves).append(row)
    return fate


def _key(relation: Relation, row: Model) -> tuple[Any, ...]:
    return tuple(_value(row, name) for name in relation.once or ())


def _value(row: Model, name: str) -> Any:
    """Of a field; with “work__sameness” of a field of what it points at, if it points at anything."""
    name, _, further = name.partition("__")
    if further:
        pointed = getattr(row, name)
        return None if pointed is None else _value(pointed, further)
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


# --- Merging ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def merge_people(kept: User, merged: User, *, reason: str, by: User, at: datetime) -> Merge:
    """Move all that `merged` has to `kept`, and end `merged`. Every row moved is in the journal. Raises ActionRefused."""
    if not reason.strip():
        raise ActionRefused("Say how you know that they are the same person.", field="reason")
    kept, merged = _lock(kept, merged)
    first_refusal(merge_refusals(kept, merged))
    merge = Merge.objects.create(kept=kept, merged=merged, reason=reason.strip(), merged_by=by, merged_at=at)
    journal = [line for fate in fates(kept, merged) for line in _settle(merge, fate)]
    journal += _end(merge)
    MergedRow.objects.bulk_create(journal, batch_size=500)
    _settle_requests(merge, by=by, at=at)
    return merge


def _lock(*people: User) -> list[User]:
    """In one order, whoever is named first: two merges at once wait for each other instead of blocking."""
    locked = {
        user.pk: user
        for user in User.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")
    }
    return [locked[person.pk] for person in people]


def _settle(merge: Merge, fate: Fate) -> Iterator[MergedRow]:
    relation = fate.relation
    rows = relation.of._base_manager
    moving = list(fate.moves)
    if relation.clash == Clash.SET_ASIDE:
        for other in fate.clashes:
            own = rows.get(**{relation.field: merge.kept}, **_same(relation, other))
            worse, better = (own, other) if _is_better(other, own) else (other, own)
            if isinstance(worse, CompletedWork) and worse.claims.exists():
                continue  # a revoked certificate rests on it: it stays where it is
            # What belongs to it goes with it; undoing goes backwards, so that it comes back after what it belongs to.
            for row in (*_parts(relation, worse), worse):
                yield _line(merge, Act.SET_ASIDE, row, before=serializers.serialize("python", [row])[0])
            rows.filter(pk=worse.pk).delete()
            moving += [better] if better is other else []
    for row in moving:
        if isinstance(row, EmailAddress) and row.primary:  # the kept account has its own
            yield _line(merge, Act.CHANGED, row, field="primary", before=True, after=False)
            rows.filter(pk=row.pk).update(primary=False)
        yield _line(merge, Act.MOVED, row, field=relation.field, before=merge.merged_id, after=merge.kept_id)
    rows.filter(pk__in=[row.pk for row in moving]).update(**{relation.field: merge.kept})


def _parts(relation: Relation, row: Model) -> Iterator[Model]:
    for name in relation.along:
        yield from getattr(row, name).all()


def _same(relation: Relation, row: Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in relation.once or ()}


def _is_better(one: Model, other: Model) -> bool:
    """Of two attendances the longer, where empty minutes are all of it; of two registrations the one with a seat, then
    the one with more sessions chosen; of two drafts of the same work the one that is farther.
    """
    if isinstance(one, Attendance) and isinstance(other, Attendance):
        return other.minutes is not None and (one.minutes is None or one.minutes > other.minutes)
    if isinstance(one, CompletedWork) and isinstance(other, CompletedWork):
        return _rank(one) > _rank(other)
    if isinstance(one, Registration) and isinstance(other, Registration):
        return _worth(one) > _worth(other)
    return False


def _rank(work: CompletedWork) -> tuple[bool, int]:
    """What was claimed for first, then what is farther."""
    status = CompletedWork.Status
    farther = (status.DRAFT, status.SENT_BACK, status.HANDED_IN, status.CONFIRMED)
    return work.claims.exists(), farther.index(status(work.status))


def _worth(registration: Registration) -> tuple[bool, int]:
    return registration.status == Registration.Status.REGISTERED, registration.choices.count()


def _end(merge: Merge) -> Iterator[MergedRow]:
    """The account is closed, and its address leads to the one that is kept."""
    merged, address = merge.merged, merge.merged.email.lower()
    for name, value in (("is_active", False), ("email", f"merged-{merged.pk}-{merge.pk}@merged.invalid")):
        yield _line(merge, Act.CHANGED, merged, field=name, before=getattr(merged, name), after=value)
        setattr(merged, name, value)
    merged.save(update_fields=["is_active", "email"])
    if not EmailAddress.objects.filter(user=merge.kept, email=address).exists():
        made = EmailAddress.objects.create(user=merge.kept, email=address, verified=False, primary=False)
        yield _line(merge, Act.MADE, made)


def _line(
    merge: Merge, act: str, row: Model, *, field: str = "", before: object = None, after: object = None
) -> MergedRow:
    return MergedRow(
        merge=merge,
        act=act,
        model=row._meta.label,
        row=row.pk,
        field=field,
        label=f"{str(row._meta.verbose_name).capitalize()}: {row}"[:200],
        before=before,
        after=after,
    )


def _settle_requests(merge: Merge, *, by: User, at: datetime) -> None:
    JoinRequest.objects.filter(person__in=(merge.kept, merge.merged), settled_at=None).update(
        settled_at=at, settled_by=by
    )


# --- Undoing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Put every row back where it was, the last first; what the kept account gained since stays with it.

    Refused, and nothing changes, where a row was changed by somebody since.
    """
    current = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    _lock(current.kept, current.merged)
    first_refusal(undo_merge_refusals(current))
    for line in current.rows.order_by("-pk"):
        _undo(line)
    current.undone_at, current.undone_by = at, by
    current.save(update_fields=["undone_at", "undone_by"])
    return current


def _undo(line: MergedRow) -> None:
    rows: QuerySet[Any] = apps.get_model(line.model)._base_manager.filter(pk=line.row)
    if line.act == Act.SET_ASIDE:
        for kept in serializers.deserialize("python", [line.before]):
            kept.save()
        return
    if line.act == Act.MADE:
        rows.delete()
        return
    if not rows.filter(**{line.field: line.after}).exists():
        raise ActionRefused(f"“{line.label}” has been changed since, so the merge cannot be undone as a whole.")
    if line.model == User._meta.label:
        user = rows.get()
        setattr(user, line.field, line.before)
        user.save(update_fields=[line.field])
        return
    rows.update(**{line.field: line.before})


# --- Telling apart ---------------------------------------------------------------------------------------------------
@transaction.atomic
def tell_apart(one: User, other: User, *, by: User, at: datetime) -> NotTheSame:
    """They look alike and are two people: do not ask again."""
    first, second = sorted((one, other), key=lambda user: user.pk)
    if first == second:
        raise ActionRefused("These are the same account.")
    found, _ = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"decided_at": at, "decided_by": by}
    )
    JoinRequest.objects.filter(person__in=(one, other), other_email__in=(one.email, other.email)).update(
        settled_at=at, settled_by=by
    )
    return found


@transaction.atomic
def ask_to_join(person: User, *, other_email: str, at: datetime) -> None:
    """Keep what somebody says of another address of theirs, and ask that address by letter, known or not."""
    email = other_email.lower()
    if email == person.email.lower():
        raise ActionRefused("That is the address you are signed in with.", field="other_email")
    asked, is_new = JoinRequest.objects.get_or_create(person=person, other_email=email, defaults={"asked_at": at})
    if is_new:
        write_address_letter(asked, at=at)


def prove_address(asked: JoinRequest, *, at: datetime) -> None:
    """Whoever reads the other address's mail says that it is so, which the office sees beside the pair."""
    JoinRequest.objects.filter(pk=asked.pk, proven_at=None).update(proven_at=at)
