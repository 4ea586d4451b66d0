"""Rows of the admin's lists with the heading of each cell, so that they can be read as blocks on a phone."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
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
