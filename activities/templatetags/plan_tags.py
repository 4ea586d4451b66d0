from typing import Any

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


@register.inclusion_tag("activities/plan/_asked_here.html", takes_context=True)
def asked_here(context: dict[str, Any], *place: object) -> dict[str, Any]:
    """What the office asks about one place of this section (REV-2); without a place, what has none on the page."""
    anchor, section = "-".join(str(part) for part in place), context["section"].key
    asked = [one for one in context.get("asked", []) if one.section == section and not one.request.is_notice]
    here = [one for one in asked if one.place == anchor or (not anchor and one.is_gone)]
    return {"here": here, "activity": context["activity"]}
