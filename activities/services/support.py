"""Commercial support and exhibits: who gives what, and the signed agreements (SII-10)."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Agreement, CommercialSupport, Exhibitor, OfficeSettings, Status
from activities.services.drafting import discard_typing
from activities.supporters import agreement_refusal
from activities.workflow import lock
from core.errors import ActionRefused
from core.uploads import PDF, has_no_page, kind_of, sha256_of
from disclosures.models import Company
from disclosures.services import find_or_queue_company

_OVER = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)


def support_refusal(activity: Activity, *, by: User) -> str:
    """Why `by` cannot change who supports it; empty means they can."""
    if activity.status in _OVER:
        return f"“{activity}” is {activity.get_status_display().lower()}; its record stays as it is."
    is_theirs = Activity.objects.planned_by(by).filter(pk=activity.pk).exists()
    if not is_theirs and not by.has_perm("activities.change_activity"):
        return "Support is recorded by the activity’s planners and the office."
    return ""


def _begin(activity: Activity, *, by: User) -> Activity:
    locked = lock(activity)
    if refusal := support_refusal(locked, by=by):
        raise ActionRefused(refusal)
    return locked


@transaction.atomic
def add_support(
    activity: Activity,
    *,
    company: str,
    nature: str,
    attests: bool,
    by: User,
    at: datetime,
    amount: int | None = None,
    kind: str = "",
    description: str = "",
) -> CommercialSupport:
    """Record what one company gives, with the attestation that it pays no learner’s expenses. Raises ActionRefused."""
    locked = _begin(activity, by=by)
    if not attests:
        raise ActionRefused("Please attest that it never pays for learners’ own expenses.", field="attests")
    is_money = nature == CommercialSupport.Nature.MONEY
    if is_money and not amount:
        raise ActionRefused("Say how much, in whole dollars.", field="amount")
    if not is_money and amount is not None:
        raise ActionRefused("What is given in kind is never given a value. Leave the amount empty.", field="amount")
    if not is_money and not kind:
        raise ActionRefused("Say what kind of thing is given.", field="kind")
    giver = find_or_queue_company(company)
    if giver.standing == Company.Standing.ELIGIBLE:
        raise ActionRefused(
            f"{giver} is not an ineligible company, so what it gives is not commercial support.", field="company"
        )
    facts: dict[str, Any] = {"activity": locked, "company": giver, "nature": nature, "kind": "" if is_money else kind}
    if CommercialSupport.objects.filter(**facts, withdrawn_at=None).exists():
        raise ActionRefused(f"This support of {giver} is recorded already.", field="company")
    discard_typing(locked, "support", by=by)
    locked.has_commercial_support = True
    locked.save(update_fields=["has_commercial_support"])
    return CommercialSupport.objects.create(
        **facts, amount=amount, description=description.strip(), attested_at=at, attested_by=by
    )


@transaction.atomic
def withdraw_support(support: CommercialSupport, *, by: User, at: datetime) -> None:
    """It is not given after all; the row and its agreements stay on record. Raises ActionRefused."""
    locked = _begin(support.activity, by=by)
    current = CommercialSupport.objects.get(pk=support.pk)
    if current.withdrawn_at is not None:
        raise ActionRefused("This support has been withdrawn already.")
    current.withdrawn_at, current.withdrawn_by = at, by
    current.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if not locked.supports.filter(withdrawn_at=None).exists():
        locked.has_commercial_support = False
        locked.save(update_fields=["has_commercial_support"])


@transaction.atomic
def add_exhibitor(activity: Activity, *, name: str, by: User, at: datetime, fee: int | None = None) -> Exhibitor:
    """Raises ActionRefused."""
    locked = _begin(activity, by=by)
    if locked.exhibitors.filter(name__iexact=name).exists():
        raise ActionRefused(f"{name} is listed already.", field="name")
    discard_typing(locked, "exhibitor", by=by)
    locked.has_exhibits = True
    locked.save(update_fields=["has_exhibits"])
    return Exhibitor.objects.create(activity=locked, name=name, fee=fee, added_at=at, added_by=by)


@transaction.atomic
def remove_exhibitor(exhibitor: Exhibitor, *, by: User) -> None:
    """Raises ActionRefused where an agreement makes it a record."""
    _begin(exhibitor.activity, by=by)
    if exhibitor.agreements.exists():
        raise ActionRefused(f"There is an agreement with {exhibitor}, so it stays on record.")
    exhibitor.delete()


@transaction.atomic
def file_agreement(
    of: CommercialSupport | Exhibitor, *, file: UploadedFile, signed_date: date, by: User, at: datetime
) -> Agreement:
    """Keep a signed agreement, in place of an earlier one, which stays on record. Raises ActionRefused (SII-10)."""
    locked = _begin(of.activity, by=by)
    media_type = _checked(file)
    if signed_date > timezone.localdate(at, locked.zone):
        raise ActionRefused(
            "This day is still to come. Upload the agreement once both have signed.", field="signed_date"
        )
    if refusal := agreement_refusal(signed_date, locked):
        raise ActionRefused(refusal, field="signed_date")
    discard_typing(locked, f"{'support' if isinstance(of, CommercialSupport) else 'exhibitor'}-{of.pk}", by=by)
    link = {"support": of} if isinstance(of, CommercialSupport) else {"exhibitor": of}
    Agreement.objects.filter(**link, replaced_at=None).update(replaced_at=at)
    name = (file.name or "agreement").replace("\\", "/").rsplit("/", 1)[-1]
    return Agreement.objects.create(
        **link,
        file=file,
        original_name=name[-200:],
        media_type=media_type,
        size=file.size or 0,
        sha256=sha256_of(file),
        signed_date=signed_date,
        uploaded_at=at,
        uploaded_by=by,
    )


def _checked(file: UploadedFile) -> str:
    """The media type, judged by the content whatever the file is called."""
    most = OfficeSettings.current().agreement_megabytes
    if (file.size or 0) > most * 1024 * 1024:
        raise ActionRefused(too_large(most), field="file")
    media_type = kind_of(file)
    if not media_type:
        raise ActionRefused(
            "This is neither a PDF nor a PNG or JPEG picture, whatever its name says. Please upload the signed "
            "agreement as one of these.",
            field="file",
        )
    if media_type == PDF and has_no_page(file):
        raise ActionRefused("This PDF has no page in it. Please scan or export the agreement again.", field="file")
    return media_type


def too_large(megabytes: int) -> str:
    return f"The file is larger than {megabytes} MB. Please scan the agreement at a lower resolution, or split it."
