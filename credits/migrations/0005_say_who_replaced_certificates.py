from django.db import migrations, models


def say_who_replaced(apps, schema_editor):
    """Until now only learners replaced certificates; what is past is no news to anybody."""
    Certificate = apps.get_model("credits", "Certificate")
    Claim = apps.get_model("credits", "Claim")
    learner = models.Subquery(Claim.objects.filter(pk=models.OuterRef("claim_id")).values("learner_id")[:1])
    replaced = Certificate.objects.filter(replaced_at__isnull=False)
    replaced.update(
        replaced_by_id=learner, replacement_reason="Corrected by the learner.", told_at=models.F("replaced_at")
    )
    Certificate.objects.filter(revoked_at__isnull=False).update(told_at=models.F("revoked_at"))


class Migration(migrations.Migration):
    # Apart from the change of the table: PostgreSQL alters none that was written to in the same transaction.

    dependencies = [
        ('credits', '0004_who_replaced_certificates_and_when_to_try_again'),
    ]

    operations = [
        migrations.RunPython(say_who_replaced, migrations.RunPython.noop),
    ]
