"""Claims and certificates, to look things up: both are permanent, and services alone write them."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from credits.models import Certificate, Claim

_PERSON = ("email", "family_name", "given_name", "printed_name")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("learner", "activity", "session", "kind", "amount", "maximum", "claimed_at")
    list_filter = ("kind",)
    list_select_related = ("learner", "activity", "session")
    search_fields = (*(f"learner__{field}" for field in _PERSON), "activity__title")
    date_hierarchy = "claimed_at"


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("number", "learner", "activity", "version", "standing", "issued_at", "made_at")
    list_select_related = ("claim__learner", "claim__activity")
    search_fields = ("number", *(f"claim__learner__{field}" for field in _PERSON), "claim__activity__title")
    date_hierarchy = "issued_at"
    exclude = ("pdf", "making_since")  # files are handed out by their own view

    @admin.display(ordering="claim__learner__family_name")
    def learner(self, certificate: Certificate) -> str:
        return str(certificate.claim.learner)

    @admin.display(ordering="claim__activity__title")
    def activity(self, certificate: Certificate) -> str:
        return str(certificate.claim.activity)

    @admin.display(description="state")
    def standing(self, certificate: Certificate) -> str:
        """Also says whose PDF is missing, and why."""
        if certificate.refused_at:
            return f"not printable: {certificate.refusal}"
        return certificate.state if certificate.made_at else f"{certificate.state}, not made yet"
