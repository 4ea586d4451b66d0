"""The office's place for credit: looking records up, and deciding on late claims."""

from credits.admin.certificates import CertificateAdmin
from credits.admin.designs import CertificateDesignAdmin
from credits.admin.goals import ReadyGoalAdmin
from credits.admin.late import LateClaimRequestAdmin
from credits.admin.records import ClaimAdmin

__all__ = ["CertificateAdmin", "CertificateDesignAdmin", "ClaimAdmin", "LateClaimRequestAdmin", "ReadyGoalAdmin"]
