"""The questions of each activity, to read. Nobody's own answers are shown here (EVL-4)."""

from django.contrib import admin
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from evaluations.models import Question, Questionnaire


class QuestionInline(admin.TabularInline):
    model = Question
    fields = ("position", "kind", "text", "objective", "is_required")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnlyAdmin):
    list_display = ("activity", "purpose", "created_at")
    list_filter = ("purpose",)
    list_select_related = ("activity",)
    search_fields = ("activity__title",)
    inlines = (QuestionInline,)
