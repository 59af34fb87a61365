"""Hold a mart of a warehouse against the oracle's rows, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.oracle.kpi_comparisons import KPIS

Row = dict[str, object]
RELATIVE_TOLERANCE = 1e-9
SHOWN = 12

KEYS = {
    "customers": ("customer_id",),
    "orders": ("order_id",),
    "buyers_at_order": ("order_id",),
    "lifecycle_stage_history": ("customer_id", "valid_from"),
    "lifecycle_stages_by_day": ("day", "lifecycle_stage"),
    "lifecycle_stages_by_month": ("month", "lifecycle_stage"),
    "lifecycle_transitions_by_month": ("month", "from_stage", "to_stage"),
    "retention_by_month": ("month",),
    "retention_funnel_by_month": ("month",),
    "subscriptions": ("customer_id", "subscription_id"),
    "subscriptions_by_month": ("month",),
    "cohort_retention_by_month": ("cohort_month", "period_number"),
    "cohort_retention_by_week": ("cohort_week", "period_number"),
    "cohort_retention_by_channel": ("cohort_month", "acquisition_channel", "period_number"),
    "cohort_retention_by_attribute": ("attribute", "attribute_value", "cohort_month", "period_number"),
    "cohort_repurchase": ("cohort_month", "within_days"),
    "payback_by_channel": ("cohort_month", "acquisition_channel"),
    "order_intervals": ("cohort_year", "order_number"),
    "first_purchase_outcomes": ("attribute", "attribute_value", "within_days"),
    "kpis_by_month": ("month",),
    "kpis_by_channel": ("month", "acquisition_channel"),
    "kpi_comparisons_by_month": ("kpi", "month"),
    "sales_by_day": ("day",),
    "funnel_steps_by_month": ("funnel", "entry_month", "step_number"),
    "funnel_steps_by_channel": ("funnel", "entry_month", "entry_channel", "step_number"),
    "funnel_steps_by_campaign": ("funnel", "entry_month", "entry_campaign_id", "step_number"),
    "communication_calendar": ("customer_id", "reason"),
    "contacts_by_reason": ("reason",),
    "channel_engagement_by_month": ("month", "channel"),
    "loyalty_members": ("customer_id",),
    "loyalty_by_month": ("month",),
    "loyalty_comparison_by_month": ("month", "stage", "spend_band"),
    "campaign_performance": ("campaign_id",),
    "campaign_comparison_by_month": ("campaign_id", "month", "stage", "spend_band"),
    "advocates": ("customer_id",),
    "complaints": ("complaint_id", "has_reference_id"),
    "complaint_outcomes": ("month", "stage", "resolution_speed"),
    "complaint_outcomes_by_speed": ("resolution_speed",),
    "feedback_by_month": ("month",),
    "feedback_words_by_month": ("month", "phrase"),
    "onboarding_by_cohort": ("cohort_month",),
    "onboarding_steps_by_cohort": ("cohort_month", "step"),
    "onboarding_outcomes": ("cohort_month", "stage"),
    "int_comparison_months": ("month", "stage", "spend_band"),
    "int_clv_customers": ("fit", "customer_id"),
    "int_revenue_months": ("month",),
    "revenue_forecast_backtest": ("forecast_by", "months_ahead"),
    "revenue_forecast_by_month": ("month",),
    "int_churn_covariates": ("seen_on", "customer_id"),
}


def says_nothing(row: Row, keys: tuple[str, ...]) -> bool:
    """Whether all that a row says besides its key is zero or null."""
    silent = {*keys, "is_complete", "is_warming_up"}
    return all(not value for column, value in row.items() if column not in silent)


def is_of_lines(row: Row, _: tuple[str, ...]) -> bool:
    """Whether a row is about what lines of orders name, which the oracle does not read."""
    return row["attribute"] in ("product", "category")


def is_of_other_kpis(row: Row, _: tuple[str, ...]) -> bool:
    """Whether a row is about a KPI that the oracle sets beside no other month."""
    return row["kpi"] not in KPIS


def is_of_the_model(row: Row, _: tuple[str, ...]) -> bool:
    """Whether a row is about the fitted model, which the oracle has not."""
    return row["forecast_by"] == "model"


# Where a combination in which nothing ever happened may be a row of zeros or no row, such rows are not compared.
MAY_BE_MISSING: dict[str, Callable[[Row, tuple[str, ...]], bool]] = {
    "lifecycle_transitions_by_month": says_nothing,
    "cohort_retention_by_month": says_nothing,
    "cohort_retention_by_week": says_nothing,
    "cohort_retention_by_channel": says_nothing,
    "cohort_retention_by_attribute": is_of_lines,
    "cohort_repurchase": says_nothing,
    "first_purchase_outcomes": is_of_lines,
    "kpis_by_channel": says_nothing,
    "kpi_comparisons_by_month": is_of_other_kpis,
    "revenue_forecast_backtest": is_of_the_model,
    "int_comparison_months": says_nothing,
}


def read_marts(warehouse: Path, names: Iterable[str] = tuple(KEYS)) -> dict[str, list[Row]]:
    """The rows of marts in a DuckDB warehouse. Connects read-write, as dbt in the same process did."""
    marts: dict[str, list[Row]] = {}
    with duckdb.connect(str(warehouse)) as connection:
        for name in names:
            schema = "intermediate" if name.startswith("int_") else "marts"
            cursor = connection.execute(f"select * from {schema}.{name}")
            columns = [column[0] for column in cursor.description]
            marts[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return marts


def differences(name: str, built: list[Row], expected: list[Row]) -> list[str]:
    """What differs between a mart and the oracle's rows of it, in words; empty where nothing does.

    Only columns that the oracle computes are compared; every row and each of its cells is. Counts, dates, texts,
    booleans and decimals must be equal, floats within 1e-9 relative.
    """
    keys = KEYS[name]
    if not expected and not built:
        return []
    if built and expected:
        missing = [column for column in expected[0] if column not in built[0]]
        if missing:
            return [f"{name}: the mart has no column {', '.join(missing)}"]
        compared = list(expected[0])
        built = [{column: row[column] for column in compared} for row in built]
    left_out = MAY_BE_MISSING.get(name)
    if left_out is not None:
        built = [row for row in built if not left_out(row, keys)]
        expected = [row for row in expected if not left_out(row, keys)]
    found: list[str] = []
    built_by_key = by_key(name, "mart", built, keys, found)
    expected_by_key = by_key(name, "oracle", expected, keys, found)
    for key in sorted(expected_by_key.keys() - built_by_key.keys(), key=str):
        found.append(f"{name} {told(keys, key)}: missing in the mart; the oracle has {expected_by_key[key]}")
    for key in sorted(built_by_key.keys() - expected_by_key.keys(), key=str):
        found.append(f"{name} {told(keys, key)}: unknown to the oracle; the mart has {built_by_key[key]}")
    for key in sorted(expected_by_key.keys() & built_by_key.keys(), key=str):
        for column, wanted in expected_by_key[key].items():
            value = built_by_key[key][column]
            if not same(value, wanted, column):
                found.append(f"{name} {told(keys, key)}: {column} is {value!r}, the oracle says {wanted!r}")
    return found


def by_key(name: str, side: str, rows: list[Row], keys: tuple[str, ...], found: list[str]) -> dict[tuple, Row]:
    """Rows by their key; a key that occurs twice is reported."""
    result: dict[tuple, Row] = {}
    for row in rows:
        key = tuple(row[column] for column in keys)
        if key in result:
            found.append(f"{name} {told(keys, key)}: more than one row in the {side}")
        result[key] = row
    return result


def told(keys: tuple[str, ...], key: tuple) -> str:
    """A key in words."""
    return ", ".join(f"{column}={value}" for column, value in zip(keys, key, strict=True))


def same(value: object, wanted: object, column: str = "") -> bool:
    """Whether two cells are equal."""
    if value is None or wanted is None:
        return value is wanted
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, float) or isinstance(wanted, float):
        return math.isclose(value, wanted, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    if isinstance(value, (int, Decimal)) and isinstance(wanted, (int, Decimal)):
        return value == wanted
    if column == "risk_reasons":
        # A blank after the comma is a matter of taste.
        return [reason.strip() for reason in value.split(",")] == [reason.strip() for reason in wanted.split(",")]
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise TypeError(f"{column} is a time with a time zone; marts hold UTC without one")
    return type(value) is type(wanted) and value == wanted


def assert_same(built: dict[str, list[Row]], expected: dict[str, list[Row]], story: str = "") -> None:
    """Raise AssertionError with the first differences of each mart that differs."""
    report: list[str] = []
    for name, rows in expected.items():
        found = differences(name, built[name], rows)
        report += found[:SHOWN]
        if len(found) > SHOWN:
            report.append(f"{name}: and {len(found) - SHOWN} more")
    if report:
        raise AssertionError("\n".join([story, *report]))
