"""The acts of claiming and issuing, one function each."""

from credits.services.certificates import issue_certificate, replace_certificate, revoke_certificate
from credits.services.claims import claim_credit, correct_claim, kind_for

__all__ = [
    "claim_credit",
    "correct_claim",
    "issue_certificate",
    "kind_for",
    "replace_certificate",
    "revoke_certificate",
]
