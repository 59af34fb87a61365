"""What a mapping of tables is to give on every engine: the rows of a plain shop, and values that are read alike."""

import json
import os
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from retensi.front_door import check, table_expressions, values
from retensi.front_door.dialects import FILES, TABLES, Dialect
from retensi.front_door.mapping import Format
from retensi.front_door.table_expressions import FUNCTIONS
from tests.dbt_project import PROJECT, run_dbt
from tests.engines.compare import Table, differences
from tests.engines.engine import Engine
from tests.front_door.support import FRONT_DOOR

VARS = {
    "reporting_timezone": "Asia/Jakarta",
    "reporting_currency": "IDR",
    "as_of": "2025-06-30",
    "quarantine_severity": "warn",
}
HEADER = (
    "order_id,customer_id,email,ordered_at,status,gross_amount,discount_amount,refunded_amount,cost_amount,currency"
)
# The shop as the contract wants it. Ids have their source's name before them already, so that all is the same behind.
PLAIN = {
    "orders.csv": f"""{HEADER}
shop:1,shop:K1,ani@example.com,2025-01-05T02:15:00Z,paid,1469,234.50,0,600,IDR
shop:2,,budi@example.com,2025-01-06,paid,89.90,,1.5,,IDR
shop:3,shop:K3,,2025-02-01T17:30:00Z,cancelled,5,,,,IDR
shop:4,shop:K1,,2025-02-03T09:00:00Z,paid,1000000,,,,IDR
shop:5,shop:K4,dodi@example.com,2025-03-01T16:59:59Z,paid,12.345,0,0.005,,USD
shop:6,shop:K5,,2025-31-31,paid,7,,,,IDR
shop:7,shop:K5,,2025-03-02T00:00:00Z,unheard of,8,,,,IDR
shop:8,shop:K2,,2025-03-03T00:00:00Z,paid,about 9,,,,IDR
shop:99,,,,,,,,,
""",
    "order_items.csv": """order_id,line_number,product_id,category,quantity,amount
shop:1,1,tea,Drinks,2,1000
shop:1,2,cup,Things,1,234.50
shop:2,1,tea,Drinks,1,89.90
shop:4,1,set,Things,1,1000000
shop:5,1,tea,Drinks,3,12.345
shop:99,1,tea,Drinks,3,1
""",
    "interactions.csv": """interaction_id,customer_id,occurred_at,interaction_type,value,body,reference_id
shop:e1,shop:K1,2025-01-07T03:00:00Z,nps_response,9,good,
shop:e2,shop:K2,2025-01-07T20:30:00.250Z,product_view,,,p-1
shop:e3,shop:K1,2025-01-08T03:00:00Z,complaint_opened,,late,shop:c-1
""",
    "customers.csv": """customer_id,registered_at,email,birth_date,city,marketing_consent
shop:K1,2025-01-01T00:00:00Z,ani@example.com,1990-05-03,Bandung,yes
shop:K2,2025-01-02T05:00:00Z,budi@example.com,,Bogor,no
shop:K3,2025-01-03T00:00:00Z,,2000-02-29,,
shop:K4,,dodi@example.com,,Depok,no
""",
    "marketing_spend.csv": "spend_date,channel,amount\n2025-01-01,search,1000.5\n2025-01-02,social,2500000\n",
    "exchange_rates.csv": "currency,valid_from,rate\nUSD,2025-01-01,16000.5\n",
    "customer_merges.csv": "customer_id,merged_into,merged_at\nshop:K3,shop:K1,2025-04-01T00:00:00Z\n",
    "erasure_requests.csv": "customer_id,requested_at\nshop:K4,2025-04-02T00:00:00Z\n",
}
# The same shop as its own system has it: columns with their types, and rows. Local times are those of Jakarta.
FOREIGN = {
    "penjualan": (
        "nomor int, baris int, pembeli text, surel text, tanggal text, total text, potongan text,"
        " kembali decimal, modal text, keadaan text, batal date, mata_uang text, jenis text, sku text,"
        " kategori text, jumlah double, harga text",
        """
1;1;K1;ani@example.com;05/01/2025 09.15;1.234,50;-234,50;0;250;Lunas;;IDR;jual;tea;Drinks;2;1.000,00
1;2;K1;;;;;;100;;;;jual;cup;Things;1;234,50
2;1;0;budi@example.com;6/1/2025;89,90;;1.5;; LUNAS ;;IDR;jual;tea;Drinks;1;89,90
3;1;K3;;02-02-25 00:30;5;;;;Lunas;2025-02-03;IDR;jual;;;;
4;1;K1;;3 Februari 2025 16:00 WIB;1.000.000,-;;;;Lunas;;IDR;jual;set;Things;1;1000000
5;1;K4;dodi@example.com;01/03/2025 23:59:59;12,345;0;0.005;;Lunas;;USD;jual;tea;Drinks;3;12,345
6;1;K5;;31/31/2025;7;;;;Lunas;;IDR;jual;;;;
7;1;K5;;02/03/2025 07:00;8;;;;unheard of;;IDR;jual;;;;
8;1;K2;;03/03/2025 07:00;about 9;;;;Lunas;;IDR;jual;;;;
9;1;K2;;03/03/2025 07:00;9;;;;Lunas;;IDR;uji;;;;
99;1;;;;;;;;;;;jual;tea;Drinks;3;1
""",
    ),
    "peristiwa": (
        "id text, orang text, waktu timestamp, jenis text, nilai double, isi text, acuan text",
        """
e1;K1;2025-01-07 10:00:00;NPS;9;good;
e2;K2;2025-01-08 03:30:00.25;view_item;;;p-1
e3;K1;2025-01-08 10:00:00;complaint_opened;;late;c-1
""",
    ),
    "pelanggan": (
        "id text, daftar moment, surel text, lahir date, kota text, setuju boolean",
        """
K1;2025-01-01 07:00:00+07;ani@example.com;1990-05-03;Bandung;true
K2;2025-01-02 05:00:00+00;budi@example.com;;Bogor;false
K3;2025-01-03 00:00:00+00;;2000-02-29;;
K4;;dodi@example.com;;Depok;false
""",
    ),
    "iklan": (
        "hari date, kanal text, biaya double",
        """
2025-01-01;Google;1000.5
2025-01-02;social;2500000
""",
    ),
    "kurs": (
        "kode text, sejak text, nilai text",
        """
usd;2025/01/01;16.000,5
""",
    ),
    "gabungan": (
        "lama text, baru text, kapan text",
        """
shop:K3;shop:K1;20250401070000
""",
    ),
    "hapus": (
        "orang text, kapan text",
        """
K4;2025-04-02 07:00
""",
    ),
}
MAPPING = r"""
version: 1
sources:
  shop:
    table: shop_system.penjualan
    format: {decimal: ",", dates: day_first, time_zone: Asia/Jakarta}
    placeholders: ["0"]
    signs: as_amounts
    orders:
      rows: one per line
      where: jenis = 'jual'
      columns:
        order_id: Nomor
        customer_id: pembeli
        email: surel
        ordered_at: tanggal
        total_amount: total
        discount_amount: potongan
        refunded_amount: kembali
        cost_amount: {expression: 'cast(modal as decimal(18, 4)) * cast(jumlah as int)', lines: sum}
        currency: mata_uang
        status: {column: keadaan, values: {Lunas: paid}, when: {cancelled: batal is not null}}
    order_items:
      rows: one per line
      where: sku is not null
      columns:
        {order_id: nomor, line_number: baris, product_id: sku, category: kategori, quantity: jumlah, amount: harga}
  events:
    table: shop_system.peristiwa
    prefix: none
    format: {time_zone: Asia/Jakarta}
    interactions:
      columns:
        interaction_id: {expression: '''shop:'' || id'}
        customer_id: {expression: '''shop:'' || orang'}
        occurred_at: waktu
        interaction_type: {column: jenis, values: {nps: nps_response, view_item: product_view}}
        value: nilai
        body: isi
        reference_id:
          expression: 'case when starts_with(jenis, ''complaint_'') then concat(''shop:'', acuan) else acuan end'
  people:
    table: shop_system.pelanggan
    prefix: none
    customers:
      columns:
        customer_id: {expression: '''shop:'' || id'}
        registered_at: daftar
        email: surel
        birth_date: lahir
        city: kota
        marketing_consent: setuju
  spend:
    table: shop_system.iklan
    format: {decimal: ","}
    marketing_spend: {columns: {spend_date: hari, channel: {column: kanal, values: {google: search}}, amount: biaya}}
  rates:
    table: shop_system.kurs
    format: {decimal: ","}
    exchange_rates: {columns: {currency: {expression: upper(kode)}, valid_from: sejak, rate: nilai}}
  merges:
    table: shop_system.gabungan
    format: {time_zone: Asia/Jakarta}
    customer_merges: {columns: {customer_id: lama, merged_into: baru, merged_at: kapan}}
  requests:
    table: shop_system.hapus
    format: {time_zone: Asia/Jakarta}
    erasure_requests: {columns: {customer_id: orang, requested_at: kapan}}
"""
TYPES = {
    "duckdb": {"text": "varchar", "moment": "timestamptz", "decimal": "decimal(18, 3)"},
    "postgres": {"double": "double precision", "moment": "timestamptz", "decimal": "numeric(18, 3)"},
    "spark": {"text": "string", "moment": "timestamp", "decimal": "decimal(18, 3)"},
}
STAGED = ("orders", "order_items", "interactions", "customers", "marketing_spend", "exchange_rates", "customer_merges")
# Each function that may be used, in some expression.
EXPRESSIONS = (
    "abs(cast(a as decimal(18, 2)))",
    "ceil(cast(a as decimal(18, 2)))",
    "floor(cast(a as decimal(18, 2)))",
    "coalesce(nullif(a, ''), b, 'none')",
    "concat(a, b, cast(cast(a as int) as varchar))",
    "concat_ws('-', a, nullif(b, 'x'), 'z')",
    "contains(a, b)",
    "ends_with(a, 'b')",
    "starts_with(a, '1')",
    "greatest(a, b)",
    "least(cast(a as int), cast(b as int), 7)",
    "if(a = b, 'same', 'other')",
    "left(a, 2) || right(a, 2)",
    "length(a)",
    "lower(a) || upper(b)",
    "lpad(a, 5, '0') || rpad(b, 3, '.')",
    "mod(cast(a as int), cast(b as int))",
    "cast(a as int) % 5",
    r"regexp_extract(a, '(\d+)[.,](\d+)', 2)",
    "regexp_extract(a, 'B+', 0, 'i')",
    r"regexp_matches(a, '^\s*-?\d+$')",
    r"regexp_replace(a, '[^0-9,-]', '', 'g')",
    r"regexp_replace(a, '(\d)(\d)', '\2$\1', 'g')",
    "regexp_replace(a, 'B', '_', 'gi')",
    "replace(a, '.', '')",
    "round(cast(a as decimal(18, 4)), 1)",
    "round(cast(a as double) / cast(b as double), 3)",
    "split_part(a, '-', 2)",
    "strpos(a, b)",
    "substr(a, 2, 3) || substr(a, 3)",
    "trim(a)",
    "case a when 'b' then 1 when b then 2 else 3 end",
    "case when a is null then null when a like '%.%' then 'point' end",
    "a ilike '%B%' or a in ('1.5', '7') and not (b between '0' and '3')",
    "a is distinct from b",
    "a is not distinct from b",
    "cast(a as int) * cast(b as decimal(18, 4)) - 1 + cast(a as int)",
    "cast(a as decimal(18, 4)) / cast(b as int)",
    "try_cast(a as date)",
    "cast(a as timestamp) >= cast('2024-02-29 10:00' as timestamp)",
    "cast(a as boolean)",
    "cast(cast(a as decimal(9, 3)) as int)",
    "cast(cast(a as decimal(18, 4)) as decimal(4, 1))",
    "-cast(a as int) <> 7",
    "cast(cast(a as date) as varchar)",
    "a < b",
)
ROWS = (
    ("1.5", "2"),
    ("7", "7"),
    ("-7", "0"),
    ("", "x"),
    (None, "b"),
    ("ab-bB-cd", "b"),
    ("É1.234,50 é", "é"),
    ("  42 ", None),
    ("2024-02-29", "a"),
    ("2024-02-30", "B"),
    ("2024-03-01 09:30", "_"),
    ("99999999", "9999.9999"),
    ("1e3", "1e-2"),
    ("yes", "NO"),
    ("it's \\ ${x} %", "\\"),
    ("12.345", "-0.5"),
)
TIMES = (
    *("2024-03-01T09:30:00Z", "2024-03-01 09:30 +0700", "2024-03-01T9:30Z", "2024-03-01 09:30:05.1234567"),
    *("2024/03/01 09:30", "20240301", "20240301093000", "1 Maret 2024 pukul 09.30 WIB", "01-Mar-24", "1-Des-99"),
    *("Mar 1, 2024 9:30 PM", "Friday, 1 March 2024", "2024-May-05 12:00 am", "1709285400", "1709285400123"),
    *("1709285400123456", "05/06/2024", "5.6.24 23:59:59,5", "31/31/2024", "12/31/2024 08:00", "24/12/2024 24:00"),
    *("2024-02-30", "2024-02-29 23:59:60", "2024-03-01T09:30:00+05:30[Asia/Kolkata]", "2024-03-01 00:00:00"),
    *("", " ", "soon", "2024-10-27 12:30 gmt+2", "  2024-03-01  ", "0000-00-00", "2024-3-1 7:05"),
)
AMOUNTS = (
    *("1234.5", "1.234,50", "1 234,50", "1'234,50", "1234,5", "(12.50)", "(12,50)", "12.50-", "12,50-", "- 12.50"),
    *("1.000,-", "1.234", "1,234", "+5", "-5", ".5", "5.", "1.2e3", "1.0E7", "", "  7 ", "Rp 5", "\u22125", "12\u2013"),
    *("1\u00a0234,5", "1\u202f234\u202f567,89", "--5", "1.23.456,7", "12,50- "),
)
WRITTEN = (
    Format(),
    Format(decimal=",", dates="day_first", time_zone="Asia/Jakarta"),
    Format(dates="month_first", time_zone="Europe/Berlin"),
)


def dialect(engine: str) -> Dialect:
    """Give what SQL is written with on an engine."""
    return next(by for by in TABLES if by.name == engine)


def land_plain(folder: Path) -> Path:
    """Write the shop as the contract wants it."""
    folder.mkdir(parents=True)
    for name, text in PLAIN.items():
        (folder / name).write_text(text)
    return folder


def make_tables(engine: str, run: Callable[[str], object]) -> None:
    """Make the shop's own tables in the schema ``shop_system``.

    Args:
        engine: duckdb, postgres or spark.
        run: runs a statement there.
    """
    types, by = TYPES[engine], dialect(engine)
    run("create schema shop_system")
    for name, (columns, rows) in FOREIGN.items():
        named = [column.strip().split(" ") for column in columns.split(",")]
        listed = ", ".join(f"{column} {types.get(type_, type_)}" for column, type_ in named)
        run(f"create table shop_system.{name} ({listed}){' using parquet' if engine == 'spark' else ''}")
        written = []
        for row in rows.strip().splitlines():
            cells = zip(row.split(";"), named, strict=True)
            values_ = (f"cast({by.literal(cell or None)} as {types.get(type_, type_)})" for cell, (_, type_) in cells)
            written.append(f"({', '.join(values_)})")
        run(f"insert into shop_system.{name} values {', '.join(written)}")


def assert_as_plain(engine: Engine, folder: Path, plain: Callable[[str], Table]) -> None:
    """Build inputs and staging of the shop's own tables, and compare them with those of the plain shop.

    Args:
        engine: where its tables are.
        folder: takes the mapping and the target and log folders.
        plain: runs a query where the plain shop is built.
    """
    mapping = folder / "shop.yml"
    mapping.write_text(MAPPING)
    run_dbt(VARS | {"mapping": str(mapping)}, folder, engine.environment, *FRONT_DOOR, "--target", engine.target)
    found = differences([f"stg_{name}" for name in STAGED], plain, engine.query, "staging")
    found += differences(["input_reconciliation"], plain, engine.query, "inputs")
    assert not found, "\n".join(map(str, found))
    # What came stays beside what it means, as text.
    [(came, meant)] = engine.query("select total, total_amount from inputs.received_orders where nomor = '1'")[1]
    assert (came, Decimal(meant)) == ("1.234,50", Decimal("1234.5"))


def assert_check_says_what_was_built(engine: Engine, folder: Path, environment: dict[str, str]) -> None:
    """Look at the shop's own tables as ``retensi check`` does, and compare with what their build wrote.

    Args:
        engine: where they are.
        folder: has the mapping.
        environment: leads to them.
    """
    places = {"RETENSI_MAPPING": str(folder / "shop.yml"), "DBT_PROFILES_DIR": str(PROJECT)}
    judged = check(
        project=PROJECT, target=engine.target, variables=VARS, environment={**os.environ, **environment, **places}
    )
    assert judged.would_build, judged.problems
    counts = ("received", "accepted", "superseded", "quarantined", "flawed")
    listed = ", ".join(f"rows_{count}" for count in counts)
    built = engine.query(f"select input, {listed}, unreadable_values from inputs.input_reconciliation")[1]
    assert {
        each.name: (*(getattr(each, count) for count in counts), each.unreadable_values) for each in judged.inputs
    } == {name: tuple(map(int, rows)) for name, *rows in built}
    found = engine.query("select input, finding, severity, row_count, says from inputs.input_findings")[1]
    said = {(each.input, each.name, each.severity, each.rows, each.says) for each in judged.findings}
    assert said == {*map(tuple, found)}
    reasons = engine.query("select reason, count(*) from inputs.quarantined_orders group by reason")[1]
    refused = next(each.refusals for each in judged.inputs if each.name == "orders")
    assert {each.reason: each.rows for each in refused} == {reason: int(rows) for reason, rows in reasons}
    unused = {column for each in judged.inputs for column in each.unused_columns}
    # It serves the lines of orders alone, and gabungan has nothing else.
    assert "baris" not in unused


def assert_expressions_agree(engine: str, query: Callable[[str], Table]) -> None:
    """Let an engine compute each expression for each row, and compare with DuckDB.

    Args:
        engine: its name.
        query: runs a query there.
    """
    used = " ".join(EXPRESSIONS)
    for names in FUNCTIONS:
        for name in names.split(", "):
            assert name in used, f"no expression has {name}"

    def computed(by: Dialect, run: Callable[[str], Table]) -> list[list[object]]:
        columns = ", ".join(
            f"{table_expressions.as_sql(text, {'a': 'a', 'b': 'b'}, by)} as e{place}"
            for place, text in enumerate(EXPRESSIONS)
        )
        return [[_plain(value) for value in row] for row in run(f"select place, {columns} from {_rows(by, ROWS)}")[1]]

    _assert_same(computed(dialect("duckdb"), _on_duckdb), computed(dialect(engine), query), ("place", *EXPRESSIONS))


def assert_values_agree(engine: str, query: Callable[[str], Table]) -> None:
    """Let an engine read times and amounts as tables do, and compare with what DuckDB makes of them in files.

    Args:
        engine: its name.
        query: runs a query there.
    """
    given = [(time, amount) for time, amount in _pairs(TIMES, AMOUNTS)]

    def read(by: Dialect, run: Callable[[str], Table]) -> list[list[object]]:
        found: list[list[object]] = []
        for written in WRITTEN:
            sql = (
                f"select place, a as v_a, b as v_b, {values.in_order('a', written, by)} as n_a from {_rows(by, given)}"
            )
            sql = f"select *, {values.taken_apart('n_a', written, by)} as m_a from ({sql}) as in_order"
            chosen = [values.as_time("a", type_, written, by) for type_ in ("timestamp", "date")]
            chosen += [values.as_number("v_b", written, by), values.without_sign("v_b", by)]
            chosen += [values.with_prefix("v_b", "'p:'", by)]
            listed = ", ".join(f"{each} as r{place}" for place, each in enumerate(chosen))
            found += [list(row) for row in run(f"select place, {listed} from ({sql}) as apart")[1]]
        return found

    names = ("place", "timestamp", "date", "number", "amount", "prefixed")
    _assert_same(read(FILES, _on_duckdb), read(dialect(engine), query), names)


def _pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[str | None, str | None]]:
    length = max(len(left), len(right))
    return [
        (left[place] if place < len(left) else None, right[place] if place < len(right) else None)
        for place in range(length)
    ]


def _rows(by: Dialect, rows: Sequence[tuple[str | None, str | None]]) -> str:
    """Write rows of two texts, ``a`` and ``b``, as a subquery; compared byte by byte, as the macros have it."""

    def text(value: str | None) -> str:
        return by.text(by.literal(value)) + (" collate pg_c_utf8" if by.name == "postgres" else "")

    selects = (f"select {place} as place, {text(a)} as a, {text(b)} as b" for place, (a, b) in enumerate(rows))
    return f"({' union all '.join(selects)}) as given"


def _on_duckdb(sql: str) -> Table:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        cursor = connection.execute(sql)
        return [column[0] for column in cursor.description], cursor.fetchall()


def _plain(value: object) -> object:
    # Numbers of a size: which kind of number engines make of them differs.
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return round(float(value), 6) if isinstance(value, int | float | Decimal) else str(value)


def _assert_same(expected: list[list[object]], found: list[list[object]], names: Sequence[str]) -> None:
    assert len(expected) == len(found)
    unlike = [
        (names[place], ours[0], ours[place], theirs[place])
        for ours, theirs in zip(sorted(expected, key=_key), sorted(found, key=_key), strict=True)
        for place in range(len(names))
        if ours[place] != theirs[place]
    ]
    assert not unlike, "\n".join(map(str, unlike[:20]))


def _key(row: list[object]) -> str:
    return json.dumps(row, default=str)
