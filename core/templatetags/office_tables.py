"""What the admin's pages say beyond Django's own: headings beside cells for a phone, and who may change a record."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """Each cell, as the admin wrote it, with its heading as `data-label`."""
    for cell, header in zip(cells, headers, strict=False):
        label = escape(capfirst(strip_tags(str(header["text"])).strip()))
        tag, rest = cell[:3], cell[3:]
        assert tag in {"<td", "<th"}
        yield mark_safe(f'{tag} data-label="{label}"{rest}')  # noqa: S308 - the cell is the admin's own


@register.simple_tag(takes_context=True)
def who_may_change(context: dict[str, Any]) -> str:
    """For a reader who sees a record and cannot change it: whether anybody can, and who."""
    if getattr(context["adminform"].model_admin, "kept_by_services", False):
        return "The system keeps this record; nobody changes it by hand."
    opts = context["opts"]
    if context["request"].user.has_perm(f"{opts.app_label}.{(codename := get_permission_codename('change', opts))}"):
        return "This one stays as it is."
    holders = Group.objects.filter(permissions__content_type__app_label=opts.app_label, permissions__codename=codename)
    names = " and ".join(holders.order_by("name").values_list("name", flat=True).distinct())
    return f"You can look at this, not change it. {names or 'A superuser'} can."
