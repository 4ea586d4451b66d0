from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.identifiers import normalise_identifier
from accounts.models import User
from accounts.services import remember_for_boards
from activities.models import Activity, CreditType, Session
from core.errors import ActionRefused, first_refusal
from credits.eligibility import Offer, Standing, kind_of, standing_of
from credits.models import Claim
from credits.services.certificates import issue_certificate
from learners.models import CompletedWork


@dataclass(frozen=True)
class ForBoard:
    """What a board must know to find its diplomate: given at the claim, with permission (PRS-4).

    `birth_day` is MMDD, without a year. `remember` keeps it in the profile for the next time.
    """

    number: str = ""
    birth_day: str = ""
    may_report: bool = False
    remember: bool = False


NOTHING_TO_REPORT = ForBoard()


@dataclass(frozen=True)
class Wanted:
    """How much of one credit type is claimed."""

    amount: Decimal
    board: ForBoard = NOTHING_TO_REPORT


@transaction.atomic
def claim_credit(
    activity: Activity,
    *,
    learner: User,
    amount: Decimal,
    at: datetime,
    session: Session | None = None,
    work: CompletedWork | None = None,
    credit_type: str = CreditType.AMA,
    board: ForBoard = NOTHING_TO_REPORT,
) -> Claim:
    """Claim `amount` of one credit type, in its steps (AMA-3, AMA-8), and ask for the certificate (CRT-4).

    Claiming again what is claimed already returns the claim that stands. Raises ActionRefused.
    """
    # One at a time per person: two tabs claim once, and each sees what the other did.
    User.objects.select_for_update().get(pk=learner.pk)
    standing = standing_of(activity, learner, at=at, session=session, work=own_work(work, activity, learner))
    return _claim(standing, credit_type, Wanted(amount, board), learner=learner, at=at)


@transaction.atomic
def claim_together(
    activity: Activity,
    *,
    learner: User,
    wanted: Mapping[str, Wanted],
    at: datetime,
    session: Session | None = None,
    work: CompletedWork | None = None,
) -> list[Claim]:
    """Several credit types, each by its code: all of them or, where one is refused, none.

    An ActionRefused names the field with the credit type in front: “abim-number”.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    standing = standing_of(activity, learner, at=at, session=session, work=own_work(work, activity, learner))
    claims = []
    for code, one in wanted.items():
        try:
            claims.append(_claim(standing, code, one, learner=learner, at=at))
        except ActionRefused as refusal:
            raise ActionRefused(refusal.message, field=f"{code}-{refusal.field}" if refusal.field else None) from None
    return claims


def own_work(work: CompletedWork | None, activity: Activity, learner: User) -> CompletedWork | None:
    """As it stands now. Raises ActionRefused for what is somebody else's, or of another activity."""
    if work is None:
        return None
    mine = CompletedWork.objects.filter(pk=work.pk, activity=activity, learner=learner).first()
    if mine is None:
        raise ActionRefused("This work is not yours to claim for.")
    return mine


def _claim(standing: Standing, code: str, wanted: Wanted, *, learner: User, at: datetime) -> Claim:
    """Call it inside a transaction that has locked the learner."""
    offer = standing.offer_of(code)
    if offer is not None and offer.claim is not None:
        if offer.claim.amount == wanted.amount:
            return offer.claim
        raise ActionRefused(f"You have claimed {offer.claim.amount} already. You can correct that claim instead.")
    first_refusal(standing.refusals)
    if offer is None:
        raise ActionRefused("This credit is not for your profession, or not given for this activity.")
    first_refusal(offer.refusals)
    if refusal := offer.amount_refusal(wanted.amount):
        raise ActionRefused(refusal, field="amount")
    board = checked_for_board(offer.credit_type, wanted.board)
    claim = Claim.objects.create(
        activity=standing.activity,
        session=standing.session,
        work=standing.work,
        learner=learner,
        credit_type=offer.credit_type,
        kind=offer.kind,
        amount=wanted.amount,
        maximum=offer.maximum,
        step=offer.step,
        claimed_at=at,
        reported_under=board.number,
        birth_day=board.birth_day,
        may_report=board.may_report,
        report_by_date=offer.report_by_date,
    )
    if board.remember:
        _remember(offer, board, learner=learner, at=at)
    issue_certificate(claim, at=at)
    return claim


def checked_for_board(credit_type: CreditType, board: ForBoard) -> ForBoard:
    """`board` as the credit type needs it, and nothing else of it (PRS-4). Raises ActionRefused beside the field."""
    if not credit_type.asks_something:
        return NOTHING_TO_REPORT
    number = ""
    if credit_type.identifier_kind:
        try:
            number = normalise_identifier(credit_type.identifier_kind, board.number)
        except ValidationError as error:
            raise ActionRefused(error.message_dict["value"][0], field="number") from None
    if credit_type.asks_birth_day and not board.birth_day:
        raise ActionRefused("Give the month and day of your birth.", field="birth_day")
    if not board.may_report:
        raise ActionRefused(
            f"Without your permission {credit_type.name} cannot be reported, and so not claimed.", field="may_report"
        )
    birth_day = board.birth_day if credit_type.asks_birth_day else ""
    return ForBoard(number, birth_day, may_report=True, remember=board.remember)


def _remember(offer: Offer, board: ForBoard, *, learner: User, at: datetime) -> None:
    kind = offer.credit_type.identifier_kind
    remember_for_boards(learner, kind=kind, number=board.number, birth_day=board.birth_day, at=at)


def kind_for(learner: User) -> str:
    """AMA credit for physicians, participation for everyone else (AMA-4)."""
    return kind_of(CreditType(code=CreditType.AMA), learner.profile)


@transaction.atomic
def correct_claim(claim: Claim, *, amount: Decimal, at: datetime) -> Claim:
    """Change the amount while the window is open; the certificate is replaced by a new version (CRT-2)."""
    User.objects.select_for_update().get(pk=claim.learner_id)
    current = Claim.objects.select_related("activity", "session", "work", "learner__profile__profession").get(
        pk=claim.pk
    )
    standing = standing_of(current.activity, current.learner, at=at, session=current.session, work=current.work)
    first_refusal(standing.refusals)
    offer = standing.offer_of(current.credit_type.code)
    if offer is None:
        raise ActionRefused("This credit is no longer given for this activity.")
    first_refusal(offer.refusals)
    if refusal := offer.amount_refusal(amount):
        raise ActionRefused(refusal, field="amount")
    if amount == current.amount:
        return current
    current.amount, current.maximum = amount, offer.maximum
    current.save(update_fields=["amount", "maximum"])
    issue_certificate(current, at=at, by=current.learner, reason="The learner corrected the claim.")
    return current
