"""People, their profiles and numbers. Who may enter the admin, and as what, is for superusers to say."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Identifier, Profession, Profile, User

_ROLES = ("is_active", "is_staff", "is_superuser", "groups")


class ProfileInline(admin.StackedInline):
    model = Profile
    can_delete = False


class IdentifierInline(admin.TabularInline):
    model = Identifier
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("__str__", "email", "profession", "what_they_are")
    list_filter = ("is_staff", "groups", "profile__profession")
    list_select_related = ("profile__profession",)
    search_fields = ("email", "sort_name", "identifiers__value")
    search_help_text = "Name, e-mail address or number"
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("email", "given_name", "family_name", "printed_name")}),
        ("Roles", {"fields": _ROLES, "description": "Groups decide what a member of the office may do."}),
        ("Record", {"fields": ("date_joined", "last_login")}),
    )
    inlines = (ProfileInline, IdentifierInline)
    change_form_template = "admin/accounts/user/change.html"

    @admin.display(description="of the office", ordering="-is_staff")
    def what_they_are(self, user: User) -> str:
        return ", ".join([*(["Yes"] if user.is_staff else []), *([] if user.is_active else ["cannot sign in"])])

    @admin.display(ordering="profile__profession__position")
    def profession(self, user: User) -> str:
        profile = getattr(user, "profile", None)
        return str(profile.profession) if profile else ""

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody gives themself a role, or takes over another's account by changing its address."""
        fixed: tuple[str, ...] = ("date_joined", "last_login")
        if not request.user.is_superuser:
            fixed += (*_ROLES, *(("email",) if obj else ()))
        return fixed

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records rest on people; one who should not sign in any more is made inactive."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # they sign in by mailed code
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).select_related("profile__profession")


@admin.register(Profession)
class ProfessionAdmin(admin.ModelAdmin):
    list_display = ("name", "is_physician", "asked_by_name", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: Profession | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
