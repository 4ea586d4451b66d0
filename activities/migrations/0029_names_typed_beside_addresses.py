from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0028_plain_help")]

    operations = [
        migrations.AddField(
            model_name="teammember",
            name="given_name_typed",
            field=models.CharField(blank=True, help_text="As a planner wrote it beside the address.", max_length=120),
        ),
        migrations.AddField(
            model_name="teammember",
            name="family_name_typed",
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
