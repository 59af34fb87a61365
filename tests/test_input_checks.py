"""Whether inputs are as fresh and as large as usual: at the limits, and in runs in process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster_dbt import DbtCliResource
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration import alerts, input_checks, retries
from orchestration.alerts import input_message
from orchestration.input_checks import FRESH, INPUTS, USUAL, PaceError, freshness, row_count
from tests.dbt_project import PROJECT

TODAY = date(2024, 6, 30)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("newest", "within", "expected"),
    [(0, 0, True), (2, 2, True), (3, 2, False), (400, None, True)],
)
def test_freshness(newest: int, within: int | None, expected: bool) -> None:
    # Spend may be planned: what is of a day to come is no news.
    verdict = freshness({days_ago(newest): 1, days_ago(-1): 1}, TODAY, within)
    assert verdict.passed is expected
    assert verdict.metadata["days_behind"] == newest


def test_an_input_that_is_absent_is_not_late() -> None:
    assert freshness({}, TODAY, 2).passed
    assert not freshness({days_ago(-1): 1}, TODAY, 2).passed


@pytest.mark.parametrize(
    ("rows", "usual", "weeks", "expected"),
    [
        (50, 100, 8, True),
        (49, 100, 8, False),
        (200, 100, 8, True),
        (201, 100, 8, False),
        # Too few rows, or too few weeks, to tell.
        (1, 19, 8, True),
        (9, 20, 8, False),
        (1, 100, 3, True),
        (1, 100, 4, False),
    ],
)
def test_row_count(rows: int, usual: int, weeks: int, expected: bool) -> None:
    counts = {days_ago(1): rows, **{days_ago(1 + 7 * week): usual for week in range(1, weeks + 1)}}
    # Today is not over, other weekdays are others, and what is further back says nothing.
    counts |= {TODAY: 1, days_ago(2): 5000, days_ago(1 + 7 * 9): 9000} if weeks == 8 else {TODAY: 1}
    assert row_count(counts, TODAY).passed is expected


def test_a_day_that_is_missing_is_seen_when_the_next_has_come() -> None:
    counts = {days_ago(day): 100 for day in range(1, 80) if day != 2}
    verdict = row_count(counts, TODAY)
    assert not verdict.passed
    assert (verdict.metadata["day"], verdict.metadata["rows"]) == (days_ago(2).isoformat(), 0)
    # One that is closed every week is no hole.
    assert row_count({day: rows for day, rows in counts.items() if (TODAY - day).days % 7 != 2}, TODAY).passed


def test_a_run_with_vars_of_its_own_is_not_judged(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    late = rows_of("orders", {date(2020, 1, 1): 5})
    (tmp_path / "run_results.json").write_text('{"args": {"vars": {"input_path": "elsewhere"}}}')
    passed = [check.passed for check in checked(late, instance, monkeypatch, tmp_path).get_asset_check_evaluations()]
    assert all(passed)
    (tmp_path / "run_results.json").write_text('{"args": {"vars": {}}}')
    passed = [check.passed for check in checked(late, instance, monkeypatch, tmp_path).get_asset_check_evaluations()]
    assert passed.count(False) == 1


def test_a_locked_warehouse_is_tried_again(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "wait", lambda _: 0)

    def locked(*_: object) -> list[dict]:
        raise DagsterDbtCliRuntimeError("IO Error: Could not set lock on file")

    result = checked(locked, instance, monkeypatch)
    assert not result.success
    assert sum(event.event_type_value == "STEP_RESTARTED" for event in result.all_events) == retries.MOST


def test_a_day_without_rows_counts_as_none() -> None:
    counts = {days_ago(1): 60, days_ago(8): 100, days_ago(57): 100}
    # Six of the eight days are empty: there is usually nothing.
    assert row_count(counts, TODAY).metadata["usual_rows"] == 0
    assert row_count({}, TODAY).passed


@pytest.mark.parametrize("within", [{"order": 2}, {"orders": "two"}, {"orders": -1}, {"orders": True}])
def test_a_pace_that_cannot_be_used_is_refused(within: dict) -> None:
    with pytest.raises(PaceError, match=r"fresh_within_days has \{[\s\S]*some of orders, interactions"):
        input_checks.input_checks(within, "UTC", Path())


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def checked(
    rows: list[dict] | Callable[..., list[dict]],
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    results: Path = Path(),
) -> dg.ExecuteInProcessResult:
    """Run the checks of inputs that have these rows by day."""
    monkeypatch.setattr(input_checks, "shown", rows if callable(rows) else lambda *_: rows)
    keys = [["inputs", f"received_{name}"] for name in INPUTS] + [["inputs", "input_rows_by_day"]]
    definitions = dg.Definitions(
        assets=[dg.AssetSpec(dg.AssetKey(key)) for key in keys],
        asset_checks=[input_checks.input_checks({"orders": 2, "interactions": 2}, "UTC", results)],
        jobs=[dg.define_asset_job("checks", selection=dg.AssetSelection.all_asset_checks())],
        resources={"dbt": DbtCliResource(project_dir=str(PROJECT))},
    )
    return definitions.resolve_job_def("checks").execute_in_process(instance=instance, raise_on_error=False)


def message_of(result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance) -> dg.SkipReason | None:
    """Have the sensor of runs that went well look at a run."""
    [event] = [event for event in result.all_events if event.event_type_value == "PIPELINE_SUCCESS"]
    return input_message(
        dg.build_run_status_sensor_context(
            sensor_name="input_message",
            dagster_event=event,
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        )
    )


def rows_of(input_: str, counts: dict[date, int], is_demo: bool = False) -> list[dict]:
    return [
        {"input": input_, "input_day": day.isoformat(), "rows_accepted": rows, "is_demo": is_demo}
        for day, rows in counts.items()
    ]


def test_what_looks_odd_warns_and_is_told(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime.now(UTC).date()
    daily = {today - timedelta(days=day): 100 for day in range(1, 100)}
    late = {day: rows for day, rows in daily.items() if (today - day).days > 5}
    halved = daily | {today - timedelta(days=1): 10}
    result = checked(rows_of("orders", late) + rows_of("interactions", halved), instance, monkeypatch)
    assert result.success
    evaluations = result.get_asset_check_evaluations()
    assert len(evaluations) == 2 * len(INPUTS)
    odd = {(check.asset_key.path[-1], check.check_name) for check in evaluations if not check.passed}
    assert odd == {("received_orders", FRESH), ("received_interactions", USUAL)}
    assert {check.severity for check in evaluations if not check.passed} == {dg.AssetCheckSeverity.WARN}

    told: list[str] = []
    monkeypatch.setattr(alerts, "post", lambda _, text: told.append(text))
    monkeypatch.delenv("RETENSI_WEBHOOK_URL", raising=False)
    assert "nobody is told" in message_of(result, instance).skip_message
    monkeypatch.setenv("RETENSI_WEBHOOK_URL", "http://127.0.0.1:1")
    assert message_of(result, instance) is None
    [text] = told
    assert "orders: Its newest day is" in text
    assert "interactions: " in text
    assert len(text.splitlines()) == 3


def test_a_usual_day_is_not_told_and_the_demo_shop_never(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENSI_WEBHOOK_URL", "http://127.0.0.1:1")
    today = datetime.now(UTC).date()
    daily = {today - timedelta(days=day): 100 for day in range(1, 100)}
    for rows in (rows_of("orders", daily), rows_of("orders", {date(2020, 1, 1): 5}, is_demo=True)):
        result = checked(rows, instance, monkeypatch)
        assert all(check.passed for check in result.get_asset_check_evaluations())
        assert "as fresh and as large" in message_of(result, instance).skip_message
