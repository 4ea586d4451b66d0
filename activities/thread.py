"""The thread of a plan: practice gap → need → objective → session → what is measured, and where it is torn.

A tear is advice, not a refusal: readiness says what has to be there, this shows whether it hangs together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from activities.models import Activity, Objective, PracticeGap, Session

MOST_SESSIONS = 4  # of one objective that are named; a series may have fifty
_NEEDS = {"knowledge": "Knowledge", "competence": "Skills", "performance": "Performance"}
_MEASURED_BY = {
    Objective.Change.COMPETENCE: "outcome_competence",
    Objective.Change.PERFORMANCE: "outcome_performance",
    Objective.Change.PATIENT: "outcome_patient",
}
_CHANGE = {
    Objective.Change.COMPETENCE: "competence",
    Objective.Change.PERFORMANCE: "performance",
    Objective.Change.PATIENT: "patient outcomes",
}


@dataclass(frozen=True)
class Pieces:
    """What the thread is drawn from: saved rows, or rows as they stand in a form. `serves` is of (session, objectives)."""

    gaps: list[PracticeGap]
    objectives: list[Objective]
    serves: list[tuple[Session, set[int]]]
    measured: set[str]


@dataclass(frozen=True)
class Hole:
    """Something that hangs in the air, with the section and anchor of its mend."""

    section: str
    anchor: str
    sentence: str


@dataclass(frozen=True)
class Strand:
    """One objective, the sessions that teach it, and whether the change it aims at is measured."""

    number: int
    objective: Objective
    change: str
    is_measured: bool
    sessions: list[Session] = field(default_factory=list)

    @property
    def named_sessions(self) -> list[Session]:
        return self.sessions[:MOST_SESSIONS]

    @property
    def more_sessions(self) -> int:
        return max(0, len(self.sessions) - MOST_SESSIONS)

    @property
    def measured_by(self) -> str:
        """The field of the evaluation plan that measures this change."""
        return _MEASURED_BY[Objective.Change(self.objective.change)]


@dataclass(frozen=True)
class Start:
    """One practice gap, the needs behind it, and what closes it."""

    number: int
    gap: PracticeGap
    needs: list[tuple[str, str]]
    strands: list[Strand]


@dataclass(frozen=True)
class Thread:
    """`is_held` says whether sessions belong in it: material for one's own pace has none."""

    starts: list[Start]
    loose: list[Session]
    holes: list[Hole]
    is_held: bool

    @property
    def is_whole(self) -> bool:
        return bool(self.starts) and not self.holes


def thread_of(activity: Activity, pieces: Pieces | None = None) -> Thread:
    """Of what is saved, or of `pieces` that somebody is typing."""
    pieces = pieces or saved_pieces(activity)
    is_held = activity.format in Activity.TIMED_FORMATS
    starts = _starts(pieces)
    loose = _loose(pieces, activity) if is_held else []
    return Thread(starts, loose, list(_holes(starts, loose, is_held=is_held)), is_held)


def saved_pieces(activity: Activity) -> Pieces:
    # Read again by themselves, so that rows which a form has touched are not taken for saved ones.
    sessions = Session.objects.taking_place().filter(activity=activity).prefetch_related("objectives")
    return Pieces(
        gaps=list(PracticeGap.objects.filter(activity=activity)),
        objectives=list(Objective.objects.filter(activity=activity)),
        serves=[(session, {objective.pk for objective in session.objectives.all()}) for session in sessions],
        measured={field for field in _MEASURED_BY.values() if getattr(activity, field)},
    )


def _starts(pieces: Pieces) -> list[Start]:
    numbered = list(enumerate(pieces.objectives, start=1))
    return [
        Start(
            number,
            gap,
            [(name, text) for key, name in _NEEDS.items() if (text := getattr(gap, f"need_{key}").strip())],
            [_strand(place, one, pieces) for place, one in numbered if gap.pk and one.gap_id == gap.pk],
        )
        for number, gap in enumerate(pieces.gaps, start=1)
    ]


def _strand(number: int, objective: Objective, pieces: Pieces) -> Strand:
    change = Objective.Change(objective.change)
    return Strand(
        number,
        objective,
        _CHANGE[change],
        _MEASURED_BY[change] in pieces.measured,
        [session for session, served in pieces.serves if objective.pk and objective.pk in served],
    )


def _loose(pieces: Pieces, activity: Activity) -> list[Session]:
    """Counting sessions that serve no objective; a session of a series that is not named yet is not one of them."""
    return [
        session
        for session, served in pieces.serves
        if session.counts_for_credit and not served and (session.is_named or not activity.is_series)
    ]


def _holes(starts: Iterable[Start], loose: Iterable[Session], *, is_held: bool) -> Iterable[Hole]:
    for start in starts:
        if not start.needs:
            yield Hole("gaps", f"gap-{start.gap.pk}", f"Gap {start.number} names no need.")
        if not start.strands:
            yield Hole("objectives", "objectives", f"No objective closes gap {start.number}.")
        for strand in start.strands:
            yield from _holes_of(strand, is_held=is_held)
    for session in loose:
        yield Hole("agenda", f"session-{session.pk}", f"“{session.title}” serves no objective.")


def _holes_of(strand: Strand, *, is_held: bool) -> Iterable[Hole]:
    if is_held and not strand.sessions:
        yield Hole("agenda", "agenda", f"No session teaches objective {strand.number}.")
    if not strand.is_measured:
        yield Hole(
            "evaluation",
            strand.measured_by,
            f"Nothing measures the change in {strand.change} of objective {strand.number}.",
        )
