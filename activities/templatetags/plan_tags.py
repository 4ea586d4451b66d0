from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model

from activities.forms.sections import ROW_NAMES

register = template.Library()

_ROW_ANCHORS = {"gaps": "gap", "objectives": "objective", "team": "member", "agenda": "session"}


@register.filter
def row_name(section: str) -> str:
    return ROW_NAMES[section]


@register.filter
def row_anchor(section: str) -> str:
    """As readiness names its anchors."""
    return _ROW_ANCHORS[section]


@register.filter
def article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


@register.filter
def readable(value: Any) -> str:
    """A form field's value as a person reads it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    return "–" if value in (None, "") else str(value)
