"""The office's six content areas and the three frameworks of competencies (PLN-3)."""

from django.db import migrations

CONTENT_AREAS = [
    ("safety", "Patient safety, quality improvement, research, diagnosis and treatment", "Safety, quality and treatment"),
    (
        "communication",
        "Communication and collaboration between team members, patients and clients",
        "Communication and collaboration",
    ),
    ("attributes", "Desirable physician attributes", "Physician attributes"),
    ("outcomes", "Provider performance and patient outcomes", "Performance and outcomes"),
    (
        "leadership",
        "Leadership in staff and trainees around all health sciences professions",
        "Leadership across professions",
    ),
    ("outreach", "Professional and community outreach and involvement", "Outreach and community"),
]
COMPETENCIES = [
    ("acgme-patient-care", "ABMS/ACGME", "Patient care and procedural skills"),
    ("acgme-knowledge", "ABMS/ACGME", "Medical knowledge"),
    ("acgme-practice-based", "ABMS/ACGME", "Practice-based learning and improvement"),
    ("acgme-communication", "ABMS/ACGME", "Interpersonal and communication skills"),
    ("acgme-professionalism", "ABMS/ACGME", "Professionalism"),
    ("acgme-systems", "ABMS/ACGME", "Systems-based practice"),
    ("nam-patient-centered", "IOM/NAM", "Provide patient-centered care"),
    ("nam-teams", "IOM/NAM", "Work in interdisciplinary teams"),
    ("nam-evidence", "IOM/NAM", "Employ evidence-based practice"),
    ("nam-quality", "IOM/NAM", "Apply quality improvement"),
    ("nam-informatics", "IOM/NAM", "Utilize informatics"),
    ("ipec-values", "IPEC", "Values and ethics for interprofessional practice"),
    ("ipec-roles", "IPEC", "Roles and responsibilities"),
    ("ipec-communication", "IPEC", "Interprofessional communication"),
    ("ipec-teams", "IPEC", "Teams and teamwork"),
]


def add(apps, schema_editor):
    ContentArea = apps.get_model("activities", "ContentArea")
    Competency = apps.get_model("activities", "Competency")
    for position, (code, name, short_name) in enumerate(CONTENT_AREAS, start=1):
        ContentArea.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": short_name, "position": position}
        )
    for position, (code, framework, name) in enumerate(COMPETENCIES, start=1):
        Competency.objects.get_or_create(
            code=code, defaults={"framework": framework, "name": name, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
