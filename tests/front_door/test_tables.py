"""Tables of a schema as the inputs."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import BuildError, build, rows
from tests.front_door.support import FRONT_DOOR, reasons, reconciliation


@pytest.fixture(scope="module")
def table_warehouse(tmp_path_factory) -> Path:
    """One warehouse with a schema `raw` of tables that the tests of this part replace."""
    return tmp_path_factory.mktemp("tables") / "w.duckdb"


def tables(warehouse: Path, **queries: str) -> None:
    """Make these the tables of the schema `raw` of a warehouse."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop schema if exists raw cascade")
        connection.execute("create schema raw")
        for name, query in queries.items():
            connection.execute(f"create or replace table raw.{name} as {query}")


TABLE_ORDERS = """
    select cast(number as bigint) as order_id, cast(null as varchar) as customer_id,
        timestamptz '2024-03-01 20:00:00+07' as ordered_at, 'paid' as status, cast(10.5 as double) as gross_amount,
        'note' as "a Note"
    from range(3) as series (number)
"""


def test_tables_are_read_by_schema(table_warehouse):
    warehouse = table_warehouse
    tables(
        warehouse,
        orders=TABLE_ORDERS,
        order_items="""
            select '0' as order_id, cast(line as double) as line_number, 'p' as product_id
            from (values (1.0), (1.5), ('nan'), (1e30), (null)) as lines (line)
        """,
        customers="select 7 as customer_id, date '2024-01-01' as registered_at, true as marketing_consent",
    )
    build({"input_schema": "raw", "quarantine_severity": "warn"}, warehouse, *FRONT_DOOR)
    assert reconciliation(warehouse)["orders"] == (3, 3, 0, 0)
    assert rows(warehouse, "select distinct ordered_at, gross_amount from staging.stg_orders") == [
        (datetime(2024, 3, 1, 13), Decimal("10.5"))
    ]
    assert rows(warehouse, "select customer_id, registration_date, marketing_consent from staging.stg_customers") == [
        ("7", date(2024, 1, 1), True)
    ]
    # A line number that is no whole number is none.
    assert rows(warehouse, "select line_number from staging.stg_order_items") == [(1,)]
    assert reasons(warehouse, "order_items") == {"missing_key": 4}
    presence = dict(rows(warehouse, "select input, is_present from inputs.input_presence"))
    assert sorted(name for name, is_present in presence.items() if is_present) == ["customers", "order_items", "orders"]


def test_unusable_tables_stop_the_build_by_name(table_warehouse):
    warehouse = table_warehouse
    tables(warehouse, orders="select 1 as order_id, '2024-03-01' as ordered_at, 'paid' as status")
    with pytest.raises(BuildError) as failure:
        build({"input_schema": "raw"}, warehouse, *FRONT_DOOR)
    message = str(failure.value)
    assert "none of the columns gross_amount, total_amount, of which one is required" in message
    assert "has column ordered_at of type VARCHAR; expected timestamp" in message
    assert "raw" in message

    tables(warehouse, customers="select 1 as customer_id")
    with pytest.raises(BuildError) as failure:
        build({"input_schema": "raw"}, warehouse, *FRONT_DOOR)
    assert "orders: required, but nothing was found; expected a table raw.orders" in str(failure.value)
