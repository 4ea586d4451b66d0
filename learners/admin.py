"""Who registered and who was there, to look things up; services alone write it."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from learners.models import Attendance, Registration, SessionCode

_PERSON = ("learner__email", "learner__family_name", "learner__given_name")


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ("learner", "activity", "status", "registered_at")
    list_filter = ("status",)
    list_select_related = ("learner", "activity")
    search_fields = (*_PERSON, "activity__title")
    date_hierarchy = "registered_at"


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ("learner", "session", "activity", "source", "recorded_at")
    list_filter = ("source",)
    list_select_related = ("learner", "session__activity")
    search_fields = (*_PERSON, "session__title", "session__activity__title")
    date_hierarchy = "recorded_at"

    @admin.display(ordering="session__activity__title")
    def activity(self, attendance: Attendance) -> str:
        return str(attendance.session.activity)


@admin.register(SessionCode)
class SessionCodeAdmin(ReadOnlyAdmin):
    list_display = ("code", "activity", "session", "opens_at", "closes_at", "replaced_at")
    list_select_related = ("activity", "session")
    search_fields = ("=code", "activity__title", "session__title")
