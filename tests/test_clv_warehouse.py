"""The scores, the backtest and the segments of the warehouse, each against a recomputation in Python."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from retensi.cli import main
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from tests.clv_data import MASTER, SAMPLE, customers, orders
from tests.clv_predictions import (
    discounted_purchases_if_alive,
    expected_order_value,
    expected_purchases,
    probability_alive,
    purchases_if_alive,
)
from tests.dbt_project import PROJECT, WITHOUT_TESTS, build, dbt_command, dicts, rows

pytestmark = pytest.mark.long

MARTS = ("clv_backtest", "customer_value", "rfm_segments", "clv_parameters")
MARTS += ("churn_risk_backtest", "revenue_forecast_by_month")
SELECTED = ("--select", *(f"+{mart}" for mart in MARTS))
# What follows from a fit, where the command has made it.
FOLLOWING = ("customer_value", "clv_parameters", "churn_risk_backtest", "int_revenue_forecasts")
FITTED = " ".join(f"int_clv_fits+,+{model}" for model in FOLLOWING)


def land(folder: Path, lines: list[tuple[str, str, date, object]]) -> Path:
    """Write paid orders: id, customer, day and amount."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute("create table orders (order_id text, customer_id text, ordered_at date, amount text)")
        connection.executemany("insert into orders values (?, ?, ?, ?)", [(*line[:3], str(line[3])) for line in lines])
        connection.execute(
            f"copy (select order_id, customer_id, ordered_at, 'paid' as status, cast(amount as decimal(18, 4)) as "
            f"gross_amount from orders) to '{folder / 'orders.parquet'}' (format parquet)"
        )
    return folder


def columns(warehouse: Path, query: str) -> dict[str, np.ndarray]:
    found = dicts(warehouse, query)
    return {name: np.array([row[name] for row in found]) for name in found[0]}


def parameters(warehouse: Path, fit: str) -> tuple[BgNbd, GammaGamma]:
    (row,) = dicts(warehouse, f"select * from intermediate.int_clv_fits where fit = '{fit}'")
    return BgNbd(*(row[name] for name in ("r", "alpha", "a", "b"))), GammaGamma(*(row[name] for name in "pqv"))


def test_scores_in_sql_equal_the_functions_for_every_customer(cdnow_warehouse):
    """On nodes of another distance, so that both are right or both agree by a rare accident."""
    expected_from = customers(MASTER, date(1998, 6, 30))
    rates, values = parameters(cdnow_warehouse, "current")
    scored = columns(cdnow_warehouse, "select * from marts.customer_value order by customer_id")
    assert scored["customer_id"].tolist() == expected_from.ids
    assert np.array_equal(scored["frequency"], expected_from.frequency)
    assert scored["recency"] == pytest.approx(expected_from.recency / 7, rel=1e-12)
    assert scored["age"] == pytest.approx(expected_from.age / 7, rel=1e-12)

    x, recency, age = expected_from.frequency, expected_from.recency / 7, expected_from.age / 7
    alive = probability_alive(rates, x, recency, age)
    order_value = expected_order_value(values, x, expected_from.mean_value)
    discounted = discounted_purchases_if_alive(rates, x, age, 365, 0.01)
    for name, expected in {
        "probability_alive": alive,
        "expected_orders": alive * purchases_if_alive(rates, x, age, 365 / 7),
        "expected_order_value": order_value,
        "predicted_clv": alive * discounted * order_value,
    }.items():
        np.testing.assert_allclose(scored[name], expected, rtol=1e-9, err_msg=name)


def test_the_top_value_decile_is_a_tenth(cdnow_warehouse):
    by_decile = dict(rows(cdnow_warehouse, "select value_decile, count(*) from marts.customer_value group by all"))
    assert by_decile[1] == 2357
    assert sorted(by_decile) == list(range(1, 11))


@pytest.fixture(scope="module")
def sample_warehouse(tmp_path_factory) -> Path:
    """The 1/10 sample, held out as in the paper: known up to 1997-09-30, 39 weeks to predict."""
    folder = tmp_path_factory.mktemp("sample")
    landed = land(folder / "landing", [(f"o{n:05}", *order) for n, order in enumerate(orders(SAMPLE))])
    variables = {"input_path": str(landed), "as_of": "1998-06-30", "clv_holdout_days": 273}
    build(variables, folder / "sample.duckdb", "build", *SELECTED, *WITHOUT_TESTS)
    return folder / "sample.duckdb"


def test_the_backtest_of_the_sample_is_the_published_one(sample_warehouse):
    rates, values = parameters(sample_warehouse, "holdout")
    assert (rates.r, rates.alpha, rates.a, rates.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.001)
    assert (round(values.p, 2), round(values.q, 2), round(values.v, 2)) == (6.25, 3.74, 15.44)
    (total,) = dicts(sample_warehouse, "select * from marts.clv_backtest where decile = 0")
    assert total["customers"] == 2357
    assert round(total["predicted_orders"]) == 1653
    assert total["actual_orders"] == 1882


def test_the_backtest_equals_its_recomputation_by_decile(sample_warehouse):
    last_day, known_until = date(1998, 6, 30), date(1997, 9, 30)
    rates, values = parameters(sample_warehouse, "holdout")
    known = customers(SAMPLE, known_until)
    x, recency, age = known.frequency, known.recency / 7, known.age / 7
    expected_orders = expected_purchases(rates, x, recency, age, 39)
    predicted = np.round(expected_orders * expected_order_value(values, x, known.mean_value), 9)

    first_day: dict[str, date] = {}
    for customer, day, _ in orders(SAMPLE):
        first_day[customer] = min(day, first_day.get(customer, last_day))

    def between(start: date, end: date) -> tuple[list[int], list[float]]:
        """Purchase days and revenue after one day, up to another, each customer's first purchase day left out."""
        days, revenue = {each: set() for each in known.ids}, dict.fromkeys(known.ids, 0)
        for customer, day, amount in orders(SAMPLE):
            if start < day <= end and day > first_day[customer]:
                days[customer].add(day)
                revenue[customer] += amount
        return [len(days[each]) for each in known.ids], [float(revenue[each]) for each in known.ids]

    actual_orders, actual_value = between(known_until, last_day)
    baseline_orders, baseline_value = between(known_until - timedelta(days=273), known_until)
    size = len(known.ids)
    better = np.searchsorted(np.sort(-predicted), -predicted)
    deciles = 1 + 10 * better // size
    for row in dicts(sample_warehouse, "select * from marts.clv_backtest"):
        chosen = deciles == row["decile"] if row["decile"] else np.ones(size, dtype=bool)
        assert row["customers"] == chosen.sum()
        assert row["predicted_orders"] == pytest.approx(expected_orders[chosen].sum(), rel=1e-9)
        assert row["predicted_value"] == pytest.approx(predicted[chosen].sum(), rel=1e-8)
        assert row["actual_orders"] == np.array(actual_orders)[chosen].sum()
        assert float(row["actual_value"]) == pytest.approx(np.array(actual_value)[chosen].sum(), abs=1e-6)
        assert row["baseline_orders"] == np.array(baseline_orders)[chosen].sum()
        assert float(row["baseline_value"]) == pytest.approx(np.array(baseline_value)[chosen].sum(), abs=1e-6)


@pytest.fixture(scope="module")
def small_shop(tmp_path_factory) -> tuple[Path, dict[str, list[tuple[date, int]]], str]:
    """Many equal customers, 20 of whom came back: too few for a fit. Gives the warehouse, the orders, what dbt said."""
    random = Random(5)
    folder = tmp_path_factory.mktemp("small_shop")
    bought: dict[str, list[tuple[date, int]]] = {}
    for number in range(150):
        day = date(2024, 1, 1) + timedelta(days=random.choice((0, 0, 1, 30, 100)))
        # Two purchases of one day count twice in RFM and once in customer value.
        count = random.choice((1, 1, 1, 2, 3))
        bought[f"c{number:03}"] = [(day, random.choice((10, 10, 20)))] * count
        if number < 20:
            bought[f"c{number:03}"].append((day + timedelta(days=random.choice((5, 20))), 10))
    lines = [(customer, *order) for customer, all_orders in bought.items() for order in all_orders]
    landed = land(folder / "landing", [(f"o{n:05}", *line) for n, line in enumerate(lines)])
    arguments = ("--vars", f"{{input_path: {landed}}}", *SELECTED, *WITHOUT_TESTS)
    process = dbt_command("build", *arguments, warehouse=folder / "small.duckdb")
    assert process.returncode == 0, process.stdout
    return folder / "small.duckdb", bought, process.stdout


def test_rfm_scores_equal_counting_by_hand(small_shop):
    """The definition word by word: count the customers that are strictly worse."""
    warehouse, bought, _ = small_shop
    facts = {
        customer: (max(day for day, _ in all_orders), len(all_orders), sum(amount for _, amount in all_orders))
        for customer, all_orders in bought.items()
    }
    names = {
        (row["rfm_recency"], row["rfm_frequency"]): row["rfm_segment"]
        for row in dicts(warehouse, "select * from reference.rfm_segment_names")
    }
    assert sorted(names) == [(recency, frequency) for recency in range(1, 6) for frequency in range(1, 6)]
    as_of = max(day for day, _, _ in facts.values())
    expected = []
    for customer, own in facts.items():
        worse = [sum(other[place] < own[place] for other in facts.values()) for place in range(3)]
        scores = [1 + 5 * number // len(facts) for number in worse]
        # The name follows the clock of the stages, whatever others did: 60 and 90 days, of the default vars.
        silent = (as_of - own[0]).days
        least, most = (1, 1) if silent > 90 else (2, 3) if silent > 60 else (4, 5)
        expected.append((customer, *scores, names[sorted((least, scores[0], most))[1], scores[1]]))
    found = rows(
        warehouse,
        "select customer_id, rfm_recency, rfm_frequency, rfm_monetary, rfm_segment from intermediate.int_rfm_scores",
    )
    assert sorted(found) == sorted(expected)
    assert len({row[1] for row in found}) > 2


def test_too_few_repeat_customers_give_nulls_and_a_warning_that_says_why(small_shop):
    warehouse, bought, said = small_shop
    reason = "20 customers bought again on a later day, 30 are needed"
    assert reason in said
    assert "customer value has no predictions" in said
    assert "clv_backtest has no predictions" in said
    (found,) = dicts(warehouse, "select * from marts.clv_parameters")
    assert found["converged"] is False
    assert reason in found["note"]
    assert [found[name] for name in ("r", "alpha", "a", "b", "p", "q", "v", "log_likelihood")] == [None] * 8
    predictions = "probability_alive, expected_orders, expected_order_value, predicted_clv, value_decile"
    assert rows(warehouse, f"select distinct {predictions} from marts.customer_value") == [(None,) * 5]
    assert rows(warehouse, "select count(*) from marts.customer_value") == [(len(bought),)]
    backtest = dicts(warehouse, "select * from marts.clv_backtest")
    assert [(row["decile"], row["predicted_orders"], row["predicted_value"]) for row in backtest] == [(0, None, None)]


def test_fit_clv_gives_the_scores_that_a_build_on_duckdb_gives(sample_warehouse, monkeypatch):
    """As on an engine where dbt cannot fit: no scores and a note, then the command, then the same scores."""
    folder = sample_warehouse.parent
    variables = {"input_path": str(folder / "landing"), "as_of": "1998-06-30", "clv_holdout_days": 273}
    variables |= {"clv_fitted_by_command": True}
    compared = "select * from marts.customer_value order by customer_id"
    churn = "select * from intermediate.int_churn_scores where fit = 'current' order by customer_id"
    fitted_by_dbt = columns(sample_warehouse, compared)
    churn_by_dbt = columns(sample_warehouse, churn)
    months = "select * from intermediate.int_revenue_forecasts order by fit, month"
    forecast_by_dbt = dicts(sample_warehouse, months)
    assert len(forecast_by_dbt) == 24
    build(variables, sample_warehouse, "run", "--select", FITTED)
    assert dicts(sample_warehouse, months) == []
    (found,) = dicts(sample_warehouse, "select * from marts.clv_parameters")
    assert found["converged"] is False
    assert "run `retensi fit-clv --target duckdb`" in found["note"]
    assert rows(sample_warehouse, "select count(*), count(predicted_clv) from marts.customer_value") == [(2357, 0)]
    assert rows(
        sample_warehouse, "select count(by_stage), count(by_regression) from intermediate.int_churn_scores"
    ) == [(0, 0)]
    (note,) = rows(sample_warehouse, "select distinct note from marts.churn_risk_backtest")
    assert "run `retensi fit-clv --target duckdb`" in note[0]

    for name, value in {
        "RETENSI_WAREHOUSE": sample_warehouse,
        "DBT_TARGET_PATH": folder / "target",
        "DBT_LOG_PATH": folder / "logs",
        "DBT_PROFILES_DIR": PROJECT,
    }.items():
        monkeypatch.setenv(name, str(value))
    arguments = ["fit-clv", "--project-dir", str(PROJECT), "--vars", json.dumps(variables)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "current, data up to 1998-06-30: fitted on 2,357 customers." in result.output
    assert "current, churn risk: fitted on " in result.output
    build(variables, sample_warehouse, "run", "--select", FITTED)

    fitted_by_command = columns(sample_warehouse, compared)
    for name in ("probability_alive", "expected_orders", "expected_order_value", "predicted_clv"):
        np.testing.assert_allclose(
            fitted_by_command[name].astype(float), fitted_by_dbt[name].astype(float), rtol=1e-9, err_msg=name
        )
    churn_by_command = columns(sample_warehouse, churn)
    assert churn_by_command["reasons"].tolist() == churn_by_dbt["reasons"].tolist()
    for name in ("by_stage", "by_bg_nbd", "by_regression"):
        np.testing.assert_allclose(
            churn_by_command[name].astype(float), churn_by_dbt[name].astype(float), rtol=1e-9, err_msg=name
        )
    # Draws included: the seed is fixed, and both ways forecast from the same rows.
    assert dicts(sample_warehouse, months) == forecast_by_dbt
