"""Handing a person everything we hold of them (PRS-5)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.background import request_after_commit
from people.models import PersonExport
from people.tasks import make_export


@transaction.atomic
def ask_for_export(person: User, *, at: datetime) -> PersonExport:
    """Have it packed in the background. Asking again while it is packed changes nothing."""
    User.objects.select_for_update().get(pk=person.pk)
    export = PersonExport.objects.to_make().filter(person=person).first()
    if export is None:
        export = PersonExport.objects.create(person=person, asked_at=at)
    request_after_commit(make_export, export.pk)
    return export
