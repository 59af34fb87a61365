"""Exports of other systems, known by their header: what each is read as, and that people of several of them meet."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from retensi.front_door import check
from retensi.front_door.connectors import all_recognised, connectors, recognised
from retensi.front_door.judge import judged_by
from retensi.front_door.known import known_of
from retensi.front_door.mapping import Mapping, as_yaml
from retensi.front_door.propose import Proposal, propose
from retensi.front_door.questions import Answers
from retensi.front_door.render import FrontDoor
from retensi.front_door.samples import look_into
from tests import vendor_files
from tests.dbt_project import WITHOUT_TESTS, build
from tests.dbt_project import rows as marts

ROOT = Path(__file__).parents[1]
KNOWN = known_of(ROOT)
# A customer as Shopify numbers them.
LONG = "7100000000071"
RINA, SARI, LATE = "rina@example.com", "sari@example.com", "My parcel is late"
PHONE = "+6281200000003"
# A shop beside what is no shop; nobody of it has an id that another system gave.
SHOP = (
    "order_id,customer_id,email,ordered_at,status,gross_amount\nX1,71,rina@example.com,2025-01-04T09:00:00Z,paid,10\n"
)
# Exports of 2024 and before, which other tests read.
OLDER = {
    "shopify_orders": ["Name", "Fulfillment Status", "Lineitem quantity", "Lineitem name", "Lineitem price"],
    "woocommerce_order_stats": [
        *("order_id", "parent_id", "date_created_gmt", "total_sales", "net_total", "status", "customer_id")
    ],
    "woocommerce_orders_table": [
        *("id", "status", "currency", "type", "total_amount", "customer_id", "billing_email", "date_created_gmt")
    ],
    "woocommerce_order_export": [
        *("order_id", "order_number", "order_date", "status", "order_total", "order_currency")
    ],
    "woocommerce_advanced_export": ["Order Number", "Order Status", "Order Date", "Order Total Amount"],
}


def landed(folder: Path, *names: str, as_: str = "jsonl", shop: bool = False) -> Path:
    """Write exports, and a shop beside them where they have no orders."""
    vendor_files.write(folder, *names, as_=as_)
    if shop:
        (folder / "pesanan.csv").write_text(SHOP, encoding="utf-8")
    return folder


def proposed(folder: Path, **answers: str) -> Proposal:
    """Propose a mapping and write it; nothing may be left to ask."""
    given = {f"--{name.replace('_', '-')}": [answer] for name, answer in answers.items()}
    ask = Answers(given)
    proposal = propose(folder, KNOWN, ask)
    ask.refuse_open()
    (folder / "retensi.yml").write_text(as_yaml(proposal.mapping), encoding="utf-8")
    return proposal


def rows(folder: Path, of: str, chosen: str, file: str = "") -> list[tuple]:
    """Give some columns of an input as the front door reads it by the mapping of a folder, of one file or of all."""
    for column in ("ordered_at", "occurred_at", "registered_at", "updated_at"):
        chosen = chosen.replace(f"at({column})", f"strftime(checked.{column}, '%m-%d %H:%M')")
    door = FrontDoor(ROOT, {"quarantine_severity": "warn"}, {})
    with door.connection:
        judged = judged_by(door, folder, show_records=True)
        assert judged.problems == (), judged.problems
        ignored = " where not checked.is_ignored" if of == "interactions" else ""
        found = door.run_query(
            f"select {chosen} from (select checked.*, received._source from {door.ref(f'checked_{of}')} as checked"
            f" inner join {door.ref(f'received_{of}')} as received on checked._row_id = received._row_id{ignored})"
            f" as checked where parse_filename(_source) like '{file}%' order by all"
        )
        return [tuple(map(written, row.values())) for row in found.dicts()]


def written(value: Any) -> Any:
    """Give a value as a file would have it; amounts stay numbers."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, (int, date)) else value


def orders(folder: Path, file: str = "", more: str = "") -> list[tuple]:
    """Give what orders are read as; amounts as numbers."""
    amounts = "cast(gross_amount as double)"
    return rows(folder, "orders", f"order_id, customer_id, at(ordered_at), status, {amounts}{more}", file)


def interactions(folder: Path, file: str = "", person: str = "customer_id", more: str = "") -> list[tuple]:
    """Give what interactions are read as."""
    return rows(folder, "interactions", f"interaction_id, {person}, at(occurred_at), interaction_type{more}", file)


# Recognised


def test_each_connector_is_tried_or_is_older():
    assert {each.name for each in connectors()} == vendor_files.FILES.keys() | OLDER.keys()


def test_each_connector_says_what_it_follows_and_on_what_it_was_tried():
    for each in connectors():
        assert all([each.title, each.follows.strip(), each.header]), each.name
        assert each.tried_on in ("schema", "file", "documentation"), each.name
        assert each.inputs or each.unused, each.name


def test_the_docs_list_each_connector_with_what_it_was_tried_on():
    page = (ROOT / "docs/connectors.md").read_text(encoding="utf-8")
    listed = {}
    for system, exports, tried_on in re.findall(r"(?m)^\| (.+?) \| (.+) \| (schema|file|documentation)\b.* \|$", page):
        for export in exports.split("; "):
            listed[f"{system}, {re.sub(r' [(][^()]*[)]$', '', export)}"] = tried_on
    assert {each.title: each.tried_on for each in connectors()} == listed


def test_each_export_is_taken_for_itself_only_and_by_all_of_its_header(tmp_path):
    for name in vendor_files.FILES:
        [sample] = look_into(vendor_files.write(tmp_path / name, name))
        assert [each.name for each in all_recognised(sample.columns, sample.values)] == [name]
        wanted = next(each.header[0] for each in connectors() if each.name == name)
        gone = {wanted} if isinstance(wanted, str) else {*wanted}
        assert recognised([column for column in sample.columns if column not in gone], sample.values) is None
    for name, columns in OLDER.items():
        assert [each.name for each in all_recognised(columns)] == [name]
    for connector, records in vendor_files.OTHER_SHAPES.values():
        assert [each.name for each in all_recognised(records[0])] == [connector]


def test_a_column_that_the_contract_does_not_know_is_left_out():
    [charges] = [each for each in connectors() if each.name == "stripe_charges"]
    columns = ["id", "amount", "currency", "billing_details"]
    assert "phone" in charges.mapped(columns)["orders"].columns
    given = {"orders": {"columns": {"order_id": "text", "gross_amount": "decimal"}}}
    assert charges.mapped(columns, given)["orders"].columns.keys() == {"order_id", "gross_amount"}


# Shops and payments


@pytest.mark.parametrize("as_", ["jsonl", "json", "parquet"])
def test_charges_of_stripe_are_orders_in_units_of_their_currency(tmp_path, as_):
    names = ("stripe_charges", "stripe_disputes", "stripe_refunds", "stripe_customers")
    folder = landed(tmp_path, *names, as_=as_)
    proposal = proposed(folder)
    assert orders(folder, "charges", ", cast(refunded_amount as double), currency, coalesce(email, visitor_id)") == [
        ("stripe:ch_1", "stripe:cus_1", "01-05 02:15", "paid", 1299.0, 299.0, "USD", None),
        ("stripe:ch_2", None, "01-05 02:15", "paid", 5000.0, 0.0, "JPY", "sari@example.com"),
        ("stripe:ch_3", None, "01-05 02:15", "paid", 12.345, 0.0, "KWD", "umi@example.com"),
        ("stripe:ch_4", "stripe:cus_1", "01-05 02:15", "pending", 150000.0, 0.0, "IDR", None),
        ("stripe:ch_5", "stripe:cus_1", "01-05 02:15", "failed", 9.0, 0.0, "USD", None),
        ("stripe:ch_6", "stripe:cus_1", "01-05 02:15", "test", 9.0, 0.0, "USD", None),
        ("stripe:ch_7", "stripe:cus_1", "01-05 02:15", "paid", 42.0, 0.0, "EUR", "stripe:ch_7"),
    ]
    # A dispute that was lost is of who paid, by the charge.
    read = rows(folder, "orders", "order_id, visitor_id, status, cast(gross_amount as double), currency", "disputes")
    assert read == [("stripe:dp_lost", "stripe:ch_7", "chargeback", 42.0, "EUR")]
    assert rows(folder, "customers", "customer_id, email, at(registered_at), country") == [
        ("stripe:cus_1", "rina@example.com", "12-30 23:06", "ID")
    ]
    [(file, why)] = proposal.unused.items()
    assert file.startswith("refunds.")
    assert "amount_refunded" in why


def test_subscriptions_of_stripe_begin_are_renewed_and_end(tmp_path):
    folder = landed(tmp_path, "stripe_subscriptions", "stripe_invoices", shop=True)
    proposed(folder)
    assert interactions(folder, more=", reference_id, cast(value as double)") == [
        ("stripe:in_2", "stripe:cus_1", "02-01 00:00", "subscription_renewed", "stripe:sub_1", 31.0),
        ("stripe:sub_1.cancelled", "stripe:cus_1", "02-08 07:33", "subscription_cancelled", "stripe:sub_1", None),
        ("stripe:sub_1.started", "stripe:cus_1", "01-01 00:00", "subscription_started", "stripe:sub_1", 28.0),
    ]


@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_tables_of_shopify_that_a_pipeline_loaded(tmp_path, as_):
    folder = landed(tmp_path, "shopify_api_orders", "shopify_api_customers", "shopify_api_refunds", as_=as_)
    proposed(folder, cash_on_delivery="yes")
    more = ", cast(discount_amount as double), cast(refunded_amount as double), nullif(email, '')"
    assert orders(folder, more=more) == [
        (*("shopify:450", "shopify:71", "01-05 02:15", "partially_refunded", 120000.0), 20000.0, 30000.5, RINA),
        ("shopify:451", None, "01-05 02:15", "paid", 50000.0, 0.0, 0.0, None),
        ("shopify:452", "shopify:71", "01-05 02:15", "cancelled", 50000.0, 0.0, 0.0, RINA),
        ("shopify:453", "shopify:71", "01-05 02:15", "test", 50000.0, 0.0, 0.0, RINA),
    ]
    assert rows(folder, "customers", "customer_id, email, city, country, email_consent, phone_consent") == [
        ("shopify:71", RINA, "Bandung", "ID", "true", "false")
    ]


@pytest.mark.parametrize("gone", [["refunds"], ["refunds", "customer"]])
def test_flat_tables_of_shopify(tmp_path, gone):
    # Fivetran and dlt put what is nested into other tables; dlt names what it flattens with two underscores.
    records = [dict(record) for record in vendor_files.FILES["shopify_api_orders"][1][:1]]
    for record in records:
        if "customer" in gone:
            record["customer__id"] = record["customer"]["id"]
        else:
            record["customer_id"] = record["customer"]["id"]
            del record["customer"]
        for column in gone:
            record.pop(column, None)
    (tmp_path / "orders.json").write_text(json.dumps(records), encoding="utf-8")
    proposed(tmp_path)
    assert orders(tmp_path, more=", cast(refunded_amount as double)") == [
        ("shopify:450", "shopify:71", "01-05 02:15", "partially_refunded", 120000.0, 30000.0)
    ]


def test_the_rest_api_of_woocommerce(tmp_path):
    names = ("woocommerce_api_orders", "woocommerce_api_customers", "woocommerce_api_refunds")
    folder = landed(tmp_path, *names)
    proposed(folder)
    assert orders(folder, more=", cast(discount_amount as double), cast(refunded_amount as double), email") == [
        ("woocommerce:11", "woocommerce:7", "01-05 02:15", "completed", 100.0, 10.0, 25.5, RINA),
        ("woocommerce:12", None, "01-05 02:15", "pending", 100.0, 10.0, 0.0, RINA),
    ]
    assert rows(folder, "customers", "customer_id, email, city") == [("woocommerce:7", RINA, "Bandung")]


def test_orders_that_woocommerce_keeps_as_posts(tmp_path):
    query = (ROOT / "docs/woocommerce_orders.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            "create table wp_posts (ID int, post_type text, post_status text, post_parent int,"
            " post_date_gmt timestamp, post_modified_gmt timestamp)"
        )
        connection.execute("create table wp_postmeta (post_id int, meta_key text, meta_value text)")
        at = ("2025-01-05 02:15:02", "2025-01-06 02:15:02")
        posts = [(11, "shop_order", "wc-completed", 0), (12, "shop_order", "wc-on-hold", 0)]
        posts += [(13, "shop_order_refund", "wc-completed", 11), (14, "product", "publish", 0)]
        connection.executemany("insert into wp_posts values (?, ?, ?, ?, ?, ?)", [(*post, *at) for post in posts])
        values = {"_order_currency": "IDR", "_billing_email": RINA, "_billing_phone": "081200000003"}
        meta = [(number, *pair) for number in (11, 12) for pair in values.items()]
        meta += [(11, "_order_total", "90.00"), (11, "_cart_discount", "10.00"), (11, "_customer_user", "7")]
        meta += [(12, "_order_total", "50.00"), (12, "_customer_user", "0"), (13, "_refund_amount", "25.50")]
        connection.executemany("insert into wp_postmeta values (?, ?, ?)", [*meta, (13, "_order_total", "-25.50")])
        saved = connection.execute(query)
        names = [column[0] for column in saved.description or ()]
        with (tmp_path / "wc_orders.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([names, *saved.fetchall()])
    proposed(tmp_path)
    more = ", cast(discount_amount as double), cast(refunded_amount as double), email, phone"
    assert orders(tmp_path, more=more) == [
        *[("woocommerce:11", "woocommerce:7", "01-05 02:15", "completed", 100.0, 10.0, 25.5, RINA, "081200000003")],
        *[("woocommerce:12", None, "01-05 02:15", "pending", 50.0, None, None, RINA, "081200000003")],
    ]


def test_invoices_payments_and_refunds_of_xendit(tmp_path):
    folder = landed(tmp_path, "xendit_invoices", "xendit_payment_requests", "xendit_refunds")
    proposed(folder)
    assert orders(folder, "invoices", ", email") == [
        ("xendit:inv1", None, "01-05 02:15", "paid", 150000.0, RINA),
        ("xendit:inv2", None, "01-05 02:15", "expired", 150000.0, RINA),
        ("xendit:inv3", None, "01-05 02:15", "pending", 150000.0, RINA),
    ]
    assert orders(folder, "payment", ", visitor_id") == [
        ("xendit:pr-1", "xendit:cust-1", "01-05 02:15", "paid", 150000.0, "xendit:pr-1")
    ]
    read = rows(folder, "orders", "order_id, visitor_id, status, cast(gross_amount as double)", "refunds")
    assert read == [("xendit:rfd-SUCCEEDED", "xendit:pr-1", "credit_note", 50000.0)]


def test_orders_of_a_seller_at_shopee(tmp_path):
    folder = landed(tmp_path, "shopee_orders")
    proposed(folder, time_zone="Asia/Jakarta")
    assert sorted(set(orders(folder))) == [
        ("shopee:250105A", "shopee:rina88", "01-05 02:15", "completed", 185000.0),
        ("shopee:250105B", "shopee:rina88", "01-05 02:15", "cancelled", 185000.0),
        ("shopee:250105C", "shopee:rina88", "01-05 02:15", "completed", 185000.0),
    ]
    assert rows(folder, "order_items", "order_id, line_number, product_id, cast(amount as double)") == [
        ("shopee:250105A", "1", "K1", 100000.0),
        ("shopee:250105A", "2", "K2", 75000.0),
        ("shopee:250105B", "1", "Kopi", 1075000.0),
        ("shopee:250105C", "1", "K1", 75000.0),
    ]


def test_orders_of_tiktok_shop_and_tokopedia(tmp_path):
    folder = landed(tmp_path, "tiktok_shop_orders")
    proposed(folder, time_zone="Asia/Jakarta")
    more = ", cast(discount_amount as double), cast(refunded_amount as double), phone"
    # The second row says what the columns are; the amount stands on each line of an order.
    assert sorted(set(orders(folder, more=more))) == [
        ("tiktok_shop:5801", "tiktok_shop:rina88", "01-13 02:15", "completed", 190000.0, 5000.0, None, None),
        ("tiktok_shop:5802", "tiktok_shop:rina88", "01-13 02:15", "cancelled", 60000.0, 0.0, None, None),
        ("tiktok_shop:5803", "tiktok_shop:rina88", "01-13 02:15", "completed", 60000.0, 0.0, 50000.0, None),
    ]
    assert rows(folder, "order_items", "order_id, line_number, product_id, quantity, cast(amount as double)") == [
        ("tiktok_shop:5801", "1", "K1", "2", 95000.0),
        ("tiktok_shop:5801", "2", "1731", "1", 75000.0),
        ("tiktok_shop:5802", "1", "K1", "1", 50000.0),
        ("tiktok_shop:5803", "1", "K1", "1", 50000.0),
    ]


def test_orders_of_tokopedia_are_the_sum_of_their_lines(tmp_path):
    folder = landed(tmp_path, "tokopedia_orders")
    proposed(folder)
    assert sorted(set(orders(folder, more=", cast(discount_amount as double), phone"))) == [
        ("tokopedia:INV/A", None, "01-13 02:15", "completed", 125000.0, 10000.0, "6281200000003"),
        ("tokopedia:INV/B", None, "01-13 02:15", "cancelled", 50000.0, None, None),
    ]
    assert rows(folder, "order_items", "order_id, line_number, product_id, cast(amount as double)") == [
        ("tokopedia:INV/A", "1", "K1", 100000.0),
        ("tokopedia:INV/A", "2", "Kopi", 25000.0),
        ("tokopedia:INV/B", "1", "K1", 50000.0),
    ]


def test_units_of_lazada_add_up_without_those_cancelled(tmp_path):
    folder = landed(tmp_path, "lazada_orders")
    proposed(folder, time_zone="Asia/Jakarta")
    more = ", cast(discount_amount as double), cast(refunded_amount as double)"
    # An order goes by the units that were not cancelled.
    assert {row[0]: row[4:] for row in orders(folder, more=more)} == {
        "lazada:701": (100000.0, 5000.0, 50000.0),
        "lazada:702": (None, None, None),
    }
    assert {row[3] for row in orders(folder) if row[0] == "lazada:701"} == {"delivered", "returned"}
    assert {row[3] for row in orders(folder) if row[0] == "lazada:702"} == {"cancelled"}
    assert rows(folder, "order_items", "order_id, line_number, product_id, cast(amount as double)") == [
        ("lazada:701", "91", "K1", 45000.0),
        ("lazada:701", "92", "K1", 50000.0),
        ("lazada:701", "93", "K1", 0.0),
        ("lazada:702", "94", "K1", 0.0),
    ]


# Service


def test_tickets_of_zendesk_are_answered_and_solved_by_their_metric_events(tmp_path):
    names = [name for name in vendor_files.FILES if name.startswith("zendesk")]
    folder = landed(tmp_path, *names, shop=True)
    proposal = proposed(folder)
    assert interactions(folder, "tickets", more=", visitor_id, reference_id, channel") == [
        (
            *("zendesk:ticket.31.opened", "zendesk:501", "01-05 02:00", "complaint_opened"),
            *("zendesk:ticket-31", "zendesk:31", "email"),
        ),
        (
            *("zendesk:ticket.32.opened", "zendesk:502", "01-06 02:00", "complaint_opened"),
            *("zendesk:ticket-32", "zendesk:32", "email"),
        ),
    ]
    # They name no person: the ticket stands for its requester.
    assert interactions(folder, "ticket_metric_events", person="visitor_id", more=", reference_id") == [
        ("zendesk:metric.2", "zendesk:ticket-31", "01-05 03:00", "complaint_answered", "zendesk:31"),
        ("zendesk:metric.4", "zendesk:ticket-31", "01-06 02:00", "complaint_resolved", "zendesk:31"),
    ]
    assert interactions(folder, "satisfaction", more=", value") == [
        ("zendesk:rating.2", "zendesk:501", "01-07 02:00", "csat_response", "1"),
        ("zendesk:rating.3", "zendesk:501", "01-07 02:00", "csat_response", "5"),
    ]
    assert rows(folder, "customers", "customer_id, email") == [("zendesk:501", RINA), ("zendesk:502", SARI)]
    assert {*proposal.unused} == {"ticket_comments.jsonl", "ticket_metrics.jsonl"}


def test_tickets_without_their_events_are_told(tmp_path):
    proposal = proposed(landed(tmp_path, "zendesk_tickets", shop=True))
    assert any("every ticket stays open" in note for note in proposal.notes)


def test_conversations_of_intercom(tmp_path):
    folder = landed(tmp_path, "intercom_conversations", "intercom_contacts", shop=True)
    proposed(folder)
    # The second one was begun by the shop.
    assert interactions(folder, more=", reference_id, value, body") == [
        ("intercom:1.answered", "intercom:6c", "01-05 03:15", "complaint_answered", "intercom:1", None, None),
        *[("intercom:1.opened", "intercom:6c", "01-05 02:15", "complaint_opened", "intercom:1", None, LATE)],
        ("intercom:1.rated", "intercom:6c", "01-06 03:15", "csat_response", None, "4", "Good"),
        ("intercom:1.resolved", "intercom:6c", "01-06 02:15", "complaint_resolved", "intercom:1", None, None),
    ]
    assert rows(folder, "customers", "customer_id, email, email_consent") == [("intercom:6c", RINA, "false")]


def test_a_ticket_that_was_solved_and_opened_again(tmp_path):
    names = ("zendesk_tickets", "zendesk_ticket_audits", "zendesk_ticket_field_history")
    folder = landed(tmp_path, *names, shop=True)
    proposed(folder)
    # A ticket that no longer waits for its customer was not opened again.
    assert interactions(folder, "ticket_audits", person="visitor_id", more=", reference_id") == [
        ("zendesk:audit.7", "zendesk:ticket-31", "01-07 02:00", "complaint_reopened", "zendesk:31")
    ]
    assert interactions(folder, "ticket_field_history", person="visitor_id", more=", reference_id") == [
        (
            *("zendesk:history.32.2025-01-09 02:00:00", "zendesk:ticket-32", "01-09 02:00", "complaint_resolved"),
            "zendesk:32",
        )
    ]


# Customer relations


@pytest.mark.long
def test_deals_contacts_tickets_and_mails_of_hubspot(tmp_path):
    names = [name for name in vendor_files.FILES if name.startswith("hubspot")]
    folder = landed(tmp_path, *names)
    proposed(folder)
    assert orders(folder, more=", currency") == [
        ("hubspot:901", "hubspot:101", "02-01 00:00", "paid", 1500.5, "USD"),
        ("hubspot:902", "hubspot:102", "01-05 02:15", "pending", None, None),
    ]
    assert interactions(folder, "tickets", more=", reference_id") == [
        ("hubspot:ticket.77.answered", "hubspot:101", "01-05 03:15", "complaint_answered", "hubspot:77"),
        ("hubspot:ticket.77.opened", "hubspot:101", "01-05 02:15", "complaint_opened", "hubspot:77"),
        ("hubspot:ticket.77.resolved", "hubspot:101", "01-06 02:15", "complaint_resolved", "hubspot:77"),
        ("hubspot:ticket.78.opened", "hubspot:102", "01-05 02:15", "complaint_opened", "hubspot:78"),
    ]
    # What the shop wrote is no text of the customer.
    assert interactions(folder, "engagements", more=", body") == [
        ("hubspot:email.1", "hubspot:101", "01-05 02:15", "message_sent", None),
        ("hubspot:email.2", "hubspot:101", "01-05 02:15", "customer_message", "Where is it?"),
    ]
    assert rows(folder, "customers", "customer_id, email, phone, email_consent") == [
        ("hubspot:101", RINA, PHONE, "false"),
        ("hubspot:102", SARI, None, None),
    ]


@pytest.mark.long
def test_objects_of_salesforce(tmp_path):
    names = [name for name in vendor_files.FILES if name.startswith("salesforce")]
    folder = landed(tmp_path, *names)
    proposed(folder)
    day = "strftime(ordered_at, '%Y-%m-%d')"
    assert rows(folder, "orders", f"order_id, customer_id, {day}, status, cast(gross_amount as double)") == [
        ("salesforce:006A", "salesforce:003A", "2025-02-01", "paid", 1500.5),
        ("salesforce:006B", "salesforce:001A", "2025-02-02", "paid", 20.0),
        ("salesforce:006C", "salesforce:003A", "2025-01-05", "failed", 30.0),
        ("salesforce:006D", "salesforce:003A", "2025-01-05", "pending", None),
    ]
    assert interactions(folder, "Case", more=", reference_id") == [
        ("salesforce:500A.opened", "salesforce:003A", "01-05 02:15", "complaint_opened", "salesforce:500A"),
        ("salesforce:500A.resolved", "salesforce:003A", "01-06 02:15", "complaint_resolved", "salesforce:500A"),
    ]
    assert interactions(folder, "Task", more=", channel") == [
        ("salesforce:00T1", "salesforce:003A", "01-07 02:15", "message_sent", "email"),
        ("salesforce:00T2", "salesforce:003A", "01-07 02:15", "customer_message", "phone"),
    ]
    assert interactions(folder, "EmailMessage", person="email", more=", body") == [
        ("salesforce:02sA", RINA, "01-05 02:15", "customer_message", "Where is it?")
    ]
    # Whose first number is not known has the second.
    assert rows(folder, "customers", "customer_id, email, phone, birth_date, email_consent") == [
        ("salesforce:003A", RINA, PHONE, "1990-04-01", "true")
    ]


def of_system(prefix: str) -> list[str]:
    """Name the connectors of a system by how their files begin; without what it exports from its pages."""
    return [name for name in vendor_files.FILES if name.startswith(prefix) and not name.endswith("_export")]


PERSON = "customer_id, email, phone, at(registered_at), birth_date, city, country, email_consent"
HOME = ("1990-04-01", "Bandung", "Indonesia")


@pytest.mark.long
@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_modules_of_zoho(tmp_path, as_):
    folder = landed(tmp_path, *of_system("zoho"), as_=as_)
    proposal = proposed(folder)
    # Neither are companies taken for people, nor invoices for more orders.
    assert {Path(name).stem for name in proposal.unused} == {"Accounts", "Invoices"}
    # A stage of another name was won where its probability is 100; without a contact the account has it.
    assert orders(folder, more=", currency") == [
        ("zoho:601", "zoho:501", "02-01 00:00", "paid", 1500.5, "IDR"),
        ("zoho:602", "zoho:700", "02-02 00:00", "paid", 20.0, "IDR"),
        ("zoho:603", "zoho:501", "01-05 02:15", "failed", 30.0, "IDR"),
        ("zoho:604", "zoho:501", "01-05 02:15", "pending", None, "IDR"),
    ]
    assert interactions(folder, "Cases", person="coalesce(customer_id, email)", more=", reference_id, channel") == [
        ("zoho:case.801.opened", "zoho:501", "01-05 02:15", "complaint_opened", "zoho:801", "email"),
        ("zoho:case.801.resolved", "zoho:501", "01-09 02:15", "complaint_resolved", "zoho:801", None),
        ("zoho:case.802.opened", RINA, "01-05 02:15", "complaint_opened", "zoho:802", "email"),
    ]
    # One is only planned, another of nobody.
    assert interactions(folder, "Calls", more=", channel") == [
        ("zoho:call.901", "zoho:501", "01-07 02:15", "message_sent", "phone"),
        ("zoho:call.902", "zoho:501", "01-07 02:15", "customer_message", "phone"),
        ("zoho:call.903", "zoho:502", "01-07 02:15", "customer_message", "phone"),
    ]
    assert rows(folder, "customers", PERSON) == [
        ("zoho:501", RINA, PHONE, "01-05 02:15", *HOME, "false"),
        ("zoho:502", None, None, "01-05 02:15", *HOME, "true"),
    ]


def test_files_that_zoho_exports_from_its_pages_have_the_ids_of_its_api(tmp_path):
    folder = landed(tmp_path, "zoho_contacts_export", "zoho_deals_export")
    proposed(folder, time_zone="Asia/Jakarta")
    assert orders(folder) == [
        ("zoho:601", "zoho:501", "02-01 00:00", "paid", 1500.5),
        ("zoho:602", "zoho:700", "02-01 00:00", "paid", 20.0),
        ("zoho:604", "zoho:501", "01-05 02:15", "pending", None),
    ]
    assert rows(folder, "customers", PERSON) == [("zoho:501", RINA, PHONE, "01-05 02:15", *HOME, "true")]


@pytest.mark.long
@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_modules_of_sugarcrm(tmp_path, as_):
    folder = landed(tmp_path, *of_system("sugarcrm"), as_=as_)
    proposed(folder)
    # Contacts of an opportunity stand elsewhere: it is of its account. Amounts are those in the system's currency.
    assert orders(folder, more=", currency") == [
        ("sugarcrm:o-1", "sugarcrm:a-1", "02-01 00:00", "paid", 1500.5, None),
        ("sugarcrm:o-2", "sugarcrm:a-1", "02-01 00:00", "paid", 300000.0, None),
        ("sugarcrm:o-3", "sugarcrm:a-1", "01-05 02:15", "failed", 30.0, None),
        ("sugarcrm:o-4", "sugarcrm:a-1", "01-05 02:15", "pending", 40.0, None),
    ]
    # The second case has no time of its resolution: the last change is taken.
    assert interactions(folder, "Cases", more=", reference_id") == [
        ("sugarcrm:case.1.answered", "sugarcrm:c-1", "01-05 03:15", "complaint_answered", "sugarcrm:1"),
        ("sugarcrm:case.1.opened", "sugarcrm:c-1", "01-05 02:15", "complaint_opened", "sugarcrm:1"),
        ("sugarcrm:case.1.resolved", "sugarcrm:c-1", "01-06 02:15", "complaint_resolved", "sugarcrm:1"),
        ("sugarcrm:case.2.opened", "sugarcrm:a-1", "01-05 02:15", "complaint_opened", "sugarcrm:2"),
        ("sugarcrm:case.2.resolved", "sugarcrm:a-1", "01-09 02:15", "complaint_resolved", "sugarcrm:2"),
        ("sugarcrm:case.3.opened", "sugarcrm:c-2", "01-05 02:15", "complaint_opened", "sugarcrm:3"),
    ]
    assert interactions(folder, "Calls", more=", channel") == [
        ("sugarcrm:call.k-1", "sugarcrm:c-1", "01-07 02:15", "message_sent", "phone"),
        ("sugarcrm:call.k-2", "sugarcrm:a-1", "01-07 02:15", "customer_message", "phone"),
    ]
    # Of several readers the first; which way an archived mail went is not said.
    assert interactions(folder, "Emails", person="email", more=", body") == [
        ("sugarcrm:email.e-inbound", RINA, "01-07 02:15", "customer_message", "Where is it?"),
        ("sugarcrm:email.e-out", RINA, "01-07 02:15", "message_sent", None),
    ]
    assert rows(folder, "customers", "customer_id, email, phone, city, email_consent", "Accounts") == [
        ("sugarcrm:a-1", "pt@example.com", "+62215550001", "Bandung", "true")
    ]
    assert rows(folder, "customers", PERSON, "Contacts") == [
        ("sugarcrm:c-1", RINA, PHONE, "01-05 02:15", *HOME, "false"),
        ("sugarcrm:c-2", SARI, PHONE, "01-05 02:15", *HOME, "true"),
    ]


def test_contacts_of_suitecrm_have_their_address_in_a_column(tmp_path):
    for record in vendor_files.FILES["sugarcrm_contacts"][1]:
        address = record["email"][1]
        flat = {"email": "", "email1": address["email_address"], "email_opt_out": str(int(address["opt_out"]))}
        with (tmp_path / "contacts.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps({**record, **flat, 'deleted': '0'})}\n")
    (tmp_path / "pesanan.csv").write_text(SHOP, encoding="utf-8")
    proposed(tmp_path)
    assert rows(tmp_path, "customers", "customer_id, email, email_consent") == [
        ("sugarcrm:c-1", RINA, "false"),
        ("sugarcrm:c-2", SARI, "true"),
    ]


@pytest.mark.long
def test_records_of_vtiger(tmp_path):
    folder = landed(tmp_path, *of_system("vtiger"))
    proposed(folder)
    assert orders(folder) == [
        ("vtiger:13x41", "vtiger:12x31", "02-01 00:00", "paid", 1500.5),
        ("vtiger:13x42", "vtiger:11x21", "02-01 00:00", "paid", 20.0),
        ("vtiger:13x43", "vtiger:12x31", "01-05 02:15", "failed", 30.0),
        ("vtiger:13x44", "vtiger:12x31", "01-05 02:15", "pending", 40.0),
    ]
    ticket = "vtiger:ticket-17x51"
    assert interactions(folder, "HelpDesk", more=", visitor_id, reference_id") == [
        (*("vtiger:ticket.17x51.opened", "vtiger:12x31", "01-05 02:15"), "complaint_opened", ticket, "vtiger:17x51"),
        (
            *("vtiger:ticket.17x51.resolved", "vtiger:12x31", "01-09 02:15"),
            "complaint_resolved",
            ticket,
            "vtiger:17x51",
        ),
        (
            *("vtiger:ticket.17x52.opened", "vtiger:11x21", "01-05 02:15", "complaint_opened"),
            *("vtiger:ticket-17x52", "vtiger:17x52"),
        ),
    ]
    # A comment of the shop names the ticket only; a private one is no answer.
    assert interactions(
        folder, "ModComments", person="coalesce(customer_id, visitor_id)", more=", reference_id, body"
    ) == [
        ("vtiger:comment.31x1", ticket, "01-05 02:15", "complaint_answered", "vtiger:17x51", None),
        ("vtiger:comment.31x2", "vtiger:12x31", "01-05 02:15", "customer_message", None, "Where is it?"),
    ]
    assert interactions(folder, "PBXManager", more=", phone, channel") == [
        ("vtiger:call.43x1", "vtiger:12x31", "01-07 02:15", "message_sent", PHONE, "phone"),
        ("vtiger:call.43x2", None, "01-07 02:15", "customer_message", PHONE, "phone"),
    ]
    assert interactions(folder, "Emails", person="email") == [
        ("vtiger:email.16x1", RINA, "01-05 02:15", "message_sent"),
        ("vtiger:email.16x2", RINA, "01-05 02:15", "customer_message"),
    ]
    assert rows(folder, "customers", PERSON) == [("vtiger:12x31", RINA, PHONE, "01-05 02:15", *HOME, "true")]


def test_tickets_of_vtiger_without_their_comments_are_told(tmp_path):
    proposal = proposed(landed(tmp_path, "vtiger_tickets", shop=True))
    assert any("no ticket has an answer" in note for note in proposal.notes)


@pytest.mark.parametrize("deals", ["sugarcrm_opportunities", "freshsales_deals"])
def test_deals_of_accounts_without_the_accounts_are_told(tmp_path, deals):
    proposal = proposed(landed(tmp_path, deals))
    assert any("nobody can be written to" in note for note in proposal.notes)


def test_contacts_accounts_and_deals_of_freshsales(tmp_path):
    folder = landed(tmp_path, *of_system("freshsales"))
    proposed(folder)
    assert orders(folder) == [
        ("freshsales:41", "freshsales:account-21", "02-01 00:00", "paid", 1500.5),
        ("freshsales:42", "freshsales:account-21", "02-02 00:00", "paid", 20.0),
        ("freshsales:43", "freshsales:account-21", "01-05 02:15", "failed", 30.0),
        ("freshsales:44", "freshsales:account-21", "01-05 02:15", "pending", 40.0),
    ]
    # Deals are of accounts. That somebody may be written to is not proven, that he may not is.
    assert rows(
        folder, "customers", PERSON.replace("birth_date, ", "").replace("email_consent", "marketing_consent")
    ) == [
        ("freshsales:31", RINA, PHONE, "01-05 02:15", *HOME[1:], "false"),
        ("freshsales:32", SARI, PHONE, "01-05 02:15", *HOME[1:], None),
        ("freshsales:account-21", None, "+62215550001", "01-05 02:15", *HOME[1:], None),
    ]


@pytest.mark.long
@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_contacts_deals_tickets_and_chats_of_qontak(tmp_path, as_):
    folder = landed(tmp_path, *of_system("qontak"), as_=as_)
    proposed(folder)
    # Midnight in Jakarta is 17:00 of the day before.
    assert orders(folder, more=", currency") == [
        ("qontak:61", "qontak:1", "01-31 17:00", "paid", 1500000.0, "IDR"),
        ("qontak:62", "qontak:company-5", "01-09 02:15", "paid", 20.0, "IDR"),
        ("qontak:63", "qontak:1", "01-05 02:15", "failed", 30.0, "IDR"),
        ("qontak:64", "qontak:1", "01-05 02:15", "pending", None, "IDR"),
    ]
    assert interactions(folder, "tickets", more=", reference_id, body") == [
        ("qontak:ticket.81.opened", "qontak:1", "01-05 02:15", "complaint_opened", "qontak:81", f"Late {LATE}"),
        ("qontak:ticket.81.resolved", "qontak:1", "01-09 02:15", "complaint_resolved", "qontak:81", None),
        ("qontak:ticket.82.opened", "qontak:1", "01-05 02:15", "complaint_opened", "qontak:82", f"Late {LATE}"),
    ]
    # Instagram gives no number; what the system itself writes is no message.
    assert interactions(folder, "rooms", person="coalesce(phone, email)", more=", channel, body") == [
        ("qontak:chat.m-1", PHONE, "01-07 02:15", "customer_message", "whatsapp", "Where is it?"),
        ("qontak:chat.m-2", RINA, "01-07 02:15", "message_sent", "web_chat", None),
    ]
    assert interactions(folder, "broadcast", person="phone", more=", channel, campaign_id") == [
        ("qontak:broadcast.l-read", PHONE, "01-07 02:15", "message_sent", "whatsapp", "b-1"),
        ("qontak:broadcast.l-sent", PHONE, "01-07 02:15", "message_sent", "whatsapp", "b-1"),
    ]
    assert rows(folder, "customers", "customer_id, email, phone, acquisition_channel, email_consent") == [
        ("qontak:1", RINA, "081200000003", "Instagram", None)
    ]


@pytest.mark.parametrize("system", ["zoho", "sugarcrm", "vtiger", "freshsales", "qontak"])
def test_a_system_of_customer_relations_is_a_shop_by_itself(tmp_path, system):
    folder = landed(tmp_path, *of_system(system))
    proposed(folder)
    judged = check(folder, project=ROOT, variables={"reporting_currency": "IDR"}, environment={})
    assert judged.would_build, judged
    assert [(each.name, each.quarantined) for each in judged.inputs if each.quarantined] == []


# Behaviour


def test_events_and_profiles_of_klaviyo(tmp_path):
    folder = landed(tmp_path, "klaviyo_events", "klaviyo_profiles", shop=True)
    proposed(folder)
    # Orders are the shop's; an event whose metric has no name stays, and is refused.
    assert interactions(folder, more=", channel, campaign_id") == [
        ("klaviyo:e1", "klaviyo:01P", "01-05 02:15", "message_sent", "email", "January"),
        ("klaviyo:e2", "klaviyo:01P", "01-05 02:15", "message_opened", "email", "January"),
        ("klaviyo:e4", "klaviyo:01P", "01-05 02:15", "product_view", None, None),
        ("klaviyo:e5", "klaviyo:01P", "01-05 02:15", None, None, None),
    ]
    assert rows(folder, "customers", "customer_id, email, email_consent, phone_consent") == [
        ("klaviyo:01P", RINA, "true", "false"),
        ("klaviyo:02P", SARI, "false", "false"),
    ]


def test_campaigns_and_members_of_mailchimp(tmp_path):
    names = [name for name in vendor_files.FILES if name.startswith("mailchimp")]
    folder = landed(tmp_path, *names, shop=True)
    proposed(folder)
    found = rows(
        folder, "interactions", "customer_id, at(occurred_at), interaction_type, campaign_id", "email_activity"
    )
    assert found == [
        ("mailchimp:5d41", "01-05 02:15", "message_clicked", "c1"),
        ("mailchimp:5d41", "01-05 02:15", "message_opened", "c1"),
    ]
    found = rows(folder, "interactions", "customer_id, at(occurred_at), interaction_type", "list_members")
    assert found == [
        ("mailchimp:5d41", "12-05 02:15", "newsletter_subscribed"),
        ("mailchimp:7b22", "12-06 02:15", "newsletter_subscribed"),
    ]
    assert rows(folder, "customers", "customer_id, email, email_consent") == [
        ("mailchimp:5d41", RINA, "true"),
        ("mailchimp:7b22", SARI, "false"),
        ("mailchimp:9c33", "umi@example.com", "false"),
    ]


def test_calls_of_segment_as_tables_and_as_they_were_sent(tmp_path):
    tables = landed(tmp_path / "tables", "segment_tracks", "segment_pages", "segment_identifies", shop=True)
    proposed(tables)
    # The shop's own ids stay as the shop has them, in all tables.
    assert interactions(tables, more=", visitor_id, campaign_id") == [
        ("p1", None, "01-05 02:14", "page_view", "a1", None),
        ("t1", None, "01-05 02:15", "product_view", "a1", "jan"),
        ("t2", "71", "01-05 02:15", "cart_added", "a1", "jan"),
    ]
    assert rows(tables, "customers", "customer_id, email") == [("71", RINA)]
    calls = landed(tmp_path / "calls", "segment_events", shop=True)
    proposed(calls)
    assert interactions(calls, more=", visitor_id") == [
        ("m1", None, "01-05 02:15", "page_view", "a1"),
        ("m2", "71", "01-05 02:15", "cart_added", "a1"),
    ]
    assert rows(calls, "customers", "customer_id, email") == [("71", RINA)]


@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_parameters_of_google_analytics_are_nested(tmp_path, as_):
    folder = landed(tmp_path, "ga4_bigquery", as_=as_, shop=True)
    proposed(folder)
    assert interactions(folder, person="visitor_id", more=", session_id, campaign_id") == [
        ("ga4:v1.1736043302000000.view_item.3", "ga4:v1", "01-05 02:15", "product_view", "ga4:1736043000", "jan")
    ]


def test_marketing_mails_of_hubspot(tmp_path):
    folder = landed(tmp_path, "hubspot_email_events", shop=True)
    proposed(folder)
    assert interactions(folder, person="email", more=", campaign_id") == [
        ("hubspot:mail.m1", RINA, "01-05 02:15", "message_sent", "12"),
        ("hubspot:mail.m4", RINA, "01-05 02:15", "message_opened", "12"),
        ("hubspot:mail.m5", RINA, "01-05 02:15", "message_clicked", "12"),
    ]


def test_the_tables_of_klaviyo_leave_out_what_is_gone(tmp_path):
    folder = landed(tmp_path, "klaviyo_event_table", "klaviyo_person_table", shop=True)
    proposed(folder)
    assert interactions(folder, more=", channel, campaign_id") == [
        ("klaviyo:e1", "klaviyo:01P", "01-05 02:15", "message_sent", "email", "C1"),
        ("klaviyo:e2", "klaviyo:01P", "01-05 02:15", "message_clicked", "sms", "C1"),
    ]
    assert rows(folder, "customers", "customer_id, email, city") == [("klaviyo:01P", RINA, "Bandung")]


# As other pipelines load them


@pytest.mark.long
def test_payments_of_stripe_that_fivetran_loaded(tmp_path):
    names = ("charge", "dispute", "refund", "stripe_customer", "subscription_history")
    folder = vendor_files.write_other_shapes(tmp_path, *names)
    proposal = proposed(folder)
    more = ", cast(refunded_amount as double), visitor_id"
    assert orders(folder, "charge", more) == [
        ("stripe:ch_1", "stripe:cus_1", "01-05 02:15", "paid", 1299.0, 299.0, "stripe:ch_1")
    ]
    assert orders(folder, "dispute", more) == [
        ("stripe:dp_1", None, "01-09 02:15", "chargeback", 42.0, None, "stripe:ch_1")
    ]
    assert rows(folder, "customers", "customer_id, email, city") == [("stripe:cus_1", RINA, "Bandung")]
    # Older versions of a subscription are left out.
    assert interactions(folder, more=", value") == [
        ("stripe:sub_1.cancelled", "stripe:cus_1", "02-08 07:33", "subscription_cancelled", None),
        ("stripe:sub_1.started", "stripe:cus_1", "01-01 00:00", "subscription_started", None),
    ]
    assert [*proposal.unused] == ["refund.jsonl"]


def test_orders_of_shopify_by_its_newer_interface(tmp_path):
    folder = vendor_files.write_other_shapes(tmp_path, "order")
    proposed(folder)
    assert orders(folder, more=", cast(discount_amount as double), currency") == [
        ("shopify:450", "shopify:71", "01-05 02:15", "paid", 120000.0, 20000.0, "IDR")
    ]


def test_tables_of_hubspot_that_fivetran_and_dlt_loaded(tmp_path):
    folder = vendor_files.write_other_shapes(tmp_path, "deal", "contact", "contacts", "engagement_email")
    proposed(folder)
    assert orders(folder) == [("hubspot:901", None, "02-01 00:00", "paid", 1500.5)]
    assert rows(folder, "customers", "customer_id, email, at(registered_at), city") == [
        ("contacts:102", SARI, "01-05 02:15", None),
        ("hubspot:101", RINA, "01-05 02:15", "Bandung"),
    ]
    assert interactions(folder, person="email", more=", body") == [
        ("hubspot:email.7", RINA, "01-05 02:15", "customer_message", "Where is it?")
    ]


@pytest.mark.long
def test_tables_of_service_mail_and_sales_that_fivetran_loaded(tmp_path):
    names = ("ticket", "campaign_recipient_activity", "sf_contact", "opportunity")
    folder = vendor_files.write_other_shapes(tmp_path, *names)
    proposed(folder)
    assert interactions(folder, "ticket", more=", channel, body") == [
        ("zendesk:ticket.32.opened", "zendesk:502", "01-06 02:00", "complaint_opened", "web", "Late")
    ]
    assert interactions(folder, "campaign", more=", campaign_id") == [
        ("mailchimp:c1.5d41.open.2025-01-05 02:15:02", "mailchimp:5d41", "01-05 02:15", "message_opened", "c1")
    ]
    assert rows(folder, "customers", "customer_id, email, email_consent, city") == [
        ("salesforce:003A", RINA, "true", "Bandung")
    ]
    assert [row[:2] + row[4:] for row in orders(folder)] == [("salesforce:006A", "salesforce:001A", 1500.5)]


# Together


def sources(mapping: Mapping) -> Sequence[tuple[str, str]]:
    return [(str(source.key), source.prefix) for source in mapping.sources]


def test_files_of_one_system_share_their_ids(tmp_path):
    folder = landed(tmp_path, "hubspot_deals", "hubspot_contacts", "zendesk_tickets", "zendesk_users")
    proposal = proposed(folder)
    assert sources(proposal.mapping) == [
        ("hubspot", "hubspot:"),
        ("zendesk", "zendesk:"),
        ("contacts", "hubspot:"),
        ("users", "zendesk:"),
    ]


def test_two_accounts_of_one_system_keep_their_ids_apart(tmp_path):
    for shop in ("north", "south"):
        vendor_files.write(tmp_path / shop, "woocommerce_api_orders", "woocommerce_api_customers")
    assert sources(proposed(tmp_path).mapping) == [
        ("woocommerce", "woocommerce:"),
        ("orders", "orders:"),
        ("customers", "woocommerce:"),
        ("customers_2", "orders:"),
    ]


def test_a_shop_and_its_payments_are_told_apart(tmp_path):
    vendor_files.write(tmp_path / "stripe", "stripe_charges")
    proposal = proposed(vendor_files.write(tmp_path, "woocommerce_api_orders"))
    assert any("a sale that stands in both counts twice" in note for note in proposal.notes)


def test_people_of_three_systems_meet_and_all_rows_are_accepted(tmp_path):
    names = ("woocommerce_api_orders", "woocommerce_api_customers", "zendesk_tickets", "zendesk_users")
    folder = vendor_files.write(tmp_path, *names, "zendesk_ticket_metric_events", "mailchimp_list_members")
    vendor_files.write(folder, "mailchimp_email_activity")
    proposed(folder)
    judged = check(folder, project=ROOT, variables={"reporting_currency": "IDR"}, environment={})
    assert judged.would_build, judged
    assert [(each.name, each.accepted, each.quarantined) for each in judged.inputs] == [
        ("orders", 2, 0),
        ("interactions", 8, 0),
        ("customers", 6, 0),
    ]


def test_people_of_four_systems_are_one_customer(tmp_path):
    folder = vendor_files.write(tmp_path / "shop", "shopify_api_orders", "shopify_api_customers")
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace('"id": 71', f'"id": {LONG}'), encoding="utf-8")
    vendor_files.write(folder, "hubspot_contacts", "hubspot_tickets")
    # Who is logged in at the shop is called by the shop's id, before that by the browser's.
    [event] = vendor_files.FILES["ga4_bigquery"][1]
    events = [event, {**event, "user_id": LONG, "event_name": "add_to_cart", "event_bundle_sequence_id": "4"}]
    (folder / "events_20250105.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in events), encoding="utf-8")
    chat = "13/01/25 09.15 - +62 812-0000-0003: Halo\n"
    (folder / "WhatsApp Chat with +62 812-0000-0003.txt").write_text(chat, encoding="utf-8")
    answers = {"cash_on_delivery": "yes", "time_zone": "Asia/Jakarta", "dates": "day_first", "shop_senders": "Toko"}
    proposal = proposed(folder, **answers)
    assert any("ga4: its ids are those of shopify" in note for note in proposal.notes)
    warehouse = tmp_path / "warehouse.duckdb"
    variables = {"reporting_currency": "IDR", "default_phone_region": "ID", "input_path": str(folder)}
    build(variables, warehouse, "build", *WITHOUT_TESTS, "--select", "+orders", "+interactions")
    # By the shop's id, the mail of the CRM and the phone of the chat; the browser was seen with that id.
    kinds = "select customer_id, interaction_type from marts.interactions where customer_id like 'shopify:%' order by 2"
    assert marts(warehouse, kinds) == [
        (f"shopify:{LONG}", "cart_added"),
        (f"shopify:{LONG}", "complaint_answered"),
        (f"shopify:{LONG}", "complaint_opened"),
        (f"shopify:{LONG}", "complaint_resolved"),
        (f"shopify:{LONG}", "customer_message"),
        (f"shopify:{LONG}", "product_view"),
    ]
    assert marts(warehouse, "select distinct customer_id from marts.orders where order_id = 'shopify:450'") == [
        (f"shopify:{LONG}",)
    ]


def test_short_numbers_that_two_systems_share_prove_nothing(tmp_path):
    folder = vendor_files.write(tmp_path, "shopify_api_orders", "shopify_api_customers", "segment_identifies")
    proposal = proposed(folder, cash_on_delivery="yes")
    assert {source.key: source.prefix for source in proposal.mapping.sources}["segment"] == "segment:"
