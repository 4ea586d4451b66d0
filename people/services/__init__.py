"""The acts on a person's whole record, one function each."""

from people.services.closing import close_account, erase_person
from people.services.exporting import ask_for_export
from people.services.imports import undo_list
from people.services.merging import ask_to_join, fates, merge_people, prove_address, tell_apart, undo_merge

__all__ = [
    "ask_for_export",
    "ask_to_join",
    "close_account",
    "erase_person",
    "fates",
    "merge_people",
    "prove_address",
    "tell_apart",
    "undo_list",
    "undo_merge",
]
