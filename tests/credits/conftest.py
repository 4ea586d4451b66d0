from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_guessed_yet() -> Iterator[None]:
    """Attempts are counted by person and address, which later tests share."""
    cache.clear()
    yield
    cache.clear()
