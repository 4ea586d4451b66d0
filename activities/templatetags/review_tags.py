from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from activities.admin.addresses import review_address
from activities.models import Activity, Status
from activities.opening import opening_sentence

register = template.Library()


@register.inclusion_tag("admin/activities/activity/review/_ask.html", takes_context=True)
def ask(context: dict[str, Any], section: str, anchor: str = "", row: int | None = None) -> dict[str, Any]:
    """The field by which a reviewer asks for a change at one place; “{}” in `anchor` stands for the row."""
    page, place = context["page"], anchor.format(row)
    earlier = [one for one in page.requests_by_place.get((section, place), []) if one.settled_at is None]
    field = page.form.request_field(section, place) if page.can_ask else None
    return {"field": field, "earlier": earlier, "is_section": not place}


@register.inclusion_tag("admin/activities/activity/review/_told.html", takes_context=True)
def told(context: dict[str, Any], place: str, row: int | None = None) -> dict[str, Any]:
    """What came of an act at this place of the page; “{}” in `place` stands for the row."""
    page = context["page"]
    messages = page.told.by_place.get(place.format(row), [])
    return {"messages": messages, "has_focus": bool(messages) and page.told.take_focus()}


@register.inclusion_tag("admin/activities/activity/review/_next_open.html", takes_context=True)
def next_open(context: dict[str, Any], place: str, row: int | None = None) -> dict[str, Any]:
    """From one open item to the next, for who works through them with the keyboard."""
    page = context["page"]
    return {"place": page.next_open.get(place.format(row)) if "approve" in page.actions else None}


@register.simple_tag(name="review_address")
def address_of(activity: Activity) -> str:
    return review_address(activity)


@register.simple_tag
def opening_of(activity: Activity) -> str:
    """What happens with its registration, once it is approved."""
    return "Registration is open." if activity.status == Status.OPEN else opening_sentence(activity)


@register.filter
def pieces(pieces: list[tuple[str, bool]], tag: str) -> SafeString:
    """A text in which what is only on this side is set in `tag` (ins or del)."""
    assert tag in {"ins", "del"}
    marks = {True: (f"<{tag}>", f"</{tag}>"), False: ("", "")}
    return format_html_join(
        "", "{}{}{}", ((SafeString(marks[new][0]), text, SafeString(marks[new][1])) for text, new in pieces)
    )


@register.simple_tag(takes_context=True)
def typed(context: dict[str, Any], *name: Any) -> str:
    """What was typed in the field of this name (given in pieces) before the page came back."""
    kept = context["page"].typed
    return str(kept.get("".join(map(str, name)), "")) if kept else ""
