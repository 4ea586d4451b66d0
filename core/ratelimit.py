"""Counting attempts in the shared cache."""

from django.core.cache import cache


def too_many(key: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt under `key`; True once there were more than `limit` within `seconds`.

    With the cache down nobody is locked out: the attempt counts as the first.
    """
    cache_key = f"attempts:{key}"
    if cache.add(cache_key, 1, timeout=seconds):
        return False
    try:
        return int(cache.incr(cache_key) or 1) > limit
    except ValueError:  # it expired between the two calls
        return False


def is_shut_out(key: str, *, limit: int) -> bool:
    """Whether `limit` attempts under `key` are counted already, without counting another."""
    return int(cache.get(f"attempts:{key}") or 0) >= limit
