"""What a reader of the project has to hold does not grow."""

import json
from pathlib import Path

import pytest

from tests.house import LIMITS, counts


@pytest.fixture(scope="module")
def counted(demo_warehouse: Path) -> dict[str, float]:
    """The counts of the project as the demo shop was built with it."""
    text = (demo_warehouse.parent / "target" / "manifest.json").read_text(encoding="utf-8")
    return counts(json.loads(text))


@pytest.mark.parametrize("name", LIMITS)
def test_a_count_stays_below_its_limit(name: str, counted: dict[str, float]) -> None:
    assert counted[name] <= LIMITS[name]


def test_each_count_has_a_limit(counted: dict[str, float]) -> None:
    assert list(counted) == list(LIMITS)
