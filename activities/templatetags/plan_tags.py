from django import template

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
