"""Certificates: what each says, its versions, and the two acts the office has: a new version, and revoking (CRT-2)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from core.admin import ReadOnlyAdmin
from core.errors import ActionRefused
from core.forms import add_refusal
from credits.admin.records import PERSON
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate
from credits.services import replace_certificate, revoke_certificate
from credits.snapshots import changes_since

REPLACE, REVOKE = "replace", "revoke"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why. The learner reads it, and it stays on record."},
    )


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("refused", "Cannot be printed"),
            ("missing", "Not made yet"),
            ("replaced", "Replaced"),
            ("revoked", "Revoked"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        certificates = Certificate.objects
        chosen = {
            "refused": certificates.refused,
            "missing": certificates.missing,
            "replaced": lambda: certificates.filter(replaced_at__isnull=False),
            "revoked": lambda: certificates.filter(revoked_at__isnull=False),
        }.get(self.value() or "")
        return queryset.filter(pk__in=chosen().values("pk")) if chosen else queryset


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("number", "learner", "activity", "version", "standing", "issued_at", "made_at")
    list_filter = (StandingFilter,)
    list_select_related = ("claim__learner", "claim__activity")
    search_fields = ("number", *(f"claim__learner__{field}" for field in PERSON), "claim__activity__title")
    search_help_text = "Number, person or activity"
    date_hierarchy = "issued_at"

    # --- The list ---------------------------------------------------------------------------------------------------
    @admin.display(ordering="claim__learner__sort_name")
    def learner(self, certificate: Certificate) -> str:
        return str(certificate.claim.learner)

    @admin.display(ordering="claim__activity__title")
    def activity(self, certificate: Certificate) -> str:
        return str(certificate.claim.activity)

    @admin.display(description="state")
    def standing(self, certificate: Certificate) -> str:
        """Also says whose PDF is missing, and why."""
        if certificate.refused_at and certificate.state == "valid":
            return f"not printable: {certificate.refusal}"
        if certificate.made_at:
            return certificate.state
        tries = f" ({certificate.attempts} failed attempts)" if certificate.attempts else ""
        return f"{certificate.state}, not made yet{tries}"

    # --- One --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        one = self.admin_site.admin_view(self.certificate_view)
        return [path("<int:pk>/change/", one, name="credits_certificate_change"), *super().get_urls()]

    def certificate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert isinstance(request.user, User)
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        certificates = Certificate.objects.visible_to(request.user)
        found = get_object_or_404(
            certificates.select_related("claim__learner__profile", "claim__activity", "claim__session", "claim__work"),
            pk=pk,
        )
        forms_by_act = {act: ReasonForm(prefix=act) for act in (REPLACE, REVOKE)}
        act = next((act for act in (REPLACE, REVOKE) if act in request.POST), None)
        if request.method == "POST" and act:
            if not self.may_act(request, found):
                return HttpResponse(status=403)
            form = forms_by_act[act] = ReasonForm(request.POST, prefix=act)
            if form.is_valid():
                try:
                    stands = self._act(act, found, by=request.user, reason=form.cleaned_data["reason"])
                except ActionRefused as refusal:
                    add_refusal(form, refusal)
                else:
                    self.message_user(request, _done(act, stands), messages.SUCCESS)
                    return redirect("admin:credits_certificate_change", stands.pk)
        return render(request, "admin/credits/certificate.html", self._context(request, found, forms_by_act))

    def may_act(self, request: HttpRequest, certificate: Certificate) -> bool:
        """Nobody decides on their own certificate."""
        return request.user.has_perm("credits.change_certificate") and certificate.claim.learner != request.user

    def _act(self, act: str, certificate: Certificate, *, by: User, reason: str) -> Certificate:
        perform = {REPLACE: replace_certificate, REVOKE: revoke_certificate}[act]
        return perform(certificate, by=by, at=timezone.now(), reason=reason)

    def _context(self, request: HttpRequest, found: Certificate, forms_by_act: dict[str, ReasonForm]) -> dict[str, Any]:
        versions = list(found.claim.certificates.select_related("replaced_by", "revoked_by").order_by("-version"))
        is_newest = versions[0].pk == found.pk
        may_act = self.may_act(request, found)
        return {
            **self.admin_site.each_context(request),
            "title": f"Certificate {found.number}",
            "opts": self.model._meta,
            "certificate": found,
            "snapshot": CertificateSnapshot.from_json(found.snapshot),
            "versions": versions,
            "changes": changes_since(found, at=timezone.now()) if is_newest else [],
            "replace_form": forms_by_act[REPLACE] if may_act and is_newest else None,
            "revoke_form": forms_by_act[REVOKE] if may_act and is_newest and found.state == "valid" else None,
            "is_own": found.claim.learner == request.user,
        }


def _done(act: str, stands: Certificate) -> str:
    if act == REVOKE:
        return (
            f"{stands.number} is revoked, and whoever looks it up reads so. {stands.claim.learner} is told by letter."
        )
    return f"Version {stands.version}, {stands.number}, is issued. {stands.claim.learner} is told by letter."
