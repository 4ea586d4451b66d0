from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address to count attempts by; behind proxies only as far as settings trust them."""
    return str(get_adapter(request).get_client_ip(request))
