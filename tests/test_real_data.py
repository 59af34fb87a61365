"""The public data sets give the figures that others published or that anyone can recompute."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from scipy.stats import CensoredData, ecdf

from tests.dbt_project import build, dicts, rows

pytestmark = pytest.mark.long

# Customers of each cohort of CDNOW who bought again in the months after their first purchase.
CDNOW_COHORTS = {
    date(1997, 1, 1): [7846, 1157, 964, 810, 679, 736, 720],
    date(1997, 2, 1): [8476, 1312, 980, 783, 847, 786, 626],
    date(1997, 3, 1): [7248, 1032, 752, 756, 674, 564, 561],
}


def test_cdnow_totals(cdnow_warehouse: Path) -> None:
    query = "select count(*), count(distinct customer_id), min(order_date), max(order_date) from marts.orders"
    assert rows(cdnow_warehouse, query) == [(69659, 23570, date(1997, 1, 1), date(1998, 6, 30))]
    assert rows(cdnow_warehouse, "select count(*), sum(order_count) from marts.customers") == [(23570, 69659)]


@pytest.mark.parametrize("cohort_month", CDNOW_COHORTS)
def test_cdnow_cohorts(cdnow_warehouse: Path, cohort_month: date) -> None:
    found = rows(
        cdnow_warehouse,
        f"""
        select cohort_size, retained_customers
        from marts.cohort_retention_by_month
        where cohort_month = date '{cohort_month}' and period_number <= 6
        order by period_number
        """,
    )
    published = CDNOW_COHORTS[cohort_month]
    assert found == [(published[0], retained) for retained in published]


def test_cdnow_has_no_other_cohort(cdnow_warehouse: Path) -> None:
    found = rows(cdnow_warehouse, "select distinct cohort_month from marts.cohort_retention_by_month order by 1")
    assert [month for (month,) in found] == list(CDNOW_COHORTS)


def test_cdnow_intervals_are_the_curve_of_scipy(cdnow_warehouse: Path) -> None:
    """The days to each customer's second purchase, or to the end of the sample, as SciPy estimates them."""
    waits = rows(
        cdnow_warehouse,
        """
        select
            coalesce(next_one.order_date, date '1998-06-30') - orders.order_date,
            next_one.order_date is not null
        from marts.orders
        left join marts.orders as next_one
            on orders.customer_id = next_one.customer_id and next_one.order_number = 2
        where orders.order_number = 1
        """,
    )
    curve = ecdf(
        CensoredData(
            uncensored=[days for days, has_returned in waits if has_returned],
            right=[days for days, has_returned in waits if not has_returned],
        )
    ).cdf
    [found] = dicts(
        cdnow_warehouse, "select * from marts.order_intervals where cohort_year = 'all' and order_number = 1"
    )
    assert (found["customers"], found["returned_customers"]) == (23570, 11662)
    for days in (30, 60, 90, 180, 365):
        assert found[f"returned_within_{days}_days"] == pytest.approx(float(curve.evaluate(days)), rel=1e-9)
    for percent in (10, 25, 50, 75, 90):
        reached = curve.quantiles[curve.probabilities >= percent / 100]
        assert found[f"days_p{percent}"] == (int(reached[0]) if len(reached) else None)


def test_complete_journey_totals(complete_journey_warehouse: Path) -> None:
    orders = rows(
        complete_journey_warehouse,
        "select count(*), count(distinct customer_id), min(order_date), max(order_date), sum(net_revenue) "
        "from marts.orders",
    )
    assert orders == [(155848, 2469, date(2017, 1, 1), date(2018, 1, 1), Decimal("4596039.5800"))]
    items = rows(complete_journey_warehouse, "select count(*), sum(amount) from staging.stg_order_items")
    assert items == [(1469307, Decimal("4596039.5800"))]


def test_complete_journey_buys_what_it_is_offered(complete_journey_warehouse: Path) -> None:
    """Groceries are bought again: of the households that bought in the last 28 days three in four bought one of five
    offers, against two in three that bought one of the five things they had bought last."""
    found = rows(
        complete_journey_warehouse,
        "select offer_model, top_k, customers, hits, wins from marts.next_offers_backtest order by offer_model, top_k",
    )
    hits = {
        ("bought_last", False): (887, 1171, 1294),
        ("personal", True): (1063, 1404, 1519),
        ("popular", False): (631, 976, 1154),
    }
    assert found == [
        (model, top, 1998, hit, wins)
        for (model, wins), of_model in hits.items()
        for top, hit in zip((1, 3, 5), of_model, strict=True)
    ]
    shown = rows(complete_journey_warehouse, "select distinct offer_model from marts.next_offers")
    assert shown == [("personal",)]


def test_complete_journey_in_its_own_time_zone(complete_journey_landing: Path, tmp_path: Path) -> None:
    """In New York, where the shops were, the year begins and ends with the calendar's."""
    warehouse = tmp_path / "new_york.duckdb"
    variables = {"input_path": str(complete_journey_landing), "reporting_timezone": "America/New_York"}
    build(variables, warehouse, "build", "--select", "+int_orders_identified", "--exclude-resource-type", "test")
    days = rows(
        warehouse,
        "select min(order_date), max(order_date), count(*), sum(net_revenue) from intermediate.int_orders_identified",
    )
    assert days == [(date(2017, 1, 1), date(2017, 12, 31), 155848, Decimal("4596039.5800"))]


def test_complete_journey_campaigns(complete_journey_warehouse: Path) -> None:
    found = rows(
        complete_journey_warehouse,
        "select interaction_type, count(*), count(distinct campaign_id) from marts.interactions "
        "group by interaction_type order by interaction_type",
    )
    assert found == [("message_sent", 6589, 27), ("offer_redeemed", 2102, 26)]


NOT_ACCEPTED = """
    select input, rows_superseded, rows_quarantined, unreadable_values
    from inputs.input_reconciliation
    where rows_received <> rows_accepted or unreadable_values > 0
"""


def test_no_row_of_cdnow_is_refused(cdnow_warehouse: Path) -> None:
    assert rows(cdnow_warehouse, NOT_ACCEPTED) == []


def test_no_row_of_complete_journey_is_refused(complete_journey_warehouse: Path) -> None:
    assert rows(complete_journey_warehouse, NOT_ACCEPTED) == []
