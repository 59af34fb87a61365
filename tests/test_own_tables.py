"""`retensi init` and `retensi check` on tables: what is proposed, what is judged, and the marts of a build."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from retensi.cli import main
from retensi.errors import RetensiError
from retensi.front_door import check
from retensi.front_door.drafts import Draft
from retensi.front_door.judge import judged_by
from retensi.front_door.known import known_of
from retensi.front_door.mapping import Column as MappedColumn
from retensi.front_door.mapping import InputMapping, Mapping, as_yaml, parse_mapping, read_mapping
from retensi.front_door.propose import Proposal, propose
from retensi.front_door.questions import Answers
from retensi.front_door.render import FrontDoor
from retensi.front_door.samples import Sample
from retensi.front_door.settle_values import Values
from retensi.front_door.table_samples import look_into_tables
from retensi.front_door.tables import plan_tables
from retensi.front_door.warehouse import open_warehouse
from tests import vendor_files
from tests.dbt_project import PROJECT, WITHOUT_TESTS, copy_of, rows, run_dbt
from tests.engines import mapped_tables

pytestmark = pytest.mark.long

KNOWN = known_of(PROJECT)
VARS = {"reporting_timezone": "Asia/Jakarta", "reporting_currency": "IDR", "as_of": "2025-06-30"}
# A shop in Jakarta whose system has names of its own. Sales by mail alone meet the account; 0 is who has none.
TOKO = """
    create schema toko;
    create table toko.penjualan as
    select * from (
        values
            (1, 'K1', 'ani@example.com', timestamp '2025-01-05 09:15:00', 150000.5::decimal(18, 3), 0, 'Lunas'),
            (2, '0', 'budi@example.com', timestamp '2025-02-01 00:30:00', 1.234::decimal(18, 3), 0, 'Lunas'),
            (3, 'K1', null, timestamp '2025-02-05 09:15:00', 99000, 1000, 'Lunas'),
            (4, '0', 'dodi@example.com', timestamp '2025-03-05 09:15:00', 70000, 0, 'Batal'),
            (5, 'K2', null, null, 80000, 0, 'Lunas')
    ) as given (nomor, pelanggan, surel, tanggal, total_bayar, potongan, status);
    create view toko.pelanggan as
    select * from (
        values ('K1', 'ani@example.com', date '1990-05-03', 'Bandung'), ('K2', 'budi@example.com', null, 'Bogor')
    ) as given (id_pelanggan, surel, tanggal_lahir, kota);
    create table toko.gudang as select 'tea' as barang, 5 as rak;
    create table toko.lama as select 1 as nomor;
    create view toko.rusak as select * from toko.lama;
    drop table toko.lama;
"""
# As Airbyte writes the stream orders of Shopify, and as Fivetran has customers: moments, decimals and JSON.
SHOPIFY = """
    create schema lake;
    create table lake.shopify_orders as
    select
        id, '#' || id as name, email, moment::timestamptz as created_at, moment::timestamptz as updated_at,
        cancelled::timestamptz as cancelled_at, 'IDR' as currency, false as test, status as financial_status,
        fulfilled as fulfillment_status, total::decimal(18, 2) as total_price, off::decimal(18, 2) as total_discounts,
        left_over::decimal(18, 2) as current_total_price, 'web' as source_name, '{"id": 71}'::json as customer,
        '[]'::json as refunds, null::timestamptz as deleted_at
    from (
        values
            (1, 'rina@example.com', '2025-01-05 02:15:02+00', null, 'paid', 'fulfilled', 100, 0, 100),
            (2, 'rina@example.com', '2025-01-31 17:30:00+00', null, 'partially_refunded', 'fulfilled', 80, 20, 50),
            (3, 'sari@example.com', '2025-02-05 02:15:02+00', null, 'pending', 'fulfilled', 60, 0, 60),
            (4, 'sari@example.com', '2025-02-06 02:15:02+00', '2025-02-07 00:00:00+00', 'paid', null, 40, 0, 40)
    ) as given (id, email, moment, cancelled, status, fulfilled, total, off, left_over);
    create table lake.shopify_customers as
    select
        71 as id, 'rina@example.com' as email, timestamptz '2024-12-01 00:00:00+00' as created_at,
        true as verified_email, 2 as orders_count, 180.0 as total_spent, 'subscribed' as email_marketing_consent_state;
"""


def warehouse_of(folder: Path, *statements: str) -> Path:
    """Make a warehouse that holds a shop's tables."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for statement in statements:
            connection.execute(statement)
    return folder / "shop.duckdb"


def run(warehouse: Path, command: str, *arguments: str) -> Result:
    """Run a command without a terminal towards a warehouse."""
    environment = {"RETENSI_WAREHOUSE": str(warehouse), "DBT_PROFILES_DIR": str(PROJECT)}
    return CliRunner(env=environment).invoke(main, [command, *arguments, "--project-dir", str(PROJECT)])


def proposed(warehouse: Path, folder: Path, *arguments: str) -> Mapping:
    """Run the command and give the mapping it wrote."""
    result = run(warehouse, "init", str(folder), "--no-preview", *arguments)
    assert result.exit_code == 0, result.output
    said = plan_tables(str(folder / "retensi.yml"), KNOWN.contract)
    assert said["problems"] == []
    return read_mapping(folder / "retensi.yml", KNOWN.contract)


def columns(given: InputMapping) -> dict[str, str | None]:
    """Give what each contract column of an input is from."""
    return {name: each.column or each.expression or each.constant for name, each in given.columns.items()}


def build(warehouse: Path, mapping: Path, *selected: str) -> None:
    """Build what was selected, without tests."""
    environment = {"RETENSI_WAREHOUSE": str(warehouse), "RETENSI_MAPPING": str(mapping)}
    run_dbt(VARS, warehouse.parent, environment, "build", *WITHOUT_TESTS, "--select", *selected)


def through_the_door(warehouse: Path, folder: Path, query: str) -> list[tuple]:
    """Give the rows of a query on what a mapping of tables gives, without a build."""
    door = FrontDoor(PROJECT, VARS, {})
    given = {**os.environ, "RETENSI_WAREHOUSE": str(warehouse)}
    with door.connection as connection, open_warehouse(connection, PROJECT, "duckdb", given) as opened:
        door.use(opened)
        assert judged_by(door, folder, show_records=False).problems == ()
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def toko(tmp_path_factory) -> Path:
    return warehouse_of(tmp_path_factory.mktemp("toko"), TOKO, SHOPIFY)


def test_two_shops_come_to_right_marts(tmp_path):
    warehouse = warehouse_of(tmp_path, TOKO, SHOPIFY)
    folder = tmp_path / "new" / "mydata"
    options = ("--tables", "toko,lake", "--time-zone", "Asia/Jakarta", "--total", "after_discount")
    options += ("--placeholders", "0", "--cash-on-delivery", "yes")
    result = run(warehouse, "init", str(folder), *options)
    assert result.exit_code == 0, result.output
    assert "not used: toko.gudang fits no input by its columns (barang, rak)" in result.output
    assert "not used: toko.rusak cannot be read; mend the view, or leave it out" in result.output
    assert "9 orders, 6 sales by 4 customers, 3 customers" in result.output
    assert "revenue, after discounts and refunds: 249,211.73 IDR" in result.output
    assert "1 unreadable_timestamp" in result.output
    place = f"export RETENSI_MAPPING={folder}/retensi.yml"
    named = "{reporting_timezone: Asia/Jakarta, reporting_currency: IDR}"
    assert f"{place} && uv run dbt build --vars '{named}'" in result.output
    mapping = read_mapping(folder / "retensi.yml", KNOWN.contract)
    assert [(source.table, source.files, source.prefixed) for source in mapping.sources] == [
        ("toko.penjualan", (), False),
        ("lake.shopify_orders", (), True),
        ("toko.pelanggan", (), False),
        ("lake.shopify_customers", (), True),
    ]

    checked = run(warehouse, "check", str(folder), "--vars", json.dumps(VARS))
    assert checked.exit_code == 0, checked.output
    assert "orders: 9 rows from 2 tables, 8 accepted, 0 superseded, 1 refused" in checked.output
    judged = check(
        folder,
        project=PROJECT,
        variables=VARS,
        show_records=True,
        environment={**os.environ, "RETENSI_WAREHOUSE": str(warehouse), "DBT_PROFILES_DIR": str(PROJECT)},
    )
    [refusal] = judged.inputs[0].refusals
    assert refusal.record is not None
    assert (refusal.reason, refusal.record["nomor"]) == ("unreadable_timestamp", "5")

    build(warehouse, folder / "retensi.yml", "+orders")
    query = "select order_id, customer_id, order_date, net_revenue from marts.orders order by order_id"
    found = {order_id: (who, str(day), revenue) for order_id, who, day, revenue in rows(warehouse, query)}
    assert {order_id: (day, revenue) for order_id, (_, day, revenue) in found.items()} == {
        "1": ("2025-01-05", Decimal("150000.5")),
        "2": ("2025-02-01", Decimal("1.234")),
        "3": ("2025-02-05", Decimal("99000")),
        "shopify:1": ("2025-01-05", Decimal(100)),
        # 30 of 80 were given back later, and 00:30 in Jakarta is the next month.
        "shopify:2": ("2025-02-01", Decimal(50)),
        # On delivery, and there.
        "shopify:3": ("2025-02-05", Decimal(60)),
    }
    # Who bought by mail alone is the account with that mail.
    assert [found[each][0] for each in ("1", "2", "3", "shopify:1")] == ["K1", "K2", "K1", "shopify:71"]

    # What a changed mapping would move, against what was built; the build of this process still has the file open.
    text = (folder / "retensi.yml").read_text()
    (folder / "retensi.yml").write_text(text.replace("Asia/Jakarta", "UTC"))
    judged = check(
        folder,
        project=PROJECT,
        variables=VARS,
        against_last_build=True,
        environment={**os.environ, "RETENSI_WAREHOUSE": str(copy_of(warehouse, tmp_path / "held"))},
    )
    assert judged.against is not None
    assert (judged.against.changed["day"].rows, judged.against.new.rows) == (0, 0)
    assert judged.against.revenue.then == judged.against.revenue.now


def test_a_table_of_shopify_is_known_by_its_columns(tmp_path):
    warehouse = warehouse_of(tmp_path, SHOPIFY)
    mapping = proposed(warehouse, tmp_path / "mydata", "--tables", "lake", "--cash-on-delivery", "yes")
    orders, people = (source.inputs for source in mapping.sources)
    assert [source.key for source in mapping.sources] == ["shopify", "shopify_customers"]
    assert mapping.sources[1].ids_of == "shopify"
    found = columns(orders["orders"])
    assert (found["order_id"], found["total_amount"], found["email"]) == ("id", "total_price", "email")
    # The list of refunds is out of reach, and what the order is worth now tells as well.
    assert "current_total_price" in (found["refunded_amount"] or "")
    assert "customer_id" not in found
    assert columns(people["customers"])["customer_id"] == "id"
    assert "when 'subscribed' then 'true'" in (columns(people["customers"])["email_consent"] or "")


def test_who_asked_to_be_forgotten_is_in_no_record(tmp_path):
    """Eight tables of which some name ids with their source's key and some without."""
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        mapped_tables.make_tables("duckdb", connection.execute)
        connection.execute("update shop_system.penjualan set tanggal = 'lusa' where pembeli = 'K4'")
    (tmp_path / "retensi.yml").write_text(mapped_tables.MAPPING)
    judged = check(
        tmp_path,
        project=PROJECT,
        variables=mapped_tables.VARS,
        show_records=True,
        environment={**os.environ, "RETENSI_WAREHOUSE": str(tmp_path / "shop.duckdb")},
    )
    assert {each.name: (each.received, each.quarantined) for each in judged.inputs} == {
        **{"orders": (9, 5), "order_items": (6, 2), "interactions": (3, 0), "customers": (4, 0)},
        **{"marketing_spend": (2, 0), "exchange_rates": (1, 0), "customer_merges": (1, 0), "erasure_requests": (1, 0)},
    }
    assert "dodi" not in repr(judged)
    assert "K4" not in repr(judged)


def test_what_tables_cannot_say_is_left_out_and_told(toko, tmp_path):
    result = run(toko, "init", str(tmp_path), "--tables", "lake.shopify_orders", "--yes", "--no-preview", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "shopify: customer_id of orders is left out, since `coalesce(json_extract_string(" in result.output
    assert not (tmp_path / "retensi.yml").exists()


@pytest.mark.parametrize("as_", ["jsonl", "parquet"])
def test_whatever_is_proposed_for_known_exports_can_be_used(as_, tmp_path):
    """Nested values are JSON in one, and have parts in the other."""
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema plain")
        connection.execute(
            "create table plain.pesanan as select 'X1' as order_id, 'a@example.com' as email,"
            " timestamptz '2025-01-04 09:00:00+00' as ordered_at, 'paid' as status, 10.5 as gross_amount"
        )
        for name in vendor_files.FILES:
            folder = vendor_files.write(tmp_path / name, name, as_=as_)
            [file] = [path for path in folder.iterdir() if path.is_file()]
            schema = f'"of_{name}"'
            connection.execute(f"create schema {schema}")
            connection.execute(f"create table {schema}.{json.dumps(file.stem)} as from '{file}'")
    given = 0
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        environment = {**os.environ, "RETENSI_WAREHOUSE": str(tmp_path / "shop.duckdb")}
        with open_warehouse(connection, PROJECT, "duckdb", environment, 100) as warehouse:
            for name in vendor_files.FILES:
                proposal = _of_vendor(look_into_tables(connection, warehouse, [f"of_{name}", "plain"]), tmp_path)
                (tmp_path / "retensi.yml").write_text(as_yaml(proposal.mapping))
                assert plan_tables(str(tmp_path / "retensi.yml"), KNOWN.contract)["problems"] == [], name
                given += len(proposal.mapping.sources) > 1
    # Most of them give something, however much of it is JSON.
    assert given > len(vendor_files.FILES) // 2


def _of_vendor(samples: list[Sample], folder: Path) -> Proposal:
    return propose(folder, KNOWN, Answers({"--time-zone": ["UTC"]}, take_proposals=True), samples)


def test_tables_of_one_kind_are_one_shop(tmp_path):
    made = """
        create table raw.orders_{0} as
        select {1} as order_id, 'a' as customer_id, date '2024-03-01' as order_date, 5 as total
    """
    warehouse = warehouse_of(tmp_path, "create schema raw", made.format("2023", 1), made.format("2024", 2))
    mapping = proposed(warehouse, tmp_path / "mydata", "--tables", "raw")
    assert [(source.table, source.prefix) for source in mapping.sources] == [
        ("raw.orders_2023", ""),
        ("raw.orders_2024", ""),
    ]
    judged = run(warehouse, "check", str(tmp_path / "mydata"))
    assert "orders: 2 rows from 2 tables, 2 accepted" in judged.output
    # By another name it may be another shop, whose order 1 is another one.
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(made.format("bali", 1))
    mapping = proposed(warehouse, tmp_path / "three", "--tables", "raw")
    assert {source.table: source.prefix for source in mapping.sources}["raw.orders_bali"] == "orders_bali:"


def test_numbers_of_a_table_need_no_decimal_sign(tmp_path):
    made = """
        create table raw.orders as
        select * from (
            values (1, 'a', date '2024-03-01', 1234.500::decimal(18, 3), '1.234,50'),
            (2, 'b', date '2024-03-02', 2.125, '0')
        ) as given (order_id, customer_id, order_date, total, refund)
    """
    warehouse = warehouse_of(tmp_path, "create schema raw", made)
    mapping = proposed(warehouse, tmp_path / "mydata", "--tables", "raw")
    assert mapping.sources[0].format.decimal == ","
    result = run(warehouse, "init", str(tmp_path / "mydata"), "--tables", "raw", "--overwrite")
    assert "2 orders, 2 sales by 2 customers" in result.output
    assert "revenue, after discounts and refunds: 2.12" in result.output


def test_lines_are_priced_with_numbers_and_texts(tmp_path):
    made = """
        create table raw.order_items as
        select * from (values ('1', 1, 'tea', 2.000::decimal(9, 3), '1.000,50'), ('1', 2, 'cup', 1, '5,25'))
        as given (order_id, line_number, product_id, quantity, price);
        create table raw.orders as
        select '1' as order_id, 'a' as customer_id, date '2024-03-01' as order_date, 2006.25 as total
    """
    warehouse = warehouse_of(tmp_path, "create schema raw", made)
    proposed(warehouse, tmp_path / "mydata", "--tables", "raw")
    query = "select product_id, amount from staging.stg_order_items order by line_number"
    found = through_the_door(warehouse, tmp_path / "mydata", query)
    assert found == [("tea", Decimal("2001")), ("cup", Decimal("5.25"))]


def test_moments_without_a_zone_are_taken_for_utc():
    """On Spark a timestamp is a moment, written in UTC: nobody needs to say the zone of the shop for it."""
    row = {"no": "1", "waktu": "2024-03-01 10:00:00", "total": "5"}
    given = InputMapping(
        {name: MappedColumn(column=column) for name, column in zip(("order_id", "ordered_at"), row, strict=False)}
    )
    sample = Sample("raw.jual", "table", tuple(row), (row,), moments=frozenset({"waktu"}))
    ask = Answers({})
    draft = Draft("shop", sample, (), {"orders": given})
    Values(draft, [draft], KNOWN, ask, []).settle()
    assert (draft.format.time_zone, ask.open) == ("UTC", [])
    local = Draft("shop", Sample("raw.jual", "table", tuple(row), (row,)), (), {"orders": given})
    Values(local, [local], KNOWN, ask, []).settle()
    assert [question.flag for question in ask.open] == ["--time-zone"]


def test_tables_named_like_inputs_are_checked_without_a_mapping(tmp_path):
    made = """
        create table raw.orders as
        select * from (
            values (1, 'a', timestamptz '2024-03-01 20:00:00+07', 'paid', 10.5::double),
            (2, 'b', timestamptz '2024-03-01 20:00:00+07', 'paid', 'nan'::double)
        ) as given (order_id, customer_id, ordered_at, status, gross_amount)
    """
    warehouse = warehouse_of(tmp_path, "create schema raw", made)
    given = {"RETENSI_WAREHOUSE": str(warehouse), "RETENSI_INPUT_SCHEMA": "raw", "DBT_PROFILES_DIR": str(PROJECT)}
    judged = check(project=PROJECT, variables={"quarantine_severity": "warn"}, environment=given)
    assert (judged.folder, judged.would_build) == ("raw", True)
    [orders] = judged.inputs
    assert (orders.accepted, orders.quarantined, orders.is_of_tables) == (1, 1, True)
    assert orders.refusals[0].reason == "unreadable_amount"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tables", "tokko"), "There is no schema tokko with tables that this role may see; found: lake, toko."),
        (
            ("--tables", "toko.jual"),
            "There is no table toko.jual that this role may see; the schema toko has gudang, pelanggan,",
        ),
        (("--tables", "toko.gudang"), "No table was recognised as orders.\n  toko.gudang fits no input by its columns"),
        (("--tables", "other.toko.gudang"), "There is no table other.toko.gudang that this role may see"),
        (("--tables", "toko", "--target", "none"), "The dbt target cannot be used"),
        (("--target", "duckdb"), "--target is of tables: name these by --tables"),
        ((), "To do: "),
    ],
)
def test_what_is_not_there_is_said(toko, tmp_path, arguments, said):
    result = run(toko, "init", str(tmp_path), *arguments)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert not (tmp_path / "retensi.yml").exists()


def test_no_warehouse_and_no_folder_are_said(toko, tmp_path):
    result = run(tmp_path / "none.duckdb", "init", str(tmp_path), "--tables", "toko")
    assert f"There is no warehouse {tmp_path / 'none.duckdb'}." in result.output
    assert not (tmp_path / "none.duckdb").exists()
    result = run(toko, "init", str(tmp_path / "none"))
    assert (result.exit_code, "for tables say --tables" in result.output) == (2, True)


def test_check_says_what_the_database_lacks(toko, tmp_path):
    columns = "columns: {order_id: nomer, ordered_at: tanggal, status: {constant: paid}, gross_amount: total}"
    text = f"version: 1\nsources:\n  shop:\n    table: toko.penjualen\n    orders:\n      {columns}\n"
    (tmp_path / "retensi.yml").write_text(text)
    result = run(toko, "check", str(tmp_path))
    assert result.exit_code == 1
    assert (
        "line 4: no table toko.penjualen that this role may see; the schema toko has gudang, pelanggan" in result.output
    )
    (tmp_path / "retensi.yml").write_text(text.replace("penjualen", "penjualan"))
    assert "line 6: no column 'nomer' in toko.penjualan; found: nomor," in run(toko, "check", str(tmp_path)).output


def test_refused_rows_of_tables_are_written_to_be_looked_at(toko, tmp_path):
    proposed(toko, tmp_path / "mydata", "--tables", "toko", "--time-zone", "Asia/Jakarta", "--yes")
    result = run(toko, "check", str(tmp_path / "mydata"), "--refused-to", str(tmp_path / "refused"))
    assert result.exit_code == 0, result.output
    assert "(1 row) of the table toko.penjualan" in result.output
    text = (tmp_path / "refused" / "source_shop_refused.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == [
        "reason,nomor,pelanggan,surel,tanggal,total_bayar,potongan,status",
        "unreadable_timestamp,5,K2,,,80000.000,0,Lunas",
    ]


def test_a_target_is_of_tables(tmp_path):
    (tmp_path / "orders.csv").write_text("order_id,ordered_at,gross_amount\n1,2024-03-01,5\n")
    with pytest.raises(RetensiError, match="is a folder of files, which no target reads"):
        check(tmp_path, project=PROJECT, target="duckdb", environment={})


def test_a_written_mapping_of_tables_is_read_as_it_was():
    mapping = parse_mapping("version: 1\nsources:\n  a:\n    table: b.c\n    orders: {columns: {order_id: d}}\n")
    assert parse_mapping(as_yaml(mapping)) == mapping
