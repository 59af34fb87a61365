"""What leads to what, when a product is bought again, and cohorts by what was bought first, as a recount finds them."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import duckdb
import pytest
from scipy.stats import CensoredData, ecdf

from tests.dbt_project import PROJECT, WITHOUT_TESTS, BuildError, build, dicts, rows
from tests.oracle.cohorts import kaplan_meier

pytestmark = pytest.mark.long

# One purchase of a customer: its day, and each line's product, category and gross amount.
Purchase = tuple[date, list[tuple[str | None, str | None, object]]]


def purchases_of(warehouse: Path) -> list[list[Purchase]]:
    """The purchases of each customer in their order."""
    lines = defaultdict(list)
    query = "select order_id, product_id, category, gross_amount from marts.order_items"
    for order_id, *line in rows(warehouse, query):
        lines[order_id].append(tuple(line))
    bought = defaultdict(list)
    query = """
        select customer_id, order_date, order_id from marts.orders
        where treatment = 'purchase' and customer_id is not null
        order by customer_id, ordered_at, order_id
    """
    for customer_id, day, order_id in rows(warehouse, query):
        bought[customer_id].append((day, lines[order_id]))
    return list(bought.values())


def recounted_journeys(customers: list[list[Purchase]]) -> dict[tuple[str, str], tuple]:
    """Pairs of categories in at least a hundredth of the journeys, with all counts and the lift."""
    both, begun, ended, total = Counter(), Counter(), Counter(), 0
    for purchases in customers:
        named = [{category for _, category, _ in lines if category} or {"(none)"} for _, lines in purchases]
        for here, there in pairwise(named):
            total += 1
            begun.update(here)
            ended.update(there)
            both.update(product(here, there))
    return {
        (one, other): (n, begun[one], ended[other], total, n * total / (begun[one] * ended[other]))
        for (one, other), n in both.items()
        if n >= Fraction(total, 100)
    }


def assert_same_journeys(warehouse: Path) -> dict[tuple[str, str], tuple]:
    expected = recounted_journeys(purchases_of(warehouse))
    found = {(row["category"], row["next_category"]): row for row in dicts(warehouse, "from marts.product_journeys")}
    assert found.keys() == expected.keys()
    for pair, row in found.items():
        *counts, lift = expected[pair]
        columns = ("journeys", "journeys_from_category", "journeys_to_next_category", "journeys_of_all")
        assert [row[column] for column in columns] == counts, pair
        assert row["lift"] == pytest.approx(lift, rel=1e-9)
        assert row["share_of_next"] == pytest.approx(counts[0] / counts[1], rel=1e-9)
        assert row["support"] == pytest.approx(counts[0] / counts[3], rel=1e-9)
    return expected


def test_journeys_of_the_demo_shop(demo_warehouse: Path) -> None:
    expected = assert_same_journeys(demo_warehouse)
    assert {"(none)", "tea"} <= {category for category, _ in expected}


def test_journeys_of_complete_journey(complete_journey_warehouse: Path) -> None:
    assert len(assert_same_journeys(complete_journey_warehouse)) > 100


def waits_by_product(customers: list[list[Purchase]], as_of: date) -> dict[str, list[tuple[int, bool]]]:
    """For each product, of each of its buyers, the days to the next purchase with it or to the last day."""
    waits = defaultdict(list)
    for purchases in customers:
        days = defaultdict(list)
        for day, lines in purchases:
            for name in {name for name, _, _ in lines if name is not None}:
                days[name].append(day)
        for name, found in days.items():
            waits[name].append(((found[1] if len(found) > 1 else as_of) - found[0], len(found) > 1))
    return {name: [(waited.days, is_back) for waited, is_back in found] for name, found in waits.items()}


def last_day(warehouse: Path) -> date:
    [(day,)] = rows(warehouse, "select as_of from intermediate.int_as_of")
    return day


def test_reorders_of_the_demo_shop(demo_warehouse: Path) -> None:
    expected = waits_by_product(purchases_of(demo_warehouse), last_day(demo_warehouse))
    found = {row["product_id"]: row for row in dicts(demo_warehouse, "from marts.reorder_timing_by_product")}
    assert found.keys() == expected.keys()
    assert len(found) > 10
    for name, waits in expected.items():
        curve = kaplan_meier(waits)
        row = found[name]
        assert (row["customers"], row["returned_customers"]) == (len(waits), sum(is_back for _, is_back in waits))
        assert row["is_small"] == (len(waits) < 30)
        for days in (30, 60, 90, 180, 365):
            share = float(max((share for day, share in curve.items() if day <= days), default=Fraction(0)))
            assert row[f"returned_within_{days}_days"] == pytest.approx(share, rel=1e-9, abs=1e-12)
        for percent in (10, 25, 50, 75, 90):
            reached = [day for day, share in curve.items() if share >= Fraction(percent, 100)]
            assert row[f"days_p{percent}"] == min(reached, default=None)


def test_reorders_of_complete_journey_are_the_curve_of_scipy(
    complete_journey_warehouse: Path, complete_journey_landing: Path
) -> None:
    """The products that most households bought, from the landed lines themselves."""
    lines = duckdb.sql(
        f"""
        select distinct product_id, customer_id, cast(ordered_at as timestamp), order_id
        from read_parquet('{complete_journey_landing}/order_items.parquet') as order_items
        inner join read_parquet('{complete_journey_landing}/orders.parquet') as orders using (order_id)
        order by all
        """
    ).fetchall()
    times = defaultdict(lambda: defaultdict(list))
    for name, household, at, _ in lines:
        times[name][household].append(at.date())
    common = sorted(times, key=lambda name: (-len(times[name]), name))[:40]
    as_of = last_day(complete_journey_warehouse)
    found = {
        row["product_id"]: row for row in dicts(complete_journey_warehouse, "from marts.reorder_timing_by_product")
    }
    assert len(found) == len(times)
    for name in common:
        households = times[name].values()
        back = [(days[1] - days[0]).days for days in households if len(days) > 1]
        away = [(as_of - days[0]).days for days in households if len(days) == 1]
        curve = ecdf(CensoredData(uncensored=back, right=away)).cdf
        row = found[name]
        assert (row["customers"], row["returned_customers"]) == (len(households), len(back))
        for days in (30, 60, 90, 180):
            assert row[f"returned_within_{days}_days"] == pytest.approx(float(curve.evaluate(days)), rel=1e-9)
        for percent in (10, 25, 50, 75, 90):
            reached = curve.quantiles[curve.probabilities >= percent / 100 - 1e-9]
            assert row[f"days_p{percent}"] == (int(reached[0]) if len(reached) else None)


@pytest.mark.parametrize("shop", ["demo_warehouse", "complete_journey_warehouse"])
def test_cohorts_by_the_category_that_most_was_spent_on(shop: str, request: pytest.FixtureRequest) -> None:
    warehouse = request.getfixturevalue(shop)
    sizes, returned = Counter(), Counter()
    for purchases in purchases_of(warehouse):
        (first, lines), *later = purchases
        spent = Counter()
        for _, category, amount in lines:
            if category is not None:
                spent[category] += amount
        key = first.replace(day=1), min(spent, key=lambda name: (-spent[name], name), default="(none)")
        sizes[key] += 1
        returned[key] += any(day.year * 12 + day.month == first.year * 12 + first.month + 1 for day, _ in later)
    whole = Counter()
    for (month, _), size in sizes.items():
        whole[month] += size
    expected = defaultdict(lambda: [0, 0])
    for (month, name), size in sizes.items():
        shown = name if Fraction(size, whole[month]) >= Fraction(1, 100) else "(other)"
        expected[month, shown][0] += size
        expected[month, shown][1] += returned[month, name]
    found = rows(
        warehouse,
        """
        select
            cohort_month, attribute_value, max(cohort_size), max(retained_customers) filter (where period_number = 1)
        from marts.cohort_retention_by_attribute
        where attribute = 'category'
        group by all
        """,
    )
    assert {(month, name): [size, back or 0] for month, name, size, back in found} == dict(expected)


def test_the_seed_says_what_cohorts_are_split_by_and_builds_no_history_anew(tmp_path: Path) -> None:
    project, inputs, warehouse = tmp_path / "project", tmp_path / "inputs", tmp_path / "shop.duckdb"
    for part in ("models", "macros", "seeds", "tests/data", "docs"):
        shutil.copytree(PROJECT / part, project / part)
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / part, project / part)
    inputs.mkdir()
    orders = "order_id,customer_id,ordered_at,status,gross_amount\n1,ann,2024-01-05,paid,10\n2,bob,2024-01-06,paid,10\n"
    (inputs / "orders.csv").write_text(orders, encoding="utf-8")
    seed = project / "seeds" / "reference" / "cohort_attributes.csv"

    def built() -> tuple[set[str], list[tuple]]:
        select = ("--select", "+cohort_retention_by_attribute")
        build({"input_path": str(inputs)}, warehouse, "build", *select, *WITHOUT_TESTS, project=project)
        found = rows(warehouse, "select distinct attribute from marts.cohort_retention_by_attribute")
        return {name for (name,) in found}, rows(warehouse, "select settings from inputs.settings_begun")

    shipped, settings = built()
    assert shipped == {"all", "acquisition_channel", *seed.read_text(encoding="utf-8").split()[1:]}
    seed.write_text("attribute\ncountry\n", encoding="utf-8")
    assert built() == ({"all", "acquisition_channel", "country"}, settings)
    seed.write_text("attribute\nzodiac\ncountry\nlifecycle_stage\n", encoding="utf-8")
    with pytest.raises(
        BuildError, match="cohort_attributes names lifecycle_stage, zodiac; expected one of order_channel, "
    ):
        built()
