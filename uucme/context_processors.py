"""What the frame of every page shows: the office's name, where one can go, and whether this is a demonstration."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from activities.models import Activity, OfficeSettings


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class House:
    office: OfficeSettings
    plans: bool


def house(request: HttpRequest) -> dict[str, Any]:
    """One query at most, made when a page first shows one of these, however many templates it is put together from."""
    return {
        "office": SimpleLazyObject(lambda: _house(request).office),
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "demo": settings.DEMO,
    }


def _house(request: HttpRequest) -> House:
    cached: House | None = getattr(request, "_house", None)
    if cached is None:
        cached = _look_up(_user(request))
        request._house = cached  # type: ignore[attr-defined]
    return cached


def _look_up(user: User | AnonymousUser) -> House:
    rows = OfficeSettings.objects.filter(pk=1)
    if user.is_authenticated:
        rows = rows.annotate(viewer_plans=Exists(Activity.objects.planned_by(user)))
    office = rows.first() or OfficeSettings.current()
    return House(office, getattr(office, "viewer_plans", False))


def _nav(request: HttpRequest) -> list[Place]:
    targets = [(label, reverse(name)) for label, name in _names(request)]
    fitting = [url for _, url in targets if request.path.startswith(url)]
    here = max(fitting, key=len, default="")
    return [Place(label, url, url == here) for label, url in targets]


def _names(request: HttpRequest) -> list[tuple[str, str]]:
    user = _user(request)
    if not user.is_authenticated:
        return [("Activities", "activities:catalogue"), ("Verify", "credits:verify"), ("Sign in", "account_login")]
    names = [
        ("Activities", "activities:catalogue"),
        ("What is left", "credits:left"),
        ("Transcript", "credits:transcript"),
    ]
    if _house(request).plans:
        names.append(("Plan", "plan:proposals"))
    if user.is_staff and user.has_perm("activities.view_activity"):
        names.append(("Outcomes", "reports:programme"))
    if user.is_staff:
        names.append(("Office", "admin:index"))
    return names


def _user(request: HttpRequest) -> User | AnonymousUser:
    return getattr(request, "user", None) or AnonymousUser()
