"""What was approved with its series stays open: its sessions had a topic and speakers, and were still to come."""

from typing import Any

from django.db import migrations


def approve(apps: Any, schema_editor: Any) -> None:
    sessions = apps.get_model("activities", "Session").objects
    for designation in apps.get_model("activities", "Designation").objects.filter(activity__format="series"):
        approved = sessions.filter(
            activity=designation.activity_id,
            counts_for_credit=True,
            speakers__isnull=False,
            starts_at__gt=designation.designated_at,
        ).exclude(title="To be announced")
        sessions.filter(pk__in=list(approved.values_list("pk", flat=True))).update(
            approved_at=designation.designated_at, approved_by=designation.designated_by_id
        )


class Migration(migrations.Migration):
    dependencies = [("activities", "0013_sessions_of_a_series")]

    operations = [migrations.RunPython(approve, migrations.RunPython.noop)]
