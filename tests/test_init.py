"""`retensi init`: the mapping it proposes for the files of a shop, what it asks, and the rows it would read."""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from retensi import cli, sql_functions
from retensi.front_door.conventions import Amounts
from retensi.front_door.known import known_of
from retensi.front_door.mapping import Source, read_mapping
from retensi.front_door.plan import plan_folder
from retensi.front_door.samples import look_into
from retensi.front_door.shapes import amounts, times
from tests.workbooks import workbook

ROOT = Path(__file__).parents[1]

# The columns of Shopify's export that are read, and some that are not.
SHOPIFY = [
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping"),
    *("Taxes", "Total", "Discount Code", "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name"),
    *("Lineitem price", "Lineitem sku", "Cancelled at", "Payment Method", "Refunded Amount", "Vendor", "Id"),
    *("Source", "Phone"),
]


def run(folder: Path, *options: str, preview: bool = False, text: str | None = None) -> Result:
    """Run the command without a terminal; most tests need no preview, which takes a second."""
    shown = [] if preview else ["--no-preview"]
    return CliRunner().invoke(cli.main, ["init", str(folder), "--project-dir", str(ROOT), *shown, *options], input=text)


def proposed(folder: Path, *options: str) -> list[Source]:
    """Run the command and give the sources it wrote."""
    result = run(folder, *options)
    assert result.exit_code == 0, result.output
    return list(read_mapping(folder / "retensi.yml").sources)


def only(folder: Path, *options: str) -> Source:
    """Give the one source of a folder."""
    [source] = proposed(folder, *options)
    return source


def write(path: Path, lines: str, encoding: str = "utf-8") -> Path:
    """Write a text file, each line of it without the blanks before it; give its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line.strip()}\n" for line in lines.strip().splitlines()).encode(encoding))
    return path.parent


def columns(source: Source, input_name: str) -> dict[str, str | None]:
    """Give what each contract column of an input is from."""
    given = source.inputs[input_name].columns
    return {name: column.column or column.expression or column.constant for name, column in given.items()}


def shopify_rows() -> list[dict[str, str]]:
    """Eight orders of a shop in Jakarta, one of two lines: paid, on delivery, cancelled, refunded, discounted."""
    first = {"Currency": "IDR", "Fulfillment Status": "fulfilled", "Source": "web", "Refunded Amount": "0.00"}
    rows = []

    def order(name: str, created: str, status: str, total: str, lines: Sequence[str], **more: str) -> None:
        for place, price in enumerate(lines):
            row = {"Name": name, "Created at": created, "Lineitem quantity": "1", "Lineitem price": price}
            row |= {"Lineitem name": f"Kopi {place}", "Vendor": "Toko", "Email": more.get("Email", "")}
            if place == 0:
                row |= first | {
                    "Financial Status": status,
                    "Total": total,
                    "Discount Amount": "0.00",
                    "Id": "9" + name[1:],
                }
                row |= more
            rows.append(row)

    order("#1", "2025-01-05 09:15:02 +0700", "paid", "200000.00", ["100000.00", "100000.00"], Email="rina@example.com")
    order(
        *("#2", "2025-01-20 23:40:11 +0700", "paid", "84590.00", ["69590.00", "69590.00"]),
        **{"Email": "sari@example.com", "Discount Amount": "54590.00"},
    )
    order(
        *("#3", "2025-01-31 23:55:00 +0700", "pending", "150000.00", ["150000.00"]),
        **{"Payment Method": "Cash on Delivery (COD)", "Phone": "+6281200000003"},
    )
    order(
        *("#4", "2025-02-14 11:00:00 +0700", "partially_refunded", "300000.00", ["300000.00"]),
        **{"Email": "Rina@Example.com", "Refunded Amount": "50000.00"},
    )
    order("#5", "2025-02-15 12:00:00 +0700", "voided", "120000.00", ["120000.00"], Email="tono@example.com")
    order("#6", "2025-03-01 00:10:00 +0700", "authorized", "70000.00", ["70000.00"], Email="sari@example.com")
    order(
        *("#7", "2025-03-05 13:00:00 +0700", "paid", "110000.00", ["110000.00"]),
        **{"Email": "umi@example.com", "Cancelled at": "2025-03-05 14:00:00 +0700"},
    )
    order("#8", "2025-03-20 13:00:00 +0700", "partially_paid", "500000.00", ["500000.00"], Email="rina@example.com")
    return rows


def write_rows(path: Path, header: Sequence[str], rows: Iterable[dict[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path.parent


# Known exports


def test_an_export_of_shopify_needs_no_answer(tmp_path):
    folder = write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows())
    source = only(folder)
    assert (source.key, source.files, source.prefixed) == ("shopify", ("orders_export*.csv",), True)
    orders, items = source.inputs["orders"], source.inputs["order_items"]
    assert orders.rows == items.rows == "one per line"
    assert columns(source, "orders") == {
        "order_id": "Name",
        "ordered_at": "Created at",
        "email": "Email",
        "phone": '"Phone"',
        "status": "Financial Status",
        "total_amount": "Total",
        "discount_amount": "Discount Amount",
        "refunded_amount": "Refunded Amount",
        "currency": "Currency",
        "channel": "Source",
    }
    status = orders.columns["status"]
    assert status.values == {"voided": "cancelled", "authorized": "pending", "partially_paid": "paid"}
    assert list(status.when) == ["cancelled", "paid"]
    assert (
        columns(source, "order_items")["product_id"] == 'coalesce(nullif(trim("Lineitem sku"), \'\'), "Lineitem name")'
    )


def test_what_is_to_do_next_names_zone_and_currency(tmp_path):
    result = run(write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows()))
    assert "retensi check" in result.output
    assert "reporting_timezone: Asia/Jakarta, reporting_currency: IDR" in result.output
    assert f"RETENSI_INPUT_PATH={tmp_path / 'shop'}" in result.output


def test_a_total_after_the_discount_is_told_by_the_lines(tmp_path):
    result = run(write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows()))
    assert "the sum of the lines in 1 of 1 discounted orders" in result.output


def test_authorized_is_a_sale_where_a_person_says_so(tmp_path):
    folder = write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows())
    status = only(folder, "--sales-statuses", "authorized").inputs["orders"].columns["status"]
    assert status.values["authorized"] == "paid"


def test_cash_on_delivery_is_no_sale_where_a_person_says_so(tmp_path):
    folder = write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows())
    assert list(only(folder, "--cash-on-delivery", "no").inputs["orders"].columns["status"].when) == ["cancelled"]


def test_shopify_is_known_where_somebody_renamed_its_first_columns(tmp_path):
    renamed = {"Name": "order_id", "Email": "email", "Financial Status": "status", "Total": "gross_amount"}
    renamed |= {"Created at": "ordered_at", "Discount Amount": "discount_amount", "Currency": "currency"}
    rows = [{renamed.get(name, name): value for name, value in row.items()} for row in shopify_rows()]
    source = only(write_rows(tmp_path / "orders.csv", [renamed.get(name, name) for name in SHOPIFY], rows))
    found = columns(source, "orders")
    assert (found["order_id"], found["ordered_at"], found["status"]) == ("order_id", "ordered_at", "status")
    assert found["total_amount"] == "gross_amount"
    assert "gross_amount" not in found
    assert 'lower(trim("status"))' in source.inputs["orders"].columns["status"].when["paid"]


def test_the_table_of_order_stats_of_woocommerce_is_known(tmp_path):
    folder = write(
        tmp_path / "wp_wc_order_stats.csv",
        """order_id,parent_id,date_created,date_created_gmt,num_items_sold,total_sales,tax_total,shipping_total,net_total,returning_customer,status,customer_id
        11,0,2025-01-05 09:00:00,2025-01-05 02:00:00,1,100,0,0,100,0,wc-completed,3
        12,11,2025-01-06 09:00:00,2025-01-06 02:00:00,1,-40,0,0,-40,0,wc-completed,3""",
    )
    source = only(folder)
    assert (source.key, source.format.time_zone) == ("woocommerce", "UTC")
    assert columns(source, "orders")["ordered_at"] == "date_created_gmt"
    assert source.inputs["orders"].columns["status"].when == {
        "credit_note": "coalesce(\"parent_id\", '0') <> '0' and \"total_sales\" like '-%'"
    }


def test_the_import_export_suite_of_woocommerce_is_known(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,order_number,order_date,paid_date,status,shipping_total,discount_total,order_total,order_currency,customer_id,customer_email
        1,1,1/25/2025 6:29:00,,completed,0,10,90,IDR,0,a@example.com
        2,2,1/26/2025 6:29:00,,on-hold,0,0,90,IDR,0,b@example.com""",
    )
    source = only(folder, "--time-zone", "Asia/Jakarta")
    found = columns(source, "orders")
    assert (found["total_amount"], found["discount_amount"]) == ("order_total", "discount_total")
    assert (source.format.dates, source.placeholders) == ("month_first", ("0",))


def test_the_advanced_order_export_of_woocommerce_is_known(tmp_path):
    folder = write(
        tmp_path / "orders-2025.csv",
        """Order Number,Order Status,Order Date,Item #,SKU,Name,Quantity,Order Line Total,Order Total Amount
        7,Completed,2025-01-05 10:00,1,K1,Kopi,2,20,25
        7,Completed,2025-01-05 10:00,2,K2,Teh,1,10,25
        8,On hold,2025-01-06 10:00,1,K1,Kopi,1,10,10""",
    )
    source = only(folder, "--time-zone", "UTC")
    assert source.inputs["orders"].rows == "one per line"
    assert columns(source, "orders")["total_amount"] == "Order Total Amount"
    assert columns(source, "order_items")["line_number"] == "Item #"
    assert source.inputs["orders"].columns["status"].values["on hold"] == "pending"


def test_events_of_google_analytics_are_known_by_their_header(tmp_path):
    write(
        tmp_path / "events_20250105.csv",
        """event_date,event_timestamp,event_name,user_pseudo_id,user_id
        20250105,1736043302000000,view_item,v1,
        20250105,1736043302000001,scroll,v1,
        20250105,1736043302000002,add_to_cart,v1,c1""",
    )
    write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,c1,2025-01-05,paid,10")
    shop, ga4 = proposed(tmp_path)
    assert (shop.key, ga4.key, ga4.files) == ("shop", "ga4", ("events_*",))
    # Its people are those of the shop, so its ids stay as the shop's are.
    assert (shop.prefixed, ga4.prefixed) == (False, False)
    assert columns(ga4, "interactions")["occurred_at"] == "event_timestamp"
    # What its events mean is in the seed.
    assert ga4.inputs["interactions"].columns["interaction_type"].values == {}


# Files of the contract's columns, with what they leave open


def test_statuses_of_woocommerce_are_read_and_unknown_ones_left_to_the_front_door(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,email,ordered_at,status,gross_amount
        1,7,a@example.com,2025-01-01 10:00:00,wc-completed,100
        2,0,b@example.com,2025-01-02 10:00:00,wc-on-hold,100
        3,0,c@example.com,2025-01-03 10:00:00,trash,100
        4,9,d@example.com,2025-01-04 10:00:00,checkout-draft,100
        5,9,e@example.com,2025-01-05 10:00:00,wc-partial-payment,100
        6,9,f@example.com,2025-01-06 10:00:00,Completed,100""",
    )
    source = only(folder, "--time-zone", "Asia/Jakarta")
    values = source.inputs["orders"].columns["status"].values
    assert values["wc-completed"] == "completed"
    assert (values["wc-on-hold"], values["trash"], values["checkout-draft"]) == ("pending", "cancelled", "draft")
    assert "wc-partial-payment" not in values
    assert source.placeholders == ("0",)
    assert (source.prefixed, source.format.time_zone) == (False, "Asia/Jakarta")
    result = run(folder, "--time-zone", "UTC", "--overwrite", "--sales-statuses", "none", "--placeholders", "none")
    assert result.exit_code == 0, result.output
    [source] = read_mapping(folder / "retensi.yml").sources
    assert source.inputs["orders"].columns["status"].values["wc-partial-payment"] == "pending"
    assert source.placeholders == ()


COD = """order_id,email,ordered_at,status,gross_amount,Payment Method,Fulfillment Status
    C1,ani@example.com,2025-01-05T09:00:00+07:00,pending,150000,{payment},fulfilled
    C2,ani@example.com,2025-02-05T09:00:00+07:00,paid,150000,Bank,fulfilled
    C3,budi@example.com,2025-01-06T09:00:00+07:00,pending,90000,{payment},unfulfilled"""


def test_cash_on_delivery_that_went_out_is_a_sale(tmp_path):
    source = only(write(tmp_path / "orders.csv", COD.format(payment="Cash on Delivery (COD)")))
    assert source.inputs["orders"].columns["status"].when == {
        "paid": "lower(trim(\"status\")) = 'pending' and lower(trim(\"Fulfillment Status\")) = 'fulfilled'"
    }


def test_pending_that_went_out_is_asked_where_nothing_says_how_it_is_paid(tmp_path):
    folder = write(tmp_path / "orders.csv", COD.format(payment="Invoice"))
    result = run(folder)
    assert result.exit_code == 1
    assert "--cash-on-delivery" in result.output
    assert not (folder / "retensi.yml").exists()
    assert only(folder, "--cash-on-delivery", "no").inputs["orders"].columns["status"].when == {}
    assert only(folder, "--yes", "--overwrite").inputs["orders"].columns["status"].when.keys() == {"paid"}


def test_a_discount_above_the_amount_tells_that_it_is_a_total(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,email,ordered_at,status,gross_amount,discount_amount,refunded_amount
        #1,ani@example.com,2025-01-05T09:00:00+07:00,paid,84590,54590,0
        #2,budi@example.com,2025-01-06T09:00:00+07:00,paid,12,147,0""",
    )
    found = columns(only(folder), "orders")
    assert found["total_amount"] == "gross_amount"
    assert "gross_amount" not in found


def test_a_total_beside_a_discount_is_asked_where_the_data_is_silent(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        "order_id,email,ordered_at,status,total,discount\n1,a@example.com,2025-01-05,paid,100,10",
    )
    assert "--total" in run(folder).output
    assert columns(only(folder, "--yes"), "orders")["total_amount"] == "total"
    before = columns(only(folder, "--total", "before_discount", "--overwrite"), "orders")
    assert before["gross_amount"] == "total"
    assert "total_amount" not in before


def test_a_subtotal_less_the_discount_is_a_total_after_it(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,email,ordered_at,status,subtotal,discount,total
        1,a@example.com,2025-01-05,paid,100,10,90
        2,a@example.com,2025-01-06,paid,50,20,30""",
    )
    assert columns(only(folder), "orders")["total_amount"] == "total"


def test_times_without_an_offset_need_a_zone(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount
        L1,a,2025-01-31 18:30:00,paid,100
        L4,c,2025-01-31,paid,100""",
    )
    result = run(folder, "--yes")
    assert result.exit_code == 1
    assert "--time-zone" in result.output
    assert "such as 2025-01-31 18:30:00" in result.output
    assert "no such time zone" in run(folder, "--time-zone", "Jakarta").output
    assert only(folder, "--time-zone", "Asia/Jakarta").format.time_zone == "Asia/Jakarta"


def test_days_need_no_zone(tmp_path):
    folder = write(
        tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\nZ1,sample,2025-01-10,paid,0"
    )
    assert only(folder).format.time_zone is None


def test_writings_of_many_exporters_ask_for_order_and_zone_once(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount
        T01,c1,2025-01-05 09:15:02 +0700,paid,100
        T06,c6,1736043302,paid,100
        T09,c9,01/05/2025 9:15:02,paid,100
        T10,c10,05.01.2025 09:15,paid,100
        T14,c14,45662.385,paid,100
        T16,c16,2025/01/05 09:15,paid,100""",
    )
    result = run(folder)
    assert result.output.count("--dates:") == result.output.count("--time-zone:") == 1
    source = only(folder, "--dates", "month_first", "--yes")
    # The offset of the other times is that of Jakarta.
    assert (source.format.dates, source.format.time_zone) == ("month_first", "Asia/Jakarta")


def test_mixed_signs_are_asked_and_clear_ones_taken(tmp_path):
    header = "order_id,customer_id,ordered_at,status,gross_amount,discount_amount,refunded_amount\n"
    mixed = write(
        tmp_path / "mixed/orders.csv",
        header + "1,a,2025-01-10,paid,105,20,0\n2,b,2025-01-11,paid,100,0,-30\n3,c,2025-01-12,paid,9,0,3",
    )
    assert "--signs" in run(mixed).output
    assert only(mixed, "--signs", "as_given").signs == "as_given"
    assert only(mixed, "--yes", "--overwrite").signs == "as_amounts"
    clear = write(
        tmp_path / "clear/orders.csv", header + "1,a,2025-01-10,paid,105,-20,0\n2,b,2025-01-11,paid,100,0,-30"
    )
    assert only(clear, "--total", "before_discount").signs == "as_amounts"


def test_orders_below_zero_are_credit_notes_where_a_person_says_so(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount
        489434,13085,2009-12-01,paid,505.30
        C489449,16321,2009-12-01,paid,-197.85
        C489459,17592,2009-12-01,cancelled,-100.00""",
    )
    assert only(folder).inputs["orders"].columns["status"].when == {}
    when = only(folder, "--negative-orders", "credit_note", "--overwrite").inputs["orders"].columns["status"].when
    assert when == {
        "credit_note": "trim(\"gross_amount\") like '-%' and not coalesce(lower(trim(\"status\")) = 'cancelled', false)"
    }


def test_phones_are_found_and_told_of_where_they_begin_with_0(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,email,phone,ordered_at,status,gross_amount
        1,501,ani@example.com,+62812345678,2025-01-05,paid,100
        2,502,Ani@Example.com,0812-345-678,2025-02-05,paid,100""",
    )
    assert "set the var default_phone_region" in run(folder).output
    found = columns(read_mapping(folder / "retensi.yml").sources[0], "orders")
    assert (found["customer_id"], found["email"], found["phone"]) == ("customer_id", "email", "phone")


CURRENCIES = """
    order_id,customer_id,ordered_at,status,gross_amount,currency
    1,ani,2025-01-05,paid,100000,IDR
    2,budi,2025-01-06,paid,5,USD
    3,ani,2025-01-07,paid,60000,IDR
    4,sari,2025-01-08,paid,7,sgd
"""


def test_what_other_currencies_are_worth_can_be_said(tmp_path):
    folder = write(tmp_path / "orders.csv", CURRENCIES)
    result = run(folder, "--rates", "USD=16000, sgd=12000.5", preview=True)
    assert result.exit_code == 0, result.output
    written = "currency,valid_from,rate\nUSD,2000-01-01,16000\nSGD,2000-01-01,12000.5\n"
    assert (folder / "exchange_rates.csv").read_text() == written
    assert "1 SGD is 12000.5 IDR on all days" in result.output
    assert "4 sales by 3 customers" in result.output
    assert "324,003.50 IDR" in result.output
    assert "Nothing would be refused." in result.output
    # The next time they are there, and nothing is asked.
    again = run(folder, "--overwrite", preview=True)
    assert "324,003.50 IDR" in again.output
    assert "without exchange_rates" not in again.output


def test_orders_in_a_currency_that_nobody_gives_a_rate_for_are_refused_by_name(tmp_path):
    folder = write(tmp_path / "orders.csv", CURRENCIES)
    result = run(folder, "--rates", "USD=16000", preview=True)
    assert "orders are in IDR, SGD; without exchange_rates only those of the reporting currency" in result.output
    assert "1 missing_exchange_rate: currency 'sgd' (1)" in result.output
    silent = run(write(tmp_path / "silent" / "orders.csv", CURRENCIES))
    assert silent.exit_code == 0, silent.output
    assert "orders are in IDR, SGD, USD; without exchange_rates" in silent.output
    assert not (tmp_path / "silent" / "exchange_rates.csv").exists()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("USD=0", "the rate of USD is '0'"),
        ("USD=16.000,5", "5 is no other currency of the orders; expected SGD, USD"),
        ("EUR=2", "EUR is no other currency of the orders"),
        ("IDR=1", "IDR is no other currency of the orders"),
        ("USD", "the rate of USD is ''"),
    ],
)
def test_a_rate_that_cannot_be_used_is_said(tmp_path, said, wrong):
    result = run(write(tmp_path / "orders.csv", CURRENCIES), "--rates", said)
    assert result.exit_code == 1
    assert wrong in result.output


def test_records_in_quotes_do_not_hide_the_rest(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,email,ordered_at,status,gross_amount
        "B1,a@example.com,2025-01-05,paid,100"
        B3,c@example.com,2025-01-07,paid,100""",
    )
    assert columns(only(folder), "orders")["order_id"] == "order_id"


def test_events_of_google_analytics_are_left_to_the_seed(tmp_path):
    names = ["page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "session_start", "scroll"]
    lines = [f"e{place},u{place},2025-01-01T10:00:00Z,{name}" for place, name in enumerate(names)]
    write(tmp_path / "interactions.csv", "interaction_id,visitor_id,occurred_at,interaction_type\n" + "\n".join(lines))
    write(tmp_path / "orders.csv", "order_id,visitor_id,ordered_at,status,gross_amount\n1,u1,2025-01-30,paid,100")
    shop, events = proposed(tmp_path)
    assert not shop.prefixed
    assert not events.prefixed
    given = events.inputs["interactions"]
    assert (given.columns["interaction_type"].values, given.where) == ({}, None)


def test_unknown_types_of_interactions_can_be_said(tmp_path):
    write(
        tmp_path / "events.csv",
        """id,customer_id,time,event
        1,a,2025-01-01T10:00:00Z,cart
        2,a,2025-01-01T10:00:01Z,ping""",
    )
    write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,2025-01-30,paid,100")
    assert "refused by name: cart, ping" in run(tmp_path).output
    assert "no type carted" in run(tmp_path, "--overwrite", "--interaction-types", "cart=carted").output
    _, events = proposed(tmp_path, "--overwrite", "--interaction-types", "cart=cart_added,ping=")
    assert events.inputs["interactions"].columns["interaction_type"].values == {"cart": "cart_added"}
    assert "not in ('ping')" in (events.inputs["interactions"].where or "")


# Other shapes


GERMAN = """Bestellnummer;Kundennummer;Bestelldatum;Status;Bruttobetrag;Rabatt
    1001;K-01;05.01.2025 09:15;Bezahlt;1.234,50;0,00
    1002;K-02;06.01.2025 10:00;Offen;89,90;10,00
    1003;Müller;07.01.2025 11:00;Storniert;15,00;0,00"""


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "cp1252"), ("utf-8", "utf-8"), ("utf-16", "utf-16")])
def test_german_semicolons_and_decimal_commas(tmp_path, encoding, said):
    folder = write(tmp_path / "orders.csv", GERMAN, encoding)
    result = run(folder, "--time-zone", "Europe/Berlin")
    assert "--dates: Is 05.01.2025 09:15 written with the day first" in result.output
    source = only(folder, "--time-zone", "Europe/Berlin", "--dates", "day_first", "--total", "before_discount")
    found = source.format
    assert (found.delimiter, found.encoding, found.decimal, found.dates) == (";", said, ",", "day_first")
    assert columns(source, "orders")["gross_amount"] == "Bruttobetrag"
    assert source.inputs["orders"].columns["status"].values == {
        "bezahlt": "paid",
        "offen": "pending",
        "storniert": "cancelled",
    }


def test_indonesian_headers_with_thousands_and_currency(tmp_path):
    folder = write(
        tmp_path / "penjualan.csv",
        """No. Pesanan,Tanggal Pesanan,Nama Pembeli,Email,Status Pesanan,Total Pembayaran,Total Diskon
        A1,13/01/2025 10:00,Ani,ani@example.com,Selesai,Rp 150.000,Rp 0
        A2,14/01/2025 11:00,Budi,budi@example.com,Dibatalkan,Rp 1.250.000,Rp 50.000""",
    )
    source = only(folder, "--yes")
    assert (source.format.dates, source.format.decimal, source.format.time_zone) == ("day_first", ",", "Asia/Jakarta")
    found = columns(source, "orders")
    assert (found["order_id"], found["ordered_at"], found["email"]) == ("No. Pesanan", "Tanggal Pesanan", "Email")
    assert found["total_amount"] == "trim(replace(\"Total Pembayaran\", 'Rp', ''))"
    values = source.inputs["orders"].columns["status"].values
    assert values == {"selesai": "completed", "dibatalkan": "cancelled"}


def test_groups_of_three_are_asked(tmp_path):
    folder = write(
        tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,2025-01-10,paid,150.000"
    )
    assert "--decimal: What is the decimal sign? With ',', 150.000 is 150000" in run(folder).output
    assert only(folder, "--yes").format.decimal == ","
    assert only(folder, "--decimal", ".", "--overwrite").format.decimal == "."


def test_commas_for_thousands_are_taken_away(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        'order_id,customer_id,ordered_at,status,gross_amount\n1,a,2025-01-10,paid,"1,234.50"\n2,b,2025-01-11,paid,20.00',
    )
    source = only(folder)
    assert source.format.decimal == "."
    assert columns(source, "orders")["gross_amount"] == "replace(\"gross_amount\", ',', '')"


def test_tabs(tmp_path):
    folder = write(
        tmp_path / "sales.tsv", "Order ID\tCustomer ID\tOrder Date\tState\tAmount\n1\ta\t2025-01-10\tpaid\t10"
    )
    source = only(folder)
    assert (source.format.delimiter, source.files) == ("\t", ("sales.tsv",))
    assert columns(source, "orders")["gross_amount"] == "Amount"


def test_json_lines_and_gzip(tmp_path):
    rows = [{"orderId": 1, "customerId": "a", "createdAt": "2025-01-10T10:00:00Z", "status": "paid", "total": 12.5}]
    with gzip.open(tmp_path / "orders.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    source = only(tmp_path)
    assert source.files == ("orders.jsonl.gz",)
    assert columns(source, "orders")["ordered_at"] == "createdAt"


def test_a_list_of_json_objects(tmp_path):
    rows = [{"id": 1, "email": "a@example.com", "date": "2025-01-10", "status": "paid", "amount": 12}]
    (tmp_path / "orders.json").write_text(json.dumps(rows, indent=2), encoding="utf-8")
    assert columns(only(tmp_path), "orders")["order_id"] == "id"


def test_parquet(tmp_path):
    duckdb.sql(
        "select 1 as order_no, 'a' as customer, timestamp '2025-01-10 10:00' as created, 'paid' as status, 2.5 as total"
    ).write_parquet(str(tmp_path / "orders.parquet"))
    source = only(tmp_path, "--time-zone", "UTC")
    assert columns(source, "orders") == {
        "order_id": "order_no",
        "customer_id": "customer",
        "ordered_at": "created",
        "status": "status",
        "gross_amount": "total",
    }


def test_rows_that_are_lines_give_orders_and_items(tmp_path):
    folder = write(
        tmp_path / "export.csv",
        """Order Number,Email,Order Date,Order Status,Order Total,Discount,SKU,Qty,Unit Price
        1,a@example.com,2025-01-10,paid,25,5,K1,2,10
        1,a@example.com,2025-01-10,paid,25,5,K2,1,10
        2,b@example.com,2025-01-11,paid,10,0,K1,1,10""",
    )
    source = only(folder)
    assert source.inputs["orders"].rows == source.inputs["order_items"].rows == "one per line"
    assert columns(source, "orders")["total_amount"] == "Order Total"
    assert columns(source, "order_items") == {
        "order_id": "Order Number",
        "product_id": "SKU",
        "quantity": "Qty",
        "amount": 'cast("Qty" as decimal(18, 4)) * cast("Unit Price" as decimal(18, 4))',
    }


def test_a_sheet_of_a_marketplace_is_orders_of_lines_that_are_added_up(tmp_path):
    folder = write(
        tmp_path / "rekap_penjualan.csv",
        """No. Pesanan;Waktu Pembayaran;Status Terakhir;Username Pembeli;Nama Produk;Jumlah;Harga;Subtotal Produk (Rp)
        A1;13/01/2025 09:15;Selesai;rina88;Kopi;2;50.000;100.000
        A1;13/01/2025 09:15;Selesai;rina88;Teh;1;25.000;25.000
        A2;14/01/2025 10:00;Dibatalkan;sari;Kopi;1;50.000;50.000""",
    )
    result = run(folder, "--yes", "--decimal", ",", preview=True)
    assert result.exit_code == 0, result.output
    [source] = read_mapping(folder / "retensi.yml").sources
    assert columns(source, "orders") == {
        "order_id": "No. Pesanan",
        "customer_id": "Username Pembeli",
        "ordered_at": "Waktu Pembayaran",
        "status": "Status Terakhir",
        "gross_amount": "Subtotal Produk (Rp)",
    }
    assert source.inputs["orders"].columns["gross_amount"].lines == "sum"
    assert columns(source, "order_items")["amount"] == "Subtotal Produk (Rp)"
    assert "the same on all its lines: they are added up (Subtotal Produk (Rp))" in result.output
    assert "2 orders, 1 sale by 1 customer, 3 order items" in result.output
    assert "125,000" in result.output


def test_a_sheet_in_english_has_its_amounts_of_the_whole_order(tmp_path):
    folder = write(
        tmp_path / "marketplace.csv",
        """Order No,Created Time,Order Status,Buyer Username,Product Name,Seller SKU,Quantity,Unit Price,Order Amount
        A1,2025-01-13T09:15:00Z,Completed,rina88,Kopi,K1,2,50,130
        A1,2025-01-13T09:15:00Z,Completed,rina88,Teh,T1,1,25,130
        A2,2025-01-14T10:00:00Z,Completed,sari,Kopi,K1,1,50,55""",
    )
    source = only(folder)
    assert columns(source, "orders")["gross_amount"] == "Order Amount"
    assert source.inputs["orders"].columns["gross_amount"].lines is None
    assert columns(source, "order_items")["product_id"] == "Seller SKU"


def test_discounts_of_lines_tell_what_their_amounts_are(tmp_path):
    folder = write(
        tmp_path / "marketplace.csv",
        """Order No,Order Date,Status,Buyer ID,SKU,Qty,Unit Price,Discount,Line Total
        A1,2025-01-13,paid,rina,K1,2,50,10,90
        A1,2025-01-13,paid,rina,T1,1,25,5,20
        A2,2025-01-14,paid,sari,K1,1,50,0,50""",
    )
    orders = only(folder).inputs["orders"].columns
    assert (orders["total_amount"].column, orders["total_amount"].lines) == ("Line Total", "sum")
    assert (orders["discount_amount"].column, orders["discount_amount"].lines) == ("Discount", "sum")


def test_several_files_are_one_shop_with_the_same_ids(tmp_path):
    write(tmp_path / "orders-2024.csv", "order id,customer id,order date,status,total\n1,a,2024-01-10,paid,10")
    write(tmp_path / "orders-2025.csv", "order id,customer id,order date,status,total\n2,a,2025-01-10,paid,10")
    write(tmp_path / "pelanggan.csv", "id pelanggan,email,tanggal daftar,kota\na,a@example.com,2023-12-01,Bandung")
    write(tmp_path / "notes.txt", "call the printer\nand the bank")
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    shop, customers = read_mapping(tmp_path / "retensi.yml").sources
    assert shop.files == ("orders-*.csv",)
    assert (shop.prefixed, customers.prefixed) == (False, False)
    assert columns(customers, "customers")["registered_at"] == "tanggal daftar"
    assert "not used: notes.txt" in result.output


def test_two_shops_keep_their_ids_apart(tmp_path):
    write(tmp_path / "toko.csv", "order id,customer id,order date,status,total\n1,a,2025-01-10,paid,10")
    write(tmp_path / "bazaar.csv", "Order No;Customer No;Date;Status;Amount\n1;a;2025-01-10;paid;10")
    first, second = proposed(tmp_path)
    assert [first.prefixed, second.prefixed] == [False, True]
    assert first.key != second.key


# Questions and files


def test_no_orders_is_said_with_what_is_there(tmp_path):
    write(tmp_path / "things.csv", "colour,size\nred,1")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "things.csv fits no input by its columns (colour, size)" in result.output
    assert not (tmp_path / "retensi.yml").exists()


def test_a_mapping_is_not_written_over(tmp_path):
    folder = write(
        tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,2025-01-10,paid,10"
    )
    (folder / "retensi.yml").write_text("mine", encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "--overwrite" in result.output
    assert (folder / "retensi.yml").read_text(encoding="utf-8") == "mine"
    assert only(folder, "--overwrite").key == "shop"


def test_a_dry_run_shows_and_writes_nothing(tmp_path):
    folder = write(
        tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,2025-01-10,paid,10"
    )
    assert "order_id: order_id" in run(folder, "--dry-run").output
    assert not (folder / "retensi.yml").exists()


def test_an_answer_that_is_none_is_refused(tmp_path):
    folder = write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,3/4/2025,paid,10")
    result = run(folder, "--dates", "american")
    assert result.exit_code == 1
    assert "expected day_first or month_first" in result.output


def test_an_answer_may_be_for_one_source(tmp_path):
    write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,3/4/2025,paid,10")
    write(tmp_path / "customers.csv", "customer_id,registered_at\na,3/4/2024")
    shop, customers = proposed(tmp_path, "--dates", "day_first", "--dates", "customers=month_first")
    assert (shop.format.dates, customers.format.dates) == ("day_first", "month_first")


def test_a_person_is_asked_at_a_terminal(tmp_path, monkeypatch):
    from retensi.cli import init

    monkeypatch.setattr(init, "is_terminal", lambda: True)
    folder = write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,gross_amount\n1,a,3/4/2025,paid,10")
    result = run(folder, text="american\nmonth_first\nexcluded\n\n")
    assert result.exit_code == 0, result.output
    [source] = read_mapping(folder / "retensi.yml").sources
    assert source.format.dates == "month_first"
    assert source.amounts == Amounts(tax="excluded")


# Tax and shipping


def test_a_vendor_says_what_its_amounts_contain_and_a_person_may_say_otherwise(tmp_path):
    folder = write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows())
    assert only(folder).amounts == Amounts("included", "included")
    assert only(folder, "--shipping", "excluded", "--overwrite").amounts == Amounts("included", "excluded")


def test_tax_and_shipping_stay_unknown_where_nothing_says_them(tmp_path):
    folder = write(tmp_path / "orders.csv", "order_id,customer_id,ordered_at,status,total\n1,a,2025-01-10,paid,10")
    assert only(folder).amounts == Amounts()
    assert "amounts:" not in (folder / "retensi.yml").read_text(encoding="utf-8")
    assert only(folder, "--yes", "--overwrite").amounts == Amounts()
    said = run(folder, "--tax", "included", "--overwrite", preview=True)
    assert (
        "revenue, after discounts and refunds: 10.00 USD\n  amounts: tax included, shipping not said\n" in said.output
    )
    assert "expected included or excluded or unknown" in run(folder, "--tax", "yes", "--overwrite").output


def test_a_person_is_asked_once_for_all_sources(tmp_path, monkeypatch):
    from retensi.cli import init

    monkeypatch.setattr(init, "is_terminal", lambda: True)
    write(tmp_path / "toko.csv", "order id,customer id,order date,status,total\n1,a,2025-01-10,paid,10")
    write(tmp_path / "bazaar.csv", "Order No;Customer No;Date;Status;Amount\n1;a;2025-01-10;paid;10")
    result = run(tmp_path, text="included\nexcluded\n")
    assert result.exit_code == 0, result.output
    sources = read_mapping(tmp_path / "retensi.yml").sources
    assert [source.amounts for source in sources] == [Amounts("included", "excluded")] * 2


@pytest.mark.parametrize(
    ("header", "row", "amounts"),
    [
        # A total that is the goods and all that stands beside them, or a part of it; before the discount, too.
        ("subtotal,tax,shipping,total", "100,11,5,116", Amounts("included", "included")),
        ("subtotal,discount,tax,shipping,total", "100,10,11,5,106", Amounts("included", "included")),
        ("subtotal,tax,shipping,total", "100,11,5,111", Amounts("included", "excluded")),
        # The goods may be with their tax.
        ("subtotal,tax,shipping,total", "100,11,5,105", Amounts(shipping="included")),
        ("subtotal,tax,shipping,total", "100,11,5,100", Amounts(shipping="excluded")),
        # What cannot be told apart, and what was never charged.
        ("subtotal,tax,shipping,total", "100,5,5,105", Amounts()),
        ("subtotal,tax,shipping,total", "100,0,0,100", Amounts()),
        ("tax,total", "11,111", Amounts()),
        # By name.
        ("Total incl. VAT", "100", Amounts(tax="included")),
        ("Total (excl. tax)", "100", Amounts(tax="excluded")),
        ("Total belum termasuk ongkir", "100", Amounts(shipping="excluded")),
    ],
)
def test_columns_say_what_amounts_contain(tmp_path, header, row, amounts):
    lines = "".join(f"{number},a,2025-01-1{number},paid,{row}\n" for number in range(3))
    folder = write(tmp_path / "orders.csv", f"order_id,customer_id,ordered_at,status,{header}\n{lines}")
    assert only(folder, "--yes").amounts == amounts


# The preview


def test_the_preview_has_the_figures_of_the_marts(tmp_path):
    folder = write_rows(tmp_path / "shop/orders_export_1.csv", SHOPIFY, shopify_rows())
    result = run(folder, preview=True)
    assert "8 orders, 5 sales by 3 customers, 10 order items" in result.output
    assert "from 2025-01-05 to 2025-03-20" in result.output
    # 200,000 + 84,590 + 150,000 + 250,000 + 500,000
    assert "1,184,590.00 IDR\n  amounts: tax included, shipping included\n" in result.output
    assert "Nothing would be refused." in result.output
    # Of people it says what they are known by, and no more.
    assert "by mail" in result.output
    assert "by phone" in result.output
    assert "@" not in result.output


def test_the_preview_says_what_would_be_refused(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,email,ordered_at,status,gross_amount
        1,a@example.com,2025-01-05,paid,100
        2,a@example.com,2025-01-06,weird,100
        3,a@example.com,2025-01-06,paid,much""",
    )
    result = run(folder, preview=True)
    assert "1 unknown_status: status 'weird'" in result.output
    assert "1 unreadable_amount: gross_amount 'much'" in result.output
    assert "Would stop a build: orders: 2 of 3 rows" in result.output
    assert "retensi-init-" not in result.output
    assert (folder / "retensi.yml").is_file()


def test_the_rows_of_other_shapes_are_read_as_they_are_meant(tmp_path):
    write(tmp_path / "de/orders.csv", GERMAN, "cp1252")
    answers = ("--dates", "day_first", "--time-zone", "Europe/Berlin", "--total", "before_discount")
    assert read(tmp_path / "de", *answers) == [
        ("1001", "K-01", "2025-01-05T08:15", "paid", 1234.5),
        ("1002", "K-02", "2025-01-06T09:00", "pending", 89.9),
        ("1003", "Müller", "2025-01-07T10:00", "cancelled", 15.0),
    ]
    write(
        tmp_path / "id/penjualan.csv",
        """No. Pesanan;ID Pelanggan;Tgl Pesanan;Status Pesanan;Total Bayar
        A1;P1;31/01/2025 23:30;Lunas;Rp 1.250.000
        A2;P2;01/02/2025 06:30;Menunggu Pembayaran;Rp 90.000""",
    )
    assert read(tmp_path / "id", "--yes") == [
        ("A1", "P1", "2025-01-31T16:30", "paid", 1250000.0),
        ("A2", "P2", "2025-01-31T23:30", "pending", 90000.0),
    ]


def read(folder: Path, *options: str) -> list[tuple]:
    """Give the orders as the proposed mapping reads them: id, customer, moment in UTC, status, amount."""
    moment = "strftime(timezone('UTC', cast(ordered_at as timestamptz)), '%Y-%m-%dT%H:%M')"
    return rows(folder, f"order_id, customer_id, {moment}, status, cast(gross_amount as double)", *options)


def rows(folder: Path, chosen: str, *options: str, of: str = "orders") -> list[tuple]:
    """Give some columns of an input as the proposed mapping reads it, in the order of the first."""
    result = run(folder, *options)
    assert result.exit_code == 0, result.output
    planned = plan_folder(str(folder), known_of(ROOT).contract)
    assert planned is not None
    with duckdb.connect() as connection:
        sql_functions.register(connection)
        read = " union all ".join(f"select {chosen} from {part['relation']}" for part in planned[0][of])
        return connection.execute(f"{read} order by 1").fetchall()


def test_writings_of_many_exporters_are_read(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount
        T01,c1,2025-01-05 09:15:02 +0700,paid,100
        T08,c8,1736043302000000,paid,100
        T09,c9,01/05/2025 9:15:02,paid,100
        T10,c10,05.01.2025 09:15,paid,100
        T16,c16,2025/01/05 09:15,paid,100""",
    )
    day_first = [moment for _, _, moment, *_ in read(folder, "--dates", "day_first", "--yes")]
    assert day_first == [*["2025-01-05T02:15"] * 2, "2025-05-01T02:15", *["2025-01-05T02:15"] * 2]
    month_first = [moment for _, _, moment, *_ in read(folder, "--dates", "month_first", "--yes", "--overwrite")]
    assert month_first == [*["2025-01-05T02:15"] * 3, "2025-05-01T02:15", "2025-01-05T02:15"]


def test_guests_of_woocommerce_are_told_apart_by_mail(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,email,ordered_at,status,gross_amount
        1,7,a@example.com,2025-01-01,wc-completed,100
        2,0,b@example.com,2025-01-02,wc-processing,100
        3,0,i@example.com,2025-01-09,wc-on-hold,100""",
    )
    assert rows(folder, "order_id, customer_id, email, status") == [
        ("1", "7", "a@example.com", "completed"),
        ("2", None, "b@example.com", "processing"),
        ("3", None, "i@example.com", "pending"),
    ]


def test_signs_of_refunds_and_discounts_are_taken_away(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount,discount_amount,refunded_amount
        R4-cb,d,2025-03-02,chargeback,-100,0,0
        R7,g,2025-01-16,paid,100,0,-30
        R9,i,2025-01-18,paid,100,-20,5""",
    )
    read_as = rows(folder, "order_id, status, gross_amount, discount_amount, refunded_amount", "--yes")
    assert read_as == [
        ("R4-cb", "chargeback", "-100", "0", "0"),
        ("R7", "paid", "100", "0", "30"),
        ("R9", "paid", "100", "20", "5"),
    ]


def test_an_invoice_below_zero_is_read_as_a_credit_note(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount
        489434,13085,2009-12-01,paid,505.30
        C489449,16321,2009-12-01,paid,-197.85
        C489459,17592,2009-12-01,cancelled,-100.00""",
    )
    read_as = rows(folder, "order_id, status, gross_amount", "--negative-orders", "credit_note")
    assert [status for _, status, _ in read_as] == ["paid", "credit_note", "cancelled"]


def test_amounts_of_lines_are_prices_by_quantity_in_any_writing(tmp_path):
    folder = write(
        tmp_path / "export.csv",
        """Bestellnummer;Kundennummer;Bestelldatum;Status;Gesamtbetrag;Artikelnummer;Menge;Einzelpreis
        1;a;2025-01-10;Bezahlt;1.250,50;K1;2;500,25
        1;a;2025-01-10;Bezahlt;1.250,50;K2;1;250,00""",
    )
    assert rows(folder, "line_number, product_id, cast(amount as double)", of="order_items") == [
        ("1", "K1", 1000.5),
        ("2", "K2", 250.0),
    ]


def test_a_sheet_of_a_workbook(tmp_path):
    orders = [
        ["Order No", "Customer", "Order Date", "Status", "Total"],
        ["1", "a", date(2025, 1, 5), "paid", 12.5],
        ["2", "b", datetime(2025, 1, 6, 9, 30), "paid", 100],
    ]
    workbook(tmp_path / "shop.xlsx", Notes=[["all of it"]], Orders=orders)
    source = only(tmp_path, "--time-zone", "UTC")
    assert (source.files, source.format.sheet) == (("shop.xlsx",), "Orders")
    assert "2 orders, 2 sales by 2 customers" in run(tmp_path, "--overwrite", "--time-zone", "UTC", preview=True).output


def test_lines_without_a_total_of_the_order_are_added_up(tmp_path):
    folder = write(
        tmp_path / "online_retail.csv",
        """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID
        536365,85123A,HEART,6,12/13/2010 8:26,2.55,17850
        536365,71053,LANTERN,6,12/13/2010 8:26,3.39,17850""",
    )
    source = only(folder, "--time-zone", "Europe/London")
    assert source.inputs["orders"].columns["gross_amount"].lines == "sum"
    assert columns(source, "orders")["gross_amount"] == columns(source, "order_items")["amount"]
    assert columns(source, "order_items")["amount"].count("cast(") == 2


def test_lines_that_do_not_say_when_are_explained(tmp_path):
    folder = write(
        tmp_path / "lines.csv", "InvoiceNo,StockCode,Quantity,UnitPrice\n536365,85123A,6,2.55\n1,71053,6,3.39"
    )
    assert "no column that says when each order was" in run(folder).output


def test_a_million_rows_take_under_five_seconds(tmp_path):
    with (tmp_path / "orders.csv").open("w", encoding="utf-8") as file:
        file.write("Order No,Customer ID,Email,Order Date,Status,Currency,Total,Discount\n")
        for start in range(0, 1_000_000, 10_000):
            file.writelines(
                f"A{at},{at % 90_000},c{at % 90_000}@example.com,"
                f"{at % 28 + 1:02}/{at % 12 + 1:02}/2024 {at % 24:02}:05,paid,IDR,{at % 900}.000,0\n"
                for at in range(start, start + 10_000)
            )
    before = time.process_time()
    result = run(tmp_path, "--yes", preview=True)
    assert result.exit_code == 0, result.output
    assert "in the first 50,000 rows of each file" in result.output
    assert time.process_time() - before < 5


# Values


@pytest.mark.parametrize(
    ("value", "decimal"),
    [
        ("1.234,50", ","),
        ("1,234.50", "."),
        ("89,9", ","),
        ("1.234.567", ","),
        ("0.125", "."),
        ("1.234", None),
        ("12", None),
    ],
)
def test_decimal_signs(value, decimal):
    assert amounts([value]).decimal == decimal


@pytest.mark.parametrize(
    ("value", "order"),
    [("13/01/2025", "day_first"), ("1/13/2025", "month_first"), ("01/02/2025 9:00", None), ("2025-13-01", None)],
)
def test_orders_of_day_and_month(value, order):
    assert times([value]).order == order


def test_the_end_of_a_long_file_is_looked_at(tmp_path):
    lines = [f"{number},a,0{1 + number % 9}/01/2025,paid,10" for number in range(60_000)]
    text = "order_id,customer_id,ordered_at,status,gross_amount\n" + "\n".join([*lines, "last,a,25/01/2025,paid,10"])
    (tmp_path / "orders.csv").write_text(text + "\n", encoding="utf-8")
    [sample] = look_into(tmp_path)
    assert not sample.is_whole
    assert sample.rows[-1]["order_id"] == "last"


def test_columns_without_a_name_or_twice_are_called_as_the_reader_does(tmp_path):
    folder = write(
        tmp_path / "orders.csv", "order_id,,status,Status,ordered_at,total,customer_id\n1,x,paid,late,2025-01-05,10,a"
    )
    [sample] = look_into(tmp_path)
    assert sample.columns[1:4] == ("column_2", "status", "Status_2")
    assert columns(only(folder), "orders")["status"] == "status"


def test_a_project_that_has_retensi_as_a_package_brings_its_own_statuses(tmp_path):
    host = tmp_path / "host"
    (host / "dbt_packages").mkdir(parents=True)
    (host / "dbt_packages/retensi").symlink_to(ROOT)
    write(host / "dbt_project.yml", "vars: {retensi: {reporting_timezone: Asia/Jakarta}}")
    write(host / "seeds/order_statuses.csv", "status,treatment,refunded\nbeli,purchase,")
    folder = write(
        tmp_path / "landing/orders.csv",
        "order_id,customer_id,ordered_at,status,total\n1,a,2025-01-05T10:00:00+07:00,beli,10",
    )
    result = run(folder, "--project-dir", str(host))
    assert result.exit_code == 0, result.output
    assert "unknown statuses" not in result.output
    assert "--vars" not in result.output


def test_a_folder_without_the_project_is_told(tmp_path):
    folder = write(
        tmp_path / "mydata/orders.csv", "order_id,customer_id,ordered_at,status,total\n1,a,2025-01-05,paid,1"
    )
    result = run(folder, "--project-dir", str(tmp_path))
    assert result.exit_code == 1
    assert "does not hold the dbt project retensi" in result.output


def test_many_files_are_read_in_part(tmp_path):
    for day in range(40):
        write(
            tmp_path / f"orders-{day:02}.csv",
            f"order id,customer id,order date,status,total\n{day},{day % 7},2025-01-{day % 28 + 1:02},paid,10",
        )
    result = run(tmp_path, preview=True)
    assert "in the first 4,166 rows of each of 12 of 40 files:\n  12 orders, 12 sales" in result.output
    # The number 0 is a customer like the others here.
    [source] = read_mapping(tmp_path / "retensi.yml").sources
    assert (source.files, source.placeholders) == (("orders-*.csv",), ())


def test_one_discount_above_its_amount_proves_nothing(tmp_path):
    lines = [f"{at},a,2025-01-05,paid,100,{at % 2 * 5}" for at in range(200)]
    folder = write(
        tmp_path / "orders.csv",
        "order_id,customer_id,ordered_at,status,gross_amount,discount_amount\n" + "\n".join(lines),
    )
    assert "gross_amount" in columns(only(folder), "orders")
    with (folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("x,a,2025-01-05,paid,100,120\n")
    result = run(folder, "--overwrite")
    assert result.exit_code == 1
    assert "--total" in result.output


# What else stands in files


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("before", ["sep=;", "Laporan Penjualan\n\nToko Ani;;;;", "\n;;;;", "Pesanan;;;;"])
def test_the_row_with_the_column_names_is_found(tmp_path, encoding, before):
    (tmp_path / "orders.csv").write_bytes(
        f"""{before}
No Pesanan;ID Pelanggan ;Tanggal Pesanan;Status Pesanan; Total Pembayaran
A1;P1;13/01/2025 09.15;LUNAS;1.000,-
A2;P2;14/01/2025 10.30;Lunas;Rp 25.000,50
;;;;
""".encode(encoding)
    )
    assert read(tmp_path, "--time-zone", "Asia/Jakarta") == [
        ("A1", "P1", "2025-01-13T02:15", "paid", 1000.0),
        ("A2", "P2", "2025-01-14T03:30", "paid", 25000.5),
    ]


def test_a_line_of_totals_is_refused_and_told(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order id,customer id,order date,status,gross amount
        1,a,2025-01-13,paid,100
        2,b,2025-01-14,Paid,50
        Total,,,,150""",
    )
    assert "1 unreadable_timestamp: ordered_at empty" in run(folder, preview=True).output


def test_a_workbook_with_a_title_and_plain_numbers_for_days(tmp_path):
    header = ["order_id", "customer_id", "ordered_at ", "status", "gross_amount"]
    workbook(tmp_path / "orders.xlsx", Orders=[["Sales"], [], header, ["1", "a", 45662.385, "paid", 10.5]])
    assert read(tmp_path, "--time-zone", "Asia/Jakarta") == [("1", "a", "2025-01-05T02:14", "paid", 10.5)]


def test_amounts_in_brackets_are_below_zero(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        """order_id,customer_id,ordered_at,status,gross_amount,discount_amount
        1,a,05-Jan-25,paid,$100.00,($12.50)
        2,b,17-Des-24,credit_note,($50.00),""",
    )
    assert only(folder, "--total", "before_discount").signs == "as_amounts"
    found = rows(folder, "order_id, ordered_at, gross_amount, discount_amount", "--overwrite", "--yes")
    assert [row[:2] for row in found] == [("1", "2025-Jan-05"), ("2", "2024-Des-17")]
    assert [row[3] for row in found] == ["12.50", None]
    assert found[1][2] == "-50.00"


def test_a_percentage_is_no_amount(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        "order_id,customer_id,ordered_at,status,gross_amount,discount\n1,a,2025-01-13,paid,100.00,10%",
    )
    result = run(folder)
    assert "discount holds percentages (10%), which are no amounts" in result.output
    assert "discount_amount" not in columns(read_mapping(folder / "retensi.yml").sources[0], "orders")


def test_a_clock_behind_a_named_month_needs_a_zone(tmp_path):
    folder = write(
        tmp_path / "orders.csv",
        "order_id,customer_id,ordered_at,status,gross_amount\n1,a,5 Okt 2025 09:30,paid,100",
    )
    assert "--time-zone" in run(folder).output
