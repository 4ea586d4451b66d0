from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("admin/activities/activity/review/_ask.html", takes_context=True)
def ask(context: dict[str, Any], section: str, anchor: str = "", row: int | None = None) -> dict[str, Any]:
    """The field by which a reviewer asks for a change at one place; “{}” in `anchor` stands for the row."""
    page, place = context["page"], anchor.format(row)
    earlier = [one for one in page.requests_by_place.get((section, place), []) if one.settled_at is None]
    field = page.form.request_field(section, place) if page.can_ask else None
    return {"field": field, "earlier": earlier, "is_section": not place}


@register.filter
def pieces(pieces: list[tuple[str, bool]], tag: str) -> SafeString:
    """A text in which what is only on this side is set in `tag` (ins or del)."""
    assert tag in {"ins", "del"}
    marks = {True: (f"<{tag}>", f"</{tag}>"), False: ("", "")}
    return format_html_join(
        "", "{}{}{}", ((SafeString(marks[new][0]), text, SafeString(marks[new][1])) for text, new in pieces)
    )
