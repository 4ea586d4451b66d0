from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.counties import EVERY_COUNTY
from accounts.forms import MOST_NUMBERS, NumberForm, NumberFormSet, PrintedNameForm, ProfileForm
from accounts.models import Profile, User
from accounts.services import change_printed_name, update_profile
from core.forms import posted
from core.models import Letter
from core.typed import whole_number

LETTERS_PER_PAGE = 25


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    existing = Profile.objects.filter(user=user).first()
    if request.method == "GET" or "add_number" in request.POST:
        return _page(request, *_unchecked_forms(request, user, existing))
    form = ProfileForm(request.POST, user=user, instance=existing)
    numbers: Any = NumberFormSet(request.POST, prefix="numbers")
    if not (form.is_valid() & numbers.is_valid()):
        return _page(request, form, numbers, status=422)
    update_profile(user, names=form.names, answers=form.answers, numbers=numbers.numbers, by=user, at=timezone.now())
    messages.success(request, "Your profile is saved. Certificates that were issued before stay as they are.")
    return redirect(_next(request) or "profile")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """One field, and back to the claim or the certificate from where one came."""
    user: User = request.user  # type: ignore[assignment]
    form = PrintedNameForm(posted(request), initial={"printed_name": user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        change_printed_name(user, printed_name=form.cleaned_data["printed_name"], by=user)
        messages.success(request, "Your name is changed. A certificate that was issued before stays as it is.")
        return redirect(_next(request) or "profile")
    context = {"form": form, "next": _next(request)}
    return render(request, "accounts/name.html", context, status=422 if form.is_bound else 200)


def _unchecked_forms(request: HttpRequest, user: User, existing: Profile | None) -> tuple[ProfileForm, Any]:
    """The forms as saved or, where somebody asked for another line, as typed so far: nothing is judged yet."""
    if request.method == "GET":
        rows = user.identifiers.values("kind", "state", "value", "may_report")
        return ProfileForm(user=user, instance=existing), _rows([dict(row) for row in rows])
    typed = {name: request.POST.get(name, "") for name in ProfileForm.base_fields}
    return ProfileForm(user=user, instance=existing, initial=typed), _rows(_typed_rows(request.POST))


def _rows(rows: list[dict[str, Any]]) -> Any:
    return NumberFormSet(initial=rows, prefix="numbers")


def _typed_rows(typed: QueryDict) -> list[dict[str, Any]]:
    count = min(whole_number(typed.get("numbers-TOTAL_FORMS")) or 0, MOST_NUMBERS)
    rows = [{name: typed.get(f"numbers-{i}-{name}", "") for name in NumberForm.base_fields} for i in range(count)]
    return [row for row in rows if any(row.values())]


def _page(request: HttpRequest, form: ProfileForm, numbers: Any, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "numbers": numbers,
        "number_errors": _number_errors(numbers),
        "counties": EVERY_COUNTY,
        "next": _next(request),
    }
    return render(request, "accounts/profile.html", context, status=status)


def _number_errors(numbers: Any) -> list[tuple[str, str]]:
    """For the summary on top: where to go and what to mend."""
    if not numbers.is_bound:
        return []
    return [
        (line[name if name in line.fields else "value"].id_for_label, f"Number {position}: {sentence}")
        for position, line in enumerate(numbers, start=1)
        for name, sentences in line.errors.items()
        for sentence in sentences
    ]


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else ""


@login_required
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What was mailed to this person, the newest first."""
    mine = Letter.objects.addressed_to(request.user).defer("text", "html")
    page = Paginator(mine, LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/letters.html", {"page": page})


@login_required
@never_cache
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Letter.objects.addressed_to(request.user), pk=pk)
    return render(request, "accounts/letter.html", {"letter": found})
