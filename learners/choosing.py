"""The sessions of a conference that run side by side: what there is to choose, what is chosen, and why not."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby

from django.db.models import Count

from activities.calendar import Share
from activities.dates import clock_range, day_in_words
from activities.models import Activity, Session, Status
from activities.side_by_side import overlap, to_choose
from core.errors import ActionRefused
from learners.models import Registration, SessionChoice


@dataclass(frozen=True)
class Option:
    """One session to choose; `left` is None where as many fit in as come."""

    session: Session
    left: int | None
    is_chosen: bool

    @property
    def is_full(self) -> bool:
        """To who has not chosen it yet."""
        return self.left == 0 and not self.is_chosen

    @property
    def times(self) -> str:
        return clock_range(self.session.local_starts_at, self.session.local_ends_at)


@dataclass(frozen=True)
class Slot:
    """The options that begin together: one may choose one of them, or none."""

    options: list[Option]
    has_begun: bool

    @property
    def key(self) -> str:
        """Names it in a form; it stays when other slots come and go."""
        return f"at-{int(self.options[0].session.starts_at.timestamp())}"

    @property
    def times(self) -> str:
        """Until the last of them ends."""
        last = max(option.session.local_ends_at for option in self.options)
        return clock_range(self.options[0].session.local_starts_at, last)

    @property
    def day(self) -> str:
        return day_in_words(self.options[0].session.local_date)

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


# --- What there is ---------------------------------------------------------------------------------------------------
def sessions_of(activity: Activity) -> list[Session]:
    """Those that take place, each with its activity at hand."""
    sessions = [session for session in activity.sessions.all() if not session.is_cancelled]
    for session in sessions:
        session.activity = activity
    return sessions


def slots_of(activity: Activity, registration: Registration | None, *, at: datetime) -> list[Slot]:
    """Every time at which there is something to choose, in order; also those that have begun."""
    sessions = to_choose(sessions_of(activity))
    if not sessions:
        return []
    taken = taken_seats(sessions)
    chosen = set(registration.choices.values_list("session", flat=True)) if registration else set()
    needs_seats = registration is None or not registration.watches
    options = [
        Option(session, _left(session, taken) if needs_seats else None, session.pk in chosen) for session in sessions
    ]
    return [
        Slot(list(together), has_begun=starts_at <= at)
        for starts_at, together in groupby(options, key=lambda option: option.session.starts_at)
    ]


def taken_seats(sessions: Iterable[Session]) -> Counter[int]:
    """How many of those in the room chose each, by primary key."""
    seated = Registration.objects.in_the_room()
    chosen = SessionChoice.objects.filter(session__in=[session.pk for session in sessions], registration__in=seated)
    return Counter(dict(chosen.order_by().values_list("session").annotate(Count("pk"))))


def _left(session: Session, taken: Counter[int]) -> int | None:
    return None if session.seats is None else max(session.seats - taken[session.pk], 0)


def tracks_of(slots: Iterable[Slot]) -> list[str]:
    """Named tracks of which there is more than one session to choose still; each can be chosen as a whole."""
    named = Counter(o.session.track.strip() for slot in slots if not slot.has_begun for o in slot.options)
    return sorted(track for track, sessions in named.items() if track and sessions > 1)


def along_track(slots: Iterable[Slot], track: str) -> tuple[dict[str, Session | None], list[Session]]:
    """What following `track` means for the slots to come, by their keys, and which of its sessions are full.

    None where something of the track runs meanwhile; a slot that is not named stays as it is.
    """
    coming = [slot for slot in slots if not slot.has_begun]
    own = [option for slot in coming for option in slot.options if option.session.track.strip() == track]
    full = [option.session for option in own if option.is_full]
    picked: dict[str, Session | None] = {}
    for slot in coming:
        free = next((option.session for option in slot.options if option in own and not option.is_full), None)
        followed = [session for session in picked.values() if session]
        if free and not any(overlap(free, session) for session in followed):
            picked[slot.key] = free
    for slot in coming:
        meanwhile = [session for session in picked.values() if session]
        if slot.key not in picked and any(overlap(o.session, session) for o in slot.options for session in meanwhile):
            picked[slot.key] = None
    return picked, full


def attended_by(activity: Activity, chosen: Collection[int]) -> list[Session]:
    """What belongs in a learner's own calendar: what is for everybody, what they chose (primary keys), and in place of
    what they have still to decide a line that says so.
    """
    if activity.is_series:
        return list(activity.sessions.all())
    sessions = sessions_of(activity)
    to_decide = to_choose(sessions)
    among = {session.pk for session in to_decide}
    own = [session for session in sessions if session.pk not in among or session.pk in chosen]
    open_ones = [one for one in to_decide if not any(overlap(one, mine) for mine in own if mine.pk in among)]
    for starts_at, together in groupby(open_ones, key=lambda session: session.starts_at):
        ends_at = max(session.ends_at for session in together)
        own.append(Session(activity=activity, title="Still to choose", starts_at=starts_at, ends_at=ends_at))
    return sorted(own, key=lambda session: session.starts_at)


def share_of(registration: Registration) -> Share:
    """What somebody registered attends; their choices should be at hand."""
    chosen = {choice.session_id for choice in registration.choices.all()}
    return attended_by(registration.activity, chosen), registration.chose_at


# --- Why not ---------------------------------------------------------------------------------------------------------
def choosing_refusals(registration: Registration) -> list[str]:
    """Why nothing can be chosen at all now; empty means something can."""
    activity = registration.activity
    if activity.status != Status.OPEN:
        return [f"This activity is {activity.get_status_display().lower()}, so nothing can be chosen any more."]
    if registration.status != Registration.Status.REGISTERED:
        return ["You choose your sessions once you have a seat."]
    if registration.confirm_by is not None:
        return ["Take the seat that is kept for you first; then you choose your sessions."]
    return []


def refuse_choice(slots: Sequence[Slot], wanted: Collection[Session]) -> None:
    """Raise ActionRefused, beside the slot it is about, where `wanted` cannot be the whole choice (ATT-2)."""
    keys = {option.session.pk: (slot, option) for slot in slots for option in slot.options}
    for session in wanted:
        if session.pk not in keys:
            raise ActionRefused(f"“{session}” is not among the sessions to choose from.")
        slot, option = keys[session.pk]
        if slot.has_begun and not option.is_chosen:
            raise ActionRefused(f"“{session}” has begun, so it can no longer be chosen.", field=slot.key)
        if option.is_full:
            raise ActionRefused(f"Every seat in “{session}” is taken. Please choose another.", field=slot.key)
    for one, other in combinations(sorted(wanted, key=lambda session: session.starts_at), 2):
        if overlap(one, other):
            raise ActionRefused(
                f"“{one}” and “{other}” run at the same time. Please choose one of the two.",
                field=keys[other.pk][0].key,
            )
