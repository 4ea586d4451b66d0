from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, where the house differs."""

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        from accounts.signin import use_sign_up_answers  # allauth's forms need the adapter first

        use_sign_up_answers(request, user)
        return super().post_login(request, user, **details)

    def format_email_subject(self, subject: str) -> str:
        return subject  # the sender says who we are; a code belongs where a notification shows it

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})
