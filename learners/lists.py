"""Who is coming to an activity, for those who prepare it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet

from accounts.finding import is_called
from accounts.models import Profession
from activities.models import Activity, Session
from activities.side_by_side import to_choose
from learners.choosing import sessions_of, taken_seats
from learners.models import Registration

NOWHERE: Final = "-"  # in an address: people who name no department or employer
HEADINGS: Final = (
    "Family name",
    "Given name",
    "Name on certificates",
    "Degrees",
    "Profession",
    "Department or employer",
    "E-mail",
    "Status",
    "Registered",
    "Takes part",
    "Dietary or access needs",
)


def registrations_of(activity: Activity) -> QuerySet[Registration]:
    """Everybody who registered, by name, with what they chose of the sessions that run side by side."""
    return (
        Registration.objects.filter(activity=activity)
        .select_related("learner__profile__profession")
        .prefetch_related("choices__session")
        .order_by("learner__sort_name", "pk")
    )


def counts_of(activity: Activity) -> dict[str, int]:
    """How many are registered, wait, have cancelled, come or watch, and have told of needs."""
    statuses = Registration.Status
    return activity.registrations.aggregate(
        registered=Count("pk", filter=Q(status=statuses.REGISTERED)),
        waiting=Count("pk", filter=Q(status=statuses.WAITING)),
        cancelled=Count("pk", filter=Q(status=statuses.CANCELLED)),
        online=Count("pk", filter=Q(status=statuses.REGISTERED, attends=Registration.Attends.ONLINE)),
        in_person=Count("pk", filter=Q(status=statuses.REGISTERED, attends=Registration.Attends.IN_PERSON)),
        unsaid=Count("pk", filter=Q(status=statuses.REGISTERED, attends="")),
        needs=Count("pk", filter=~Q(access_needs="") & ~Q(status=statuses.CANCELLED)),
    )


def departments_of(activity: Activity) -> list[tuple[str, int]]:
    """Departments and employers of those who hold a seat, the largest first."""
    found = (
        activity.registrations.holding_seats()
        .values_list("learner__profile__employer")
        .annotate(number=Count("pk"))
        .order_by("-number", "learner__profile__employer")
    )
    return [(employer or "", number) for employer, number in found]


@dataclass(frozen=True)
class Choosable:
    """A session that runs beside others, and how many chose it."""

    session: Session
    chosen: int

    @property
    def said(self) -> str:
        """“12 of 20 seats”; “12” where there is no limit."""
        seats = self.session.seats
        return str(self.chosen) if seats is None else f"{self.chosen} of {seats} seat{'' if seats == 1 else 's'}"


def choosable_of(activity: Activity) -> list[Choosable]:
    """Empty where everybody attends the same."""
    sessions = to_choose(sessions_of(activity))
    taken = taken_seats(sessions) if sessions else {}
    return [Choosable(session, taken.get(session.pk, 0)) for session in sessions]


class RegistrationFilter(django_filters.FilterSet):
    """What one can ask of the list."""

    q = django_filters.CharFilter(
        label="Name or e-mail", method="named", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    status = django_filters.ChoiceFilter(
        label="Status", choices=Registration.Status.choices, empty_label="Registered and waiting", method="of_status"
    )
    profession = django_filters.ModelChoiceFilter(
        label="Profession",
        queryset=Profession.objects.all(),
        empty_label="Every profession",
        field_name="learner__profile__profession",
    )
    department = django_filters.ChoiceFilter(
        label="Department or employer", empty_label="Every department", method="of_department"
    )

    attends = django_filters.ChoiceFilter(
        label="Takes part", choices=Registration.Attends.choices, empty_label="In person and online"
    )
    session = django_filters.ChoiceFilter(label="Session", empty_label="Every session", method="of_session")

    class Meta:
        model = Registration
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        departments: Iterable[tuple[str, int]],
        choosable: Sequence[Choosable] = (),
        is_hybrid: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choosable = choosable
        if not is_hybrid:
            del self.filters["attends"]
        if choosable:
            self.filters["session"].extra["choices"] = [
                *((str(one.session.pk), f"{one.session} ({one.said})") for one in choosable),
                (NOWHERE, "Nothing chosen yet"),
            ]
        else:
            del self.filters["session"]
        self.filters["department"].extra["choices"] = [
            (name or NOWHERE, f"{name or 'None named'} ({number})") for name, number in departments
        ]

    def named(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        return queryset.filter(is_called(value, person="learner"))

    def of_status(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        return queryset.filter(status=value)

    def of_department(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        if value == NOWHERE:
            return queryset.filter(Q(learner__profile__employer="") | Q(learner__profile=None))
        return queryset.filter(learner__profile__employer=value)

    def of_session(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        if value == NOWHERE:
            return queryset.filter(choices=None, status=Registration.Status.REGISTERED)
        return queryset.filter(choices__session=int(value))

    @property
    def is_asked(self) -> bool:
        """Whether the list is narrowed down, so that what narrows it is shown."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def in_words(self) -> list[str]:
        """What was asked, for paper, which shows no form: “Profession: Pharmacist”."""
        if not self.form.is_valid():
            return []
        asked = [(self.form.fields[name], value) for name, value in self.form.cleaned_data.items() if value]
        return [f"{field.label}: {_shown(field, value)}" for field, value in asked]

    @property
    def found(self) -> QuerySet[Registration]:
        """Without those who cancelled, unless they are asked for."""
        asked = self.form.cleaned_data.get("status") if self.form.is_valid() else ""
        return self.qs if asked else self.qs.exclude(status=Registration.Status.CANCELLED)


def _shown(field: forms.Field, value: object) -> str:
    choices = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return str(choices.get(value, value))


def chosen_in_words(registration: Registration) -> str:
    return "; ".join(choice.session.title for choice in registration.choices.all())


def sheet_of(registrations: QuerySet[Registration], *, with_sessions: bool = False) -> Iterator[tuple[object, ...]]:
    """Rows for a spreadsheet, headings first, read as they are sent."""
    yield (*HEADINGS, "Chosen sessions") if with_sessions else HEADINGS
    for registration in registrations.iterator(chunk_size=500):
        learner = registration.learner
        profile = getattr(learner, "profile", None)
        yield (
            learner.family_name,
            learner.given_name,
            learner.get_full_name(),
            profile.degrees if profile else "",
            str(profile.profession) if profile else "",
            profile.employer if profile else "",
            learner.email,
            registration.get_status_display(),
            registration.registered_at.astimezone(registration.activity.zone).strftime("%Y-%m-%d %H:%M"),
            registration.get_attends_display(),
            registration.access_needs,
            *([chosen_in_words(registration)] if with_sessions else []),
        )
