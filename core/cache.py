from typing import Any

from django_redis.cache import RedisCache


class PatientCache(RedisCache):
    """A cache that may be down: reads find nothing, and `add` says yes.

    django-redis answers None there. Whoever takes `add` for a lock (allauth, before each sign-in) would wait in vain and
    then turn everybody away; so without a cache there are no rate limits, which is logged, rather than no sign-in.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        answer = super().add(*args, **kwargs)
        return True if answer is None else bool(answer)
