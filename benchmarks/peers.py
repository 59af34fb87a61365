"""The same figures as a notebook makes them: pandas, polars and `lifetimes`, from the same identified orders.

    python -m benchmarks.peers export WAREHOUSE ORDERS        # the orders as a Parquet file
    python -m benchmarks.peers pandas WAREHOUSE ORDERS        # retention triangle and growth accounting
    python -m benchmarks.peers polars WAREHOUSE ORDERS        # the same
    python -m benchmarks.peers lifetimes WAREHOUSE ORDERS     # frequency/recency summary, fit and scores

Each says what its parts took of the processor, so that other work on the machine hardly matters. The figures of pandas
and polars are compared with the marts, row by row.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.measured import timed

# What the models do from these on is what a peer is compared with.
GIVEN = ("int_orders_sequenced", "int_customers_known", "int_interactions_identified", "int_customer_attributes")
RETENTION = ("cohort_retention_by_month", "retention_by_month")
MARTS = {"pandas": RETENTION, "polars": RETENTION, "lifetimes": ("customer_value",)}
ACTIVE_DAYS = 90

Taken = dict[str, float]
Rows = Iterable[tuple[int, ...]]


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


def with_pandas(warehouse: Path, orders: Path) -> Taken:
    """Make both tables with pandas, compare them with the marts, and give the seconds of each part."""
    import pandas as pd

    taken: Taken = {}
    with timed(taken, "read"):
        bought = pd.read_parquet(orders)

    def months(days: pd.Series) -> pd.Series:
        """Months since 1970."""
        return (days.dt.year - 1970) * 12 + days.dt.month - 1

    def triangle() -> pd.DataFrame:
        month = months(bought["order_date"])
        cohort = month.groupby(bought["customer_id"]).transform("min")
        cells = bought.assign(cohort=cohort, period=month - cohort).groupby(["cohort", "period"])
        return cells.agg(
            retained=("customer_id", "nunique"), orders=("order_date", "size"), revenue=("net_revenue", "sum")
        )

    def growth() -> pd.DataFrame:
        days = bought[["customer_id", "order_date"]].drop_duplicates().sort_values(["customer_id", "order_date"])
        month = months(days["order_date"])
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

    with timed(taken, "triangle"):
        cells = triangle()
    with timed(taken, "growth accounting"):
        moved = growth()
    compare(
        warehouse,
        "pandas",
        cells[["retained", "orders"]].reset_index().itertuples(index=False),
        moved.reset_index().itertuples(index=False),
    )
    return taken


def with_polars(warehouse: Path, orders: Path) -> Taken:
    """Make both tables with polars, compare them with the marts, and give the seconds of each part."""
    import polars as pl

    taken: Taken = {}

    def month(day: pl.Expr) -> pl.Expr:
        """Months since 1970."""
        return (day.dt.year() - 1970) * 12 + day.dt.month().cast(pl.Int32) - 1

    with timed(taken, "read"):
        bought = pl.read_parquet(orders).with_columns(
            pl.col("order_date").cast(pl.Date), month(pl.col("order_date")).alias("month")
        )

    def triangle() -> pl.DataFrame:
        by_month = bought.lazy().group_by("customer_id", "month").agg(pl.len().alias("orders"), pl.sum("net_revenue"))
        firsts = by_month.group_by("customer_id").agg(pl.min("month").alias("cohort"))
        return (
            by_month.join(firsts, on="customer_id")
            .group_by("cohort", (pl.col("month") - pl.col("cohort")).alias("period"))
            .agg(pl.len().alias("retained"), pl.sum("orders"), pl.sum("net_revenue"))
            .collect()
        )

    def growth() -> pl.DataFrame:
        # A purchase covers the ends of all months before the one in which the day after its last active day lies.
        until = month(pl.col("order_date").dt.offset_by(f"{ACTIVE_DAYS + 1}d"))
        active = (
            bought.lazy()
            .group_by("customer_id", "month")
            .agg(pl.max("order_date"))
            .select("customer_id", pl.int_ranges("month", until).alias("month"))
            .filter(pl.col("month").list.len() > 0)
            .explode("month")
            .unique()
            .sort("customer_id", "month")
        )
        neighbours = active.with_columns(
            pl.col("customer_id").shift(1).alias("customer_above"),
            pl.col("month").shift(1).alias("month_above"),
            pl.col("customer_id").shift(-1).alias("customer_below"),
            pl.col("month").shift(-1).alias("month_below"),
        )
        is_known = (pl.col("customer_above") == pl.col("customer_id")).fill_null(False)
        stayed = is_known & (pl.col("month_above") == pl.col("month") - 1)
        stays = (pl.col("customer_below") == pl.col("customer_id")) & (pl.col("month_below") == pl.col("month") + 1)
        entered = neighbours.group_by("month").agg(
            stayed.sum().alias("retained"), (~is_known).sum().alias("new"), (is_known & ~stayed).sum().alias("back")
        )
        left = (
            neighbours.filter(~stays.fill_null(False))
            .group_by((pl.col("month") + 1).alias("month"))
            .agg(pl.len().alias("lapsed"))
        )
        return (
            entered.join(left, on="month", how="left")
            .select("month", "retained", pl.col("lapsed").fill_null(0), "new", "back")
            .collect()
        )

    with timed(taken, "triangle"):
        cells = triangle()
    with timed(taken, "growth accounting"):
        moved = growth()
    compare(warehouse, "polars", cells.select("cohort", "period", "retained", "orders").iter_rows(), moved.iter_rows())
    return taken


def compare(warehouse: Path, peer: str, cells: Rows, moved: Rows) -> None:
    """Compare a peer's tables with the marts.

    Args:
        warehouse: A built shop.
        peer: Its name, for the message.
        cells: Cohort, periods later, customers retained and orders; months count from 1970.
        moved: Month, and customers retained, lapsed, new and reactivated.

    Raises:
        ValueError: A row differs.
    """
    months = "date_diff('month', date '1970-01-01', {})".format
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        triangle = connection.execute(
            f"""
            select {months("cohort_month")}, period_number, retained_customers, orders
            from marts.cohort_retention_by_month where retained_customers > 0
            """
        ).fetchall()
        growth = connection.execute(
            f"""
            select {months("month")}, retained_customers, lapsed_customers, new_customers, reactivated_customers
            from marts.retention_by_month where is_complete
            """
        ).fetchall()
    # What is no whole month yet, or lies ahead, is no row of the mart.
    whole = {month for month, *_ in growth}
    for table, expected, found in (
        ("cohort_retention_by_month", triangle, {tuple(map(int, row)) for row in cells}),
        ("retention_by_month", growth, {tuple(map(int, row)) for row in moved if row[0] in whole}),
    ):
        other = sorted(found ^ set(expected))
        if other:
            raise ValueError(f"{peer} and {table} differ in {len(other)} rows, so their times say nothing: {other[:4]}")


def with_lifetimes(warehouse: Path, orders: Path) -> Taken:
    """Summarise, fit and score as `lifetimes` is meant to be used; give the seconds of each part."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    taken: Taken = {}
    with timed(taken, "read"):
        bought = pd.read_parquet(orders)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (as_of,) = connection.execute("select as_of from intermediate.int_as_of").fetchone()
        (customers,) = connection.execute("select count(*) from marts.customer_value").fetchone()
    with timed(taken, "summary"):
        summary = summary_data_from_transaction_data(
            bought, "customer_id", "order_date", "net_revenue", observation_period_end=as_of, freq="D"
        )
    if len(summary) != customers:
        raise ValueError(f"lifetimes summarises {len(summary):,} customers, customer_value has {customers:,}.")
    x, recency, age = summary["frequency"], summary["recency"] / 7, summary["T"] / 7
    again = summary[(x > 0) & (summary["monetary_value"] > 0)]

    with timed(taken, "fit"):
        values = GammaGammaFitter().fit(again["frequency"], again["monetary_value"])
        rates = BetaGeoFitter().fit(x, recency, age)
    with timed(taken, "scores"):
        rates.conditional_probability_alive(x, recency, age)
        rates.conditional_expected_number_of_purchases_up_to_time(365 / 7, x, recency, age)
        values.customer_lifetime_value(rates, x, recency, age, summary["monetary_value"], time=12, freq="W")
    return taken


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    part, *paths = sys.argv[1:]
    tasks = {"export": export, "pandas": with_pandas, "polars": with_polars, "lifetimes": with_lifetimes}
    print(json.dumps(tasks[part](*map(Path, paths))))
