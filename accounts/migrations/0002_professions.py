"""The professions the office knows from the start; staff may add others."""

from django.db import migrations

PROFESSIONS = [
    # code, name, plural, physician, asked by name
    ("physician", "Physician (MD, DO or equivalent)", "Physicians", True, False),
    ("resident", "Resident or fellow physician", "Residents and fellows", True, False),
    ("advanced-practice-nurse", "Advanced practice nurse", "Advanced practice nurses", False, True),
    ("pharmacist", "Pharmacist", "Pharmacists", False, True),
    ("physician-assistant", "Physician assistant / associate", "Physician assistants / associates", False, True),
    ("nurse", "Registered nurse", "Registered nurses", False, False),
    ("psychologist", "Psychologist", "Psychologists", False, False),
    ("social-worker", "Social worker", "Social workers", False, False),
    ("dentist", "Dentist", "Dentists", False, False),
    ("dietitian", "Dietitian", "Dietitians", False, False),
    ("therapist", "Physical, occupational or speech therapist", "Therapists", False, False),
    ("respiratory-therapist", "Respiratory therapist", "Respiratory therapists", False, False),
    ("emergency-medical", "Paramedic or EMT", "Paramedics and EMTs", False, False),
    ("public-health", "Public health professional", "Public health professionals", False, False),
    ("researcher", "Researcher", "Researchers", False, False),
    ("student", "Health professions student", "Health professions students", False, False),
    ("patient", "Patient or community member", "Patients and community members", False, False),
    ("other", "Another profession", "Other professions", False, False),
]


def add(apps, schema_editor):
    Profession = apps.get_model("accounts", "Profession")
    for position, (code, name, plural, physician, asked) in enumerate(PROFESSIONS):
        Profession.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "plural": plural,
                "is_physician": physician,
                "asked_by_name": asked,
                "position": position * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
