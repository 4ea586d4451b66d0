from decimal import Decimal

from django.db import migrations

UTAH = {
    "total": Decimal(40),
    "category_1": Decimal(34),
    "months": 24,
    "note": (
        "After Utah Administrative Code R156-67; prescribers need further courses. Check with your board."
    ),
}


def add(apps, schema_editor):
    apps.get_model("credits", "ReadyGoal").objects.get_or_create(name="Utah physicians, license renewal", defaults=UTAH)


class Migration(migrations.Migration):
    dependencies = [("credits", "0015_goals")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
