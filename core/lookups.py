"""By what the office's lists may be narrowed. Apart from `admin`, since the site is made before there are models."""

from typing import Any, Final

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model
from django.http import HttpRequest

# What the filters and the date bar of Django's lists put behind a field's name; nothing that reads a value bit by bit.
_FILTER_LOOKUPS: Final = {"", "exact", "isnull", "isempty", "gte", "lt", "year", "month", "day"}


class NamedLookups:
    """Lists are narrowed by the address only through what they offer: filters, the date bar and `named_lookups`.

    Django itself lets the address ask any field of the row, so that whoever may see a list could read, guess by
    guess, what the list does not show: a password's hash, or who wrote an anonymous report. The office's site lays
    this over every list (uucme.admin).
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        own: Any = self
        if lookup in getattr(own, "named_lookups", ()):
            return True
        for offered in (*own.get_list_filter(request), own.date_hierarchy):
            if isinstance(offered, type):
                if lookup == getattr(offered, "parameter_name", None):
                    return True
                continue
            path = offered[0] if isinstance(offered, (tuple, list)) else offered
            if path and _asks(own.model, path, lookup):
                return True
        return False


def _asks(model: type[Model], path: str, lookup: str) -> bool:
    """Whether `lookup` is the field `path`, as its filter asks for it."""
    if lookup != path and not lookup.startswith(f"{path}__"):
        return False
    rest = lookup.removeprefix(path).removeprefix("__")
    field = get_fields_from_path(model, path)[-1]
    if field.is_relation:
        rest = rest.removeprefix(f"{field.target_field.name}__")  # type: ignore[attr-defined]
    return rest in _FILTER_LOOKUPS
