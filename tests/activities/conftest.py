"""Whom and what the planner's tests are about."""

import pytest
from django.test import Client

from accounts.models import User
from activities.models import Activity, Status
from tests.factories import make_activity, make_person


@pytest.fixture
def dora() -> User:
    return make_person("Dora Director")


@pytest.fixture
def planner(client: Client, dora: User) -> Client:
    client.force_login(dora)
    return client


@pytest.fixture
def draft(dora: User) -> Activity:
    """Dora's, complete and not yet handed in."""
    return make_activity(Status.DRAFT, director=dora)
