"""allauth's forms, where the house differs. Apart from `forms`, which allauth's own forms import."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Profession, User
from accounts.services import complete_person, find_unproven, know_address
from core.ratelimit import too_many

ANSWERS = "sign_up_answers"
TYPED = "typed_at_sign_up"  # so that nobody types it twice
LETTERS, LETTER_SECONDS = 3, 600


def _speak_plainly(form: Form, *, address: str) -> None:
    """One word for the address everywhere, and labels instead of placeholders that vanish."""
    form.fields[address].label = "E-mail address"
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_plainly(self, address="login")
        self.fields["password"].help_text = ""  # the page itself leads to a new one


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Also for people whom others entered: the code proves their address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_plainly(self, address="email")

    def clean_email(self) -> str:
        email: str = super().clean_email()
        user = getattr(self, "_user", None)
        if user is not None:
            know_address(user)
        return email


class SignupForm(allauth_forms.SignupForm):
    """Who is known already, without ever having signed in, proves the address by a code instead (ATT-5)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]  # the mailed code proves the address; a password can be set later
        _speak_plainly(self, address="email")
        self.fields["email"].help_text = "One that stays yours: your credit is kept under it."

    @property
    def _typed(self) -> dict[str, str]:
        names = {name: self.cleaned_data[name] for name in ("given_name", "family_name")}
        return names | {"profession": self.cleaned_data["profession"].pk}

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        request.session[TYPED] = self._typed
        email = self.cleaned_data["email"]
        if not get_adapter().is_email_verified(request, email):
            get_adapter().unstash_verified_email(request)  # a code proved another address than this one
        user = find_unproven(email) if self.account_already_exists else None
        if user is None or too_many(f"known-address:{email}", limit=LETTERS, seconds=LETTER_SECONDS):
            return super().try_save(request)
        know_address(user)
        request.session[ANSWERS] = self._typed
        return user, None  # from here on as for somebody new: the page tells nobody whom the office knows


def use_sign_up_answers(request: HttpRequest, user: User) -> None:
    """Once the address is proven, take over what was typed at sign-up."""
    request.session.pop(TYPED, None)
    answers = request.session.pop(ANSWERS, None)
    if answers:
        profession = Profession.objects.filter(pk=answers.pop("profession")).first()
        complete_person(user, profession=profession, at=timezone.now(), **answers)
