from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address to count attempts by: the visitor's own, as far as `UUCME_PROXIES` says how to find it."""
    return str(get_adapter(request).get_client_ip(request))
