"""Credit that learners claim, and the certificates that follow."""

from credits.models.certificates import Certificate, certificate_path, new_certificate_number
from credits.models.claims import Claim

__all__ = ["Certificate", "Claim", "certificate_path", "new_certificate_number"]
