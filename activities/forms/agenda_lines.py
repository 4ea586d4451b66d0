"""The agenda in short: a line for each session as it stands in the form, saved or only typed."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from activities.dates import clock_range, day_in_words
from activities.forms.agenda import SessionForm
from activities.forms.agenda_rows import AgendaRows
from activities.forms.rows import as_posted, is_removed
from activities.forms.showing import words_of
from activities.models import Session
from activities.places import each_once
from activities.readiness import needs_speaker, outside_activity
from activities.separation import too_close
from activities.side_by_side import clashes
from activities.worth import Line, Worth

NEW = "Not saved yet"


@dataclass(frozen=True)
class SessionLine:
    """`reckoned` is None while the times cannot be reckoned with."""

    form: SessionForm
    number: int
    is_open: bool
    reckoned: Line | None
    asked_back: list[str]

    @property
    def session(self) -> Session:
        """As typed, so far as it could be read."""
        session: Session = self.form.instance
        return session

    @property
    def title(self) -> str:
        return words_of(self.form["title"])

    @property
    def is_named(self) -> bool:
        return Session(title=self.title).is_named

    @property
    def day(self) -> str:
        return f"{self.session.local_starts_at:%a, %b %-d}" if self.reckoned else words_of(self.form["date"])

    @property
    def hours(self) -> str:
        if self.reckoned:
            hours = clock_range(self.session.local_starts_at, self.session.local_ends_at)
            return f"{hours} the next day" if self.reckoned.ends_on_another_day else hours
        return " – ".join(words for name in ("start", "end") if (words := words_of(self.form[name])))

    @property
    def speakers(self) -> list[str]:
        return list(_speakers_in(self.form).values())

    @property
    def places(self) -> list[str]:
        """Track and room, unless the venue of the activity says it for all of them."""
        venue = self.form.activity.venue
        said = each_once(words_of(self.form["track"]), words_of(self.form["room"]), venue)
        return [place for place in said if place != venue.strip()]

    @property
    def kind(self) -> str:
        """Empty for a talk, which goes without saying."""
        return "" if self.session.kind == Session.Kind.TALK else words_of(self.form["kind"])

    @property
    def notes(self) -> list[str]:
        """Why fewer minutes count than it lasts, and what the clocks do meanwhile."""
        if not self.reckoned:
            return []
        return self.reckoned.notes if self.reckoned.counts else self.reckoned.notes[1:]

    @property
    def missing(self) -> list[str]:
        if self.is_removed or not self.is_begun:
            return []
        if not self.reckoned:
            return ["To be mended"]
        found = [] if self.speakers or not needs_speaker(self.session, self.form.activity) else ["No speaker yet"]
        return [*found, *filter(None, (outside_activity(self.session, self.form.activity), *self.asked_back))]

    @property
    def is_begun(self) -> bool:
        return bool(self.session.pk) or self.is_unsaved

    @property
    def is_unsaved(self) -> bool:
        return self.form.is_bound and self.form.has_changed()

    @property
    def is_removed(self) -> bool:
        return is_removed(self.form)

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        return as_posted(self.form)


def agenda_lines_of(rows: AgendaRows, worth: Worth, *, opened: str = "") -> list[tuple[str, list[SessionLine]]]:
    """By day, of a series by month, in the order of the rows; `opened` is the prefix of the one to write in.

    What cannot be saved as it is stands open beside it, and so does a row in which nothing is written yet.
    """
    reckoned = {id(line.session): line for line in worth.lines}
    asked_back = _asked_back(rows, [line.session for line in worth.lines])
    lines = []
    for number, form in enumerate(rows.forms, start=1):
        assert isinstance(form, SessionForm)
        is_new = not form.instance.pk and not (form.is_bound and form.has_changed())
        is_wrong = form.is_bound and not is_removed(form) and not form.is_valid()
        counted, asked = reckoned.get(id(form.instance)), asked_back.get(id(form.instance), [])
        lines.append(SessionLine(form, number, is_new or is_wrong or form.prefix == opened, counted, asked))
    heading = _month if rows.instance.is_series else day_in_words
    return [(day, list(of_day)) for day, of_day in groupby(lines, lambda line: _heading(line, heading))]


def _speakers_in(form: SessionForm) -> dict[int, str]:
    """The names that are chosen in it, by the primary keys of their memberships."""
    chosen = {str(pk) for pk in form["speakers"].value() or ()}
    return {pk: name for pk, name in form.offered.names.items() if str(pk) in chosen}


def _asked_back(rows: AgendaRows, sessions: list[Session]) -> dict[int, list[str]]:
    """Of sessions as typed: promotion too near to education (SII-11), and what is in two places at once."""
    forms = {id(form.instance): form for form in rows.forms if isinstance(form, SessionForm)}

    def typed_speakers(session: Session) -> dict[int, str]:
        return _speakers_in(forms[id(session)])

    found: dict[int, list[str]] = defaultdict(list)
    for close in too_close(sessions):
        found[id(close.promotion)].append(close.sentence)
    for clash in clashes(sessions, speakers=typed_speakers):
        found[id(clash.session)].append(clash.sentence)
    return found


def _heading(line: SessionLine, words: Callable[[date], str]) -> str:
    """Where it stands in the saved plan, whatever was typed since."""
    return words(line.form.initial["date"]) if line.session.pk else NEW


def _month(day: date) -> str:
    return f"{day:%B %Y}"
