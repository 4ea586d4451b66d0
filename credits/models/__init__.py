"""Credit that learners claim, and the certificates that follow."""

from credits.models.certificates import Certificate, certificate_path, new_certificate_number
from credits.models.claims import Claim
from credits.models.designs import CertificateDesign, DesignChoice
from credits.models.goals import CreditGoal, ReadyGoal
from credits.models.late import LateClaimRequest
from credits.models.outside import OutsideCredit
from credits.models.reminders import ClaimReminder

__all__ = [
    "Certificate",
    "CertificateDesign",
    "Claim",
    "ClaimReminder",
    "CreditGoal",
    "DesignChoice",
    "LateClaimRequest",
    "OutsideCredit",
    "ReadyGoal",
    "certificate_path",
    "new_certificate_number",
]
