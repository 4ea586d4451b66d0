from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, CharField, TextInput
from django.http import HttpRequest, QueryDict

from core.errors import ActionRefused


def add_refusal(form: BaseForm, refusal: ActionRefused) -> None:
    """Put the sentence beside the field it belongs to, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: also an empty POST, since one of ticked boxes alone may be empty."""
    return request.POST if request.method == "POST" else None


def refuse_line_breaks(text: object) -> None:
    if isinstance(text, str) and len(text.splitlines()) > 1:
        raise ValidationError("Please write this on one line.", code="one_line")


def keep_one_line_fields_to_one_line() -> None:
    """A browser sends no line break from a field of one line; a program may, and calendars and mail trip over it.

    Laid over Django's own field, since every form of ours, of allauth and of the admin is to know it.
    """
    check = CharField.run_validators

    def run_validators(field: CharField, value: Any) -> None:
        if isinstance(field.widget, TextInput):
            refuse_line_breaks(value)
        check(field, value)

    CharField.run_validators = run_validators  # type: ignore[assignment,method-assign]
