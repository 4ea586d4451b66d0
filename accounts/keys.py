"""How one finds the same person again under another spelling of their address or name (ATT-5)."""

import re
import unicodedata
from typing import Any

from django.db import models

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_SUFFIXES = frozenset("jr sr ii iii iv".split())
# Gmail delivers to the same person however many points the name has.
_WITHOUT_POINTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def address_key(email: str) -> str:
    """The mailbox behind an address: case, a “+tag” and the points of Gmail do not matter."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_POINTS:
        local, domain = local.replace(".", ""), _WITHOUT_POINTS[domain]
    return f"{local}@{domain}"


def name_key(*names: str) -> str:
    """The words of a name in a fixed order, without case, accents, initials and “Jr.”."""
    decomposed = unicodedata.normalize("NFKD", " ".join(names).casefold())
    bare = "".join(c for c in decomposed if not ("\u0300" <= c <= "\u036f" or "\u064b" <= c <= "\u0652"))
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’‘ʼʻ´`]", "", unicodedata.normalize("NFC", bare).translate(_PLAIN)))
    kept = [word for word in words if word not in _SUFFIXES]
    long = [word for word in kept if len(word) > 1]
    return " ".join(sorted(long if len(long) > 1 else kept))[:250]


class KeyField(models.CharField):
    """Written from other fields with every row that is written, also in bulk; never typed."""

    def __init__(self, *, made_from: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.made_from = made_from
        super().__init__(**{"max_length": 254, "blank": True, "editable": False, "db_index": True, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "made_from": self.made_from}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        given = [getattr(model_instance, name) or "" for name in self.made_from]
        value = address_key(given[0]) if self.made_from == ("email",) else name_key(*given[:2]) or name_key(given[-1])
        setattr(model_instance, self.attname, value)
        return value
