"""What is kept in the process until something changes."""

import pytest

from coordination.lib import kept as store
from coordination.lib.kept import kept


@pytest.fixture(autouse=True)
def _empty():
    store.forget()
    yield
    store.forget()


def counting():
    calls = []

    def make():
        calls.append(1)
        return len(calls)

    return make


def test_the_same_stamp_gives_the_kept_value_and_another_a_new_one():
    make = counting()

    assert [kept("k", stamp, make) for stamp in ("a", "a", "b", "b")] == [1, 1, 2, 2]


def test_before_the_first_change_nothing_is_kept():
    make = counting()

    assert [kept("k", None, make) for _ in range(2)] == [1, 2]


def test_after_a_minute_it_is_looked_up_again(monkeypatch):
    make, now = counting(), [100.0]
    monkeypatch.setattr(store.time, "monotonic", lambda: now[0])
    kept("k", "a", make)

    now[0] += store.SECONDS + 1

    assert kept("k", "a", make) == 2


def test_the_store_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(store, "MOST", 8)

    for number in range(50):
        kept(number, "a", lambda: 0)

    assert len(store._kept) <= 8
