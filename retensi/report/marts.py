"""The marts as the report reads them: aggregates, each in a stated order. No query gives a single customer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from retensi.duckdb_files import attached
from retensi.locks import refusal
from retensi.report.errors import BusyWarehouseError, ReportError

Row = Mapping[str, Any]

KPI_COLUMNS = """
    month, opening_customers, retained_customers, lapsed_customers, new_customers, reactivated_customers,
    closing_customers, retention_rate, churn_rate, purchases, first_time_buyers, repeat_order_share, net_revenue,
    average_order_value, revenue_per_customer, marketing_spend, customer_acquisition_cost, projected_clv, clv_to_cac,
    nps, nps_responses, csat, csat_responses, complaints_opened,
    complaints_resolved, median_first_response_hours, median_resolution_hours, is_complete, is_warming_up
"""
COHORT_COLUMNS = "period_number, cohort_size, retained_customers, retention_rate, is_complete"
FUNNEL_COLUMNS = "funnel, entry_month, step_number, step, people, is_measured, is_complete"

# Name of a table of the report: the mart it is read from, and the query.
QUERIES = {
    "kpis": ("kpis_by_month", f"select {KPI_COLUMNS} from kpis_by_month order by month"),
    "kpis_by_channel": (
        "kpis_by_channel",
        f"select acquisition_channel as channel, {KPI_COLUMNS} from kpis_by_channel order by channel, month",
    ),
    "cohorts_by_month": (
        "cohort_retention_by_month",
        f"select cohort_month as cohort, {COHORT_COLUMNS} from cohort_retention_by_month "
        "order by cohort, period_number",
    ),
    "cohorts_by_week": (
        "cohort_retention_by_week",
        f"select cohort_week as cohort, {COHORT_COLUMNS} from cohort_retention_by_week order by cohort, period_number",
    ),
    "cohorts_by_channel": (
        "cohort_retention_by_channel",
        f"select cohort_month as cohort, acquisition_channel as channel, {COHORT_COLUMNS} "
        "from cohort_retention_by_channel order by channel, cohort, period_number",
    ),
    "repurchase": (
        "cohort_repurchase",
        "select within_days, sum(eligible_customers) as eligible, sum(repurchased_customers) as repurchased "
        "from cohort_repurchase group by within_days order by within_days",
    ),
    "stages": (
        "lifecycle_stages_by_month",
        "select month, lifecycle_stage, customer_count, is_complete from lifecycle_stages_by_month "
        "order by month, lifecycle_stage",
    ),
    "transitions": (
        "lifecycle_transitions_by_month",
        "select month, from_stage, to_stage, customer_count, is_complete from lifecycle_transitions_by_month "
        "order by month, from_stage, to_stage",
    ),
    "moves": ("retention_funnel_by_month", "select * from retention_funnel_by_month order by month"),
    "funnels": (
        "funnel_steps_by_month",
        f"select {FUNNEL_COLUMNS} from funnel_steps_by_month order by funnel, entry_month, step_number",
    ),
    "funnels_by_channel": (
        "funnel_steps_by_channel",
        f"select entry_channel as channel, {FUNNEL_COLUMNS} from funnel_steps_by_channel "
        "order by channel, funnel, entry_month, step_number",
    ),
    "segments": (
        "rfm_segments",
        "select rfm_segment, customer_count, net_revenue, customer_share, net_revenue_share from rfm_segments "
        "order by net_revenue_share desc nulls last, rfm_segment",
    ),
    "lorenz": (
        "revenue_lorenz_curve",
        "select customer_percent, customers, net_revenue, net_revenue_share from revenue_lorenz_curve "
        "order by customer_percent",
    ),
    "backtest": ("clv_backtest", "select * from clv_backtest order by decile"),
    "feedback": (
        "feedback_by_month",
        "select month, nps, nps_responses, csat, csat_responses, response_rate, surveys_are_complete, average_rating, "
        "reviews, positive_reviews, negative_reviews, texts, texts_judged, judged_share, texts_positive, "
        "texts_neutral, texts_negative, positive_share, is_complete from feedback_by_month order by month",
    ),
    "words": (
        "feedback_words_by_month",
        "select month, phrase, mentions, score, is_complete from feedback_words_by_month "
        "order by month, strength_rank, phrase",
    ),
    "complaints": (
        "complaints",
        "select state, is_open, count(*) as complaints from complaints group by state, is_open order by state, is_open",
    ),
    "complaint_outcomes": (
        "complaint_outcomes_by_speed",
        "select resolution_speed, customers, return_rate, comparison_return_rate, return_rate_difference "
        "from complaint_outcomes_by_speed order by resolution_speed",
    ),
    "interaction_types": (
        "interactions",
        "select interaction_type, count(*) as interactions from interactions group by all order by interaction_type",
    ),
    "customers": (
        "customers",
        "select acquisition_channel as channel, count(*) as customers, "
        "count(*) filter (where order_count > 0) as buyers, count(*) filter (where order_count > 1) as repeaters "
        "from customers group by channel order by channel",
    ),
    "clv": ("clv_parameters", "select fitted_as_of, converged, note from clv_parameters"),
    "contacts": (
        "communication_calendar",
        "select reason, contact_on, suggested_channel, priority, count(*) as contacts from communication_calendar "
        "group by reason, contact_on, suggested_channel, priority "
        "order by priority, reason, contact_on, suggested_channel nulls last",
    ),
    "contact_reasons": ("contacts_by_reason", "select * from contacts_by_reason order by priority, reason"),
    "contacted": (
        "communication_calendar",
        "select contact_on <= last_day + 7 as this_week, count(distinct customer_id) as customers "
        "from communication_calendar cross join (select max(day) as last_day from calendar) "
        "group by this_week order by this_week",
    ),
}
NEEDED = sorted({mart for mart, _ in QUERIES.values()} | {"calendar"})
BUILD_FIRST = "run `uv run dbt build`, or name another file with --warehouse"


@dataclass(frozen=True)
class Marts:
    """What the report is made of.

    Attributes:
        tables: the rows of each query, as dicts by column; and ``findings``, what a build found in its inputs, and
            ``amounts``, one row with what the mapping says of tax and shipping: a file that is served has neither.
        as_of: last day the marts know.
        build: dbt's name for the build, or None where the file does not say.
        built_at: when it was built, as the file says it (UTC), or None.
    """

    tables: Mapping[str, list[Row]]
    as_of: date
    build: str | None = None
    built_at: str | None = None

    def __getitem__(self, name: str) -> list[Row]:
        """Give the rows of a query."""
        return self.tables[name]


def read_marts(file: Path) -> Marts:
    """Read what the report needs, read only.

    Args:
        file: A DuckDB file with the schema ``marts``: the warehouse of a build, or the file that BI tools are served.

    Raises:
        BusyWarehouseError: a build is writing to it.
        ReportError: there is no such file, it cannot be read, or it does not hold the marts.
    """
    if not file.is_file():
        raise ReportError(
            f"There is no warehouse {file}.", "the DuckDB file that a build has written", BUILD_FIRST
        ) from None

    def not_opened(error: duckdb.Error) -> ReportError:
        said = f"The warehouse {file} cannot be opened: {str(error).splitlines()[0]}"
        otherwise = (said, "the DuckDB file that a build has written", BUILD_FIRST)
        return refusal(file, error, otherwise, ReportError, BusyWarehouseError)

    with attached(file, refusal=not_opened) as connection:
        connection.execute("set TimeZone = 'UTC'")
        _refuse_missing(connection, file)
        connection.execute("use warehouse.marts")
        try:
            tables = {name: _rows(connection, query) for name, (_, query) in QUERIES.items()}
            tables["findings"] = _findings(connection)
            tables["amounts"] = _amounts(connection)
        except duckdb.Error as error:
            raise ReportError(
                f"The marts of {file} are not those of this version: {str(error).splitlines()[0]}",
                "marts that this version of retensi has built",
                BUILD_FIRST,
            ) from error
        as_of = _rows(connection, "select max(day) as as_of from calendar")[0]["as_of"]
        if as_of is None or not tables["kpis"]:
            raise ReportError(f"The marts of {file} are empty.", "marts of a shop with an order or more", BUILD_FIRST)
        return Marts(tables, as_of, *_build(connection))


def _findings(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read what looks wrong in the inputs, warnings first; nothing where the file does not hold it."""
    there = _rows(
        connection,
        "select 1 from duckdb_tables() where database_name = 'warehouse' and schema_name = 'inputs' "
        "and table_name = 'input_findings'",
    )
    query = (
        "select * from warehouse.inputs.input_findings "
        "order by severity = 'warning' desc, share desc nulls last, input, finding"
    )
    return _rows(connection, query) if there else []


def _amounts(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Read what amounts contain; nothing where the file does not hold it, or an earlier version has built it."""
    there = _rows(
        connection,
        "select 1 from duckdb_columns() where database_name = 'warehouse' and schema_name = 'inputs' "
        "and table_name = 'last_build' and column_name = 'tax_in_amounts'",
    )
    query = "select tax_in_amounts as tax, shipping_in_amounts as shipping from warehouse.inputs.last_build"
    return _rows(connection, query) if there else []


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _refuse_missing(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Stop where the file has no marts, or not all."""
    rows = _rows(
        connection,
        "select table_name from information_schema.tables where table_catalog = 'warehouse' and table_schema = 'marts'",
    )
    missing = [mart for mart in NEEDED if mart not in {row["table_name"] for row in rows}]
    if missing:
        lacking = "has no marts" if not rows else f"lacks the marts {', '.join(missing)}"
        raise ReportError(f"The warehouse {file} {lacking}.", "the marts of a whole build", BUILD_FIRST)


def _build(connection: duckdb.DuckDBPyConnection) -> tuple[str | None, str | None]:
    """Say which build a file holds: the warehouse has noted it, the serving file has it in its comments."""
    noted = _rows(
        connection,
        "select 1 from duckdb_tables() where database_name = 'warehouse' and schema_name = 'inputs' "
        "and table_name = 'last_build'",
    )
    if noted:
        found = _rows(connection, "select invocation_id, started_at from warehouse.inputs.last_build")
        if found:
            return found[0]["invocation_id"], found[0]["started_at"].isoformat(timespec="minutes")
    comments = _rows(
        connection,
        "select comment from duckdb_tables() where database_name = 'warehouse' and table_name = 'kpis_by_month'",
    )
    match = re.search(r"Build (\S+) of (\d{4}-\d\d-\d\dT\d\d:\d\d)", (comments[0]["comment"] or "") if comments else "")
    return (match[1], match[2]) if match else (None, None)


def newest(rows: Sequence[Row], months: int) -> list[Row]:
    """Give the rows of the newest months.

    Args:
        rows: Rows with a ``month``.
        months: Number of months.
    """
    first: list[date] = sorted({row["month"] for row in rows})[-months:]
    return [row for row in rows if first and row["month"] >= first[0]]
