"""Requirements that the office offers learners as ready-made goals."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from credits.models import ReadyGoal


@admin.register(ReadyGoal)
class ReadyGoalAdmin(SimpleHistoryAdmin):
    list_display = ("name", "total", "category_1", "months", "is_offered")
    list_filter = ("is_offered",)
    search_fields = ("name", "note")
