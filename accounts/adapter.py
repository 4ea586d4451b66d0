from secrets import token_hex
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.letters import note_sent

CODE_PAGES = {
    "account/email/login_code": "account_confirm_login_code",
    "account/email/newcomer_code": "account_confirm_login_code",
    "account/email/email_confirmation_signup": "account_email_verification_sent",
    "account/email/email_confirmation": "account_email_verification_sent",
}
# What the record of letters calls them; their own subjects may hold a code.
_SUBJECTS: Final = {
    "login_code": "A code to sign in",
    "newcomer_code": "A code to sign in",
    "email_confirmation": "A code to prove an address",
    "email_confirmation_signup": "A code to prove an address",
    "password_reset_code": "A code to set a new password",
    "account_already_exists": "You have an account already",
    "unknown_account": "There is no account with this address",
    "password_changed": "Your password was changed",
    "password_set": "Your password was set",
    "password_reset": "Your password was changed",
    "email_changed": "Your e-mail address was changed",
    "email_deleted": "An e-mail address was taken out of your account",
    "email_confirm": "An e-mail address was confirmed",
}


# To everybody who is new, so that nobody learns from it who is known (ATT-5).
BEEN_HERE_BEFORE: Final = (
    "Have you taken part under another e-mail address? Name it under “Your record” in the menu, and the office joins "
    "what is yours."
)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, where the house differs."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "This is not the code we mailed. Please compare it once more.",
        # allauth says it of passwords and of codes asked for alike.
        "too_many_login_attempts": "Those were many tries in a few minutes. Please wait five minutes, then try again.",
        "rate_limited": "Those were many letters in a few minutes. Please wait five minutes, then ask again.",
    }

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        from accounts.signin import use_sign_up_answers  # allauth's forms need the adapter first

        use_sign_up_answers(request, user)
        if details.get("signup"):
            messages.info(request, BEEN_HERE_BEFORE)
        return super().post_login(request, user, **details)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Who just came in by a code need not read that the code was right."""
        if message_template != "account/messages/email_confirmed.txt" or request.user.is_authenticated:
            super().add_message(request, level, message_template, *args, **kwargs)

    def format_email_subject(self, subject: str) -> str:
        return subject  # the sender says who we are; a code belongs where a notification shows it

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, since somebody waits for it; that it went out is kept, and never what it said."""
        ours = {
            "site_url": settings.SITE_URL,
            "code_address": _code_address(template_prefix, context),
            "ask_address": _address("account_request_login_code"),
        }
        try:
            super().send_mail(template_prefix, email, {**ours, **context})
        except Exception as failure:
            _note(template_prefix, email, failure=f"{type(failure).__name__}: {failure}"[:2000])
            raise
        _note(template_prefix, email)


def _note(template_prefix: str, email: str, failure: str = "") -> None:
    name = template_prefix.rsplit("/", 1)[-1]
    note_sent(
        kind="account",
        to=email,
        subject=_SUBJECTS.get(name, "About an account"),
        at=timezone.now(),
        key=f"account:{name}:{token_hex(8)}",
        failure=failure,
    )


def _code_address(template_prefix: str, context: dict[str, Any]) -> str:
    """The page that takes the mailed code, with the code filled in; it helps only the browser that asked for it."""
    view = CODE_PAGES.get(template_prefix)
    if view is None or not context.get("code"):
        return ""
    return _address(view, code=context["code"])


def _address(view: str, **given: str) -> str:
    """A page to go on from, keeping where one was going."""
    if (goes_on_to := get_next_redirect_url(allauth_context.request)) is not None:
        given["next"] = goes_on_to
    query = f"?{urlencode(given)}" if given else ""
    return f"{settings.SITE_URL}{reverse(view)}{query}"
