from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from core.errors import ActionRefused


def add_refusal(form: BaseForm, refusal: ActionRefused) -> None:
    """Put the sentence beside the field it belongs to, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: also an empty POST, since one of ticked boxes alone may be empty."""
    return request.POST if request.method == "POST" else None
