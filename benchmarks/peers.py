"""The same figures as a notebook makes them, with pandas and `lifetimes`, from the same identified orders.

    python -m benchmarks.peers export WAREHOUSE ORDERS        # the orders as a Parquet file
    python -m benchmarks.peers pandas WAREHOUSE ORDERS        # retention triangle and growth accounting
    python -m benchmarks.peers lifetimes WAREHOUSE ORDERS     # frequency/recency summary, fit and scores
    python -m benchmarks.peers models WAREHOUSE MANIFEST MODEL…   # the compiled SQL of these models again, in memory

Each says what its parts took of the processor, so that other work on the machine hardly matters. The figures of pandas
are compared with the marts.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from retensi.clv.warehouse import fit_all
from retensi.keys import random_key

# What the models do from these on is what a peer is compared with.
GIVEN = ("int_orders_sequenced", "int_customers_known", "int_interactions_identified", "int_customers_attributed")
MARTS = {
    "pandas": ("cohort_retention_by_month", "retention_by_month"),
    "lifetimes": ("customer_value",),
}
ACTIVE_DAYS = 90


def export(warehouse: Path, orders: Path) -> None:
    """Write the purchases of customers, with what a notebook needs of them."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(
            f"""
            copy (
                select
                    customer_id, cast(order_date as timestamp) as order_date, cast(net_revenue as double) as net_revenue
                from marts.orders
                where treatment = 'purchase' and customer_id is not null
            ) to '{orders}' (format parquet)
            """
        )


def with_pandas(warehouse: Path, orders: Path) -> dict[str, float]:
    """Make both tables with pandas, compare them with the marts, and give the seconds of each part."""
    taken: dict[str, float] = {}
    bought = _timed(taken, "read", lambda: pd.read_parquet(orders))

    def triangle() -> pd.DataFrame:
        month = _months(bought["order_date"])
        cohort = month.groupby(bought["customer_id"]).transform("min")
        cells = bought.assign(cohort=cohort, period=month - cohort).groupby(["cohort", "period"])
        return cells.agg(
            retained=("customer_id", "nunique"), orders=("order_date", "size"), revenue=("net_revenue", "sum")
        )

    def growth() -> pd.DataFrame:
        days = bought[["customer_id", "order_date"]].drop_duplicates().sort_values(["customer_id", "order_date"])
        month = _months(days["order_date"])
        first = month.groupby(days["customer_id"]).transform("min")
        known_until = days["order_date"] + pd.Timedelta(days=ACTIVE_DAYS)
        # Active at the end of the months that a purchase covers: its own and up to three more.
        parts = []
        for later in range(4):
            ends = (month + later + 1).to_numpy().astype("datetime64[M]").astype("datetime64[s]") - np.timedelta64(
                1, "D"
            )
            inside = ends <= known_until
            parts.append(
                pd.DataFrame({"customer": days["customer_id"], "month": month + later, "first": first})[inside]
            )
        active = pd.concat(parts).drop_duplicates(["customer", "month"])
        before = active.assign(month=active["month"] + 1)[["customer", "month"]]
        both = active.merge(before, on=["customer", "month"], how="outer", indicator="side")
        is_new = (both["side"] == "left_only") & (both["first"] == both["month"])
        return pd.DataFrame(
            {
                "month": both["month"],
                "retained": both["side"] == "both",
                "lapsed": both["side"] == "right_only",
                "new": is_new,
                "reactivated": (both["side"] == "left_only") & ~is_new,
            }
        ).groupby("month").sum()  # fmt: skip

    cells = _timed(taken, "triangle", triangle)
    months = _timed(taken, "growth accounting", growth)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        expected = connection.execute(
            "select sum(retained_customers), sum(orders) from marts.cohort_retention_by_month"
        ).fetchone()
        moved = connection.execute(
            """
            select sum(retained_customers), sum(lapsed_customers), sum(new_customers), sum(reactivated_customers)
            from marts.retention_by_month where is_complete and month > (select min(month) from marts.calendar)
            """
        ).fetchone()
        last, first = connection.execute(
            "select max(month), min(month) from marts.retention_by_month where is_complete"
        ).fetchone()
    assert (int(cells["retained"].sum()), int(cells["orders"].sum())) == tuple(map(int, expected)), expected
    whole = months[(months.index > _number(first)) & (months.index <= _number(last))].sum()
    found = tuple(int(whole[name]) for name in ("retained", "lapsed", "new", "reactivated"))
    assert found == tuple(map(int, moved)), (found, moved)
    return taken


def with_lifetimes(warehouse: Path, orders: Path) -> dict[str, float]:
    """Summarise, fit and score as `lifetimes` is meant to be used; give the seconds of each part."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    taken: dict[str, float] = {}
    bought = _timed(taken, "read", lambda: pd.read_parquet(orders))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (as_of,) = connection.execute("select as_of from intermediate.int_as_of").fetchone()
        (customers,) = connection.execute("select count(*) from marts.customer_value").fetchone()
    summary = _timed(
        taken,
        "summary",
        lambda: summary_data_from_transaction_data(
            bought, "customer_id", "order_date", "net_revenue", observation_period_end=as_of, freq="D"
        ),
    )
    assert len(summary) == customers, (len(summary), customers)
    x, recency, age = summary["frequency"], summary["recency"] / 7, summary["T"] / 7
    again = summary[(x > 0) & (summary["monetary_value"] > 0)]

    def fit() -> tuple:
        values = GammaGammaFitter().fit(again["frequency"], again["monetary_value"])
        return BetaGeoFitter().fit(x, recency, age), values

    rates, values = _timed(taken, "fit", fit)

    def score() -> None:
        rates.conditional_probability_alive(x, recency, age)
        rates.conditional_expected_number_of_purchases_up_to_time(365 / 7, x, recency, age)
        values.customer_lifetime_value(rates, x, recency, age, summary["monetary_value"], time=12, freq="W")

    _timed(taken, "scores", score)
    return taken


def models(warehouse: Path, manifest: Path, *names: Path) -> dict[str, float]:
    """Run the SQL of models on a built warehouse again, and the fit; give the seconds of each."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    taken: dict[str, float] = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as \"{warehouse.stem}\" (read_only)")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"set variable retensi_hash_key = '{random_key()}'")
        for name in map(str, names):
            node = nodes[f"model.retensi.{name}"]
            if node["language"] == "sql":
                statement = f"create table {name} as {node['compiled_code']}"
                _timed(taken, name, lambda statement=statement: connection.execute(statement))
            else:
                schema = f'"{warehouse.stem}".intermediate'
                tables = {"days": "fit_days", "histories": "histories", "order_values": "order_values"}

                def fit(schema: str = schema, tables: dict[str, str] = tables) -> None:
                    fit_all(
                        **{
                            key: connection.execute(f"from {schema}.int_clv_{part}").fetchnumpy()
                            for key, part in tables.items()
                        }
                    )

                _timed(taken, name, fit)
    return taken


def _timed(taken: dict[str, float], part: str, task: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = task()
    taken[part] = time.process_time() - start
    return result


def _months(days: pd.Series) -> pd.Series:
    """Months since 1970."""
    return (days.dt.year - 1970) * 12 + days.dt.month - 1


def _number(day: date) -> int:
    """Months since 1970."""
    return (day.year - 1970) * 12 + day.month - 1


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    part, *paths = sys.argv[1:]
    tasks = {"export": export, "pandas": with_pandas, "lifetimes": with_lifetimes, "models": models}
    print(json.dumps(tasks[part](*map(Path, paths))))
