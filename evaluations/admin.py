"""The questions of each activity and the letters that followed, to read. Nobody's own answers are shown here (EVL-4)."""

from django.contrib import admin
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from evaluations.models import FollowUpLetter, Question, Questionnaire


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


@admin.register(FollowUpLetter)
class FollowUpLetterAdmin(ReadOnlyAdmin):
    """Whether the letter went out; not what it asked, which would tie commitments to a name (EVL-4)."""

    list_display = ("learner", "written_at", "sent_at")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    list_select_related = ("learner",)
    search_fields = ("learner__email", "learner__family_name")
    date_hierarchy = "written_at"
    fields = ("learner", "written_at", "sent_at")
