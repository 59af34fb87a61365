"""Landing folders with bad inputs, and what became of their rows."""

from collections import Counter
from pathlib import Path

import duckdb

from tests.dbt_project import build, rows

FRONT_DOOR = ("build", "--exclude-resource-type", "test", "unit_test", "--select")
FRONT_DOOR += ("inputs", "staging", "int_as_of", "order_statuses", "interaction_types", "funnel_steps")
INPUTS = (
    "customer_merges",
    "customers",
    "erasure_requests",
    "exchange_rates",
    "interactions",
    "marketing_spend",
    "order_items",
    "orders",
)
HEADER = "order_id,customer_id,ordered_at,status,gross_amount"
GOOD = "c1,2024-03-01,paid,10"


def landed(folder: Path, **files: str | bytes) -> Path:
    """Write files into a landing folder; `orders_csv` becomes orders.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = folder / ".".join(name.rsplit("_", 1))
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def parquet(file: Path, query: str) -> None:
    """Write the result of a query as Parquet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.sql(query).write_parquet(str(file))


def through_the_door(folder: Path, warehouse: Path, **variables) -> Path:
    """Build inputs and staging from a landing folder, without tests."""
    build({"input_path": str(folder), **variables}, warehouse, *FRONT_DOOR)
    return warehouse


def reasons(warehouse: Path, name: str) -> Counter:
    """Count the quarantined rows of an input by reason."""
    return Counter(reason for (reason,) in rows(warehouse, f"select reason from inputs.quarantined_{name}"))


def reconciliation(warehouse: Path) -> dict[str, tuple[int, int, int, int]]:
    """Give received, accepted, superseded and quarantined rows by input."""
    found = rows(
        warehouse,
        "select input, rows_received, rows_accepted, rows_superseded, rows_quarantined"
        " from inputs.input_reconciliation",
    )
    for name, received, accepted, superseded, quarantined in found:
        assert received == accepted + superseded + quarantined, name
    assert sorted(name for name, *_ in found) == list(INPUTS)
    return {name: tuple(counts) for name, *counts in found}


def good_orders(count: int = 1) -> str:
    """Give a CSV of so many good orders."""
    return HEADER + "\n" + "".join(f"o{number},{GOOD}\n" for number in range(count))
