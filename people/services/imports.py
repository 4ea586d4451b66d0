"""Taking back what a list wrote. It stands here because claims and evaluations, which may rest on it, are to the left."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.workflow import lock
from core.errors import first_refusal
from learners.models import Attendance, AttendanceImport, Registration
from people.eligibility import undo_list_refusals
from people.relations import Kind, relations

CHUNK = 400


@transaction.atomic
def undo_list(batch: AttendanceImport, *, by: User, at: datetime) -> int:
    """Remove the attendance, registrations and people that this list made, while nothing rests on them (ATT-3).

    People who have signed in since, or have anything else, stay. Returns how many attendances were removed.
    """
    lock(batch.activity)
    current = AttendanceImport.objects.select_for_update(of=("self",)).select_related("activity").get(pk=batch.pk)
    first_refusal(undo_list_refusals(current))
    removed, _ = Attendance.objects.filter(from_list=current).delete()
    others = Attendance.objects.filter(session__activity=current.activity).values("learner")
    Registration.objects.filter(from_list=current).exclude(learner__in=others).delete()
    Registration.objects.filter(from_list=current).update(from_list=None)
    made = list(current.rows.filter(made_person=True, person__last_login=None).values_list("person", flat=True))
    current.rows.update(person=None)
    for start in range(0, len(made), CHUNK):
        _forget(made[start : start + CHUNK])
    current.state, current.undone_at, current.undone_by = AttendanceImport.State.UNDONE, at, by
    current.save(update_fields=["state", "undone_at", "undone_by"])
    return removed


_OF_ACCOUNTS = {"accounts.Profile", "accounts.Identifier"}


def _forget(pks: list[int]) -> None:
    """Those of whom nothing else is on record."""
    people = User.objects.filter(pk__in=pks)
    for relation in (*relations(Kind.HAS), *relations(Kind.DID)):
        if relation.model not in _OF_ACCOUNTS:
            rows = relation.of._base_manager.filter(**{f"{relation.field}__in": pks})
            people = people.exclude(pk__in=list(rows.values_list(relation.field, flat=True).distinct()))
    people.delete()
