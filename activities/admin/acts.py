"""The smaller acts of the review page. They keep the page and what is typed on it, and lead back to where one acted."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from activities import services
from activities.admin.page import ReviewPage
from activities.admin.told import tell
from activities.models import TeamMember
from activities.services.disclosure_requests import request_missing_disclosures
from activities.services.exclusions import exclude_member, undo_exclusion
from activities.services.exemptions import end_exemption, exempt_activity
from activities.services.omissions import accept_omission, ask_about_omission, undo_acceptance
from core.errors import ActionRefused


def act_on(request: HttpRequest, page: ReviewPage, action: str) -> bool:
    """Do it; whether everything was done, else the page says why where it was tried."""
    name, _, rest = action.partition("-")
    act = _ACTS.get(name)
    if act is None:
        messages.error(request, "This page does not know that act. Please try again.")
        return False
    place = _PLACES.get(name, "section-disclosures")
    if name in {"exclude", "save_relationships"} and rest:
        place = f"member-{rest}"
    if name.startswith("omission"):
        place = f"member-{rest.partition('-')[0]}"
    try:
        return act(request, page, rest, place)
    except ActionRefused as refusal:
        tell(request, messages.ERROR, refusal.message, place=place)
        return False


def _settle(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    if page.form.errors_of_outcomes():
        return False
    # What is asked again waits for the decision, so only what is settled counts here.
    settled = services.settle_requests(page.activity, settled=page.form.settled(), by=page.user, at=page.at)
    if settled:
        said = f"Settled {len(settled)} request{'' if len(settled) == 1 else 's'}."
        tell(request, messages.SUCCESS, said, place=place)
    else:
        tell(request, messages.INFO, "Mark what is settled first.", place=place)
    return True


def _comment(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    _write(request, page, is_internal=False)
    tell(request, messages.SUCCESS, "The planners hear of it by mail.", place=place)
    return True


def _note(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    _write(request, page, is_internal=True)
    tell(request, messages.SUCCESS, "Kept among the office.", place=place)
    return True


def _write(request: HttpRequest, page: ReviewPage, *, is_internal: bool) -> None:
    about = request.POST.get("comment_about", "")
    asked = next((one for one in page.requests if str(one.pk) == about), None)
    text = request.POST.get("comment", "")
    services.write_comment(page.activity, text=text, by=page.user, at=page.at, request=asked, is_internal=is_internal)


def _save_relationships(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    """All that was changed, whoever's button was pressed; each refusal stands at its person."""
    changed = [form for form in page.forms if form.has_changed()]
    saved, refused = [], 0
    for form in changed:
        try:
            if not form.is_valid():
                raise ActionRefused(" ".join(str(text) for texts in form.errors.values() for text in texts))
            form.save(by=page.user, at=page.at)
            saved.append(form)
        except ActionRefused as refusal:
            refused += 1
            tell(request, messages.ERROR, refusal.message, place=f"member-{form.member.pk}")
    if saved:
        said = f"Recorded {len(saved)} decision{'' if len(saved) == 1 else 's'} on relationships."
        tell(request, messages.SUCCESS, said, place=place if rest else f"member-{saved[0].member.pk}")
    elif not changed:
        tell(request, messages.INFO, "No decision on a relationship was changed.", place=place)
    return not refused


def _ask_disclosures(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    asked = request_missing_disclosures(page.activity, by=page.user, at=page.at)
    named = ", ".join(str(one.person) for one in asked)
    tell(request, messages.SUCCESS, f"A letter with a link is on its way to {named}.", place=place)
    return True


def _exempt(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    ground, reason = request.POST.get("exempt_ground", ""), request.POST.get("exempt_reason", "")
    exempt_activity(page.activity, ground=ground, reason=reason, by=page.user, at=page.at)
    said = "Nobody has to disclose for this activity. It is on record with your reason."
    tell(request, messages.SUCCESS, said, place=place)
    return True


def _end_exemption(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    end_exemption(page.activity, reason=request.POST.get("end_reason", ""), by=page.user, at=page.at)
    tell(request, messages.SUCCESS, "Its people have to disclose from now on.", place=place)
    return True


def _undo_exclusion(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    exclusion = next((e for e in page.exclusions if str(e.pk) == rest), None)
    if exclusion is None:
        raise ActionRefused("There is no such exclusion.")
    undo_exclusion(exclusion, reason=request.POST.get(f"undo_reason_{rest}", ""), by=page.user, at=page.at)
    tell(request, messages.SUCCESS, f"{exclusion.person} has the role again.", place=place)
    return True


def _exclude(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    member = next((c.member for c in page.clearances if str(c.member.pk) == rest), None)
    if member is None:
        # Their place on the page is gone with them.
        said = "This person is no longer on the team."
        tell(request, messages.ERROR, said, place=_PLACES["undo"])
        return False
    exclude_member(
        member=member,
        ground=request.POST.get(f"exclude_ground_{rest}", ""),
        reason=request.POST.get(f"exclude_reason_{rest}", ""),
        by=page.user,
        at=page.at,
    )
    said = f"{member} is excluded from this role. The planners see why."
    tell(request, messages.SUCCESS, said, place=_PLACES["undo"])
    return True


def _on_team(page: ReviewPage, pk: str) -> TeamMember:
    member = next((c.member for c in page.clearances if str(c.member.pk) == pk), None)
    if member is None:
        raise ActionRefused("This person is no longer on the team.")
    return member


def _accept_omission(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    """What a disclosure leaves out is rightly left out (SII-1)."""
    pk, _, key = rest.partition("-")
    member, reason = _on_team(page, pk), request.POST.get(f"omission_reason_{pk}_{key}", "")
    accept_omission(member=member, key=key, reason=reason, by=page.user, at=page.at)
    said = f"Accepted. It is on record for {member.person}, with your reason."
    tell(request, messages.SUCCESS, said, place=place)
    return True


def _ask_about_omission(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    pk, _, key = rest.partition("-")
    member = _on_team(page, pk)
    ask_about_omission(member=member, key=key, by=page.user, at=page.at)
    tell(request, messages.SUCCESS, f"A letter with the question is on its way to {member.person}.", place=place)
    return True


def _undo_acceptance(request: HttpRequest, page: ReviewPage, rest: str, place: str) -> bool:
    pk, _, key = rest.partition("-")
    undo_acceptance(member=_on_team(page, pk), key=key, by=page.user, at=page.at)
    tell(request, messages.SUCCESS, "Taken back. The office looks at it again.", place=place)
    return True


_ACTS: Final[dict[str, Callable[[HttpRequest, ReviewPage, str, str], bool]]] = {
    "settle": _settle,
    "comment": _comment,
    "note": _note,
    "save_relationships": _save_relationships,
    "ask_disclosures": _ask_disclosures,
    "exempt": _exempt,
    "end_exemption": _end_exemption,
    "undo": _undo_exclusion,
    "exclude": _exclude,
    "omission_accept": _accept_omission,
    "omission_ask": _ask_about_omission,
    "omission_undo": _undo_acceptance,
}
_PLACES: Final = {
    "settle": "requests",
    "comment": "comments",
    "note": "comments",
    "exempt": "exemption",
    "end_exemption": "exemption",
    "undo": "exclusions",
}
