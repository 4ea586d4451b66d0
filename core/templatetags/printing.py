from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core.printing.qr import qr_code
from core.printing.sheets import font_of

register = template.Library()


@register.filter
def set_in(text: str, face: str) -> SafeString:
    """`text` in `face`, or in other faces of ours where that one lacks a letter or the place of an accent."""
    fonts = font_of(str(text), face)
    return format_html('<span style="font-family: {}">{}</span>', fonts, text) if fonts else conditional_escape(text)


@register.filter
def qr(address: str) -> str:
    """The QR code of an address, for `src`."""
    return qr_code(address)


@register.filter
def as_typed(address: str) -> str:
    """An address as people type it: without https:// and the last slash."""
    return address.partition("://")[2].rstrip("/")
