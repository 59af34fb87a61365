"""Measure customer value against `lifetimes`, and the parts of a million customers.

    uv run --group dev python -m benchmarks.clv cdnow
    uv run --group dev python -m benchmarks.clv million
    uv run --group dev python -m benchmarks.clv orders 1000000

`cdnow` fits and scores CDNOW (23,570 customers) here and with `lifetimes`, one after the other in pairs, so that both
meet the same state of the machine; medians and their ratio. `million` simulates customers who buy as BG/NBD says and
times the compressed fit and, in DuckDB, the scoring SQL that dbt builds. `orders` goes from raw orders of so many
simulated customers, about ten each, to scored customers, and does the same with pandas and `lifetimes`; its last line
is JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.clv_sql import compiled_models, compressed
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.fit import fit_bg_nbd, fit_gamma_gamma
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.clv.warehouse import Columns, FitRow, as_query, fit_all
from tests.clv_predictions import expected_order_value, probability_alive, purchases_if_alive
from tests.clv_simulated import simulate_histories, simulate_mean_values

PAIRS = 11
HORIZON_WEEKS = 365 / 7

# Raw orders as int_orders_identified gives them, as far as the models of customer value read it.
ORDERS = """
create view intermediate.int_orders_identified as
select
    customer_id || order_date as order_id, customer_id, order_date, 'purchase' as treatment, net_revenue,
    net_revenue as gross_amount, 0 as discount_amount
from read_parquet('{path}')
"""


def seconds(task: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def both_seconds(task: Callable[[], object]) -> dict[str, float]:
    """Wall-clock seconds of one call, and those of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    task()
    return {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}


def cdnow() -> None:
    """Fit and score CDNOW in both ways, in interleaved pairs."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    from tests.clv_data import MASTER, customers

    found = customers(MASTER, date(1998, 6, 30))
    x, recency, age, mean = found.frequency, found.recency / 7, found.age / 7, found.mean_value
    again = (x > 0) & (mean > 0)

    def fit_ours() -> tuple:
        rates = fit_bg_nbd(PurchaseHistories.from_days(x, found.recency, found.age)).model
        return rates, fit_gamma_gamma(OrderValues.of(x, mean)).model

    def fit_theirs() -> tuple:
        return BetaGeoFitter().fit(x, recency, age), GammaGammaFitter().fit(x[again], mean[again])

    def score_ours(rates: BgNbd, values: GammaGamma) -> None:
        pairs, position = np.unique(np.stack([x, age]), axis=1, return_inverse=True)
        expected = purchases_if_alive(rates, *pairs, HORIZON_WEEKS)[position]
        probability_alive(rates, x, recency, age) * expected * expected_order_value(values, x, mean)

    def score_theirs(rates: BetaGeoFitter, values: GammaGammaFitter) -> None:
        rates.conditional_probability_alive(x, recency, age)
        rates.conditional_expected_number_of_purchases_up_to_time(HORIZON_WEEKS, x, recency, age)
        values.conditional_expected_average_profit(x, mean)

    measured: dict[str, list[float]] = {
        name: [] for name in ("fit, here", "fit, lifetimes", "both, here", "both, lifetimes")
    }
    for pair in range(PAIRS + 1):
        for name, fit, score in (("here", fit_ours, score_ours), ("lifetimes", fit_theirs, score_theirs)):
            models: list = []
            fitted = seconds(lambda fit=fit, models=models: models.extend(fit()))
            scored = seconds(lambda score=score, models=models: score(*models))
            # The first pair warms up.
            if pair:
                measured[f"fit, {name}"].append(fitted)
                measured[f"both, {name}"].append(fitted + scored)
    for part in ("fit", "both"):
        here, theirs = measured[f"{part}, here"], measured[f"{part}, lifetimes"]
        ratio = statistics.median(second / first for first, second in zip(here, theirs, strict=True))
        label = {"fit": "fit", "both": "fit and score"}[part]
        print(
            f"CDNOW, {label}: {statistics.median(here):.3f} s here, {statistics.median(theirs):.3f} s lifetimes, "
            f"lifetimes takes {ratio:.1f} times as long (medians of {PAIRS} pairs)"
        )


def million(size: int = 1_000_000) -> None:
    """Simulate customers; time the compressed fit, and the scoring SQL on DuckDB."""
    random = np.random.default_rng(11)
    frequency, recency, age = simulate_histories(BgNbd(0.4, 6.0, 0.7, 2.5), size, 730, random)
    means = simulate_mean_values(GammaGamma(6.0, 4.0, 15.0), frequency, random)
    print(f"{size:,} customers, {int(frequency.sum() + size):,} purchase days, at most {int(frequency.max())} repeats")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder, "scores.duckdb"))) as connection:
        models = compiled_models(Path(folder))
        _load(connection, frequency, recency, age, means)
        _build(connection, "int_clv_fit_days", models)
        tables: list[Columns] = []
        compressing = seconds(lambda: tables.extend(compressed(connection)))
        fits: list[FitRow] = []
        fitted = seconds(lambda: fits.extend(fit_all(*tables)))
        connection.execute(f"create table intermediate.int_clv_fits as {as_query(fits)}")
        scoring = {
            name: seconds(lambda name=name: _build(connection, name, models))
            for name in ("int_clv_expected_purchases", "int_clv_scores")
        }
        (pairs,) = connection.execute("select count(*) from intermediate.int_clv_expected_purchases").fetchone()
        (scored,) = connection.execute("select count(predicted_clv) from intermediate.int_clv_scores").fetchone()
    print(f"compress: {compressing:.2f} s into {len(tables[1]['customers']):,} distinct histories")
    print(f"fit: {fitted:.2f} s; {fits[0].note}")
    parts = ", ".join(f"{name} {taken:.2f}" for name, taken in scoring.items())
    print(f"score: {sum(scoring.values()):.2f} s for {scored:,} customers, {pairs:,} pairs ({parts})")


def orders(size: int) -> None:
    """From raw orders to scored customers: DuckDB and the compressed fit against pandas and `lifetimes`."""
    random = np.random.default_rng(12)
    frequency, recency, age = simulate_histories(BgNbd(1.2, 6.0, 0.4, 6.0), size, 730, random)
    owner = np.repeat(np.arange(size), frequency + 1)
    day = np.repeat(730 - age, frequency + 1) + (random.random(len(owner)) * np.repeat(recency + 1, frequency + 1))
    scale = 15.0 / random.gamma(4.0, 1.0, size)
    table = {
        "customer": owner,
        "order_date": (np.datetime64("2024-01-01", "D") + day.astype(int)).astype("datetime64[us]"),
        "net_revenue": np.round(random.gamma(6.0, scale[owner]), 2),
    }
    print(f"{size:,} customers, {len(owner):,} orders")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.parquet")
        with duckdb.connect() as connection:
            connection.register("simulated", table)
            connection.execute(
                f"""
                copy (
                    select printf('customer-%07d', customer) as customer_id, order_date::date as order_date,
                        net_revenue::decimal(18, 4) as net_revenue
                    from simulated
                ) to '{path}'
                """
            )
        models = compiled_models(Path(folder))
        here = both_seconds(lambda: _score_here(path, models, Path(folder)))
        theirs = both_seconds(lambda: _score_with_pandas(path))
    print(json.dumps({"here": here, "lifetimes": theirs}))


def _score_here(path: Path, models: dict[str, str], folder: Path) -> None:
    """Run the models of one fit, in a database file, and say what each took."""
    with duckdb.connect(str(folder / "orders.duckdb")) as connection:
        connection.execute("create schema intermediate")
        connection.execute("create table intermediate.int_as_of as select date '2025-12-31' as as_of")
        connection.execute(ORDERS.format(path=path))
        taken = {}
        _build(connection, "int_clv_fit_days", models)
        connection.execute("delete from intermediate.int_clv_fit_days where fit = 'holdout'")
        for name in ("int_purchase_days", "int_clv_customers"):
            taken[name] = seconds(lambda name=name: _build(connection, name, models))
        fits: list[FitRow] = []
        taken["int_clv_fits"] = seconds(lambda: fits.extend(fit_all(*compressed(connection))))
        connection.execute(f"create table intermediate.int_clv_fits as {as_query(fits)}")
        for name in ("int_clv_expected_purchases", "int_clv_scores"):
            taken[name] = seconds(lambda name=name: _build(connection, name, models))
        print(", ".join(f"{name} {each:.1f}" for name, each in taken.items()))


def _score_with_pandas(path: Path) -> None:
    """Do the same as a notebook would: the package's own summary, fit and predictions."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    bought = pd.read_parquet(path)
    bought["net_revenue"] = bought["net_revenue"].astype(float)
    summary = summary_data_from_transaction_data(
        bought, "customer_id", "order_date", "net_revenue", observation_period_end="2025-12-31", freq="D"
    )
    x, recency, age = summary["frequency"], summary["recency"] / 7, summary["T"] / 7
    rates = BetaGeoFitter().fit(x, recency, age)
    again = summary[(x > 0) & (summary["monetary_value"] > 0)]
    values = GammaGammaFitter().fit(again["frequency"], again["monetary_value"])
    rates.conditional_probability_alive(x, recency, age)
    values.customer_lifetime_value(rates, x, recency, age, summary["monetary_value"], time=12, freq="W")


def _load(connection: duckdb.DuckDBPyConnection, frequency, recency, age, means) -> None:
    """Write the customers of one fit as int_clv_customers, and the day it knows."""
    columns = {"frequency": frequency, "recency_days": recency, "age_days": age, "mean_value": means}
    connection.execute("create schema intermediate")
    connection.register("simulated", columns)
    connection.execute(
        """
        create table intermediate.int_clv_customers as
        select
            'current' as fit, printf('customer-%07d', row_number() over ()) as customer_id, frequency, recency_days,
            age_days, cast(mean_value * frequency as decimal(38, 4)) as repeat_net_revenue,
            0::bigint as last_period_orders, 0::decimal(38, 4) as last_period_value,
            0::bigint as actual_orders, 0::decimal(38, 4) as actual_value
        from simulated
        """
    )
    connection.execute("create table intermediate.int_as_of as select date '2025-12-31' as as_of")


def _build(connection: duckdb.DuckDBPyConnection, name: str, models: dict[str, str]) -> None:
    connection.execute(f"create table intermediate.{name} as {models[name]}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    part, *size = sys.argv[1:]
    {"cdnow": cdnow, "million": million, "orders": orders}[part](*map(int, size))
