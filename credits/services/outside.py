from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.credit import is_in_steps
from core.errors import ActionRefused
from core.uploads import change_proof, forget_proof
from credits.models import OutsideCredit

FACTS: Final = ("title", "provider", "completed_date", "kind", "amount")
IN_QUARTERS: Final = (OutsideCredit.Kind.CATEGORY_1, OutsideCredit.Kind.CATEGORY_2)


@transaction.atomic
def keep_outside_credit(
    *,
    learner: User,
    facts: Mapping[str, Any],
    at: datetime,
    credit: OutsideCredit | None = None,
    proof: UploadedFile | None = None,
    drops_proof: bool = False,
) -> OutsideCredit:
    """Write down credit received elsewhere, or change `credit`; a new proof takes the place of the old one.

    `facts` has each of FACTS. Raises ActionRefused.
    """
    kept = _own(credit, learner=learner) if credit else OutsideCredit(learner=learner, added_at=at)
    for name in FACTS:
        setattr(kept, name, facts[name])
    for field, sentence in outside_refusals(facts, at=at):
        raise ActionRefused(sentence, field=field)
    change_proof(kept, proof, drops=drops_proof)
    kept.changed_at = at
    kept.save()
    return kept


def outside_refusals(facts: Mapping[str, Any], *, at: datetime) -> list[tuple[str, str]]:
    """(field, sentence) of everything that cannot be so; what is missing of `facts` is not judged."""
    found = []
    if (day := facts.get("completed_date")) and day > timezone.localdate(at):
        found.append(("completed_date", "This day is still to come."))
    amount = facts.get("amount")
    if amount is not None and facts.get("kind") in IN_QUARTERS and not is_in_steps(amount):
        found.append(("amount", "AMA credit is in steps of 0.25."))
    return found


def same_outside_credit(learner: User, facts: Mapping[str, Any]) -> OutsideCredit | None:
    """What this person wrote down before with the same name, day, type and amount: likely the same thing once more."""
    known = {name: facts.get(name) for name in ("completed_date", "kind", "amount")}
    return OutsideCredit.objects.filter(learner=learner, title__iexact=facts.get("title") or "", **known).first()


@transaction.atomic
def remove_outside_credit(credit: OutsideCredit, *, learner: User) -> None:
    """It and its proof are gone. Raises ActionRefused for what is somebody else's."""
    mine = _own(credit, learner=learner)
    forget_proof(mine)
    mine.delete()


def _own(credit: OutsideCredit, *, learner: User) -> OutsideCredit:
    mine = OutsideCredit.objects.select_for_update().filter(pk=credit.pk, learner=learner).first()
    if mine is None:
        raise ActionRefused("This is not yours to change.")
    return mine
