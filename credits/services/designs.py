"""Designing certificates: write, try, publish, choose (CRT-2)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.background import request_after_commit
from core.errors import ActionRefused
from credits import certificates
from credits.models import CertificateDesign, DesignChoice
from credits.tasks import try_certificate_design

_FOLDER = Path(certificates.__file__).parent


@dataclass(frozen=True)
class Written:
    """What somebody wrote of a design."""

    html: str
    css: str
    has_frame: bool
    note: str


def starter() -> Written:
    """A design that prints, to begin from."""
    html, css = ((_FOLDER / f"design_starter.{ending}").read_text() for ending in ("html", "css"))
    return Written(html, css, has_frame=True, note="")


@transaction.atomic
def begin_design(*, by: User, at: datetime, copy_of: CertificateDesign | None = None) -> CertificateDesign:
    """A new version to work on, from an earlier one or from the starter."""
    newest = CertificateDesign.objects.select_for_update().aggregate(Max("number"))["number__max"] or 0
    begun = starter()
    design = CertificateDesign.objects.create(
        number=newest + 1,
        html=copy_of.html if copy_of else begun.html,
        css=copy_of.css if copy_of else begun.css,
        has_frame=copy_of.has_frame if copy_of else begun.has_frame,
        changed_at=at,
        changed_by=by,
    )
    request_after_commit(try_certificate_design, design.pk)
    return design


@transaction.atomic
def write_design(design: CertificateDesign, *, written: Written, by: User, at: datetime) -> CertificateDesign:
    """Keep what was written, good or not, and have the samples drawn in it. Raises ActionRefused."""
    current = CertificateDesign.objects.select_for_update().get(pk=design.pk)
    if current.published_at is not None:
        raise ActionRefused("A published design does not change. Begin a new version from it.")
    current.html, current.css, current.has_frame, current.note = (
        written.html,
        written.css,
        written.has_frame,
        written.note,
    )
    current.changed_at, current.changed_by = at, by
    current.tried_at, current.trying_since, current.findings = None, None, []
    current.save()
    request_after_commit(try_certificate_design, current.pk)
    return current


@transaction.atomic
def publish_design(design: CertificateDesign, *, by: User, at: datetime) -> CertificateDesign:
    """It never changes again, and certificates issued from now on are drawn in it. Raises ActionRefused."""
    current = CertificateDesign.objects.select_for_update().get(pk=design.pk)
    if current.published_at is not None:
        raise ActionRefused("This design is published already.")
    if current.tried_at is None:
        raise ActionRefused("The samples are still being drawn. Please wait for them, and look at them.")
    if current.findings:
        raise ActionRefused("Not every sample prints in this design. Mend what is listed first.")
    current.published_at, current.published_by = at, by
    current.save(update_fields=["published_at", "published_by"])
    return _choose(current, by=by, at=at)


@transaction.atomic
def choose_design(design: CertificateDesign | None, *, by: User, at: datetime) -> None:
    """Go back to a published design, or to our own (None). What was issued stays as it is. Raises ActionRefused."""
    if design is not None and design.published_at is None:
        raise ActionRefused("Only a published design can be chosen.")
    if DesignChoice.current() == design:
        raise ActionRefused("Certificates are drawn in this design already.")
    _choose(design, by=by, at=at)


def _choose[Design: CertificateDesign | None](design: Design, *, by: User, at: datetime) -> Design:
    DesignChoice.objects.create(design=design, by=by, at=at)
    return design
