"""The shapes in which the demonstration's plans are written down, so that they read like proposals."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A practice gap with the objectives that close it: (what it is designed to change, text)."""

    setting: str = "clinical"
    now: str
    best: str
    found: str
    reference: str
    knowledge: str = ""
    competence: str = ""
    performance: str = ""
    objectives: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Item:
    """An item of an agenda; `by` names speakers of the cast, `day` counts from the first day."""

    at: str
    minutes: int
    title: str
    by: str = ""
    kind: str = "talk"
    track: str = ""
    room: str = ""
    day: int = 0
    seats: int | None = None


@dataclass(frozen=True, kw_only=True)
class Around:
    """An agenda around the present moment: items one after another, the first `begins` minutes from now."""

    begins: int
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    """Sessions every `every` weeks on a weekday (Monday is 0), with a week off after each `rest` of them."""

    weekday: int
    at: str
    minutes: int
    sessions: tuple[tuple[str, str], ...]
    every: int = 1
    rest: int = 9
    kind: str = "talk"
    room: str = ""


@dataclass(frozen=True)
class Quiz:
    text: str
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A comment by a key of the staff; `about` is the number of a request, `day` counts from today."""

    by: str
    day: int
    text: str
    about: int = 0
    is_internal: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One activity and where it stands. Days count from today; negative ones have passed."""

    key: str
    title: str
    department: str
    format: str = "course"
    delivery: str = "in_person"
    rationale: str = ""
    description: str = ""
    venue: str = ""
    city: str = ""
    state: str = ""
    zone: str = "America/Denver"

    gaps: tuple[Gap, ...] = ()
    areas: str = ""
    competencies: str = ""
    audience: str = ""
    audience_note: str = ""
    director: str = ""
    codirector: str = ""
    planners: str = ""
    coordinator: str = ""
    speakers: str = ""
    moderators: str = ""
    authors: str = ""
    absences: dict[str, str] = field(default_factory=dict)
    partners: tuple[str, ...] = ()
    agenda: tuple[Item, ...] | Around | Series = ()
    minutes: int | None = None
    material: str = ""
    quiz: tuple[Quiz, ...] = ()
    outcomes: str = ""
    evaluation: str = ""
    independence: str = ""
    supported: bool = False
    exhibits: bool = False

    status: str
    starts: int | None = None
    lasts: int = 1
    weekday: int | None = None
    created: int | None = None
    submitted: int | None = None
    decided: int | None = None
    opens: int | None = None
    drafted_by: str = ""
    note: str = ""
    requests: tuple[tuple[str, str, str], ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    # By the number of the request: what the planners answered, and which a reviewer has settled already.
    answers: dict[int, str] = field(default_factory=dict)
    settled: tuple[int, ...] = ()
    says: tuple[Said, ...] = ()
    # Whom the office could not accept: (key, ground, reason).
    excluded: tuple[tuple[str, str, str], ...] = ()
    relevant: str = ""
    undecided: str = ""

    learners: int = 0
    capacity: int | None = None
    code_per_session: bool = False
    liked: float = 4.4
    commitments: tuple[str, ...] = ()
