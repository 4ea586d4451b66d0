"""The page on which a person discloses: signed in, or by a link of their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.typed import whole_number
from core.typing_kept import posted_or_kept, signed_in_or_kept
from disclosures.forms import (
    NONE,
    SOME,
    DisclosureForm,
    RefusalForm,
    RelationshipFormSet,
    earlier_relationships,
    first_answers,
)
from disclosures.links import VALID_FOR, person_of_token, works_until
from disclosures.models import Company, Disclosure, DisclosureRequest, Refusal
from disclosures.omissions import named_so
from disclosures.receipts import what_follows
from disclosures.services import (
    Relationship,
    confirm_disclosure,
    left_out,
    record_disclosure,
    refuse_disclosure,
    suggest_companies,
)
from disclosures.signatures import signature_refusal

MOST_NAMES = 200


@never_cache
@signed_in_or_kept
def disclose(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _disclosure_page(request, request.user)


@never_cache
def disclose_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link stands for its person on this page, and for nothing else (SII-2)."""
    return _by_link(request, token, _disclosure_page)


def _by_link(request: HttpRequest, token: str, page: Callable[[HttpRequest, User, str], HttpResponse]) -> HttpResponse:
    """A link that is too old or incomplete says so, and how to get another."""
    try:
        person = person_of_token(token)
    except signing.SignatureExpired:
        return render(request, "disclosures/expired.html", {"is_old": True, "days": VALID_FOR.days}, status=410)
    except signing.BadSignature:
        return render(request, "disclosures/expired.html", {"days": VALID_FOR.days}, status=404)
    return page(request, person, token)


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
        person = person_of_token(token)
    except signing.BadSignature as fault:
        raise Http404 from fault
    return _suggestions(request, person)


@never_cache
@login_required
def refuse(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _refusal_page(request, request.user)


@never_cache
def refuse_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _refusal_page)


def _refusal_page(request: HttpRequest, person: User, token: str = "") -> HttpResponse:
    """Says what refusing means before it is sent, and afterwards that it was (SII-3)."""
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        refuse_disclosure(person=person, by=person, at=timezone.now(), reason=form.cleaned_data["reason"])
        return redirect(request.path)
    if refusal := Refusal.objects.in_force().filter(person=person).first():
        return render(request, "disclosures/refused.html", {"person": person, "refusal": refusal})
    return render(request, "disclosures/refuse.html", {"person": person, "form": form})


def _suggestions(request: HttpRequest, person: User) -> HttpResponse:
    """The options of the list under a company’s field, for a script; without it the page has the first of them."""
    try:
        names = suggest_companies(request.GET.get("q", "")[:160], by=person)
    except ActionRefused as refusal:
        return HttpResponse(refusal.message, status=429, content_type="text/plain")
    return render(request, "disclosures/_company_names.html", {"names": names})


@never_cache
@login_required
def thanks(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return _receipt(request, request.user)


@never_cache
def thanks_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _receipt)


def _receipt(request: HttpRequest, person: User, token: str = "") -> HttpResponse:
    """What they signed last, when, what happens next, and how to correct it."""
    disclosure = person.disclosures.first()
    to_disclose = _address("disclose", "by_link", token)
    context = {
        "person": person,
        "disclosure": disclosure,
        "relationships": list(disclosure.relationships.select_related("known_company")) if disclosure else [],
        "follows": what_follows(disclosure) if disclosure else [],
        "to_disclose": to_disclose,
        "works_until": works_until(token) if token else None,
    }
    return render(request, "disclosures/thanks.html", context)


def _address(signed_in: str, by_link: str, token: str) -> str:
    return reverse(f"disclosures:{by_link}", args=[token]) if token else reverse(f"disclosures:{signed_in}")


def _disclosure_page(request: HttpRequest, person: User, token: str = "") -> HttpResponse:
    earlier = person.disclosures.prefetch_related("relationships__known_company").first()
    if request.method != "POST":
        if typed := _kept(request):
            return _render(request, person, earlier, *_unjudged(typed))
        form = DisclosureForm(initial=first_answers(person, earlier))
        rows = RelationshipFormSet(initial=earlier_relationships(earlier), prefix="rows")
        return _render(request, person, earlier, form, rows)
    if "confirm" in request.POST:
        return _confirm(request, person, token)
    if "add_row" in request.POST:
        return _render(request, person, earlier, *_with_one_more_row(request))
    if "keep" in request.POST:
        return _render(request, person, earlier, *_with_everything_kept(request, earlier))
    form, rows = _bind(request.POST)
    # Who says “none” is asked about the lines, not told what is wrong with them.
    is_none = request.POST.get("answer") == NONE
    is_valid = form.is_valid() & (is_none or rows.is_valid())
    if "signed_name" in form.cleaned_data and (refusal := signature_refusal(person, form.cleaned_data["signed_name"])):
        form.add_error("signed_name", refusal)
    if not is_valid or form.errors:
        return _render(request, person, earlier, form, rows)
    now, told = timezone.now(), [] if is_none else rows.told()
    if "leave_out" not in request.POST and (gone := _left_out(earlier, told, rows if is_none else None, at=now)):
        return _render(request, person, earlier, form, rows, gone=gone)
    try:
        record_disclosure(
            person=person,
            has_relationships=not is_none,
            relationships=told,
            signed_name=form.cleaned_data["signed_name"],
            note=form.cleaned_data["note"],
            by=person,
            at=now,
        )
    except ActionRefused as refused:
        add_refusal(form, refused)
        return _render(request, person, earlier, form, rows)
    return redirect(_address("thanks", "thanks_by_link", token))


def _kept(request: HttpRequest) -> QueryDict | None:
    """What was typed while signed out. A press that signs again what was read is made anew."""
    typed = posted_or_kept(request)
    return typed if typed and "rows-TOTAL_FORMS" in typed else None


def _left_out(earlier: Disclosure | None, told: list[Relationship], rows: Any, *, at: datetime) -> list[str]:
    """What the person is asked about once, in words: what they disclosed before, and the lines beside a “none”."""
    before = [named_so(row) for row in left_out(earlier, told, at=at)]
    return list(dict.fromkeys([*before, *(rows.typed() if rows else [])]))


def _confirm(request: HttpRequest, person: User, token: str) -> HttpResponse:
    """Nothing has changed: one press signs again what they read (SII-2)."""
    disclosure = person.disclosures.filter(pk=whole_number(request.POST["confirm"]) or 0).first()
    if disclosure is None:
        raise Http404
    try:
        confirm_disclosure(disclosure, signed_name=disclosure.signed_name, by=person, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(request.path)
    return redirect(_address("thanks", "thanks_by_link", token))


def _bind(typed: QueryDict) -> tuple[DisclosureForm, Any]:
    return DisclosureForm(typed), RelationshipFormSet(typed, prefix="rows")


def _with_one_more_row(request: HttpRequest) -> tuple[DisclosureForm, Any]:
    """What was typed, unjudged, with another empty line: the button works without a script."""
    typed = request.POST.copy()
    typed["rows-TOTAL_FORMS"] = str(min(_number_of_rows(typed) + 1, RelationshipFormSet.max_num))
    return _unjudged(typed)


def _with_everything_kept(request: HttpRequest, earlier: Disclosure | None) -> tuple[DisclosureForm, Any]:
    """What was typed, with every line that was to go back in its place, and “some” for an answer."""
    typed = request.POST.copy()
    typed["answer"] = SOME
    total = _number_of_rows(typed)
    for number in range(total):
        typed.pop(f"rows-{number}-DELETE", None)
    _, rows = _bind(typed)
    told = rows.told() if rows.is_valid() else []
    for row in left_out(earlier, told, at=timezone.now()) if rows.is_valid() else []:
        number = _first_empty_row(typed, total)
        typed[f"rows-{number}-company"], typed[f"rows-{number}-nature"] = row.company_name, row.nature
        typed[f"rows-{number}-ended_date"] = row.ended_date.isoformat() if row.ended_date else ""
        total = max(total, number + 1)
    typed["rows-TOTAL_FORMS"] = str(min(total, RelationshipFormSet.max_num))
    return _unjudged(typed)


def _first_empty_row(typed: QueryDict, total: int) -> int:
    return next((n for n in range(total) if not typed.get(f"rows-{n}-company", "").strip()), total)


def _number_of_rows(typed: QueryDict) -> int:
    return min(whole_number(typed.get("rows-TOTAL_FORMS")) or 0, RelationshipFormSet.max_num)


def _unjudged(typed: QueryDict) -> tuple[DisclosureForm, Any]:
    form, rows = _bind(typed)
    for unjudged in (form, *rows.forms):
        unjudged._errors = {}
    return form, rows


def _render(
    request: HttpRequest,
    person: User,
    earlier: Disclosure | None,
    form: DisclosureForm,
    rows: Any,
    *,
    gone: list[str] | None = None,
) -> HttpResponse:
    """`gone`: what they are asked about before it is signed."""
    refusal = Refusal.objects.in_force().filter(person=person).first()
    context = {
        "person": person,
        "earlier": earlier,
        "form": form,
        "rows": rows,
        "gone": gone,
        "question": _open_question(person, earlier),
        "refusal": refusal,
        "is_attempt": request.method == "POST",
        "names": list(Company.objects.ineligible().values_list("name", flat=True)[:MOST_NAMES]),
    }
    return render(request, "disclosures/disclose.html", context)


def _open_question(person: User, earlier: Disclosure | None) -> DisclosureRequest | None:
    """What the office asked about their last statement and they have not answered by another."""
    asked = person.disclosure_requests.exclude(question="").first()
    return asked if asked and earlier and asked.asked_at > earlier.signed_at else None
