"""A shop of all systems at once, from its files to the marts: rows of each connector, and people who meet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from retensi.front_door.connectors import connectors
from tests import vendor_files
from tests.dbt_project import PROJECT, WITHOUT_TESTS, build, rows
from tests.test_init import proposed, write

pytestmark = pytest.mark.long

GOLDEN = PROJECT / "tests" / "golden" / "connectors"
# Exports as CSV, whose vendors give no schema.
EXPORTED = {
    "shopify_export/orders_export_1.csv": """
    Name,Email,Financial Status,Fulfillment Status,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Phone
    #1001,rina@example.com,paid,fulfilled,90,2025-01-05 09:15:02 +0700,1,Kopi,90,
    #1002,,pending,unfulfilled,50,2025-01-06 09:15:02 +0700,1,Teh,50,0812-0000-0009""",
    "woocommerce_stats/wp_wc_order_stats.csv": """
    order_id,parent_id,date_created,date_created_gmt,num_items_sold,total_sales,tax_total,shipping_total,net_total,returning_customer,status,customer_id
    111,0,2025-01-05 09:00:00,2025-01-05 02:00:00,1,100,0,0,100,0,wc-completed,3
    112,111,2025-01-06 09:00:00,2025-01-06 02:00:00,1,-40,0,0,-40,0,wc-completed,3""",
    "woocommerce_table/wp_wc_orders.csv": """
    id,status,currency,type,total_amount,customer_id,billing_email,date_created_gmt,date_updated_gmt,parent_order_id
    121,wc-completed,IDR,shop_order,100,0,rina@example.com,2025-01-05 02:00:00,2025-01-05 02:00:00,0
    122,wc-pending,IDR,shop_order,100,0,rina@example.com,2025-01-06 02:00:00,2025-01-06 02:00:00,0""",
    "woocommerce_suite/order_export.csv": """
    order_id,order_number,order_date,paid_date,status,shipping_total,discount_total,order_total,order_currency,customer_id,customer_email
    131,131,2025-01-25 6:29:00,,completed,0,10,90,IDR,0,sari@example.com
    132,132,2025-01-26 6:29:00,,cancelled,0,0,90,IDR,0,sari@example.com""",
    "woocommerce_advanced/orders-2025.csv": """
    Order Number,Order Status,Order Date,Item #,SKU,Name,Quantity,Order Line Total,Order Total Amount
    147,Completed,2025-01-05 10:00,1,K1,Kopi,2,20,25
    147,Completed,2025-01-05 10:00,2,K2,Teh,1,10,25
    148,On hold,2025-01-06 10:00,1,K1,Kopi,1,10,10""",
}
SHOWN = {
    "orders": "order_id, treatment, customer_id, strftime(ordered_at, '%Y-%m-%d %H:%M'), net_revenue, channel",
    "interactions": "interaction_id, person_id, strftime(occurred_at, '%Y-%m-%d %H:%M'), interaction_type, channel",
    "customers": "customer_id, order_count, net_revenue, lifecycle_stage, last_nps",
    # No charge in another currency than those of which rates were given, and no kind of event that nobody named.
    "refused": "input, record_id, reason",
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of all systems' files, each system's in a folder, after `init` without a terminal and a build."""
    folder = tmp_path_factory.mktemp("systems")
    for name in vendor_files.FILES:
        vendor_files.write(folder / name.split("_")[0], name)
    for name, text in EXPORTED.items():
        write(folder / name, text)
    proposed(folder, "--cash-on-delivery", "yes", "--time-zone", "Asia/Jakarta", "--rates", "USD=16000")
    warehouse = tmp_path_factory.mktemp("built") / "shop.duckdb"
    variables = {"reporting_currency": "IDR", "default_phone_region": "ID", "input_path": str(folder)}
    select = ("+orders", "+interactions", "+customers", "quarantined_orders", "quarantined_interactions")
    build(variables, warehouse, "build", *WITHOUT_TESTS, "--select", *select)
    return warehouse


@pytest.mark.parametrize("name", SHOWN)
def test_the_marts_are_as_written(name: str, warehouse: Path) -> None:
    refused = (
        "(select 'orders' as input, order_id as record_id, reason from inputs.quarantined_orders"
        " union all select 'interactions', interaction_id, reason from inputs.quarantined_interactions)"
    )
    table = refused if name == "refused" else f"marts.{name}"
    found = rows(warehouse, f"select {SHOWN[name]} from {table} order by all")
    with (GOLDEN / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        _, *written = csv.reader(file)
    assert [["" if value is None else str(value) for value in row] for row in found] == written


def test_each_system_has_rows_in_the_marts() -> None:
    listed = ""
    for name in ("orders", "interactions", "customers"):
        listed += (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    systems = {each.key for each in connectors() if each.inputs}
    assert {system for system in systems if f"\n{system}:" not in listed} == set()
