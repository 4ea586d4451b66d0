"""What one can ask of the catalogue. Every question is in the address, so that a search can be sent to a colleague."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.http import QueryDict
from django.utils import timezone
from localflavor.us.us_states import STATE_CHOICES

from accounts.models import Profession
from activities.models import Activity, ContentArea, Objective, Session, TeamMember

UPCOMING, PAST = "", "past"
ROW_FACTS = ("designations", "audience")
ANY_TIME = ExpressionWrapper(
    ~Q(format__in=Activity.TIMED_FORMATS) & Q(next_starts_at=None), output_field=BooleanField()
)


def listed(activities: QuerySet[Activity], *, at: datetime, since: date | None = None) -> QuerySet[Activity]:
    """Those not over by `since` (today at `at`), in the order in which one can next take part.

    Each knows `next_starts_at`, its next session or None, and `listed_on`, the day it stands under: a series that
    began last year stands under its next session. What is going on at `at` stands under today, with `running_until`,
    the end of its last session of the day. What one does when one likes (`any_time`) comes last.
    """
    today = timezone.localdate(at)
    first = since or today
    moment = at if first == today else datetime.combine(first, time.min, timezone.get_current_timezone())
    next_session = (
        Session.objects.taking_place().filter(activity=OuterRef("pk"), starts_at__gte=moment).order_by("starts_at")
    )
    return (
        activities.filter(end_date__gte=first)
        .annotate(next_starts_at=Subquery(next_session.values("starts_at")[:1], output_field=DateTimeField()))
        .annotate(any_time=ANY_TIME, running_until=running_until(at))
        .annotate(
            listed_on=Case(
                When(running_until__isnull=False, then=Value(today, output_field=DateField())),
                default=Coalesce(
                    TruncDate("next_starts_at"), Greatest("start_date", Value(first, output_field=DateField()))
                ),
                output_field=DateField(),
            )
        )
        .order_by("any_time", "listed_on", F("running_until").asc(nulls_last=True), "next_starts_at", "title", "pk")
        .prefetch_related(*ROW_FACTS)
    )


def running_until(at: datetime, *, activity: str = "pk") -> Case:
    """When today's last session ends, between the beginning of the first and that; else None.

    `activity` is how the annotated row names its activity.
    """
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Session.objects.taking_place().filter(
        activity=OuterRef(activity), starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1)
    )
    ends = today.filter(ends_at__gt=at).order_by("-ends_at").values("ends_at")[:1]
    return Case(
        When(Exists(today.filter(starts_at__lte=at)), then=Subquery(ends)), default=None, output_field=DateTimeField()
    )


def listed_past(activities: QuerySet[Activity], *, at: datetime) -> QuerySet[Activity]:
    """Those that are over, the latest first."""
    return (
        activities.filter(end_date__lt=timezone.localdate(at))
        .annotate(
            any_time=Value(False, output_field=BooleanField()),
            next_starts_at=Value(None, output_field=DateTimeField()),
            running_until=Value(None, output_field=DateTimeField()),
            listed_on=Coalesce("end_date", "end_date"),
        )
        .order_by("-end_date", "title", "pk")
        .prefetch_related(*ROW_FACTS)
    )


class CatalogueFilter(django_filters.FilterSet):
    """The catalogue's search and filters. What is not valid is said beside its field, and the rest still applies."""

    q = django_filters.CharFilter(
        label="Search",
        method="search",
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Topic, title or speaker", "autocomplete": "off"}
        ),
    )
    when = django_filters.ChoiceFilter(
        label="When",
        method="left_to_listing",
        choices=[(UPCOMING, "Upcoming"), (PAST, "Past")],
        empty_label=None,
        widget=forms.RadioSelect,
    )
    since = django_filters.DateFilter(
        label="From", method="left_to_listing", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label="To",
        field_name="start_date",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    profession = django_filters.ModelChoiceFilter(
        label="For", queryset=Profession.objects.all(), method="meant_for", empty_label="Every profession"
    )
    format = django_filters.MultipleChoiceFilter(
        label="Format", choices=Activity.Format.choices, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    delivery = django_filters.MultipleChoiceFilter(
        label="How it is given", choices=Activity.Delivery.choices, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    area = django_filters.ModelMultipleChoiceFilter(
        label="Content", queryset=ContentArea.objects.all(), method="about", widget=forms.CheckboxSelectMultiple
    )
    state = django_filters.ChoiceFilter(label="State", choices=STATE_CHOICES, empty_label="Every state")

    class Meta:
        model = Activity
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self._offer_what_there_is()

    def _offer_what_there_is(self) -> None:
        """Offer only formats and states that occur, though others stay valid in an address somebody was sent."""
        found: dict[str, set[str]] = {"format": set(), "delivery": set(), "state": set()}
        for format_, delivery, state in (
            Activity.objects.published().values_list("format", "delivery", "state").distinct()
        ):
            found["format"].add(format_)
            found["delivery"].add(delivery)
            found["state"].add(state)
        for name, values in found.items():
            field = self.form.fields[name]
            chosen = self.data.getlist(name) if hasattr(self.data, "getlist") else []
            field.widget.choices = [(value, label) for value, label in field.choices if value in {"", *values, *chosen}]
        self.form.fields["area"].label_from_instance = lambda area: area.short_name
        self.form.fields["profession"].label_from_instance = lambda one: one.plural

    def get_form_class(self) -> type[forms.Form]:
        class CatalogueForm(super().get_form_class()):  # type: ignore[misc]
            def clean(self) -> dict[str, Any]:
                cleaned: dict[str, Any] = super().clean()
                since, until = cleaned.get("since"), cleaned.get("until")
                if since and until and until < since:
                    self.add_error("until", "This is before the first day. Choose a later one, or leave it empty.")
                return cleaned

        return CatalogueForm

    @property
    def is_past(self) -> bool:
        return self._cleaned().get("when") == PAST

    def _cleaned(self) -> dict[str, Any]:
        self.form.is_valid()
        return getattr(self.form, "cleaned_data", {})

    def filter_queryset(self, queryset: QuerySet[Activity]) -> QuerySet[Activity]:
        cleaned = self._cleaned()
        for name, value in cleaned.items():
            queryset = self.filters[name].filter(queryset, value)
        since = cleaned.get("since")
        if not self.is_past:
            return listed(queryset, at=self.at, since=since)
        return listed_past(queryset.filter(end_date__gte=since) if since else queryset, at=self.at)

    @property
    def qs(self) -> QuerySet[Activity]:
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    def search(self, queryset: QuerySet[Activity], name: str, value: str) -> QuerySet[Activity]:
        """Every word has to occur: in the title, the description, an objective or the name of a speaker."""
        for word in value.split()[:12]:
            objectives = Objective.objects.filter(activity=OuterRef("pk"), text__icontains=word)
            speakers = TeamMember.objects.filter(activity=OuterRef("pk"), role__in=TeamMember.PRESENTING_ROLES).filter(
                person__sort_name__icontains=word
            )
            sessions = Session.objects.filter(activity=OuterRef("pk"), title__icontains=word)
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(description__icontains=word)
                | Exists(objectives)
                | Exists(sessions)
                | Exists(speakers)
            )
        return queryset

    def meant_for(self, queryset: QuerySet[Activity], name: str, value: Profession | None) -> QuerySet[Activity]:
        audience = Activity.audience.through.objects.filter(activity=OuterRef("pk"), profession=value)
        return queryset.filter(Exists(audience)) if value else queryset

    def about(self, queryset: QuerySet[Activity], name: str, value: Iterable[ContentArea]) -> QuerySet[Activity]:
        areas = list(value)
        content = Activity.content_areas.through.objects.filter(activity=OuterRef("pk"), contentarea__in=areas)
        return queryset.filter(Exists(content)) if areas else queryset

    def left_to_listing(self, queryset: QuerySet[Activity], name: str, value: Any) -> QuerySet[Activity]:
        return queryset


@dataclass(frozen=True)
class Chosen:
    """One filter in force, and the address of the same search without it."""

    label: str
    without: str


def chosen(filterset: CatalogueFilter, query: QueryDict) -> list[Chosen]:
    found: list[Chosen] = []
    for name, field in filterset.form.fields.items():
        values = [value for value in query.getlist(name) if value.strip() and name != "when"]
        labels = {str(value): str(label) for value, label in getattr(field, "choices", [])} if values else {}
        for value in values:
            label = labels.get(value) or (f"“{value}”" if name == "q" else f"{field.label} {_date_in_words(value)}")
            found.append(Chosen(label, "?" + _without(query, name, value)))
    return found


def tidy(query: QueryDict) -> str:
    """The query without what is empty, for an address worth sharing."""
    kept = query.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value.strip()]
        if values:
            kept.setlist(name, values)
        else:
            del kept[name]
    return kept.urlencode()


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.setlist(name, [other for other in rest.getlist(name) if other != value])
    rest.pop("page", None)
    return tidy(rest)


def _date_in_words(typed: str) -> str:
    try:
        return f"{date.fromisoformat(typed):%B %-d, %Y}"
    except ValueError:
        return typed
