from django.forms import BaseForm

from core.errors import ActionRefused


def add_refusal(form: BaseForm, refusal: ActionRefused) -> None:
    """Put the sentence beside the field it belongs to, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
