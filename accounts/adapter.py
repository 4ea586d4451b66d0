from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, where the house differs."""

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        from accounts.signin import use_sign_up_answers  # allauth's forms need the adapter first

        use_sign_up_answers(request, user)
        return super().post_login(request, user, **details)
