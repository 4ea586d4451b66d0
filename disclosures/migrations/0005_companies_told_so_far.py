import unicodedata

from django.db import migrations


def key_of(name):
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(letter if letter.isalnum() or letter in "+&" else " " for letter in folded)
    return " ".join(kept.split()) or folded.strip()


def put_in_the_queue(apps, schema_editor):
    """Companies that people named already wait for the office's decision like new ones."""
    Company = apps.get_model("disclosures", "Company")
    Spelling = apps.get_model("disclosures", "CompanySpelling")
    for relationship in apps.get_model("disclosures", "FinancialRelationship").objects.filter(known_company=None):
        key = key_of(relationship.company)
        spelling = Spelling.objects.filter(key=key).first()
        if spelling is None:
            company, _ = Company.objects.get_or_create(name=relationship.company)
            spelling = Spelling.objects.create(company=company, spelling=relationship.company, key=key)
        relationship.known_company_id = spelling.company_id
        relationship.save(update_fields=["known_company"])


class Migration(migrations.Migration):
    dependencies = [
        ('disclosures', '0004_companies'),
    ]

    operations = [migrations.RunPython(put_in_the_queue, migrations.RunPython.noop)]
