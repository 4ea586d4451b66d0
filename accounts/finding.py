"""How staff and planners look for a person (ATT-3)."""

from django.db.models import Q


def is_called(typed: str, *, person: str = "", address: str = "icontains") -> Q:
    """Every word typed is in the name, in any spelling, or in the address. `person`: the path there, as "learner"."""
    path = f"{person}__" if person else ""
    found = Q()
    for word in typed.split():
        found &= Q((f"{path}sort_name__icontains", word)) | Q((f"{path}email__{address}", word))
    return found
