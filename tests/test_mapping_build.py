"""Builds from a shop's own files: what a mapping names goes through the whole front door, and is continued."""

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt_project import WITHOUT_TESTS, BuildError, build, rows
from tests.front_door.support import FRONT_DOOR
from tests.workbooks import workbook

pytestmark = pytest.mark.long

VARS = {"reporting_timezone": "Asia/Jakarta", "reporting_currency": "IDR"}
# All that history is made of, so that a later build may go on from it, and the orders it leads to.
HISTORY = (*FRONT_DOOR, "+config.materialized:incremental", "+orders")
MAPPING = r"""
version: 1
sources:
  shopify:
    files: orders_export*.csv
    format: {time_zone: Asia/Jakarta}
    orders:
      rows: one per line
      columns:
        order_id: Name
        email: Email
        ordered_at: Created at
        total_amount: Total
        discount_amount: Discount
        status:
          column: Financial Status
          when:
            cancelled: '"Cancelled at" is not null'
            paid: '"Financial Status" = ''pending'' and "Fulfillment Status" = ''fulfilled'''
    order_items:
      rows: one per line
      columns:
        order_id: Name
        product_id: Lineitem name
        quantity: Lineitem quantity
        amount: {expression: 'cast("Lineitem price" as decimal(18, 4)) * cast("Lineitem quantity" as int)'}
  books:
    files: old/*.csv
    format: {delimiter: ";", encoding: cp1252, decimal: ",", dates: day_first, time_zone: Europe/Berlin}
    placeholders: ["0", gast]
    signs: as_amounts
    orders:
      columns:
        order_id: Beleg
        customer_id: Kunde
        ordered_at: Datum
        gross_amount: Betrag
        refunded_amount: Gutschrift
        status: {column: Stand, values: {bezahlt: paid, storniert: cancelled}}
  till:
    files: till.csv.gz
    prefix: none
    format: {delimiter: "|"}
    orders:
      where: kind = 'sale'
      columns: {order_id: no, customer_id: card, ordered_at: at, status: {constant: paid}, gross_amount: sum}
  crm:
    files: people.xlsx
    prefix: none
    format: {sheet: People}
    customers:
      columns: {customer_id: Card, email: Mail, birth_date: Born, city: Town}
  web:
    files: events.json
    interactions:
      columns:
        interaction_id: id
        visitor_id: who
        occurred_at: at
        interaction_type: {column: event, values: {view_item: product_view}}
"""
SHOPIFY = (
    "Name,Email,Financial Status,Fulfillment Status,Created at,Cancelled at,Total,Discount,"
    "Lineitem name,Lineitem quantity,Lineitem price,Billing Name\n"
)
FIRST = (
    SHOPIFY
    + "#1,ani@example.com,paid,fulfilled,2025-01-31 23:55:00 +0700,,200000,50000,Tea,2,100000,Ani Ayu\n"
    + "#1,ani@example.com,,,2025-01-31 23:55:00 +0700,,,,Cup,1,50000,\n"
    + "#2,budi@example.com,pending,fulfilled,2025-02-01 09:00,,90000,0,Tea,1,90000,Budi Baik\n"
    + "#3,budi@example.com,paid,fulfilled,2025-02-02 09:00,2025-02-03 09:00,90000,0,Tea,1,90000,Budi Baik\n"
)
# A record that ends too early, and one with an open quote.
SECOND = (
    SHOPIFY
    + "#4,cici@example.com,paid,fulfilled,2025-03-01 09:00,,70000,0,Tea,1,70000,Cici\n"
    + "#5,ani@example.com,paid\n"
    + '#6,ani@example.com,paid,fulfilled,2025-03-02 09:00,,10000,0,"Tea,1,10000,Ani Ayu\n'
)
BOOKS = (
    "Beleg;Kunde;Datum;Betrag;Gutschrift;Stand\n"
    "7;M\u00fcller;05.01.2025 09:15;1.234,50;-234,50;Bezahlt\n"
    "8;0;06.01.2025;89,90;;bezahlt\n9;M\u00fcller;1.2.25;5;;storniert\n"
)
TILL = "no|card|at|sum|kind\nt1|C1|2025-03-01|10.5|sale\nt2|C2|2025-03-02|20|sale\nt3|C3|2025-03-02|99|deposit\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mapped") / "landing"
    (folder / "old").mkdir(parents=True)
    (folder / "retensi.yml").write_text(MAPPING)
    (folder / "orders_export_1.csv").write_text(FIRST)
    (folder / "old" / "books.csv").write_bytes(BOOKS.encode("cp1252"))
    (folder / "till.csv.gz").write_bytes(gzip.compress(TILL.encode()))
    workbook(
        folder / "people.xlsx",
        People=[
            ["Card", "Mail", "Born", "Town", "Shoe size"],
            ["C1", "ani@example.com", date(1990, 5, 3), "Bandung", 38.5],
            ["C2", "budi@example.com", None, "Bogor", 42],
            ["C3", None, None, "Depok", None],
        ],
    )
    events = [{"id": place, "who": "v1", "at": 1736043302 + place, "event": "view_item"} for place in range(2)]
    (folder / "events.json").write_text(json.dumps(events, indent=2))
    # As the shop knows these people, without a word of where it knows them from.
    (folder / "erasure_requests.csv").write_text("customer_id,requested_at\nM\u00fcller,2025-04-01\nC2,2025-04-01\n")
    (folder / "customer_merges.csv").write_text("customer_id,merged_into\nC3,C1\n")
    return folder


@pytest.fixture(scope="module")
def warehouse(folder) -> Path:
    built = folder.parent / "w.duckdb"
    build(VARS | {"input_path": str(folder)}, built, *HISTORY)
    return built


def test_each_source_gives_the_orders_it_means(warehouse):
    found = rows(warehouse, "select order_id, ordered_at, net_revenue from marts.orders order by order_id")
    assert [(key, str(at), money) for key, at, money in found] == [
        ("books:7", "2025-01-05 08:15:00", Decimal(1000)),
        # A day without a clock is that day of the reports.
        ("books:8", "2025-01-05 17:00:00", Decimal("89.9")),
        ("shopify:#1", "2025-01-31 16:55:00", Decimal(200000)),
        ("shopify:#2", "2025-02-01 02:00:00", Decimal(90000)),
        ("t1", "2025-02-28 17:00:00", Decimal("10.5")),
        ("t2", "2025-03-01 17:00:00", Decimal(20)),
    ]
    items = "select order_id, line_number, product_id, quantity, amount from staging.stg_order_items order by all"
    assert rows(warehouse, items) == [
        ("shopify:#1", 1, "Tea", Decimal(2), Decimal(200000)),
        ("shopify:#1", 2, "Cup", Decimal(1), Decimal(50000)),
        ("shopify:#2", 1, "Tea", Decimal(1), Decimal(90000)),
        ("shopify:#3", 1, "Tea", Decimal(1), Decimal(90000)),
    ]


def test_every_row_is_accounted_for(warehouse):
    found = rows(
        warehouse,
        "select input, rows_received, rows_accepted, rows_quarantined from inputs.input_reconciliation"
        " where rows_received > 0 order by input",
    )
    assert found == [
        ("customer_merges", 4, 4, 0),
        ("customers", 3, 3, 0),
        ("erasure_requests", 2, 2, 0),
        ("interactions", 2, 2, 0),
        ("order_items", 4, 4, 0),
        ("orders", 8, 8, 0),
    ]


def test_what_came_stays_beside_what_it_was_read_as(warehouse):
    query = (
        "select order_id, ordered_at, gross_amount, refunded_amount, status, customer_id,"
        ' "Beleg", "Datum", "Betrag", "Gutschrift", "Stand", "Kunde"'
        " from inputs.received_orders where order_id = 'books:8'"
    )
    assert rows(warehouse, query) == [
        *[("books:8", "2025-01-06", "89.90", None, "paid", None, "8", "06.01.2025", "89,90", None, "bezahlt", "0")]
    ]
    query = "select birth_date, city, \"Shoe size\" from inputs.received_customers where customer_id = 'C1'"
    assert rows(warehouse, query) == [("1990-05-03", "Bandung", "38.5")]


def test_people_are_forgotten_by_the_id_the_shop_knows(warehouse):
    people = rows(warehouse, "select order_id, customer_id from inputs.received_orders order by order_id")
    assert [key for key, who in people if (who or "").startswith("erased_")] == ["books:7", "books:9", "t2"]
    # Nothing of the files' own columns is left of them, also on the lines of orders they paid with the same mail.
    kept = rows(
        warehouse,
        'select "Kunde", "Email", "Billing Name", email from inputs.received_orders'
        " where order_id in ('books:7', 'shopify:#2', 'shopify:#3', 't2')"
        ' union all select null, "Email", "Billing Name", email from inputs.received_order_items'
        " where order_id in ('shopify:#2', 'shopify:#3')",
    )
    assert {value for row in kept for value in row if value is not None and not value.startswith("erased_")} == set()
    assert len(kept) == 6
    assert rows(warehouse, "select count(*) from inputs.received_order_items where \"Billing Name\" = 'Ani Ayu'") == [
        (1,)
    ]


def test_merges_hold_for_every_source(warehouse):
    query = "select customer_id, merged_into from inputs.received_customer_merges order by all"
    assert rows(warehouse, query) == [
        *[("C3", "C1"), ("books:C3", "books:C1"), ("shopify:C3", "shopify:C1"), ("web:C3", "web:C1")]
    ]


@pytest.fixture(scope="module")
def continued(folder, warehouse) -> list:
    """What was there of orders before one more file landed, which is damaged."""
    before = rows(warehouse, "select order_id, _row_id, _loaded_at from inputs.received_orders order by order_id")
    (folder / "orders_export_2.csv").write_text(SECOND)
    build(VARS | {"input_path": str(folder)}, warehouse, *HISTORY)
    return before


def test_one_more_file_continues_what_is_there(warehouse, continued):
    query = (
        "select order_id, _row_id, _loaded_at from inputs.received_orders"
        " where _source not like '%export_2.csv' order by order_id"
    )
    assert rows(warehouse, query) == continued
    query = (
        "select order_id, total_amount, _unreadable from inputs.received_orders"
        " where _source like '%export_2.csv' order by all"
    )
    lines = SECOND.splitlines()
    assert rows(warehouse, query) == [("shopify:#4", "70000", None), *[(None, None, line) for line in lines[2:]]]
    # A file that serves two inputs is received, and refused, once for each of them.
    query = "select reason, count(*) from inputs.quarantined_order_items group by reason"
    assert rows(warehouse, query) == [("unreadable_row", 2)]
    assert rows(warehouse, "select count(*) from marts.orders where order_id = 'shopify:#4'") == [(1,)]


def test_what_amounts_contain_is_noted_and_reads_nothing_anew(folder, warehouse, continued):
    before = rows(warehouse, "select _row_id, _loaded_at from inputs.received_orders order by all")
    settings = rows(warehouse, "select settings from inputs.history_state")
    said = MAPPING.replace("    signs: as_amounts\n", "    signs: as_amounts\n    amounts: {tax: excluded}\n")
    said = said.replace("  shopify:\n", "  shopify:\n    amounts: {tax: included}\n")
    (folder / "retensi.yml").write_text(said)
    build(VARS | {"input_path": str(folder)}, warehouse, *HISTORY)
    assert rows(warehouse, "select tax_in_amounts, shipping_in_amounts from inputs.last_build") == [("mixed", None)]
    assert rows(warehouse, "select _row_id, _loaded_at from inputs.received_orders order by all") == before
    assert rows(warehouse, "select settings from inputs.history_state") == settings
    told = "select says, says_id from inputs.input_findings where finding = 'conventions_differ'"
    [(says, says_id)] = rows(warehouse, told)
    assert says.endswith("in all sources: tax is in those of shopify and not in those of books")
    assert says_id.endswith("di semua sumber: pajak termasuk pada shopify dan tidak pada books")


def test_a_changed_mapping_reads_everything_anew(folder, warehouse, continued):
    (folder / "retensi.yml").write_text(MAPPING.replace("bezahlt: paid, ", "bezahlt: cancelled, "))
    build(VARS | {"input_path": str(folder)}, warehouse, *FRONT_DOOR)
    assert rows(warehouse, "select distinct status from inputs.received_orders where order_id like 'books:%'") == [
        ("cancelled",)
    ]
    (latest,) = rows(warehouse, "select max(_loaded_at) from inputs.received_orders")[0]
    assert rows(warehouse, "select distinct _loaded_at from inputs.received_orders") == [(latest,)]


def test_a_mapping_that_cannot_be_used_stops_the_build(folder, warehouse, continued):
    (folder / "retensi.yml").write_text(MAPPING.replace("Kunde", "Kundin").replace("till.csv.gz", "till.csv"))
    with pytest.raises(BuildError) as error:
        build(VARS | {"input_path": str(folder)}, warehouse, *FRONT_DOOR)
    assert "The mapping of the inputs cannot be used" in str(error.value)
    assert "retensi.yml, line 41: no file matches 'till.csv'" in str(error.value)
    assert "retensi.yml, line 35: no column 'Kundin' in books.csv; did you mean Kunde?" in str(error.value)


TWO_SHOPS = """
version: 1
sources:
  till:
    files: till*.csv
    orders:
      columns: {order_id: no, customer_id: card, email: mail, phone: tel, ordered_at: at, gross_amount: sum}
  web:
    files: web*.csv
    orders:
      columns: {order_id: id, customer_id: account, email: email, phone: phone, ordered_at: time, gross_amount: total}
"""


def test_ids_of_two_sources_that_share_a_mail_or_phone_are_one_customer(tmp_path):
    """Also those that one more file joins, and when one of them asks to be forgotten."""
    folder, built = tmp_path / "shop", tmp_path / "built" / "w.duckdb"
    folder.mkdir()
    built.parent.mkdir()
    (folder / "retensi.yml").write_text(TWO_SHOPS)
    (folder / "till_1.csv").write_text(
        "no,card,mail,tel,at,sum\n1,C1,ani@example.com,,2025-01-05,10\n2,C2,budi@example.com,,2025-01-06,10\n"
        "3,C3,budi@example.com,,2025-01-07,10\n4,C4,,+62 812 0000 0004,2025-01-08,10\n"
    )
    (folder / "web_1.csv").write_text(
        "id,account,email,phone,time,total\n1,A1,Ani@example.com,,2025-01-02,10\n2,A2,,,2025-01-03,10\n"
    )
    variables = {"input_path": str(folder), "reporting_currency": "IDR"}

    def people(of: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for order_id, customer_id in rows(built, f"select order_id, customer_id from {of}"):
            found.setdefault(customer_id, set()).add(order_id)
        return found

    build(variables, built, *HISTORY)
    alone = {"till:C2": {"till:2"}, "till:C3": {"till:3"}}
    assert people("marts.orders") == alone | {
        "till:C1": {"till:1", "web:1"},
        "till:C4": {"till:4"},
        "web:A2": {"web:2"},
    }
    (folder / "web_2.csv").write_text(
        "id,account,email,phone,time,total\n3,A2,ani@example.com,,2025-02-03,10\n4,A2,,0062812-0000-0004,2025-02-04,10\n"
    )
    build(variables, built, *HISTORY)
    joined = {"till:1", "till:4", "web:1", "web:2", "web:3", "web:4"}
    assert people("marts.orders") == alone | {"till:C1": joined}
    (folder / "erasure_requests.csv").write_text("customer_id,requested_at\nC4,2025-03-01\n")
    build(variables, built, "build", *WITHOUT_TESTS, "--select", "+int_orders_identified")
    forgotten = people("intermediate.int_orders_identified")
    assert {who: ids for who, ids in forgotten.items() if not who.startswith("erased_")} == alone
    assert sorted(map(len, forgotten.values())) == [1, 1, len(joined)]
