"""What learners did: registered, attended, evaluated, claimed. In bulk, within the same rules as one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from random import Random

from accounts.models import User
from activities.credit import QUARTER, attendable_minutes, round_to_quarter
from activities.models import Activity, Session, Status
from credits.models import Certificate, Claim
from credits.services import kind_for
from credits.snapshots import snapshot_of
from evaluations.models import AssessmentAttempt, Questionnaire
from learners.eligibility import worth_of_work
from learners.models import Attendance, CompletedWork, Registration
from uucme.demo.choosing import keep_choices
from uucme.demo.crowd import Crowd
from uucme.demo.opinions import Opinion, keep_opinions
from uucme.demo.shapes import Plan, Series
from uucme.demo.work import make_work
from uucme.demo.workshop import Workshop


class Stage(IntEnum):
    """How far somebody came with an activity."""

    REGISTERED = 1
    ATTENDED = 2
    EVALUATED = 3
    CLAIMED = 4


@dataclass
class Part:
    """One person's part in one activity."""

    learner: User
    stage: Stage
    registered_at: datetime
    sessions: list[Session] = field(default_factory=list)
    work: list[CompletedWork] = field(default_factory=list)
    evaluated_at: datetime | None = None


HELD = {Status.OPEN, Status.CLOSED, Status.CANCELLED}


def fill_activity(activity: Activity, plan: Plan, shop: Workshop, crowd: Crowd, known: dict[User, Stage]) -> None:
    """Everybody's part in one activity; `known` people come exactly as far as it says."""
    if activity.status not in HELD:
        return
    rng = shop.rng(plan)
    activity = Activity.objects.prefetch_related("partners", "designations").get(pk=activity.pk)
    sessions = list(activity.sessions.filter(counts_for_credit=True))
    for session in sessions:
        session.activity = activity
    opened_at = activity.status_changes.filter(action="open").values_list("at", flat=True)[0]
    parts = _parts(activity, plan, shop, crowd, known, opened_at=opened_at, rng=rng)
    for part in parts:
        part.sessions = _attended(plan, part, sessions, shop, rng)
    _register(activity, parts, shop, rng)
    if activity.status == Status.CANCELLED:
        return
    if activity.starts_at and activity.starts_at > shop.clock.now:
        keep_choices(activity, Random(f"choices-{plan.key}-{shop.copy}"))
    _attend(parts, shop, rng)
    _do_work(activity, parts, shop, rng)
    _assess(activity, parts, shop, rng)
    _evaluate(activity, plan, parts, shop, rng)
    _claim(activity, parts, shop, rng)


# --- Who -------------------------------------------------------------------------------------------------------------


def _parts(
    activity: Activity,
    plan: Plan,
    shop: Workshop,
    crowd: Crowd,
    known: dict[User, Stage],
    *,
    opened_at: datetime,
    rng: Random,
) -> list[Part]:
    audience = set(plan.audience.split())
    weights = [1.0 if crowd.professions[user.pk] in audience else 0.02 for user in crowd.users]
    wanted = min(plan.learners, len(crowd.users))
    # A weighted draw without repetition: the smallest of exponential waits, each faster for a greater weight.
    waits = sorted(zip((rng.expovariate(w) for w in weights), range(len(weights)), strict=True))
    chosen = [crowd.users[index] for _, index in waits[:wanted]]
    last = shop.clock.now if activity.starts_at is None or plan.minutes else min(activity.starts_at, shop.clock.now)
    if isinstance(plan.agenda, Series) and activity.starts_at:
        last = min(activity.starts_at + timedelta(days=20), shop.clock.now)
    if activity.format not in Activity.TIMED_FORMATS:
        last = shop.clock.now - timedelta(hours=2)
    if activity.status == Status.CANCELLED:
        last = activity.status_changes.filter(action="cancel").values_list("at", flat=True)[0]
    last = max(last, opened_at + timedelta(minutes=30))
    span = (last - opened_at).total_seconds()
    parts = [
        Part(user, _stage(activity, rng), opened_at + timedelta(seconds=span * rng.betavariate(1.2, 1.6)))
        for user in chosen
    ]
    parts += [Part(user, stage, opened_at + timedelta(seconds=span * 0.1)) for user, stage in known.items()]
    return sorted(parts, key=lambda part: part.registered_at)


def _stage(activity: Activity, rng: Random) -> Stage:
    """Where most of those who were there end, and a few stop on the way."""
    if rng.random() < 0.13:
        return Stage.REGISTERED
    if rng.random() < (0.09 if activity.status == Status.CLOSED else 0.2):
        return Stage.ATTENDED
    return Stage.EVALUATED if rng.random() < 0.08 else Stage.CLAIMED


# --- What ------------------------------------------------------------------------------------------------------------


def _attended(plan: Plan, part: Part, sessions: list[Session], shop: Workshop, rng: Random) -> list[Session]:
    """Sessions that have begun; of parallel ones, one; of a series, those one had time for."""
    if part.stage < Stage.ATTENDED:
        return []
    begun = [session for session in sessions if session.starts_at < shop.clock.now - timedelta(minutes=5)]
    if isinstance(plan.agenda, Series):
        faithful = rng.betavariate(2, 3)
        return [s for s in begun if rng.random() < faithful] or begun[-1:]
    chosen: list[Session] = []
    shuffled = sorted(begun, key=lambda _: rng.random())
    for session in shuffled:
        if any(s.starts_at < session.ends_at and session.starts_at < s.ends_at for s in chosen):
            continue
        if not chosen or rng.random() < 0.93:
            chosen.append(session)
    return sorted(chosen, key=lambda session: session.starts_at)


def _register(activity: Activity, parts: list[Part], shop: Workshop, rng: Random) -> None:
    statuses = Registration.Status
    rows, seated, is_streamed = [], 0, activity.is_hybrid
    for part in parts:
        cancels = part.stage == Stage.REGISTERED and not part.sessions and rng.random() < 0.12
        watches = is_streamed and rng.random() < 0.4
        attends = Registration.Attends.ONLINE if watches else Registration.Attends.IN_PERSON if is_streamed else ""
        status = statuses.CANCELLED if cancels and part.learner.pk not in _sign_ins(shop) else statuses.REGISTERED
        is_full = activity.capacity is not None and seated >= activity.capacity
        if status == statuses.REGISTERED and is_full and not watches:
            status = statuses.WAITING
        seated += status == statuses.REGISTERED and not watches
        cancelled_at = part.registered_at + (shop.clock.now - part.registered_at) * 0.2
        rows.append(
            Registration(
                activity=activity,
                learner=part.learner,
                status=status,
                attends=attends,
                registered_at=part.registered_at,
                cancelled_at=cancelled_at if status == statuses.CANCELLED else None,
                access_needs=rng.choice(("Vegetarian", "Step-free access", "No nuts", "Live captions, please"))
                if rng.random() < 0.06
                else "",
                shares_name_with_industry=rng.random() < 0.05,
            )
        )
        if status != statuses.REGISTERED:
            part.stage, part.sessions = Stage.REGISTERED, []
    Registration.objects.bulk_create(rows)


def _sign_ins(shop: Workshop) -> set[int]:
    return {shop.staff["physician"].pk, shop.staff["pharmacist"].pk}


def _attend(parts: list[Part], shop: Workshop, rng: Random) -> None:
    sources = Attendance.Source
    rows = []
    for part in parts:
        for session in part.sessions:
            source = rng.choices((sources.QR, sources.CODE, sources.LIST, sources.STAFF), (60, 28, 8, 4))[0]
            if session.ends_at > shop.clock.now:
                source = sources.QR
            at = shop.clock.past(session.starts_at + timedelta(seconds=rng.randrange(-900, 2400)))
            is_own = source in {sources.QR, sources.CODE}
            rows.append(
                Attendance(
                    session=session,
                    learner=part.learner,
                    source=source,
                    recorded_at=at if is_own else shop.clock.past(session.ends_at + timedelta(hours=20)),
                    recorded_by=part.learner if is_own else shop.staff["office_staff"],
                    disclosures_shown_at=at if is_own else None,
                )
            )
    Attendance.objects.bulk_create(rows, batch_size=2000)


def _do_work(activity: Activity, parts: list[Part], shop: Workshop, rng: Random) -> None:
    """Where credit is for completed work: the last few to come have not got to a confirmation yet."""
    if activity.work_format is None:
        return
    at_work = [part for part in parts if part.stage >= Stage.ATTENDED]
    unfinished = [part for part in at_work if part.learner.pk not in _sign_ins(shop)][-4:]
    for part in unfinished:
        part.stage = Stage.ATTENDED
    for turn, part in enumerate(at_work):
        part.work = make_work(
            activity,
            part.learner,
            finishes=part.stage >= Stage.EVALUATED,
            turn=unfinished.index(part) if part in unfinished else turn,
            since=part.registered_at,
            shop=shop,
            rng=rng,
        )
    CompletedWork.objects.bulk_create([work for part in at_work for work in part.work])


def _assess(activity: Activity, parts: list[Part], shop: Workshop, rng: Random) -> None:
    """Self-paced material ends in an assessment; whoever evaluated it passed at the first, second or third try."""
    if not activity.is_self_paced:
        return
    questionnaire = Questionnaire.objects.get(activity=activity, purpose=Questionnaire.Purpose.ASSESSMENT)
    questions = questionnaire.questions.count()
    enough = -(-activity.pass_mark * questions // 100)
    rows = []
    for part in parts:
        at = part.registered_at + timedelta(minutes=rng.randrange(25, 90))
        passes = part.stage >= Stage.EVALUATED
        if part.stage < Stage.ATTENDED or at > shop.clock.now:
            part.stage = Stage.REGISTERED
            continue
        failed = rng.choices((0, 1, 2), (75, 20, 5))[0] if passes else 1
        rights = [rng.randrange(max(enough - 3, 0), enough) for _ in range(failed)]
        rights += [rng.randrange(enough, questions + 1)] if passes else []
        for number, right in enumerate(rights, start=1):
            rows.append(
                AssessmentAttempt(
                    questionnaire=questionnaire,
                    learner=part.learner,
                    number=number,
                    score=right * 100 // questions,
                    pass_mark=activity.pass_mark,
                    answered_at=min(at, shop.clock.past(at + timedelta(minutes=3 * number))),
                )
            )
    AssessmentAttempt.objects.bulk_create(rows, batch_size=2000)


def _evaluate(activity: Activity, plan: Plan, parts: list[Part], shop: Workshop, rng: Random) -> None:
    opinions = []
    for part in parts:
        ready_at = _ready_at(activity, part)
        if part.stage < Stage.EVALUATED or ready_at is None:
            part.stage = min(part.stage, Stage.ATTENDED)
            continue
        if part.learner.pk in _sign_ins(shop):
            part.evaluated_at = shop.clock.past(ready_at + timedelta(minutes=12))
        else:
            part.evaluated_at = ready_at + timedelta(seconds=rng.expovariate(1 / 150_000))
        if part.evaluated_at >= shop.clock.now or _closed_by(activity, part.evaluated_at):
            part.stage, part.evaluated_at = Stage.ATTENDED, None
            continue
        opinions.append(Opinion(part.learner, part.evaluated_at, part.sessions))
    keep_opinions(activity, plan, opinions, rng)


def _ready_at(activity: Activity, part: Part) -> datetime | None:
    """When one could evaluate: after the last session, of a series after the third; of material after working through."""
    if activity.work_format:
        return min((work.handed_in_at for work in part.work if work.handed_in_at), default=None)
    if activity.format not in Activity.TIMED_FORMATS:
        return part.registered_at + timedelta(hours=2)
    if not part.sessions:
        return None
    session = part.sessions[min(2, len(part.sessions) - 1)] if activity.is_series else part.sessions[-1]
    return session.ends_at


def _closed_by(activity: Activity, at: datetime) -> bool:
    closes_at = activity.claim_closes_at(90)
    return closes_at is not None and at >= closes_at - timedelta(hours=1)


# --- Credit ----------------------------------------------------------------------------------------------------------


def _claim(activity: Activity, parts: list[Part], shop: Workshop, rng: Random) -> None:
    claims = [claim for part in parts for claim in _claims_of(activity, part, shop, rng)]
    Claim.objects.bulk_create(claims, batch_size=2000)
    certificates = []
    for claim in claims:
        certificate = Certificate(claim=claim, issued_at=claim.claimed_at)
        raw = shop.code(rng, 12)
        certificate.number = f"{raw[:4]}-{raw[4:8]}-{raw[8:]}"
        certificate.snapshot = snapshot_of(certificate)
        certificates.append(certificate)
    Certificate.objects.bulk_create(certificates, batch_size=1000)


def _claims_of(activity: Activity, part: Part, shop: Workshop, rng: Random) -> Iterable[Claim]:
    if part.stage < Stage.CLAIMED or part.evaluated_at is None:
        return
    is_known = part.learner.pk in _sign_ins(shop)
    if activity.work_format:
        yield from _claims_of_work(activity, part, shop, rng)
        return
    for session in part.sessions if activity.is_series else [None]:
        if session is not None and not is_known and rng.random() < 0.2:
            continue
        ready_at = max(part.evaluated_at, session.ends_at) if session else part.evaluated_at
        at = ready_at + timedelta(seconds=90 if is_known else 60 + rng.expovariate(1 / 5000))
        if at >= shop.clock.now or _closed_by(activity, at):
            continue
        maximum = maximum_of(activity, [session] if session else part.sessions)
        amount = maximum
        if not is_known and maximum > 1 and rng.random() < 0.12:
            amount -= QUARTER * rng.randrange(1, 4)
        yield Claim(
            activity=activity,
            session=session,
            learner=part.learner,
            kind=kind_for(part.learner),
            amount=amount,
            maximum=maximum,
            claimed_at=at,
        )


def _claims_of_work(activity: Activity, part: Part, shop: Workshop, rng: Random) -> Iterable[Claim]:
    """One for each confirmed piece; the newest is sometimes still to be claimed."""
    assert part.evaluated_at is not None
    designation = activity.designations.get(credit_type="ama")
    for work in part.work:
        if work.confirmed_at is None:
            continue
        at = max(part.evaluated_at, work.confirmed_at) + timedelta(seconds=60 + rng.expovariate(1 / 5000))
        if at >= shop.clock.now or _closed_by(activity, at):
            continue
        maximum = worth_of_work(work, designation)
        yield Claim(
            activity=activity,
            work=work,
            learner=part.learner,
            kind=kind_for(part.learner),
            amount=maximum,
            maximum=maximum,
            claimed_at=at,
        )


def maximum_of(activity: Activity, sessions: list[Session]) -> Decimal:
    designated = activity.maximum_credit
    assert designated is not None
    if activity.format not in Activity.TIMED_FORMATS:
        return designated
    minutes = attendable_minutes((session.starts_at, session.ends_at) for session in sessions)
    return min(round_to_quarter(minutes), designated)
