"""Two indexed keys by which the same person is found again under another spelling (ATT-5)."""

from django.db import migrations

import accounts.keys

BATCH = 500


def fill(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    batch = []
    for user in User.objects.only("email", "given_name", "family_name", "printed_name").iterator(BATCH):
        user.email_key = accounts.keys.address_key(user.email)
        user.name_key = accounts.keys.name_key(user.given_name, user.family_name) or accounts.keys.name_key(
            user.printed_name
        )
        batch.append(user)
        if len(batch) == BATCH:
            User.objects.bulk_update(batch, ["email_key", "name_key"])
            batch = []
    User.objects.bulk_update(batch, ["email_key", "name_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_professions")]
    operations = [
        migrations.AddField("user", "email_key", accounts.keys.KeyField(made_from=("email",), default=""), False),
        migrations.AddField(
            "user",
            "name_key",
            accounts.keys.KeyField(made_from=("given_name", "family_name", "printed_name"), default=""),
            False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
