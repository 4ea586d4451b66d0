"""The name by which people are sorted, and found whatever its accents; keys of names with an ʿayn are made anew."""

from django.db import migrations, models

import accounts.keys

BATCH = 500


def fill(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    people = User.objects.only("given_name", "family_name", "printed_name").order_by("pk")
    batch = []
    for user in people.iterator(BATCH):
        user.sort_name = accounts.keys.sort_name(user.family_name, user.given_name, user.printed_name)
        user.name_key = accounts.keys.name_key(user.given_name, user.family_name) or accounts.keys.name_key(
            user.printed_name
        )
        batch.append(user)
        if len(batch) == BATCH:
            User.objects.bulk_update(batch, ["sort_name", "name_key"])
            batch = []
    User.objects.bulk_update(batch, ["sort_name", "name_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_plain_help")]
    operations = [
        migrations.AddField(
            "user",
            "sort_name",
            accounts.keys.SortNameField(made_from=("family_name", "given_name", "printed_name"), default=""),
            False,
        ),
        migrations.AlterModelOptions(
            "user",
            {"ordering": ("sort_name", "email"), "verbose_name": "person", "verbose_name_plural": "people"},
        ),
        migrations.AddIndex("user", models.Index(fields=["sort_name", "email"], name="people_in_order")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
