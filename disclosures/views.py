"""The page on which a person discloses: signed in, or by a link of their own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.typed import whole_number
from disclosures.forms import DisclosureForm, RefusalForm, RelationshipFormSet, earlier_relationships, first_answers
from disclosures.links import person_of_token
from disclosures.models import Company, Disclosure
from disclosures.services import confirm_disclosure, record_disclosure, refuse_disclosure, suggest_companies

MOST_NAMES = 200


@never_cache
@login_required
def disclose(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _disclosure_page(request, request.user)


@never_cache
def disclose_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link stands for its person on this page, and for nothing else (SII-2)."""
    try:
        person = _person_of(token)
    except signing.SignatureExpired:
        return render(request, "disclosures/expired.html", status=410)
    return _disclosure_page(request, person)


def _person_of(token: str) -> User:
    """Raises signing.SignatureExpired, or Http404 for a link that nobody has."""
    try:
        return person_of_token(token)
    except signing.SignatureExpired:
        raise
    except signing.BadSignature as fault:
        raise Http404 from fault


@never_cache
@login_required
@require_GET
def company_names(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _suggestions(request, request.user)


@never_cache
@require_GET
def company_names_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        person = _person_of(token)
    except signing.SignatureExpired as fault:
        raise Http404 from fault
    return _suggestions(request, person)


@never_cache
@login_required
def refuse(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _refusal_page(request, request.user)


@never_cache
def refuse_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        person = _person_of(token)
    except signing.SignatureExpired:
        return render(request, "disclosures/expired.html", status=410)
    return _refusal_page(request, person)


def _refusal_page(request: HttpRequest, person: User) -> HttpResponse:
    """Says what refusing means before it is sent (SII-3)."""
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        refuse_disclosure(person=person, by=person, at=timezone.now(), reason=form.cleaned_data["reason"])
        return render(request, "disclosures/refused.html", {"person": person})
    return render(request, "disclosures/refuse.html", {"person": person, "form": form})


def _suggestions(request: HttpRequest, person: User) -> HttpResponse:
    """The options of the list under a company’s field, for a script; without it the page has the first of them."""
    try:
        names = suggest_companies(request.GET.get("q", "")[:160], by=person)
    except ActionRefused as refusal:
        return HttpResponse(refusal.message, status=429, content_type="text/plain")
    return render(request, "disclosures/_company_names.html", {"names": names})


@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/thanks.html")


def _disclosure_page(request: HttpRequest, person: User) -> HttpResponse:
    earlier = person.disclosures.prefetch_related("relationships__known_company").first()
    if request.method != "POST":
        form = DisclosureForm(initial=first_answers(person, earlier))
        rows = RelationshipFormSet(initial=earlier_relationships(earlier), prefix="rows")
        return _render(request, person, earlier, form, rows)
    if "confirm" in request.POST:
        return _confirm(request, person)
    if "add_row" in request.POST:
        return _render(request, person, earlier, *_with_one_more_row(request))
    form, rows = _bind(request.POST)
    if form.is_valid() & rows.is_valid():
        try:
            record_disclosure(
                person=person,
                has_relationships=form.cleaned_data["answer"] == "some",
                relationships=rows.told(),
                signed_name=form.cleaned_data["signed_name"],
                by=person,
                at=timezone.now(),
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("disclosures:thanks")
    return _render(request, person, earlier, form, rows)


def _confirm(request: HttpRequest, person: User) -> HttpResponse:
    """Nothing has changed: one press signs again what they read (SII-2)."""
    disclosure = person.disclosures.filter(pk=whole_number(request.POST["confirm"]) or 0).first()
    if disclosure is None:
        raise Http404
    try:
        confirm_disclosure(disclosure, signed_name=disclosure.signed_name, by=person, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(request.path)
    return redirect("disclosures:thanks")


def _bind(typed: QueryDict) -> tuple[DisclosureForm, Any]:
    return DisclosureForm(typed), RelationshipFormSet(typed, prefix="rows")


def _with_one_more_row(request: HttpRequest) -> tuple[DisclosureForm, Any]:
    """What was typed, unjudged, with another empty line: the button works without a script."""
    typed = request.POST.copy()
    total = whole_number(typed.get("rows-TOTAL_FORMS")) or 0
    typed["rows-TOTAL_FORMS"] = str(min(total + 1, RelationshipFormSet.max_num))
    form, rows = _bind(typed)
    for unjudged in (form, *rows.forms):
        unjudged._errors = {}
    return form, rows


def _render(
    request: HttpRequest, person: User, earlier: Disclosure | None, form: DisclosureForm, rows: Any
) -> HttpResponse:
    context = {
        "person": person,
        "earlier": earlier,
        "form": form,
        "rows": rows,
        "is_attempt": request.method == "POST",
        "names": list(Company.objects.ineligible().values_list("name", flat=True)[:MOST_NAMES]),
    }
    return render(request, "disclosures/disclose.html", context)
