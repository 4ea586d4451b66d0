"""The way of each proposal through the office, by the real services at times that have passed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from activities import services
from activities.models import Activity, Mitigation, Status, TeamMember
from activities.services.confirming import invite_to_confirm
from activities.services.requests import Request
from activities.services.support import add_exhibitor, add_support, file_agreement
from disclosures.models import FinancialRelationship
from evaluations.services import Composed, Written, add_question, make_questionnaire, write_assessment
from learners.models import SessionCode
from learners.services import issue_codes
from uucme.demo.building import final_text, rewrite, write_plan
from uucme.demo.clock import Clock
from uucme.demo.shapes import Plan
from uucme.demo.staff import Staff
from uucme.demo.talk import answer, leave_out, settle, talk
from uucme.demo.voices import COMPARED
from uucme.demo.workshop import DECISIONS, Dates, Workshop, dates_of

AGREEMENT: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
UNRELATED = "The company’s products have no part in what this person teaches here."


def build_activity(plan: Plan, shop: Workshop) -> Activity:
    """One activity, written down and brought where it stands."""
    rng = shop.rng(plan)
    dates = dates_of(plan, shop.clock, rng)
    activity = write_plan(plan, shop, dates)
    _walk(activity, plan, shop, dates)
    talk(activity, plan, shop)
    activity.refresh_from_db()
    if activity.is_published:
        _unlock(activity, plan, shop, dates, rng)
    return activity


def _walk(activity: Activity, plan: Plan, shop: Workshop, dates: Dates) -> None:
    director, reviewer = shop.staff[plan.director or "director"], _reviewer(plan, shop.staff)
    status = Status(plan.status)
    if status == Status.DRAFT:
        if plan.drafted_by:
            invite_to_confirm(activity, by=shop.staff[plan.drafted_by], at=dates.created + timedelta(days=1))
        return
    if plan.requests and status != Status.CHANGES_REQUESTED:
        _send_round(activity, plan, director, reviewer, dates.submitted)
    services.submit_proposal(activity, by=director, at=dates.submitted, attests=True)
    _record_industry(activity, plan, shop, director, dates)
    leave_out(activity, plan, shop, by=reviewer, at=shop.clock.past(dates.submitted + timedelta(hours=22)))
    if status == Status.SUBMITTED:
        settle(activity, plan, by=reviewer, at=shop.clock.past(dates.submitted + timedelta(hours=23)))
    if status in DECISIONS or plan.undecided:
        _decide_relationships(activity, plan, shop.staff, dates)
    at, note = dates.decided, plan.note

    def approve() -> None:
        settled = activity.review_requests.unsettled().values_list("pk", flat=True)
        services.approve_activity(activity, by=reviewer, at=at, note=note, settled=list(settled))

    acts: dict[Status, tuple[Callable[[], object], ...]] = {
        Status.SUBMITTED: (),
        Status.CHANGES_REQUESTED: (
            lambda: services.request_changes(
                activity, requests=_requests(activity, plan), by=reviewer, at=at, note=note
            ),
            lambda: answer(activity, plan, by=director, at=shop.clock.past(at + timedelta(days=2))),
        ),
        Status.DECLINED: (lambda: services.decline_proposal(activity, by=reviewer, at=at, note=note),),
        Status.WITHDRAWN: (lambda: services.withdraw_proposal(activity, by=director, at=at, note=note),),
        Status.APPROVED: (approve,),
        Status.OPEN: (approve, lambda: _open(activity, plan, shop.clock, at)),
        Status.CLOSED: (approve, lambda: _open(activity, plan, shop.clock, at), lambda: _close(activity, shop)),
        Status.CANCELLED: (approve, lambda: _cancel(activity, plan, shop, reviewer, at)),
    }
    for act in acts[status]:
        act()


def _record_industry(activity: Activity, plan: Plan, shop: Workshop, director: User, dates: Dates) -> None:
    """Who supports it, with the signed agreement where it is decided; and who exhibits."""
    at = dates.submitted + timedelta(hours=1)
    if plan.exhibits:
        add_exhibitor(activity, name="Wasatch Surgical Supply", fee=1500, by=director, at=at)
    if not plan.supported:
        return
    support = add_support(
        activity, company="Saltair Biologics", nature="money", amount=12000, attests=True, by=director, at=at
    )
    if Status(plan.status) in DECISIONS:
        agreement = SimpleUploadedFile("Letter of agreement.pdf", AGREEMENT)
        file_agreement(support, file=agreement, signed_date=shop.clock.past(at).date(), by=director, at=at)


def _send_round(activity: Activity, plan: Plan, director: User, reviewer: User, submitted: datetime) -> None:
    """An earlier version went back with requests; the planners answered them."""
    services.submit_proposal(activity, by=director, at=submitted - timedelta(days=11, hours=3), attests=True)
    asked_at = submitted - timedelta(days=6, hours=1)
    services.request_changes(activity, requests=_requests(activity, plan), by=reviewer, at=asked_at)
    answer(activity, plan, by=director, at=asked_at + timedelta(days=3))
    gaps = list(activity.gaps.all())
    fresh = Activity.objects.get(pk=activity.pk)
    for path in plan.before:
        rewrite(fresh, gaps, path, final_text(plan, path))


def _requests(activity: Activity, plan: Plan) -> list[Request]:
    return [Request(section, text, _place(activity, where)) for section, where, text in plan.requests]


def _place(activity: Activity, where: str) -> str:
    """“gap1.reference” and “objective3” as the plan's own places; names of plain fields as they are."""
    row, _, name = where.partition(".")
    if row.startswith("gap"):
        gap = list(activity.gaps.all())[int(row[3:]) - 1]
        return f"gap-{gap.pk}-{name}"
    if row.startswith("objective"):
        return f"objective-{list(activity.objectives.all())[int(row[9:]) - 1].pk}"
    return where


def _reviewer(plan: Plan, staff: Staff) -> User:
    """Mostly the reviewer who signs in; a colleague where that one is on the team (REV-3)."""
    on_team = {*plan.director.split(), *plan.planners.split(), *plan.codirector.split()}
    return staff["office_reviewer" if "reviewer" in on_team or len(plan.key) % 4 == 0 else "reviewer"]


def _decide_relationships(activity: Activity, plan: Plan, staff: Staff, dates: Dates) -> None:
    keys = {user.pk: key for key, user in staff.people.items()}
    relevant, undecided = set(plan.relevant.split()), set(plan.undecided.split())
    decided_at = dates.submitted + min(timedelta(days=1, hours=2), (dates.decided - dates.submitted) / 2)
    relationships = FinancialRelationship.objects.select_related("disclosure")
    rows = []
    for member in activity.team.filter(controls_content=True, person__disclosures__has_relationships=True):
        key = keys[member.person_id]
        if key in undecided:
            continue
        is_relevant = key in relevant
        rows += [
            Mitigation(
                member=member,
                relationship=relationship,
                is_relevant=is_relevant,
                reason="" if is_relevant else UNRELATED,
                decided_at=decided_at,
                decided_by=staff["office_reviewer"],
                method=_method(member) if is_relevant else "",
                mitigated_at=decided_at + timedelta(hours=1) if is_relevant else None,
                mitigated_by=staff["office_reviewer"] if is_relevant else None,
            )
            for relationship in relationships.filter(disclosure__person=member.person_id)
        ]
    Mitigation.objects.bulk_create(rows)


def _method(member: TeamMember) -> str:
    return Mitigation.Method.RECUSE if member.role in TeamMember.PLANNING_ROLES else Mitigation.Method.PEER_REVIEW


def _open(activity: Activity, plan: Plan, clock: Clock, approved_at: datetime) -> None:
    opens = clock.moment(clock.day(plan.opens), "08:00") if plan.opens is not None else approved_at
    services.open_activity(activity, by=None, at=clock.past(max(opens, approved_at) + timedelta(minutes=4)))


def _close(activity: Activity, shop: Workshop) -> None:
    activity.refresh_from_db()
    closes_at = activity.claim_closes_at(90)
    assert closes_at is not None
    services.close_activity(activity, by=None, at=shop.clock.past(closes_at + timedelta(minutes=5)))


def _cancel(activity: Activity, plan: Plan, shop: Workshop, reviewer: User, approved_at: datetime) -> None:
    _open(activity, plan, shop.clock, approved_at)
    at = shop.clock.past(approved_at + (shop.clock.now - approved_at) * 0.7)
    services.cancel_activity(activity, by=reviewer, at=at, note=plan.note)


def _unlock(activity: Activity, plan: Plan, shop: Workshop, dates: Dates, rng: Random) -> None:
    """What approval unlocks: codes, the evaluation's questions, the assessment."""
    issue_codes(activity, at=dates.decided)
    codes = list(SessionCode.objects.filter(activity=activity))
    for code in codes:
        code.code = shop.code(rng, 6)
    SessionCode.objects.bulk_update(codes, ["code"])
    make_questionnaire(activity)
    if sentence := COMPARED.get(plan.key):
        composed = Composed("rating", sentence, is_required=True, asked_before=True)
        add_question(activity, composed=composed, by=activity.created_by)
    if plan.quiz:
        questions = [_written(quiz.text, quiz.right, quiz.wrong, rng) for quiz in plan.quiz]
        write_assessment(activity, questions=questions, by=activity.created_by)


def _written(text: str, right: str, wrong: tuple[str, ...], rng: Random) -> Written:
    choices = [right, *wrong]
    rng.shuffle(choices)
    return Written(text, choices, choices.index(right))
