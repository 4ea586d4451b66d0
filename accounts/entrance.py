"""The pages by which people come in: allauth's views, where the house differs.

One line for everybody: an address, the code mailed to it, and one is where one was going. Who is new is asked for a
name after the code; nothing before it tells who has an account.
"""

import time
from typing import Any, Final

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import EmailVerificationStage, LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.utils import passthrough_next_redirect_url
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.addresses import likely_meant
from accounts.signin import TYPED

ASKED_ADDRESS: Final = "address_that_asked"
ASK, CONFIRM = "account_request_login_code", "account_confirm_login_code"
SIGN_UP, PROVE = "account_signup", "account_email_verification_sent"


class CodeForAnybody(LoginCodeVerificationProcess):
    """Mails a code also to an address that nobody has: it proves the address before one is asked for a name."""

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        context = {"request": self.request, "code": self.generate_code()}
        get_adapter().send_mail("account/email/newcomer_code", email, context)


def _onwards(request: HttpRequest, name: str) -> HttpResponse:
    """To the named page, keeping where one was going."""
    return redirect(passthrough_next_redirect_url(request, reverse(name), "next"))


class KeepsTheWay:
    """Somebody who is about to type a mailed code is led back to that page, and on to where they were going."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponse | None:
        answer: HttpResponseRedirect | None = super()._redirect_to_pending_stage(request, stage)  # type: ignore[misc]
        if answer is None:
            return None
        return redirect(passthrough_next_redirect_url(request, answer.url, "next"))


class SignIn(KeepsTheWay, views.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The address comes first: whoever types it and presses Enter gets a code, with or without an account."""
        asked = {"email": self.request.session.get(ASKED_ADDRESS, "")}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "code_form": RequestLoginCodeForm(initial=asked)}


class AskForCode(views.RequestLoginCodeView):
    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Who comes back here wants another address, or another code."""
        clear_login(request)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "email": self.request.session.get(ASKED_ADDRESS, "")}

    def form_valid(self, form: Any) -> HttpResponse:
        email = self.request.session[ASKED_ADDRESS] = form.cleaned_data["email"]
        if form._user is None:
            CodeForAnybody.begin(self.request, email)
            return redirect(self.get_success_url())
        answer: HttpResponse = super().form_valid(form)
        return answer


class SignUp(KeepsTheWay, views.SignupView):
    def get_initial(self) -> dict[str, Any]:
        """What one typed before going back to mend the address."""
        return {**super().get_initial(), **self.request.session.get(TYPED, {})}


class CodePage:
    """What both pages that take a mailed code have in common: `_process` waits for it."""

    request: HttpRequest
    _process: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["minutes"] = self._process.timeout // 60
        context["perhaps"] = likely_meant(self._process.state.get("email") or "")
        return context

    def _wrong(self, form: Form) -> HttpResponse:
        """A code sent twice by a hasty thumb, or none at all, is no other wrong code."""
        typed = form.data.get("code", "").strip().upper()
        again = not typed or typed == self._process.state.get("wrong")
        self._process.state["wrong"] = typed
        if again or self._process.record_invalid_attempt():
            self._process.persist()
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        messages.warning(
            self.request,
            "That was not the code, three times, so it no longer works. Have another one mailed to you; the newest "
            "letter has the one that counts.",
        )
        return _onwards(self.request, ASK)

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        self._process.state["at"] = time.time()
        answer: HttpResponse = super()._resend_form_valid(form)  # type: ignore[misc]
        messages.success(self.request, "Another code is on its way. Only the newest one works.")
        return answer


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """The mailed link was opened in another browser, or too late: the way on is a code for this one."""
    if request.GET.get("code"):
        messages.info(
            request,
            "A code works in the browser that asked for it, and not for long. Type it there, or have one mailed for "
            "this browser; you then go on where you were.",
        )
    return _onwards(request, ASK)


class ConfirmCode(CodePage, views.ConfirmLoginCodeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_anonymous:
            stage = LoginStageController.enter(request, LoginByCodeStage.key)
            if stage is None or LoginCodeVerificationProcess.resume(stage) is None:
                return _elsewhere(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def _is_new(self) -> bool:
        return "user_id" not in self._process.state

    def _resend_form_valid(self, form: Form) -> HttpResponse:
        if self._is_new:
            self._process = CodeForAnybody(stage=self.stage)
        return super()._resend_form_valid(form)

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        if not self._is_new:
            answer: HttpResponse = super()._verify_form_valid(form)
            return answer
        get_adapter().stash_verified_email(self.request, self._process.state["email"])
        self._process.abort()
        return _onwards(self.request, SIGN_UP)

    def form_invalid(self, form: Form) -> HttpResponse:
        return self._wrong(form)


class ProveAddress(CodePage, views.ConfirmEmailVerificationCodeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_anonymous:
            process = EmailVerificationProcess.resume(request)
            is_real = process is not None and "user_id" in process.state
            if process is None or (is_real and not LoginStageController.enter(request, EmailVerificationStage.key)):
                return _elsewhere(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.user.is_anonymous:  # the same page, whether the address was new or not
            context |= {"can_change": True, "cancel_url": None}
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Another address: where allauth cannot just exchange it, one signs up with it, and types nothing twice."""
        if request.POST.get("action") == "change" and not self._process.can_change and request.user.is_anonymous:
            typed = request.session.get(TYPED, {})
            request.session[TYPED] = {**typed, "email": request.POST.get("email", "")}
            self._process.abort()
            return _onwards(request, SIGN_UP)
        return super().post(request, *args, **kwargs)

    def _verify_form_invalid(self, form: Form) -> HttpResponse:
        return self._wrong(form)
