"""Too much of one thing: a million rows of one key, a million orders of one customer, and only typed columns."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt_project import build, rows
from tests.front_door import hostile
from tests.front_door.support import FRONT_DOOR, parquet, reconciliation

MILLION = 1_000_000
# All of one key; the newest comes neither first nor last.
DUPLICATES = f"""
    select
        'one key' as order_id, 'c2' as customer_id, timestamp '2024-03-01 10:00:00' as ordered_at, 'paid' as status,
        cast(number as decimal(18, 2)) as gross_amount,
        timestamp '2024-03-01 10:00:00' + to_seconds((number * 7919) % {MILLION}) as updated_at
    from range({MILLION}) as series (number)
"""
# One a minute, at one price.
FAITHFUL = f"""
    select
        'f' || number as order_id, 'c1' as customer_id, 'paid' as status, cast(10 as decimal(18, 2)) as gross_amount,
        timestamp '2024-01-01 00:00:00' + to_minutes(cast(number as int)) as ordered_at
    from range({MILLION}) as series (number)
"""
AFFECTED = ("+orders", "+lifecycle_stage_history")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("quantities")
    for name, query in (("duplicates", DUPLICATES), ("faithful", FAITHFUL), ("typed", hostile.TYPED)):
        parquet(root / "landing" / "orders" / f"{name}.parquet", query)
    parquet(root / "landing" / "customers.parquet", hostile.TYPED_CUSTOMERS)
    variables = {"input_path": str(root / "landing"), "quarantine_severity": "warn"}
    build(variables, root / "w.duckdb", *FRONT_DOOR, *AFFECTED)
    return root / "w.duckdb"


def test_of_a_million_rows_of_one_key_the_newest_counts(warehouse: Path) -> None:
    refused = sum(outcome != "accepted" for outcome in hostile.TYPED_OUTCOMES.values())
    counted = reconciliation(warehouse)["orders"]
    assert counted == (2 * MILLION + 7, MILLION + 1 + 7 - refused, MILLION - 1, refused)
    newest = next(number for number in range(MILLION) if number * 7919 % MILLION == MILLION - 1)
    found = rows(warehouse, "select gross_amount from staging.stg_orders where order_id = 'one key'")
    assert found == [(Decimal(newest),)]


def test_a_million_orders_of_one_customer_are_in_order(warehouse: Path) -> None:
    query = """
        select count(*), max(order_number), count(distinct order_number), sum(net_revenue),
            bool_and(order_id = 'f' || (order_number - 1))
        from marts.orders where customer_id = 'c1'
    """
    assert rows(warehouse, query) == [(MILLION, MILLION, MILLION, Decimal(10 * MILLION), True)]
    spans = rows(warehouse, "select lifecycle_stage from marts.lifecycle_stage_history where customer_id = 'c1'")
    assert spans == [("repeat",)]


def test_dates_out_of_range_in_typed_columns(warehouse: Path) -> None:
    refused = dict(rows(warehouse, "select order_id, reason from inputs.quarantined_orders"))
    assert refused == {key: outcome for key, outcome in hostile.TYPED_OUTCOMES.items() if outcome != "accepted"}
    assert rows(warehouse, "select min(order_date) from marts.orders") == [(date(1900, 1, 1),)]
    births = dict(rows(warehouse, "select customer_id, birth_date from staging.stg_customers"))
    assert births == {
        "born -infinity": None,
        "born infinity": None,
        "born 1900-01-01": date(1900, 1, 1),
        "born 9999-12-31": date(9999, 12, 31),
    }
