"""Where the office designs its certificates: write, look at the samples, publish, go back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from core.admin import ReadOnlyAdmin
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.typed import whole_number
from credits.certificates.design import FACES, PLACES, REQUIRED
from credits.models import CertificateDesign, DesignChoice
from credits.services import Written, begin_design, choose_design, publish_design, write_design

LIST = "admin:credits_certificatedesign_changelist"
ONE = "admin:credits_certificatedesign_change"


class DesignForm(forms.ModelForm):
    class Meta:
        model = CertificateDesign
        fields = ("note", "html", "css", "has_frame")
        widgets = {
            "html": forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "code-area"}),
            "css": forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "code-area"}),
        }

    @property
    def written(self) -> Written:
        return Written(**{field: self.cleaned_data[field] for field in self.Meta.fields})


@admin.register(CertificateDesign)
class CertificateDesignAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "note", "standing", "changed_at", "changed_by")
    list_select_related = ("changed_by",)
    change_list_template = "admin/credits/designs.html"

    @admin.display(description="state")
    def standing(self, design: CertificateDesign) -> str:
        return "in use" if design == DesignChoice.current() else design.state

    # --- Addresses --------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view, prefix = self.admin_site.admin_view, "credits_certificatedesign"
        return [
            path("begin/", view(self.begin_view), name=f"{prefix}_begin"),
            path("own/", view(self.own_view), name=f"{prefix}_own"),
            path("<int:pk>/change/", view(self.design_view), name=f"{prefix}_change"),
            path("<int:pk>/trial/", view(self.trial_view), name=f"{prefix}_trial"),
            path("<int:pk>/samples.pdf", view(self.samples_view), name=f"{prefix}_samples"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        choices = DesignChoice.objects.select_related("design", "by")[:10]
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "in_use": DesignChoice.current(),
                "choices": choices,
                "may_design": self._may_design(request),
            },
        )

    def begin_view(self, request: HttpRequest) -> HttpResponse:
        user = self._designer(request)
        wanted = request.POST.get("from", "")
        origin = CertificateDesign.objects.filter(pk=whole_number(wanted) or 0).first()
        return redirect(ONE, begin_design(by=user, at=timezone.now(), copy_of=origin).pk)

    def own_view(self, request: HttpRequest) -> HttpResponse:
        """Back to our own design."""
        user = self._designer(request)
        try:
            choose_design(None, by=user, at=timezone.now())
        except ActionRefused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        else:
            self.message_user(request, "Certificates are drawn in our own design from now on.", messages.SUCCESS)
        return redirect(LIST)

    def design_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        design = self._design(request, pk)
        form = DesignForm(posted(request), instance=CertificateDesign.objects.get(pk=pk))
        if request.method == "POST":
            user = self._designer(request)
            if not ({"publish", "choose"} & request.POST.keys()):
                if form.is_valid():
                    return self._write(request, design, form, user)
            elif self._put_to_use(request, design, user):
                return redirect(LIST)
            else:
                return redirect(ONE, pk)
        return render(request, "admin/credits/design.html", self._context(request, design, form))

    def trial_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of the page that tells how the samples look; asked for until they are drawn."""
        design = self._design(request, pk)
        return render(request, "admin/credits/_trial.html", self._context(request, design, None))

    def samples_view(self, request: HttpRequest, pk: int) -> FileResponse:
        design = self._design(request, pk)
        if not design.preview:
            raise Http404
        try:
            pdf = design.preview.open("rb")
        except OSError as error:
            raise Http404 from error
        return FileResponse(pdf, content_type="application/pdf", filename=f"design-{design.number}-samples.pdf")

    # --- Acts -------------------------------------------------------------------------------------------------------
    def _write(self, request: HttpRequest, design: CertificateDesign, form: DesignForm, user: User) -> HttpResponse:
        try:
            write_design(design, written=form.written, by=user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
            return render(request, "admin/credits/design.html", self._context(request, design, form))
        return redirect(ONE, design.pk)

    def _put_to_use(self, request: HttpRequest, design: CertificateDesign, user: User) -> bool:
        try:
            if "publish" in request.POST:
                publish_design(design, by=user, at=timezone.now())
            else:
                choose_design(design, by=user, at=timezone.now())
        except ActionRefused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return False
        said = f"Certificates issued from now on are drawn in design {design.number}. Those issued before stay as they are."
        self.message_user(request, said, messages.SUCCESS)
        return True

    # --- Who may ----------------------------------------------------------------------------------------------------
    def _may_design(self, request: HttpRequest) -> bool:
        return request.user.has_perm("credits.change_certificatedesign")

    def _designer(self, request: HttpRequest) -> User:
        if request.method != "POST" or not self._may_design(request):
            raise PermissionDenied
        assert isinstance(request.user, User)
        return request.user

    def _design(self, request: HttpRequest, pk: int) -> CertificateDesign:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(CertificateDesign.objects.select_related("changed_by", "published_by"), pk=pk)

    def _context(self, request: HttpRequest, design: CertificateDesign, form: DesignForm | None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": str(design),
            "opts": self.model._meta,
            "design": design,
            "form": form,
            "in_use": DesignChoice.current() == design,
            "may_design": self._may_design(request),
            "places": [(place, what, place in REQUIRED) for place, what in PLACES.items()],
            "faces": [f"Print {face}" for face in FACES],
        }
