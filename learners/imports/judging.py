"""What each line of a list would do: for whom, at which sessions, or why it cannot be used (ATT-3, ATT-5).

The dry run and the writing ask here, so that what is shown is what is written. A fixed number of queries for each few
hundred lines, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Final

from allauth.account.models import EmailAddress

from accounts.models import Identifier, User
from activities.credit import attendable_minutes
from activities.models import Activity, Session
from learners.imports.parsing import Parsed, minutes_within
from learners.models import Attendance, AttendanceImport, ImportRow, Registration

CHUNK: Final = 400  # SQLite takes some thousand parameters at most
Verdict = ImportRow.Verdict
# A session, and the minutes of it; None is all of it.
Part = tuple[Session, int | None]


@dataclass
class Judgement:
    parsed: Parsed
    verdict: str = Verdict.NEW
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    person: User | None = None
    parts: list[Part] = field(default_factory=list)

    def refuse(self, sentence: str) -> None:
        self.verdict, self.problem, self.parts = Verdict.BAD, sentence, []


@dataclass
class Known:
    """Everybody whom the lines may mean."""

    by_email: dict[str, User]
    by_key: dict[str, list[User]]
    by_number: dict[tuple[str, str], list[User]]
    registered: dict[str, list[User]]
    names: set[str]
    attended: dict[int, set[int]]


def judge(batch: AttendanceImport, parsed: Sequence[Parsed], *, by: User, at: datetime) -> list[Judgement]:
    """In the order of `parsed`. `by` is whoever writes it: nobody vouches for themselves."""
    activity = batch.activity
    sessions = sessions_for(batch, at=at)
    known = _look_up(parsed, activity)
    judgements = [Judgement(one, notes=list(one.notes)) for one in parsed]
    seen: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.parsed.problems:
            judgement.refuse(" ".join(judgement.parsed.problems))
            continue
        _identify(judgement, known, by=by)
        if not judgement.problem:
            _place(judgement, batch, sessions)
        if not judgement.problem:
            _compare(judgement, seen)
        if judgement.person and judgement.verdict == Verdict.KNOWN:
            _leave_out_recorded(judgement, known.attended[judgement.person.pk])
    return judgements


def sessions_for(batch: AttendanceImport, *, at: datetime) -> list[Session]:
    """Counting sessions that have begun and that the list may be about."""
    rows = batch.activity.sessions.open_to_learners().filter(starts_at__lte=at).order_by("starts_at", "pk")
    sessions = list(rows.filter(pk=batch.session_id) if batch.session_id else rows)
    for session in sessions:
        session.activity = batch.activity
    return sessions


# --- Who -------------------------------------------------------------------------------------------------------------
def _chunks(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    return batched(sorted({value for value in values if value}), CHUNK)


def _look_up(parsed: Sequence[Parsed], activity: Activity) -> Known:
    by_email: dict[str, User] = {}
    by_key: dict[str, list[User]] = defaultdict(list)
    for keys in _chunks(one.email_key for one in parsed):
        for user in User.objects.filter(email_key__in=keys):
            by_email[user.email.lower()] = user
            by_key[user.email_key].append(user)
    for emails in _chunks(one.email for one in parsed):
        # Only what its owner has proven: anybody may type another's address into their account.
        for row in EmailAddress.objects.filter(email__in=emails, verified=True).select_related("user"):
            by_email.setdefault(row.email.lower(), row.user)
    by_number: dict[tuple[str, str], list[User]] = defaultdict(list)
    for numbers in _chunks(number for one in parsed for number in (one.npi, one.licence)):
        for row in Identifier.objects.filter(value__in=numbers, kind__in=("npi", "licence")).select_related("user"):
            by_number[row.kind, row.value].append(row.user)
    names: set[str] = set()
    for keys in _chunks(one.name_key for one in parsed):
        names.update(User.objects.filter(name_key__in=keys, is_active=True).values_list("name_key", flat=True))
    registered: dict[str, list[User]] = defaultdict(list)
    for registration in Registration.objects.filter(activity=activity).select_related("learner"):
        registered[registration.learner.name_key].append(registration.learner)
    attended: dict[int, set[int]] = defaultdict(set)
    for learner, session in Attendance.objects.filter(session__activity=activity).values_list("learner", "session"):
        attended[learner].add(session)
    return Known(by_email, by_key, by_number, registered, names, attended)


def _identify(judgement: Judgement, known: Known, *, by: User) -> None:
    one = judgement.parsed
    person = known.by_email.get(one.email) if one.email else None
    if person is not None:
        if one.name_key and person.name_key and one.name_key != person.name_key:
            judgement.notes.append(f"The account with this address is named {person}.")
    else:
        person = _by_number(judgement, known) or _by_alias(judgement, known) or _by_registration(judgement, known)
    if person is None and not one.email:
        judgement.refuse("There is no e-mail address, and nobody is known by this name and number.")
        return
    if person is not None and person.pk == by.pk:
        judgement.refuse("Somebody else must vouch for your own attendance.")
        return
    if person is not None:
        judgement.person, judgement.verdict = person, Verdict.KNOWN
    elif one.name_key in known.names:
        judgement.notes.append("Somebody of this name is known with another address: perhaps the same person.")


def _by_number(judgement: Judgement, known: Known) -> User | None:
    """The same number and the same name are the same person, whatever the address."""
    one = judgement.parsed
    for kind, value in (("npi", one.npi), ("licence", one.licence)):
        holders = [user for user in known.by_number.get((kind, value), []) if value and user.name_key == one.name_key]
        if len(holders) == 1:
            if one.email:
                judgement.notes.append(f"Found by name and number; {holders[0]} is known as {holders[0].email}.")
            return holders[0]
    return None


def _by_alias(judgement: Judgement, known: Known) -> User | None:
    one = judgement.parsed
    others = known.by_key.get(one.email_key, []) if one.email else []
    same = [user for user in others if user.name_key == one.name_key]
    if len(same) == 1:
        judgement.notes.append(f"Another spelling of {same[0].email}, under which {same[0]} is known.")
        return same[0]
    if others:
        judgement.notes.append(f"The address is another spelling of {others[0].email}, but the name differs.")
    return None


def _by_registration(judgement: Judgement, known: Known) -> User | None:
    """Without an address, the one who registered for this very activity under this name."""
    one = judgement.parsed
    same = known.registered.get(one.name_key, []) if not one.email and one.name_key else []
    if len({user.pk for user in same}) == 1:
        judgement.notes.append(f"No address; {same[0]} ({same[0].email}) registered for this activity.")
        return same[0]
    return None


# --- What ------------------------------------------------------------------------------------------------------------
def _place(judgement: Judgement, batch: AttendanceImport, sessions: Sequence[Session]) -> None:
    one = judgement.parsed
    if one.spans:
        _place_by_spans(judgement, batch, sessions)
        return
    meant = [session for session in sessions if one.day is None or session.local_date == one.day]
    if not meant:
        judgement.refuse(
            f"Nothing of this activity that counts for credit took place on {one.day:%B %-d, %Y}."
            if one.day
            else "No session that counts for credit has begun."
        )
        return
    if batch.activity.is_series and batch.session_id is None and len(meant) > 1:
        judgement.refuse("Say which session: this is a series, and the line names no day with one session.")
        return
    most = attendable_minutes((session.starts_at, session.ends_at) for session in meant)
    if one.minutes is not None and one.minutes > most:
        judgement.refuse(f"{_hours(one.minutes)} hours are more than the {_hours(most)} that were held.")
        return
    judgement.parts = spread(one.minutes, meant)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def spread(minutes: int | None, sessions: Sequence[Session]) -> list[Part]:
    """Hours over the sessions, from the first on; of simultaneous ones the first. None is all of all."""
    if minutes is None:
        return [(session, None) for session in sessions]
    parts: list[Part] = []
    left, until = minutes, None
    for session in sorted(sessions, key=lambda session: (session.starts_at, -session.minutes)):
        if left <= 0:
            break
        if until is not None and session.starts_at < until:
            continue
        until = session.ends_at
        parts.append((session, None if left >= session.minutes else left))
        left -= session.minutes
    return parts


def _place_by_spans(judgement: Judgement, batch: AttendanceImport, sessions: Sequence[Session]) -> None:
    for session in sessions:
        inside = minutes_within(judgement.parsed.spans, session.starts_at, session.ends_at)
        if inside * 100 >= batch.attended_percent * session.minutes:
            judgement.parts.append((session, None))
        elif inside:
            judgement.parts.append((session, inside))
    if not judgement.parts:
        judgement.refuse("Was not in the meeting while a session that counts for credit took place.")


def _compare(judgement: Judgement, seen: dict[str, Judgement]) -> None:
    """A person stands in a list once for each day: another line says the same, or contradicts."""
    one = judgement.parsed
    who = f"person:{judgement.person.pk}" if judgement.person else f"address:{one.email_key}:{one.name_key}"
    for session, _ in judgement.parts:
        earlier = seen.setdefault(f"{who}:{session.pk}", judgement)
        if earlier is judgement:
            continue
        if earlier.parsed.minutes == one.minutes:
            judgement.verdict, judgement.parts = Verdict.REPEATED, []
            judgement.notes = [f"Says the same as line {earlier.parsed.line}."]
        else:
            judgement.refuse(
                f"Line {earlier.parsed.line} gives other hours for the same person. Keep the right one in the list."
            )
        return


def _leave_out_recorded(judgement: Judgement, attended: set[int]) -> None:
    to_come = [part for part in judgement.parts if part[0].pk not in attended]
    if not to_come:
        judgement.verdict, judgement.notes = Verdict.DONE, []
    judgement.parts = to_come
