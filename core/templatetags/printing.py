from django import template
from django.utils.safestring import SafeString

from core.printing import sheets
from core.printing.qr import qr_code

register = template.Library()


@register.filter
def set_in(text: str, face: str) -> SafeString:
    """`text` in `face`, and in other faces of ours what words that one lacks a letter or the place of an accent for."""
    return sheets.set_in(str(text), face)


@register.filter
def qr(address: str) -> str:
    """The QR code of an address, for `src`."""
    return qr_code(address)


@register.filter
def as_typed(address: str) -> str:
    """An address as people type it: without https:// and the last slash."""
    return address.partition("://")[2].rstrip("/")
