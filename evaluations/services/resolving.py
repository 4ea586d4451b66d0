from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import ActionRefused
from evaluations.models import BiasReport, BiasResolution, Evaluation


@transaction.atomic
def resolve_bias(evaluation: Evaluation, *, note: str, by: User, at: datetime) -> BiasResolution:
    """Write down what the office found and did about a report of bias. It stays as it is written (EVL-1)."""
    report = BiasReport.objects.for_office(by).select_for_update(of=("self",)).filter(pk=evaluation.pk).first()
    if report is None:
        raise ActionRefused("Nobody looks into bias in an activity on whose team they are. Ask a colleague.")
    if BiasResolution.objects.filter(evaluation=report).exists():
        raise ActionRefused("A colleague has dealt with it meanwhile.")
    if not note.strip():
        raise ActionRefused("Say what you found and what was done.", field="note")
    return BiasResolution.objects.create(evaluation_id=report.pk, note=note.strip(), resolved_at=at, resolved_by=by)
