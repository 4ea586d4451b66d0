"""Redis may be down; pages may not."""

import pytest
from django.core.cache import caches


@pytest.fixture
def cache_that_is_down(settings, tmp_path):
    settings.CACHES = {
        "default": settings.CACHES["default"],
        "down": {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody-listens.sock?db=1"},
    }
    yield caches["down"]
    del caches["down"]


def test_add_says_yes_so_that_nobody_waits_for_a_lock(cache_that_is_down):
    assert cache_that_is_down.add("lock", 1, timeout=5) is True


def test_get_finds_nothing(cache_that_is_down):
    assert cache_that_is_down.get("anything", "nothing") == "nothing"


def test_add_says_no_to_the_second_while_the_server_is_up():
    cache = caches["default"]
    cache.delete("once")
    assert [cache.add("once", 1, timeout=5), cache.add("once", 1, timeout=5)] == [True, False]
