"""What a dashboard asks of the served marts, and how long it waits.

    python -m benchmarks.dashboards WAREHOUSE SERVING REPEATS

Copies the marts into a file of their own as `retensi publish` does, which itself wants a tested build, and asks each
query so many times, on a new read-only connection for each turn.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb

from retensi.duckdb_files import attach

QUERIES = {
    "KPIs of all months": "select * from marts.kpis_by_month order by month",
    "KPIs of a channel": """
        select month, net_revenue, buyers, retention_rate from marts.kpis_by_channel
        where acquisition_channel = 'referral' order by month
    """,
    "retention triangle": """
        select cohort_month, period_number, retention_rate from marts.cohort_retention_by_month order by all
    """,
    "triangle by channel": """
        select acquisition_channel, period_number, sum(retained_customers) / sum(cohort_size) as retention_rate
        from marts.cohort_retention_by_channel where is_complete group by all order by all
    """,
    "retention by month": "select * from marts.retention_by_month order by month",
    "stages by day": """
        select day, lifecycle_stage, customer_count from marts.lifecycle_stages_by_day
        where day >= date '2025-10-01' order by all
    """,
    "funnel by channel": """
        select step_number, step, sum(people) as people from marts.funnel_steps_by_channel
        where funnel = 'marketing' and entry_channel = 'email' group by all order by all
    """,
    "customers by segment": """
        select rfm_segment, lifecycle_stage, count(*) as customers, sum(net_revenue) as net_revenue
        from marts.customers group by all order by all
    """,
    "whom to call today": """
        select customer_id, reason, detail from marts.communication_calendar
        order by priority, contact_on, customer_id limit 50
    """,
    "customers worth most": """
        select customer_id, predicted_clv, lifecycle_stage from marts.customers
        where predicted_clv is not null order by predicted_clv desc, customer_id limit 20
    """,
    "one customer": "select * from marts.customers where customer_id = 'c1000000777'",
    "one customer's orders": "select * from marts.orders where customer_id = 'c1000000777' order by ordered_at",
    "one customer's interactions": """
        select occurred_at, interaction_type, channel from marts.interactions
        where customer_id = 'c1000000777' order by occurred_at
    """,
    "revenue of a month by day": """
        select day, net_revenue, buyers from marts.sales_by_day
        where day >= date '2025-11-01' and day < date '2025-12-01' order by day
    """,
}


def serve(warehouse: Path, file: Path) -> float:
    """Write the serving file; give the seconds."""
    start = time.perf_counter()
    with duckdb.connect(str(warehouse)) as connection:
        tables = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' order by column_index"
        ).fetchall()
        attach(connection, file, "served", writes=True)
        connection.execute("create schema served.marts")
        for name in dict.fromkeys(table for table, _ in tables):
            connection.execute(f"create table served.marts.{name} as from marts.{name}")
    return time.perf_counter() - start


def ask(file: Path, repeats: int) -> dict[str, dict[str, float]]:
    """Give the median and the 95th percentile of each query, in milliseconds."""
    waits: dict[str, list[float]] = {name: [] for name in QUERIES}
    for turn in range(repeats + 1):
        with duckdb.connect(str(file), read_only=True) as connection:
            for name, query in QUERIES.items():
                start = time.perf_counter()
                connection.execute(query).fetchall()
                # The first turn warms up.
                if turn:
                    waits[name].append(1000 * (time.perf_counter() - start))
    return {
        name: {"p50": statistics.median(found), "p95": statistics.quantiles(found, n=20)[-1]}
        for name, found in waits.items()
    }


if __name__ == "__main__":
    serving = Path(sys.argv[2])
    taken = serve(Path(sys.argv[1]), serving)
    result = {"serve_seconds": taken, "mib": serving.stat().st_size / 2**20, "queries": ask(serving, int(sys.argv[3]))}
    print(json.dumps(result))
