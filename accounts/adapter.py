from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User

CODE_PAGES = {
    "account/email/login_code": "account_confirm_login_code",
    "account/email/email_confirmation_signup": "account_email_verification_sent",
    "account/email/email_confirmation": "account_email_verification_sent",
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, where the house differs."""

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        from accounts.signin import use_sign_up_answers  # allauth's forms need the adapter first

        use_sign_up_answers(request, user)
        return super().post_login(request, user, **details)

    def format_email_subject(self, subject: str) -> str:
        return subject  # the sender says who we are; a code belongs where a notification shows it

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        ours = {"site_url": settings.SITE_URL, "code_address": _code_address(template_prefix, context)}
        super().send_mail(template_prefix, email, {**ours, **context})


def _code_address(template_prefix: str, context: dict[str, Any]) -> str:
    """The page that takes the mailed code, with the code filled in; it helps only the browser that asked for it."""
    view = CODE_PAGES.get(template_prefix)
    if view is None or not context.get("code"):
        return ""
    given = {"code": context["code"]}
    if (goes_on_to := get_next_redirect_url(allauth_context.request)) is not None:
        given["next"] = goes_on_to
    return f"{settings.SITE_URL}{reverse(view)}?{urlencode(given)}"
