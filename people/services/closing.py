"""Ending an account, and forgetting a person once the time to keep their record is over (PRS-5)."""

from datetime import date, datetime

import structlog
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Identifier, Profile, User
from core.errors import first_refusal
from core.models import Letter
from core.uploads import forget_proof
from credits.models import Certificate, Claim, OutsideCredit
from credits.services import remove_outside_credit
from learners.models import STAGES, CompletedWork, ImportRow, Registration, SessionChoice
from learners.services import cancel_registration
from people.eligibility import closing_refusals, erasing_refusals, kept_until
from people.models import ClosedAccount, JoinRequest, PersonExport

log = structlog.get_logger(__name__)


@transaction.atomic
def close_account(person: User, *, by: User, at: datetime) -> ClosedAccount:
    """Signing in ends and contact details go at once; what they took part in stays as long as it must. ActionRefused."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    first_refusal(closing_refusals(locked, on=at.date()))
    closed = ClosedAccount.objects.create(
        person=locked, closed_by=by, closed_at=at, kept_until=kept_until(locked, on=at.date()) or at.date()
    )
    _give_seats_back(locked, at=at)
    _remove_contact(locked)
    log.info("account closed", person=locked.pk, kept_until=str(closed.kept_until))
    return closed


def _give_seats_back(person: User, *, at: datetime) -> None:
    """Of what is still to come, so that whoever waits moves up."""
    coming = (
        Registration.objects.filter(learner=person)
        .exclude(status=Registration.Status.CANCELLED)
        .exclude(activity__end_date__lt=at.date())
        .exclude(activity__sessions__attendances__learner=person)
        .exclude(activity__in=CompletedWork.objects.handed_in().filter(learner=person).values("activity"))
        .distinct()
    )
    for registration in coming.select_related("activity"):
        cancel_registration(registration, at=at)
    # Of a conference under way, the sessions that are still to come.
    SessionChoice.objects.filter(registration__learner=person, session__starts_at__gt=at).delete()


def _remove_contact(person: User) -> None:
    EmailAddress.objects.filter(user=person).delete()
    Identifier.objects.filter(user=person).delete()
    JoinRequest.objects.filter(person=person).delete()
    ImportRow.objects.filter(person=person).update(email="", npi="", licence="", cells=[])
    Letter.objects.filter(person=person).update(
        to_address=f"closed-{person.pk}@closed.invalid", text="", html="", secrets={}, due_at=None
    )
    Registration.objects.filter(learner=person).update(access_needs="", shares_name_with_industry=False)
    for outside in OutsideCredit.objects.filter(learner=person):  # their own notes: nothing requires them
        remove_outside_credit(outside, learner=person)
    person.credit_goals.all().delete()
    for draft in CompletedWork.objects.filter(learner=person, handed_in_at=None):  # nobody else ever saw it
        forget_proof(draft)
        draft.delete()
    for export in PersonExport.objects.filter(person=person):
        export.file.delete(save=False)
        export.delete()
    profile = Profile.objects.filter(user=person).first()
    if profile is not None:  # the profession stays: it decided what the certificates say
        profile.specialty = profile.employer = profile.practice_state = profile.practice_county = ""
        profile.birth_day = ""
        profile.save()
        profile.history.all().delete()
    person.email = f"closed-{person.pk}@closed.invalid"
    person.is_active = False
    person.password = make_password(None)
    person.save(update_fields=["email", "is_active", "password"])


@transaction.atomic
def erase_person(person: User, *, on: date) -> None:
    """Take the name out of everything, once nothing requires it: figures stay, the person goes (PRS-5). ActionRefused."""
    locked = User.objects.select_for_update().get(pk=person.pk)
    first_refusal(erasing_refusals(locked, on=on))
    certificates = list(Certificate.objects.filter(claim__learner=locked))
    Certificate.objects.filter(claim__learner=locked).delete()
    Claim.objects.filter(learner=locked).update(reported_under="", birth_day="")
    ImportRow.objects.filter(person=locked).update(given_name="", family_name="", degrees="", employer="")
    Profile.objects.filter(user=locked).update(degrees="")
    locked.disclosures.update(signed_name="Removed")
    for work in CompletedWork.objects.filter(learner=locked):
        _take_words_out(work)
    locked.given_name = locked.family_name = ""
    locked.printed_name = "Removed person"
    locked.save(update_fields=["given_name", "family_name", "printed_name"])
    ClosedAccount.objects.filter(person=locked).update(erased_date=on)
    transaction.on_commit(lambda: _delete_files(certificates))
    log.info("person erased after the time of keeping", person=locked.pk, certificates=len(certificates))


def _take_words_out(work: CompletedWork) -> None:
    """Days, minutes and the office's confirmation stay: they are figures."""
    forget_proof(work)
    CompletedWork.objects.filter(pk=work.pk).update(
        title="Removed",
        acceptance="Removed" if work.kind == CompletedWork.Kind.MANUSCRIPT else "",
        **dict.fromkeys(
            (
                "journal",
                "topics",
                "sources",
                "application",
                "audience",
                "proof",
                "proof_name",
                "proof_type",
                "proof_sha256",
            ),
            "",
        ),
        **{f"{stage}_{part}": "" for stage in STAGES for part in ("done", "figure")},
        sent_back_reason="Removed" if work.sent_back_reason else "",
    )


def _delete_files(certificates: list[Certificate]) -> None:
    for certificate in certificates:
        if certificate.pdf:
            certificate.pdf.delete(save=False)
