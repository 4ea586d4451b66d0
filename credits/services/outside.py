from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.credit import is_in_steps
from core.errors import ActionRefused
from core.uploads import kind_of, sha256_of
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
    if kept.completed_date > timezone.localdate(at):
        raise ActionRefused("This day is still to come.", field="completed_date")
    if kept.kind in IN_QUARTERS and not is_in_steps(kept.amount):
        raise ActionRefused("AMA credit is in steps of 0.25.", field="amount")
    if proof is not None or drops_proof:
        _forget_file(kept)
        kept.proof, kept.proof_name, kept.proof_type, kept.proof_sha256 = "", "", "", ""
    if proof is not None:
        _attach(kept, proof)
    kept.changed_at = at
    kept.save()
    return kept


@transaction.atomic
def remove_outside_credit(credit: OutsideCredit, *, learner: User) -> None:
    """It and its proof are gone. Raises ActionRefused for what is somebody else's."""
    mine = _own(credit, learner=learner)
    _forget_file(mine)
    mine.delete()


def _own(credit: OutsideCredit, *, learner: User) -> OutsideCredit:
    mine = OutsideCredit.objects.select_for_update().filter(pk=credit.pk, learner=learner).first()
    if mine is None:
        raise ActionRefused("This is not yours to change.")
    return mine


def _attach(credit: OutsideCredit, proof: UploadedFile) -> None:
    """Judged by what the file contains, whatever it is called."""
    assert proof.file is not None
    media_type = kind_of(proof.file)
    if not media_type:
        raise ActionRefused("This is neither a PDF nor a PNG or JPEG picture.", field="proof")
    name = (proof.name or "proof").replace("\\", "/").rsplit("/", 1)[-1]
    credit.proof_name, credit.proof_type, credit.proof_sha256 = name[-200:], media_type, sha256_of(proof.file)
    credit.proof = proof


def _forget_file(credit: OutsideCredit) -> None:
    """Once it is certain that nobody needs it any more."""
    if credit.proof:
        storage, name = credit.proof.storage, str(credit.proof.name)
        transaction.on_commit(lambda: storage.delete(name))
