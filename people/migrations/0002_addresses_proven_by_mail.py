from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_merges_exports_and_closed_accounts")]

    operations = [
        migrations.AddField(
            model_name="joinrequest",
            name="proven_at",
            field=models.DateTimeField(
                blank=True, help_text="When somebody who reads that address’s mail said that it is so.", null=True
            ),
        ),
    ]
