from core.codes import new_code
from core.ratelimit import too_many


def test_too_many_lets_the_limit_pass_and_stops_the_next():
    key = f"door-{new_code(12)}"
    assert [too_many(key, limit=3, seconds=60) for _ in range(5)] == [False, False, False, True, True]


def test_too_many_counts_each_key_by_itself():
    first, second = f"a-{new_code(12)}", f"b-{new_code(12)}"
    for _ in range(4):
        too_many(first, limit=3, seconds=60)
    assert too_many(first, limit=3, seconds=60)
    assert not too_many(second, limit=3, seconds=60)
