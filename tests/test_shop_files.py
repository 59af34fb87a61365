"""Files as shops have them, by `retensi init`, `retensi check` and a build: who bought what, when, and for how much."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from retensi import cli
from tests.dbt_project import WITHOUT_TESTS, build, rows
from tests.test_init import SHOPIFY, shopify_rows, write, write_rows

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]


@dataclass
class Files:
    """A folder, what a person says of it, and what is right.

    Attributes:
        files: Name to text, with the encoding of the first.
        answers: Options of `retensi init`.
        variables: Vars of the build.
        net: Net revenue of each order that counts, in the order of their ids.
        people: Orders of each person, for those who have several.
        days: The local day of orders, where it is at stake.
        refused: Reasons of refused orders, each with how many.
        findings: Findings of `retensi check` that must be among those raised.
    """

    files: dict[str, str]
    net: dict[str, float]
    answers: tuple[str, ...] = ()
    variables: dict[str, object] = field(default_factory=dict)
    people: tuple[set[str], ...] = ()
    days: dict[str, date] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    encoding: str = "utf-8"


SHOPS = {
    "cash_on_delivery": Files(
        {
            "orders.csv": """order_id,email,ordered_at,status,gross_amount,Payment Method,Fulfillment Status
            C1,rina@example.com,2025-01-05T09:00:00+07:00,pending,150000,Cash on Delivery (COD),fulfilled
            C2,rina@example.com,2025-02-05T09:00:00+07:00,pending,150000,Cash on Delivery (COD),fulfilled
            C3,sari@example.com,2025-01-07T09:00:00+07:00,paid,90000,Bank Deposit,fulfilled
            C4,tono@example.com,2025-02-09T09:00:00+07:00,pending,90000,Cash on Delivery (COD),unfulfilled"""
        },
        net={"C1": 150000, "C2": 150000, "C3": 90000},
        people=({"C1", "C2"},),
        findings=("statuses_ignored",),
    ),
    "german_workbook_as_csv": Files(
        {
            "orders.csv": """order_id;customer_id;ordered_at;status;gross_amount;discount_amount
            1001;K-01;05.01.2025 09:15;completed;1.234,50;0,00
            1002;K-02;06.01.2025 00:10;completed;89,90;10,00
            1003;Jürgen;07.01.2025 11:00;completed;15,00;0,00"""
        },
        answers=("--dates", "day_first", "--time-zone", "Europe/Berlin", "--total", "before_discount"),
        variables={"reporting_timezone": "Europe/Berlin", "reporting_currency": "EUR"},
        net={"1001": 1234.5, "1002": 79.9, "1003": 15},
        days={"1001": date(2025, 1, 5), "1002": date(2025, 1, 6)},
        encoding="cp1252",
    ),
    "an_id_for_each_checkout": Files(
        {
            "orders.csv": """order_id,customer_id,email,ordered_at,status,gross_amount
            1,501,rina@example.com,2025-01-05,paid,100
            2,502,Rina@Example.com ,2025-02-05,paid,100
            3,601,sari@example.com,2025-01-10,paid,100
            4,,sari@example.com,2025-02-10,paid,100"""
        },
        net={"1": 100, "2": 100, "3": 100, "4": 100},
        people=({"3", "4"},),
        findings=("mail_with_many_ids",),
    ),
    "local_times": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount
            L1,a,2025-01-31 18:30:00,paid,100
            L2,b,2025-01-31 16:30:00,paid,100
            L3,b,2025-02-28 23:10:00,paid,100
            L4,c,2025-01-31,paid,100"""
        },
        answers=("--time-zone", "Asia/Jakarta"),
        variables={"reporting_timezone": "Asia/Jakarta"},
        net={"L1": 100, "L2": 100, "L3": 100, "L4": 100},
        people=({"L2", "L3"},),
        days={"L1": date(2025, 1, 31), "L3": date(2025, 2, 28), "L4": date(2025, 1, 31)},
    ),
    "invoices_below_zero": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount
            489434,13085,2009-12-01 07:45:00,paid,505.30
            C489449,16321,2009-12-01 10:33:00,paid,-197.85
            C489459,17592,2009-12-01 10:44:00,cancelled,-100.00
            489436,13085,2010-01-31 09:06:00,paid,630.33"""
        },
        answers=("--negative-orders", "credit_note", "--time-zone", "UTC"),
        net={"489434": 505.3, "489436": 630.33, "C489449": -197.85},
        people=({"489434", "489436"},),
    ),
    "invoices_below_zero_refused": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount
            489434,13085,2009-12-01 07:45:00,paid,505.30
            C489449,16321,2009-12-01 10:33:00,paid,-197.85
            C489459,17592,2009-12-01 10:44:00,cancelled,-100.00"""
        },
        answers=("--time-zone", "UTC"),
        net={"489434": 505.3},
        refused={"negative_amount": 1},
    ),
    "refunds": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount,discount_amount,refunded_amount
            R1,a,2025-01-10,refunded,105,0,105
            R2,b,2025-01-11,partially_refunded,100,20,100
            R3,c,2025-01-12,partially_refunded,100,0,110
            R4-cb,d,2025-03-02,chargeback,-100,0,0
            R5-cn,e,2025-03-03,credit_note,-60,0,0
            R6,f,2025-01-15,refunded,100,0,0
            R7,g,2025-01-16,paid,100,0,-30
            R8,h,2025-01-17,completed,-30,0,0
            R9,i,2025-01-18,paid,100,-20,0"""
        },
        answers=("--signs", "as_amounts", "--total", "before_discount"),
        net={"R1": 0, "R2": 0, "R3": 0, "R4-cb": -100, "R5-cn": -60, "R6": 0, "R7": 70, "R9": 80},
        refused={"negative_amount": 1},
    ),
    "totals_beside_discounts": Files(
        {
            "orders.csv": """order_id,email,ordered_at,status,gross_amount,discount_amount,refunded_amount
            1,rina@example.com,2025-01-05T09:00:00+07:00,paid,84590,54590,0
            2,sari@example.com,2025-01-06T09:00:00+07:00,paid,12,147,0
            3,tono@example.com,2025-01-07T09:00:00+07:00,partially_refunded,100,0,30"""
        },
        answers=("--total", "after_discount"),
        net={"1": 84590, "2": 12, "3": 70},
    ),
    "times_of_exporters": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount
            T01,c1,2025-01-05 09:15:02 +0700,paid,100
            T02,c2,2025-01-05 02:15:02 UTC,paid,100
            T04,c4,2025-01-05 09:15:02+07,paid,100
            T06,c6,1736043302,paid,100
            T08,c8,1736043302000000,paid,100
            T10,c10,05.01.2025 09:15,paid,100
            T12,c12,"Jan 5, 2025",paid,100
            T14,c14,45662.385,paid,100
            T15,c15,2025-01-05T09:15:02.000000000,paid,100
            T16,c16,2025/01/05 09:15,paid,100
            T17,c17,2025-01-05 02:15:02 Z,paid,100
            T18,c18,2025-01-05T09:15:02+07:00[Asia/Jakarta],paid,100"""
        },
        answers=("--dates", "day_first", "--time-zone", "Asia/Jakarta"),
        variables={"reporting_timezone": "Asia/Jakarta"},
        net=dict.fromkeys(["T01", "T02", "T04", "T06", "T08", "T10", "T12", "T15", "T16", "T17", "T18"], 100),
        days=dict.fromkeys(["T01", "T06", "T10", "T12", "T18"], date(2025, 1, 5)),
        refused={"unreadable_timestamp": 1},
    ),
    "woocommerce": Files(
        {
            "orders.csv": """order_id,customer_id,email,ordered_at,status,gross_amount,refunded_amount
            1,7,a@example.com,2025-01-01 10:00:00,wc-completed,100,0
            2,0,b@example.com,2025-01-02 10:00:00,wc-processing,100,0
            3,8,c@example.com,2025-01-03 10:00:00,wc-on-hold,100,0
            4,9,d@example.com,2025-01-04 10:00:00,on-hold,100,0
            5,10,e@example.com,2025-01-05 10:00:00,wc-refunded,100,100
            6,11,f@example.com,2025-01-06 10:00:00,checkout-draft,100,0
            7,12,g@example.com,2025-01-07 10:00:00,trash,100,0
            8,13,h@example.com,2025-01-08 10:00:00,wc-partial-payment,100,0
            9,0,i@example.com,2025-01-09 10:00:00,Completed,100,0
            11,0,b@example.com,2025-01-11 10:00:00,completed,50,0"""
        },
        answers=("--time-zone", "UTC"),
        net={"1": 100, "2": 100, "5": 0, "9": 100, "11": 50},
        people=({"2", "11"},),
        refused={"unknown_status": 1},
    ),
    "whole_records_in_quotes": Files(
        {
            "orders.csv": """order_id,email,ordered_at,status,gross_amount,note
            "B1,a@example.com,2025-01-05,paid,100,""Jl. Mawar 1, Bandung\"""
            B2,b@example.com,2025-01-06,paid,100,
            B3,c@example.com,2025-01-07,paid,100,"""
        },
        net={"B2": 100, "B3": 100},
        refused={"unreadable_row": 1},
    ),
    "orders_that_cost_nothing": Files(
        {
            "orders.csv": """order_id,customer_id,ordered_at,status,gross_amount,discount_amount
            Z1,a,2025-01-10,paid,0,0
            Z2,a,2025-02-20,paid,100,0
            Z3,b,2025-01-11,paid,100,100
            Z4,c,2025-01-12,paid,0,0"""
        },
        answers=("--total", "before_discount"),
        net={"Z1": 0, "Z2": 100, "Z3": 0, "Z4": 0},
        people=({"Z1", "Z2"},),
        findings=("orders_of_no_value",),
    ),
}
SHOPS["an_id_for_each_checkout_joined"] = replace(
    SHOPS["an_id_for_each_checkout"],
    variables={"join_ids_by_contact": True},
    people=({"1", "2"}, {"3", "4"}),
    findings=(),
)
SHOPS["orders_that_cost_nothing_left_out"] = replace(
    SHOPS["orders_that_cost_nothing"],
    variables={"zero_value_orders": "ignored"},
    net={"Z2": 100, "Z3": 0},
    people=(),
    findings=(),
)


def land(folder: Path, shop: Files) -> Path:
    """Write a shop's files."""
    folder.mkdir()
    for name, content in shop.files.items():
        write(folder / name, content, shop.encoding)
    return folder


def run(command: str, folder: Path, *options: str, expected: int = 0) -> str:
    """Run a command of the front door without a terminal and give what it says."""
    result = CliRunner().invoke(cli.main, [command, str(folder), "--project-dir", str(ROOT), *options])
    assert result.exit_code == expected, result.output
    return result.output


def through(folder: Path, warehouse: Path, answers: tuple[str, ...], variables: dict[str, object]) -> dict:
    """Propose a mapping, check it and build the orders of its people; give what the check says."""
    run("init", folder, "--no-preview", *answers)
    settings = {"quarantine_severity": "warn", **variables}
    said = json.loads(run("check", folder, "--json", "--vars", json.dumps(settings)))
    build(
        {"input_path": str(folder), **settings},
        warehouse,
        "build",
        *WITHOUT_TESTS,
        "--select",
        "+int_orders_identified",
    )
    return said


def judged(shop: Files, folder: Path, warehouse: Path) -> None:
    """Take a folder through all three commands and compare what becomes of its orders with what is right."""
    warehouse.parent.mkdir()
    said = through(folder, warehouse, shop.answers, shop.variables)
    orders = rows(
        warehouse,
        "select order_id, customer_id, order_date, net_revenue from intermediate.int_orders_identified"
        " where treatment <> 'ignored' order by order_id",
    )
    assert {order_id: float(net) for order_id, _, _, net in orders} == shop.net
    people: dict[str, set[str]] = {}
    for order_id, customer_id, _, _ in orders:
        people.setdefault(customer_id, set()).add(order_id)
    assert sorted(map(sorted, (ids for ids in people.values() if len(ids) > 1))) == sorted(map(sorted, shop.people))
    days = {order_id: day for order_id, _, day, _ in orders}
    assert {order_id: days[order_id] for order_id in shop.days} == shop.days
    refused = Counter(reason for (reason,) in rows(warehouse, "select reason from inputs.quarantined_orders"))
    assert refused == shop.refused
    # What the check says is what the build does.
    [of_orders] = [each for each in said["inputs"] if each["name"] == "orders"]
    assert {refusal["reason"]: refusal["rows"] for refusal in of_orders["refusals"]} == shop.refused
    assert set(shop.findings) <= {finding["name"] for finding in said["findings"]}


@pytest.mark.parametrize("name", SHOPS)
def test_files_of_a_shop_are_read_right(name: str, tmp_path: Path) -> None:
    judged(SHOPS[name], land(tmp_path / "shop", SHOPS[name]), tmp_path / "built" / "shop.duckdb")


def test_an_export_of_shopify_is_read_right(tmp_path: Path) -> None:
    """Cash on delivery counts, what was cancelled does not, and who gives a phone number alone is known by it."""
    exported = shopify_rows()
    again = next(row for row in exported if row["Name"] == "#3")
    exported.append(again | {"Name": "#9", "Created at": "2025-03-09 13:00:00 +0700", "Phone": "0812-0000-0003"})
    folder = write_rows(tmp_path / "shop" / "orders_export_1.csv", SHOPIFY, exported)
    shop = Files(
        {},
        variables={
            "reporting_timezone": "Asia/Jakarta",
            "reporting_currency": "IDR",
            "default_phone_region": "ID",
        },
        net={
            "shopify:#1": 200000,
            "shopify:#2": 84590,
            "shopify:#3": 150000,
            "shopify:#4": 250000,
            "shopify:#8": 500000,
            "shopify:#9": 150000,
        },
        people=({"shopify:#1", "shopify:#4", "shopify:#8"}, {"shopify:#3", "shopify:#9"}),
        days={"shopify:#3": date(2025, 1, 31)},
    )
    judged(shop, folder, tmp_path / "built" / "shop.duckdb")


def test_events_of_google_analytics_are_read_right(tmp_path: Path) -> None:
    """Events that mean one of ours are taken for it, the others are left out and none is refused."""
    folder = tmp_path / "shop"
    folder.mkdir()
    names = ["page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "session_start", "scroll"]
    lines = [f"e{place},u{place % 5},2025-01-01T10:00:00Z,{names[place % 7]}" for place in range(70)]
    (folder / "interactions.csv").write_text(
        "interaction_id,visitor_id,occurred_at,interaction_type\n" + "\n".join(lines) + "\n"
    )
    (folder / "orders.csv").write_text(
        "order_id,visitor_id,ordered_at,status,gross_amount\n1,u1,2025-01-30T10:00:00Z,paid,100\n"
    )
    warehouse = tmp_path / "built" / "shop.duckdb"
    shop = Files({}, net={"1": 100})
    judged(shop, folder, warehouse)
    kept = rows(warehouse, "select interaction_type, count(*) from staging.stg_interactions group by all order by all")
    assert kept == [("cart_added", 10), ("checkout_started", 10), ("page_view", 10), ("product_view", 10)]
    assert rows(warehouse, "select count(*) from inputs.quarantined_interactions") == [(0,)]
