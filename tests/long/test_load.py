"""Twenty readers query what is served while builds and publishes go on: all are answered, each from one whole build."""

from __future__ import annotations

import pytest

from benchmarks.load import PUBLISHED, Load, measure
from benchmarks.readers import Reading, not_whole

READERS = 20
SECONDS = 45
# A reader pauses for a quarter of a second between two queries; on a busy machine builds leave it little time.
FEWEST_QUERIES = 1000


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Readers of a small shop, with one build and its publishes at least."""
    return measure(tmp_path_factory.mktemp("load"), READERS, SECONDS, customers=100, builds=1)


def test_readers_get_answers_and_no_error(load: Load) -> None:
    assert load.errors == []
    assert load.queries > FEWEST_QUERIES
    assert load.connections > 2 * READERS
    assert 0 < load.waits_ms["p50"] <= load.waits_ms["p99"] <= load.waits_ms["max"]


def test_readers_see_whole_builds_only_and_the_new_ones(load: Load) -> None:
    assert load.torn == []
    assert load.publishes == PUBLISHED * load.builds > 0
    assert load.fewest_builds_seen > 1


def test_what_is_no_whole_build_is_noticed() -> None:
    served = {"a": {"orders": 20, "customers": 5}, "b": {"orders": 40, "customers": 5}}
    assert not_whole(Reading(True, seen=list(served.items())), served) == []
    mixed = [("a", served["b"]), ("b", {"orders": 40}), ("c", served["a"])]
    assert not_whole(Reading(True, seen=mixed), served) == [
        "not whole: a in orders",
        "not whole: b in customers",
        "no published build: c",
    ]
