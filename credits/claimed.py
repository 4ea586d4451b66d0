"""What somebody claimed of one activity, in a sentence for its page."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from activities.credit import plain
from activities.models import Activity
from activities.statements import credit_phrase
from credits.models import Certificate, Claim


@dataclass(frozen=True)
class Claimed:
    """`claims` are the standing ones, of any type; `certificates` those of everything claimed, also of what was revoked."""

    activity: Activity
    claims: list[Claim]
    certificates: list[Certificate]

    @property
    def sentence(self) -> str:
        """“You claimed 8.25 AMA PRA Category 1 Credits™.”; of a series or of work “… for 3 sessions.”"""
        if not self.claims:
            return "What you claimed was revoked. The certificate says why."
        sums: dict[str, tuple[Claim, Decimal]] = {}
        for claim in self.claims:
            sums[claim.type_name] = claim, sums.get(claim.type_name, (claim, Decimal(0)))[1] + claim.amount
        amounts = " and ".join(amount_in_words(claim, amount) for claim, amount in sums.values())
        return f"You claimed {amounts}{self._of_what()}."

    def _of_what(self) -> str:
        parts = {(claim.session_id, claim.work_id) for claim in self.claims} - {(None, None)}
        if not parts:
            return ""
        one, many = ("piece of work", "pieces of work") if self.activity.work_format else ("session", "sessions")
        return f" for {len(parts)} {one if len(parts) == 1 else many}"


def amount_in_words(claim: Claim, amount: Decimal) -> str:
    """“8.25 AMA PRA Category 1 Credits™”, “1.00 hour of participation”, “2.00 ABIM MOC points”."""
    if claim.kind == Claim.Kind.AMA_CREDIT:
        return credit_phrase(amount)
    if claim.kind == Claim.Kind.PARTICIPATION:
        return f"{plain(amount)} hour{'s' if amount > 1 else ''} of participation"
    return f"{plain(amount)} {claim.type_name}"


def claimed_of(activity: Activity, learner: User) -> Claimed | None:
    """None where nothing was claimed."""
    claims = list(
        Claim.objects.filter(activity=activity, learner=learner)
        .select_related("credit_type")
        .prefetch_related("certificates")
        .order_by("claimed_at", "pk")
    )
    newest = [(claim, claim.current_certificate) for claim in claims]
    standing = [claim for claim, certificate in newest if certificate is None or certificate.revoked_at is None]
    return Claimed(activity, standing, [one for _, one in newest if one]) if claims else None
