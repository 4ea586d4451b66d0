"""What is on record about one person's part in some activities, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Max, Q, prefetch_related_objects
from django.urls import reverse

from accounts.models import Profile, User
from activities.credit import Interval
from activities.models import Activity, OfficeSettings, Session
from activities.session_gate import reasons_shut
from credits.models import Claim, LateClaimRequest
from evaluations.models import AssessmentAttempt, BaselineAnswer, Evaluation, GrantedAttempt, Question, Questionnaire
from learners.models import CompletedWork, Registration

# Of a place: its activity, session and piece of work.
Key = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Place:
    """What a claim is for: an activity as a whole, one session of a series, or one piece of completed work."""

    activity: Activity
    session: Session | None = None
    work: CompletedWork | None = None

    @property
    def key(self) -> Key:
        return self.activity.pk, self.session.pk if self.session else None, self.work.pk if self.work else None

    @property
    def claim_address(self) -> str:
        return self._address("credits:claim")

    @property
    def late_address(self) -> str:
        return self._address("credits:late_claim")

    @property
    def presence_address(self) -> str:
        address = reverse("credits:presence", args=[self.activity.slug])
        return f"{address}?session={self.session.pk}" if self.session else address

    def _address(self, name: str) -> str:
        slug = self.activity.slug
        if self.work:
            return reverse(f"{name}_work", args=[slug, self.work.pk])
        return reverse(name, args=[slug, self.session.pk] if self.session else [slug])


@dataclass
class Facts:
    """Everything `credits.eligibility` judges by."""

    office: OfficeSettings
    profile: Profile | None
    registered: set[int] = field(default_factory=set)
    attended: dict[int, list[Session]] = field(default_factory=lambda: defaultdict(list))
    taught: set[int] = field(default_factory=set)
    taught_times: dict[int, list[Interval]] = field(default_factory=lambda: defaultdict(list))
    evaluated: set[tuple[int, int | None]] = field(default_factory=set)
    lacks_before: set[int] = field(default_factory=set)
    attempts: dict[int, list[AssessmentAttempt]] = field(default_factory=lambda: defaultdict(list))
    attempts_granted: dict[int, int] = field(default_factory=dict)  # the number of the last one, by the office
    with_assessment: set[int] = field(default_factory=set)
    claims: dict[Key, dict[str, Claim]] = field(default_factory=lambda: defaultdict(dict))  # by credit type
    late: dict[Key, LateClaimRequest] = field(default_factory=dict)  # the newest request of each place
    presence: dict[Key, LateClaimRequest] = field(default_factory=dict)  # and who told that they were there
    codes_over: set[Key] = field(default_factory=set)  # nothing of it can be attended with a code any more
    shut: dict[int, list[str]] = field(default_factory=dict)


def facts_about(
    learner: User,
    activities: Sequence[Activity],
    *,
    sessions: Sequence[Session],
    office: OfficeSettings,
    at: datetime,
) -> Facts:
    """Of a series only `sessions`, of all others everything."""
    facts = Facts(office, Profile.objects.filter(user=learner).select_related("profession").first())
    prefetch_related_objects(activities, "designations__credit_type__professions")
    _read_attendance(facts, learner, {activity.pk: activity for activity in activities}, sessions)
    facts.registered = set(
        Registration.objects.holding_seats()
        .filter(learner=learner, activity__in=activities)
        .values_list("activity_id", flat=True)
    )
    facts.evaluated = set(
        Evaluation.objects.filter(
            learner=learner,
            questionnaire__purpose=Questionnaire.Purpose.EVALUATION,
            questionnaire__activity__in=activities,
        ).values_list("questionnaire__activity_id", "session_id")
    )
    facts.lacks_before = _lacking_before(learner, activities) if office.before_and_after_required else set()
    _read_assessments(facts, learner, [activity for activity in activities if activity.is_self_paced])
    for claim in Claim.objects.filter(learner=learner, activity__in=activities).select_related("credit_type"):
        facts.claims[claim.activity_id, claim.session_id, claim.work_id][claim.credit_type.code] = claim
    requests = LateClaimRequest.objects.filter(learner=learner, activity__in=activities).order_by("asked_at", "pk")
    for request in requests:
        if request.is_of_presence:
            facts.presence[request.activity_id, request.session_id, request.work_id] = request
        # What was granted to somebody who was there opens the claim as any late claim does (AMA-7).
        if not request.is_of_presence or request.closes_at:
            facts.late[request.activity_id, request.session_id, request.work_id] = request
    facts.codes_over = _over(activities, sessions, office=office, at=at)
    attended = [session for sessions in facts.attended.values() for session in sessions]
    facts.shut = reasons_shut(attended, office=office, at=at)
    return facts


def _read_attendance(facts: Facts, learner: User, activities: dict[int, Activity], sessions: Sequence[Session]) -> None:
    """Counting sessions the person attended, and which sessions they taught, attended or not (AMA-6)."""
    whole = [activity for activity in activities.values() if not activity.is_claimed_per_session]
    attended = (
        Session.objects.filter(Q(activity__in=whole) | Q(pk__in=[session.pk for session in sessions]))
        .filter(attendances__learner=learner, counts_for_credit=True)
        .annotate(attended_minutes=F("attendances__minutes"))
        .order_by("starts_at", "pk")
    )
    for session in attended:
        session.activity = activities[session.activity_id]
        facts.attended[session.activity_id].append(session)
    taught = Session.objects.filter(activity__in=activities, speakers__person=learner).distinct()
    for pk, activity_id, starts_at, ends_at in taught.values_list("pk", "activity", "starts_at", "ends_at"):
        facts.taught.add(pk)
        facts.taught_times[activity_id].append((starts_at, ends_at))


def _over(
    activities: Sequence[Activity], sessions: Sequence[Session], *, office: OfficeSettings, at: datetime
) -> set[Key]:
    """Activities, and `sessions` of series, whose last code has stopped working (ATT-4)."""
    ended_by = at - timedelta(minutes=office.code_minutes_after)
    whole = [activity.pk for activity in activities if activity.format == Activity.Format.COURSE]
    last = (
        Session.objects.taking_place()
        .filter(activity__in=whole, counts_for_credit=True)
        .values("activity")
        .annotate(last=Max("ends_at"))
        .order_by()
    )
    over: set[Key] = {(one["activity"], None, None) for one in last if one["last"] <= ended_by}
    return over | {(session.activity_id, session.pk, None) for session in sessions if session.ends_at <= ended_by}


def attended_interval(session: Session) -> Interval:
    """From when to when the person counts as having been there: all of it, unless a list said how many minutes."""
    minutes: int | None = getattr(session, "attended_minutes", None)
    ends_at = session.ends_at if minutes is None else session.starts_at + timedelta(minutes=minutes)
    return session.starts_at, min(ends_at, session.ends_at)


def _lacking_before(learner: User, activities: Sequence[Activity]) -> set[int]:
    """Activities that ask before they begin, and have no answer (EVL-5)."""
    asks = {activity.pk for activity in activities if activity.asks_before}
    answered = BaselineAnswer.objects.filter(learner=learner, question__questionnaire__activity__in=asks)
    return asks - set(answered.values_list("question__questionnaire__activity_id", flat=True))


def _read_assessments(facts: Facts, learner: User, self_paced: list[Activity]) -> None:
    if not self_paced:
        return
    purpose = Questionnaire.Purpose.ASSESSMENT
    facts.with_assessment = set(
        Question.objects.filter(questionnaire__purpose=purpose, questionnaire__activity__in=self_paced).values_list(
            "questionnaire__activity_id", flat=True
        )
    )
    attempts = AssessmentAttempt.objects.filter(learner=learner, questionnaire__activity__in=self_paced)
    for attempt in attempts.select_related("questionnaire"):
        facts.attempts[attempt.questionnaire.activity_id].append(attempt)
    granted = GrantedAttempt.objects.filter(learner=learner, activity__in=self_paced).order_by("number")
    facts.attempts_granted = dict(granted.values_list("activity", "number"))
