from django.db import migrations
from django.db.models import F


def announce(apps, schema_editor):
    """Whoever has had a certificate for a while need not be told of it."""
    certificates = apps.get_model("credits", "Certificate").objects
    certificates.filter(made_at__isnull=False, announced_at=None).update(announced_at=F("made_at"))


class Migration(migrations.Migration):
    dependencies = [("credits", "0013_ready_letters_and_claim_reminders")]

    operations = [migrations.RunPython(announce, migrations.RunPython.noop, elidable=True)]
