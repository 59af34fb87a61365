"""What a build leaves behind does not depend on when or how often it ran, and knowledge only grows with as_of."""

import shutil
from pathlib import Path

import pytest

from tests.dbt_project import WITHOUT_TESTS, build, marts, rows

pytestmark = pytest.mark.long

# What a later as_of changes by definition: whether a period is over, what looks ahead of it, what was predicted.
LOOKS_AHEAD = ("is_complete", "is_complete_month", "retained_on_or_after", "retention_rate_on_or_after", "predicted")
MONTH_IS_OVER = "{month} < date_trunc('month', date '{as_of}' + 1)"
COHORT_MONTH = "cohort_month + to_months(cast(period_number as integer))"
# The rows of a mart that were settled by as_of.
SETTLED = {
    "cohort_repurchase": "last_day(cohort_month) + cast(within_days as integer) <= date '{as_of}'",
    "cohort_retention_by_attribute": MONTH_IS_OVER.replace("{month}", COHORT_MONTH),
    "cohort_retention_by_channel": MONTH_IS_OVER.replace("{month}", COHORT_MONTH),
    "cohort_retention_by_month": MONTH_IS_OVER.replace("{month}", COHORT_MONTH),
    "cohort_retention_by_week": "cohort_week + 7 * cast(period_number as integer) + 6 <= date '{as_of}'",
    "kpis_by_channel": MONTH_IS_OVER.replace("{month}", "month"),
    "kpis_by_month": MONTH_IS_OVER.replace("{month}", "month"),
    "lifecycle_stages_by_day": "day <= date '{as_of}'",
    "lifecycle_stages_by_month": MONTH_IS_OVER.replace("{month}", "month"),
    "lifecycle_transitions_by_month": MONTH_IS_OVER.replace("{month}", "month"),
    "retention_by_month": MONTH_IS_OVER.replace("{month}", "month"),
    "retention_funnel_by_month": MONTH_IS_OVER.replace("{month}", "month"),
    "sales_by_day": "day <= date '{as_of}'",
}


def test_building_twice_changes_nothing(demo_warehouse: Path, tmp_path: Path) -> None:
    again = tmp_path / "demo.duckdb"
    shutil.copy(demo_warehouse, again)
    build({}, again, "build", *WITHOUT_TESTS)
    assert marts(again) == marts(demo_warehouse)
    for mart in marts(again):
        assert _differences(demo_warehouse, again, f"select * from marts.{mart}") == ([], []), mart


@pytest.fixture(scope="module", params=["1997-03-31", "1997-09-15", "1998-01-31"])
def cdnow_as_of(request: pytest.FixtureRequest, cdnow_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    warehouse = tmp_path_factory.mktemp("as_of") / "earlier.duckdb"
    select = ("--select", *(f"+{mart}" for mart in (*SETTLED, "calendar", "orders", "lifecycle_stage_history")))
    build({"input_path": str(cdnow_landing), "as_of": request.param}, warehouse, "build", *select, *WITHOUT_TESTS)
    return request.param, warehouse


def test_history_up_to_as_of_is_the_same(cdnow_as_of: tuple, cdnow_warehouse: Path) -> None:
    """What happened in months that were over at as_of does not change when later months become known."""
    as_of, earlier = cdnow_as_of
    for mart, settled in SETTLED.items():
        columns = ", ".join(sorted(name for name in _columns(earlier, mart) if not name.startswith(LOOKS_AHEAD)))
        query = f"select {columns} from marts.{mart} where {settled.format(as_of=as_of)}"
        assert _differences(cdnow_warehouse, earlier, query) == ([], []), mart
        assert rows(earlier, f"select count(*) > 0 from marts.{mart} where {settled.format(as_of=as_of)}") == [(True,)]


def test_nothing_after_as_of_is_known(cdnow_as_of: tuple) -> None:
    as_of, earlier = cdnow_as_of
    query = """
        select
            max(order_date),
            (select max(day) from marts.calendar),
            (select max(valid_from) from marts.lifecycle_stage_history)
        from marts.orders
    """
    [last] = rows(earlier, query)
    assert all(str(day) <= as_of for day in last)
    assert str(last[1]) == as_of


def test_stage_history_up_to_as_of_is_the_same(cdnow_as_of: tuple, cdnow_warehouse: Path) -> None:
    """Spans that had begun by as_of began alike; those that had ended ended alike, the others are open."""
    as_of, earlier = cdnow_as_of
    query = f"""
        select customer_id, valid_from, lifecycle_stage, entered_by,
            case when valid_to <= date '{as_of}' then valid_to end as valid_to
        from marts.lifecycle_stage_history
        where valid_from <= date '{as_of}'
    """
    assert _differences(cdnow_warehouse, earlier, query) == ([], [])


def _columns(warehouse: Path, mart: str) -> set[str]:
    return {row[0] for row in rows(warehouse, f"describe marts.{mart}")}


def _differences(left: Path, right: Path, query: str) -> tuple[list, list]:
    """Give up to five rows that only the left, and up to five that only the right warehouse has.

    Floats are the same within 1e-9, relative; everything else must be equal.
    """
    only_left: list[tuple] = []
    only_right = _by_exact_columns(rows(right, query))
    for exact, found in _by_exact_columns(rows(left, query)).items():
        for floats in found:
            others = only_right.get(exact, [])
            same = next((other for other in others if floats == pytest.approx(other, rel=1e-9, abs=0)), None)
            if same is None:
                only_left.append((exact, floats))
            else:
                others.remove(same)
    left_over = [(exact, floats) for exact, found in only_right.items() for floats in found]
    return only_left[:5], left_over[:5]


def _by_exact_columns(found: list[tuple]) -> dict[tuple, list[tuple]]:
    """Give the floats of rows, by all that is no float (and where it stands)."""
    split: dict[tuple, list[tuple]] = {}
    for row in found:
        exact = tuple(None if isinstance(value, float) else (value,) for value in row)
        split.setdefault(exact, []).append(tuple(value for value in row if isinstance(value, float)))
    return split
