"""How one finds the same person again under another spelling of their address or name (ATT-5)."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Contains

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = re.compile("['’‘‛′ʼʻʾʿ´`]")  # the ʻokina, the ʿayn and the hamza too
_SUFFIXES = frozenset("jr sr ii iii iv".split())
# Gmail delivers to the same person however many points the name has.
_WITHOUT_POINTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
SORT_NAME_LENGTH = 500


def address_key(email: str) -> str:
    """The mailbox behind an address: case, a “+tag” and the points of Gmail do not matter."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_POINTS:
        local, domain = local.replace(".", ""), _WITHOUT_POINTS[domain]
    return f"{local}@{domain}"


def name_key(*names: str) -> str:
    """The words of a name in a fixed order, without case, accents, initials and “Jr.”."""
    words = re.findall(r"[^\W\d_]+", _bare(" ".join(names)))
    kept = [word for word in words if word not in _SUFFIXES]
    long = [word for word in kept if len(word) > 1]
    return " ".join(sorted(long if len(long) > 1 else kept))[:250]


def plain_name(name: str) -> str:
    """A name as a caller spells it: no case, accents or apostrophes, and a space for a hyphen or point."""
    kinds = ((c, unicodedata.category(c)) for c in _bare(name))
    return " ".join("".join(c if kind[0] in "LMN" else " " for c, kind in kinds if kind != "Cf").split())


def sort_name(family: str, given: str, printed: str) -> str:
    """What a person is found and sorted by. Two spaces between, so that “De” stands before “De la Cruz”."""
    return "  ".join(filter(None, map(plain_name, (family, given, printed))))[:SORT_NAME_LENGTH]


def _bare(text: str) -> str:
    """Without case, apostrophes, accents and Arabic vowel signs; the marks of other scripts stay."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    kept = "".join(c for c in decomposed if not ("\u0300" <= c <= "\u036f" or "\u064b" <= c <= "\u0652"))
    return unicodedata.normalize("NFC", kept).translate(_PLAIN)


class KeyField(models.CharField):
    """Written from other fields with every row that is written, also in bulk; never typed."""

    def __init__(self, *, made_from: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.made_from = made_from
        super().__init__(**{"max_length": 254, "blank": True, "editable": False, "db_index": True, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "made_from": self.made_from}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.key_of(*(getattr(model_instance, name) or "" for name in self.made_from))
        setattr(model_instance, self.attname, value)
        return value

    def key_of(self, *given: str) -> str:
        return address_key(given[0]) if self.made_from == ("email",) else name_key(*given[:2]) or name_key(given[-1])


class SortNameField(KeyField):
    """By what people are sorted, and found in any spelling: `icontains` takes a word as somebody typed it."""

    def __init__(self, *, made_from: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(made_from=made_from, **{"max_length": SORT_NAME_LENGTH, "db_index": False, **kwargs})

    def key_of(self, *given: str) -> str:
        return sort_name(*given)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Letter by letter on PostgreSQL as on SQLite, whatever language the server was set up in."""
        parameters = super().db_parameters(connection)
        return {**parameters, "collation": "C"} if connection.vendor == "postgresql" else parameters


class _InAnySpelling(Contains):
    def get_prep_lookup(self) -> str:
        return plain_name(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs:  # "-" is in nobody's name; an empty pattern would be in everybody's
            raise EmptyResultSet
        return super().as_sql(compiler, connection)


SortNameField.register_lookup(_InAnySpelling, "icontains")
