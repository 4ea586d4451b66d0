"""AMA credit, which the office holds, and the credit it may come to hold, switched off (AMA-8)."""

from django.db import migrations

IPCE_STATEMENT = (
    "This activity was planned by and for the healthcare team, and learners will receive [amount] Interprofessional "
    "Continuing Education (IPCE) credit for learning and change."
)
PHYSICIANS = ("physician", "resident")
NURSES = ("nurse", "advanced-practice-nurse")
TEAM = (*PHYSICIANS, *NURSES, "pharmacist", "physician-assistant", "psychologist", "social-worker", "dentist",
        "dietitian", "therapist", "respiratory-therapist", "emergency-medical", "public-health")
BOARDS = [
    ("aba", "Anesthesiology", "ABA"),
    ("abim", "Internal Medicine", "ABIM"),
    ("abohns", "Otolaryngology – Head and Neck Surgery", "ABOHNS"),
    ("abos", "Orthopaedic Surgery", "ABOS"),
    ("abp", "Pediatrics", "ABP"),
    ("abpath", "Pathology", "ABPath"),
    ("abpmr", "Physical Medicine and Rehabilitation", "ABPMR"),
    ("abs", "Surgery", "ABS"),
    ("abts", "Thoracic Surgery", "ABTS"),
]
TYPES = [
    {
        "code": "ama",
        "name": "AMA PRA Category 1 Credit™",
        "is_on": True,
        "unit": "AMA PRA Category 1 Credit™",
        "units": "AMA PRA Category 1 Credits™",
        "explanation": "For physicians.",
    },
    {
        "code": "ipce",
        "name": "IPCE credit",
        "unit": "IPCE credit",
        "units": "IPCE credits",
        "statement": IPCE_STATEMENT,
        "explanation": "For every member of the healthcare team.",
        "for": TEAM,
    },
    {
        "code": "ancc",
        "name": "ANCC contact hours",
        "unit": "ANCC contact hour",
        "units": "ANCC contact hours",
        "explanation": "For nurses and advanced practice nurses.",
        "for": NURSES,
    },
    {
        "code": "acpe",
        "name": "ACPE contact hours",
        "unit": "ACPE contact hour",
        "units": "ACPE contact hours",
        "ceu_per_unit": "0.1",
        "reference_label": "Universal Activity Number (UAN)",
        "explanation": "For pharmacists. We report it to CPE Monitor, which keeps the record your board reads.",
        "identifier_kind": "nabp",
        "asks_birth_day": True,
        "asks_permission": True,
        "report_within_days": 60,
        "report_from": "participation",
        "for": ("pharmacist",),
    },
    {
        "code": "aapa",
        "name": "AAPA Category 1 CME credit",
        "unit": "AAPA Category 1 CME credit",
        "units": "AAPA Category 1 CME credits",
        "explanation": "For physician assistants and associates.",
        "for": ("physician-assistant",),
    },
    {
        "code": "aafp",
        "name": "AAFP Prescribed credit",
        "unit": "AAFP Prescribed credit",
        "units": "AAFP Prescribed credits",
        "own_statement": True,
        "explanation": "For members of the American Academy of Family Physicians.",
        "for": PHYSICIANS,
    },
    *(
        {
            "code": code,
            "name": f"{short} MOC points",
            "unit": f"{short} MOC point",
            "units": f"{short} MOC points",
            "explanation": f"For diplomates of the American Board of {board}. We report your points to the board.",
            "identifier_kind": code,
            "asks_birth_day": True,
            "asks_permission": True,
            "needs_evaluation": True,
            "allows_partial": code != "abp",
            "report_within_days": 30,
            "report_from": "claim",
            "for": PHYSICIANS,
        }
        for code, board, short in BOARDS
    ),
]


def add(apps, schema_editor):
    CreditType = apps.get_model("activities", "CreditType")
    Profession = apps.get_model("accounts", "Profession")
    for position, known in enumerate(TYPES):
        values = {name: value for name, value in known.items() if name not in {"code", "for"}}
        credit_type, created = CreditType.objects.get_or_create(
            code=known["code"], defaults={**values, "position": position * 10}
        )
        if created:
            credit_type.professions.set(Profession.objects.filter(code__in=known.get("for", ())))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_professions"), ("activities", "0018_credit_types")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
