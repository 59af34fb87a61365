"""A shop's own files through a mapping, without dbt: what it says, what is wrong with it, and the rows that come."""

import gzip
import json
import re
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import duckdb
import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retensi.erasure_search import names_anybody
from retensi.front_door import expressions, readers
from retensi.front_door.conventions import Amounts
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.mapping import (
    Column,
    Format,
    InputMapping,
    Mapping,
    MappingError,
    Source,
    as_yaml,
    parse_mapping,
)
from retensi.front_door.project import input_contract
from retensi.front_door.schema import PAGE, schema
from retensi.landing import MAPPING, describe_folder, remember_file
from tests.dbt_project import PROJECT
from tests.workbooks import workbook


def packed(content: bytes) -> bytes:
    """Pack bytes, the same whenever it is: all processes of a run must name their tests alike."""
    return gzip.compress(content, mtime=0)


CONTRACT = input_contract(PROJECT)
PLAIN = "{order_id: Order, ordered_at: When, status: State, gross_amount: Sum}"
HEADER = "Order,When,State,Sum"


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("set TimeZone = 'America/New_York'")
        opened.create_function("retensi_records", readers.records, ["VARCHAR"], "VARCHAR[]", side_effects=True)
        yield opened


def landed(folder: Path, mapping: str, **files: str | bytes) -> Path:
    """Write a mapping and files; `orders_csv` becomes orders.csv."""
    (folder / MAPPING).write_text(mapping, encoding="utf-8")
    for name, content in files.items():
        file = folder / ".".join(name.split("_"))
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def one_source(block: str, **settings: str) -> str:
    """Give the text of a mapping with the source `shop`, one block of an input and settings of the source."""
    said = "".join(f"    {key}: {value}\n" for key, value in settings.items())
    return f"version: 1\nsources:\n  shop:\n{said}{block}"


def orders(columns: str = PLAIN, **settings: str) -> str:
    return one_source(f"    orders: {{columns: {columns}}}\n", **{"files": "'*.csv'", "prefix": "none"} | settings)


def parts(folder: Path) -> dict[str, list[dict]]:
    found = describe_folder(str(folder), CONTRACT)
    # As dbt has it: through JSON.
    return json.loads(json.dumps(found))


def problems(folder: Path) -> list[str]:
    return [part["problem"].replace(f"{folder}/", "") for part in parts(folder)[MAPPING]]


def rows(connection, folder: Path, name: str = "orders", relation: str = "relation") -> list[dict]:
    """Give the rows of an input, in the order of their keys."""
    found = []
    for part in parts(folder)[name]:
        assert part["problem"] is None
        result = connection.execute(f"select * from {part[relation] or part['relation']}")
        names = [column[0] for column in result.description]
        assert names == [*part["columns"], *(["_place"] if part["has_place"] else []), "_unreadable"]
        found += [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return sorted(found, key=lambda row: [str(row[column] or "") for column in part["columns"]])


def values(connection, folder: Path, column: str, **others) -> list:
    return [row[column] for row in rows(connection, folder, **others)]


# What the file says


SPELLED = """\
version: 1
sources:
  shopify:
    files:
      - orders*.csv
      - 2024/*.csv
    prefix: none
    format: {delimiter: tab, encoding: cp1252, decimal: ',', dates: day_first, time_zone: Asia/Jakarta}
    placeholders:
      - '0'
      - guest
    signs: as_amounts
    amounts: {tax: included, shipping: excluded}
    orders:
      rows: one per line
      where: '"Type" = ''order'''
      columns:
        order_id: Name
        currency: {constant: IDR}
        gross_amount: {expression: 'cast("Price" as decimal(18, 4)) * 2', lines: sum}
        status:
          column: Financial Status
          values:
            Bezahlt: paid
            '-': null
          when:
            cancelled: '"Cancelled at" is not null'
  crm:
    files: crm.xlsx
    format: {sheet: People}
    customers:
      columns:
        customer_id: Id
"""


def test_what_is_written_is_read_back():
    mapping = parse_mapping(SPELLED)
    assert mapping == Mapping(
        (
            Source(
                key="shopify",
                files=("orders*.csv", "2024/*.csv"),
                prefixed=False,
                format=Format("\t", "cp1252", None, ",", "day_first", "Asia/Jakarta"),
                placeholders=("0", "guest"),
                signs="as_amounts",
                amounts=Amounts("included", "excluded"),
                inputs={
                    "orders": InputMapping(
                        rows="one per line",
                        where="\"Type\" = 'order'",
                        columns={
                            "order_id": Column(column="Name"),
                            "currency": Column(constant="IDR"),
                            "gross_amount": Column(expression='cast("Price" as decimal(18, 4)) * 2', lines="sum"),
                            "status": Column(
                                column="Financial Status",
                                values={"Bezahlt": "paid", "-": None},
                                when={"cancelled": '"Cancelled at" is not null'},
                            ),
                        },
                    )
                },
            ),
            Source(
                key="crm",
                files=("crm.xlsx",),
                format=Format(sheet="People"),
                inputs={"customers": InputMapping({"customer_id": Column(column="Id")})},
            ),
        )
    )
    written = as_yaml(mapping)
    assert written.replace("\n\n", "\n") == SPELLED
    assert parse_mapping(written) == mapping


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12) | st.sampled_from(
    ["null", "no", "1e3", "2024-01-01", "a: b", "# x", "'", '"', "- x", "{a}", "~", "007", " x ", "\\"]
)
COLUMNS = st.builds(
    lambda base, text, values, when: Column(**{base: text}, values=values, when=when),
    st.sampled_from(["column", "constant", "expression"]),
    TEXTS,
    st.dictionaries(TEXTS, TEXTS | st.none(), max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)


@given(
    columns=st.dictionaries(TEXTS, COLUMNS, min_size=1, max_size=3), where=st.none() | TEXTS, sheet=st.none() | TEXTS
)
def test_any_text_survives_being_written(columns, where, sheet):
    source = Source("shop", ("*",), {"orders": InputMapping(columns, where=where)}, format=Format(sheet=sheet))
    assert parse_mapping(as_yaml(Mapping((source,)))) == Mapping((source,))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: is empty; expected `version: 1`"),
        ("version: 1\n", "line 1: no sources"),
        ("sources: {}\n", "line 1: no version"),
        ("version: 2\nsources: {}\n", "line 1: version '2'; expected 1"),
        ("version: 1\nsources:\n", "line 2: sources is empty; expected a block"),
        ("version: 1\nsources: [\n", "is no YAML"),
        ("version: 1\nsources: {a: {files: x, files: y}}\n", "line 2: files stands twice in source a"),
        ("version: 1\nsources:\n  Shop:\n    files: x\n", "line 3: source 'Shop'; expected small letters"),
        (orders(colour="red"), "line 6: source shop has a key colour; expected files, table, prefix"),
        (orders(placeholder="'0'"), "did you mean placeholders?"),
        (
            one_source("    order: {columns: {}}\n", files="x"),
            "line 5: source shop has a key order; did you mean orders?",
        ),
        (one_source("    orders: {columns: {orderid: x}}\n", files="x"), "did you mean order_id?"),
        (one_source("    orders: {column: {order_id: x}}\n", files="x"), "did you mean columns?"),
        (one_source("    files: x\n"), "gives no input"),
        (one_source("    orders: {columns: {order_id: x}}\n"), "has no files"),
        (orders(prefix="shop-"), "line 5: prefix is 'shop-'; expected none"),
        (orders(signs="both"), "signs is 'both'; expected as_given or as_amounts"),
        (orders(amounts="{tax: 11}"), "line 6: tax is '11'; expected included or excluded or unknown"),
        (orders(amounts="{vat: included}"), "line 6: amounts has a key vat; expected tax, shipping"),
        (orders(amounts="included"), "line 6: amounts is 'included'; expected a block"),
        (
            one_source("    customers: {columns: {customer_id: x}}\n", files="x", amounts="{tax: included}"),
            "line 5: source shop says what amounts contain, and gives no orders; drop amounts",
        ),
        (orders(format="{delimiter: ';;'}"), "delimiter is ';;'; expected one character, or tab"),
        (orders(format="{encoding: ebcdic-9}"), "encoding is 'ebcdic-9'; expected such as utf-8"),
        (orders(format="{encoding: base64}"), "encoding is 'base64'"),
        (orders(format="{time_zone: Jakarta}"), "time_zone is 'Jakarta'; expected an IANA name"),
        (orders(format="{time_zone: localtime}"), "time_zone is 'localtime'"),
        (orders(format="{dates: european}"), "dates is 'european'; expected iso or day_first or month_first"),
        (orders("{order_id: {colum: x}}"), "did you mean column?"),
        (orders("{order_id: {column: x, constant: y}}"), "order_id has column and constant; expected one of"),
        (orders("{order_id: [x]}"), "order_id is a list; expected a block"),
        (
            one_source("    customers: {rows: one per line, columns: {customer_id: a}}\n", files="x"),
            "customers with rows one per line",
        ),
        (
            "version: 1\nsources:\n"
            + "".join(
                f"  {key}: {{files: {key}, prefix: none, orders: {{columns: {PLAIN}}}}}\n" for key in ("one", "two")
            ),
            "line 4: sources one and two both give orders with `prefix: none`",
        ),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_line(text, problem):
    with pytest.raises(MappingError) as error:
        parse_mapping(text, "mydata/retensi.yml", CONTRACT)
    assert any(said.startswith("mydata/retensi.yml, line ") for said in error.value.problems)
    assert problem in str(error.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    mapping = (
        "version: 1\nsources:\n  shop:\n    files: a.csv\n    orders:\n      where: State\n      columns:\n"
        "        order_id: Oder\n        status: {constant: paid}\n        gross_amount: {expression: Sum * 2}\n"
        "  other:\n    files: b.csv\n    customers: {columns: {customer_id: Who}}\n"
    )
    landed(tmp_path, mapping, a_csv=f"{HEADER}\n")
    assert len(problems(tmp_path)) == 5
    assert problems(tmp_path)[4] == f"{MAPPING}, line 12: no file matches 'b.csv'; found: a.csv; land one or mend it"
    landed(tmp_path, mapping, b_csv="Name\n")
    found = problems(tmp_path)
    assert [said.split("; ")[0].split(" (")[0] for said in found] == [
        f"{MAPPING}, line 5: orders of source shop has no ordered_at, which is required",
        f"{MAPPING}, line 6: expression `State` gives varchar",
        f"{MAPPING}, line 8: no column 'Oder' in a.csv",
        f"{MAPPING}, line 10: expression `Sum * 2` cannot be computed",
        f"{MAPPING}, line 13: no column 'Who' in b.csv",
    ]
    assert found[2].endswith("did you mean Order?")
    assert found[4].endswith("expected one of Name")


@pytest.mark.parametrize("files", ["../*.csv", "/etc/*", "a/../../*.csv"])
def test_files_lie_below_the_folder(tmp_path, files):
    landed(tmp_path, orders(files=f"'{files}'"), a_csv=f"{HEADER}\n")
    assert "expected a path below the folder" in problems(tmp_path)[0]


def test_one_file_gives_an_input_once(tmp_path):
    mapping = "version: 1\nsources:\n" + "".join(
        f"  {key}: {{files: '*.csv', orders: {{columns: {PLAIN}}}}}\n" for key in ("one", "two")
    )
    landed(tmp_path, mapping, a_csv=f"{HEADER}\n")
    assert "a.csv gives orders in source one and in source two" in problems(tmp_path)[0]


# What editors know of it


def test_editors_know_what_a_mapping_may_say():
    known = schema(CONTRACT)
    assert json.loads((PROJECT / PAGE).read_text()) == known
    block = known["properties"]["sources"]["additionalProperties"]["properties"]
    names = {each.name for each in fields(Source)} - {"key", "inputs", "prefixed", "ids_of"}
    assert set(block) == names | {"prefix"} | set(CONTRACT)
    assert set(block["format"]["properties"]) == {each.name for each in fields(Format)}
    one, several = block["orders"]["oneOf"]
    assert several["items"] == one == {"$ref": "#/definitions/orders"}
    inputs = known["definitions"]
    assert set(inputs["orders"]["properties"]) == {each.name for each in fields(InputMapping)} - {"more"}
    column = known["definitions"]["column"]["anyOf"][1]
    assert set(column["properties"]) == {each.name for each in fields(Column)}
    for name, each in CONTRACT.items():
        assert set(inputs[name]["properties"]["columns"]["properties"]) == set(each["columns"])


def test_the_schema_holds_for_what_is_written():
    jsonschema.validate(yaml.safe_load(SPELLED), schema(CONTRACT))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(SPELLED.replace("customer_id: Id", "customer: Id")), schema(CONTRACT))


def test_the_examples_of_the_docs_hold():
    blocks = re.findall(r"```yaml\n(.*?)```", (PROJECT / "docs/own_data.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        jsonschema.validate(yaml.safe_load(block), schema(CONTRACT))
        for source in parse_mapping(block, contract=CONTRACT).sources:
            for name, each in source.inputs.items():
                assert set(CONTRACT[name]["required"]) - {*each.columns, "gross_amount", "line_number"} == set()
                texts = [each.where, *(column.expression for column in each.columns.values())]
                texts += [condition for column in each.columns.values() for condition in column.when.values()]
                for text in filter(None, texts):
                    assert expressions.columns_of(text)


def test_the_docs_list_the_functions():
    page = (PROJECT / "docs/own_data.md").read_text(encoding="utf-8")
    for names in (*expressions.FUNCTIONS, "try_strptime"):
        for name in names.split(", "):
            assert f"`{name}`" in page


# What an expression may do


@pytest.mark.parametrize(
    "text",
    [
        "read_text('/etc/passwd')",
        "glob('*')",
        "query('select 1')",
        "(select 1)",
        "Price in (select column0 from read_csv('/etc/passwd'))",
        "exists(select 1)",
        "try_strptime((select content from read_text('/etc/passwd')), '%d')",
        "getvariable('retensi_hash_key')",
        "getenv('HOME')",
        "current_setting('temp_directory')",
        "retensi_records('{}')",
        "sum(Price)",
        "count(*)",
        "row_number() over ()",
        "lag(Price) over ()",
        "random()",
        "current_date",
        "now()",
        "uuid()",
        "nextval('x')",
        "sha256(Price)",
        "Price; drop table x",
        "Price from other",
        "copy x to 'y'",
        "attach 'x'",
        "install httpfs",
        "pragma version",
        "set x = 1",
        "other.Price",
        "columns('.*')",
        "*",
        "?",
        "$1",
        "Price[1]",
        "{'a': Price}",
        "[Price]",
        "list_transform([Price], x -> x)",
        "json_extract_string(Price, '$[*].a')",
        "json_sum(Price, '$.a', 'b')",
        "json_sum(Price, '$[*]', Price)",
        "json_sum(Price)",
        "json_first(Price, '$[*]', 'a'') or (''b')",
        "json_sum((select 1), '$[*]', 'a')",
        "cast(Price as json)",
        "cast(Price as blob)",
        "Price::varchar[]",
        "Price collate nocase",
        "interval 1 day",
        "",
        "-- nothing",
        "Price ||",
        "lower(",
    ],
)
def test_an_expression_does_nothing_else_than_reckon(text):
    with pytest.raises(ExpressionError):
        expressions.as_sql(text, {"price": "c1"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Price"', "1.50"),
        ('cast("price" as decimal(18, 4)) * cast(qty as int)', "3.0000"),
        ("case when qty = '2' then 'two' else 'other' end", "two"),
        ("coalesce(nullif(gone, ''), 'x') || '-' || upper('a')", "x-A"),
        ("strptime('05-01-2025', '%d-%m-%Y')", "2025-01-05 00:00:00"),
        ("cast(try_strptime('05-01-2025', '%d-%m-%Y') as date)", "2025-01-05"),
        ("cast('no number' as int)", None),
        ("strptime('no day', '%d')", None),
        ("9223372036854775807 + cast(qty as bigint)", None),
        ("regexp_extract(price, '^([0-9]+)', 1)", "1"),
        ("if(price like '1%' and not gone is not null, 'yes', 'no') /* a remark */", "yes"),
        ("'''; drop table x; --'", "'; drop table x; --"),
        ("split_part(replace(concat_ws('/', price, qty), '.', '/'), '/', 2)", "50"),
        ("json_extract_string(paid, '$.by.mail')", "a@example.com"),
        (
            "json_extract_string(paid, '$.by.mail') = 'a@example.com' and json_extract_string(paid, '$.no') is null",
            "true",
        ),
        ("cast(json_extract_string(paid, '$.back[0].sum') as int) between 1 and 2", "true"),
        ("json_sum(paid, '$.back[*]', 'sum', 'done=yes')", "4.500000"),
        ("coalesce(json_sum(paid, '$.back[*]', 'sum', 'done=maybe'), 0)", "0.000000"),
        ("json_first(paid, '$.back[*]', 'sum', 'done=no')", "7"),
        ("json_sum(price, '$[*]', 'sum')", None),
        ("json_extract_string(qty || '{', '$.a')", None),
    ],
)
def test_what_expressions_give(connection, text, expected):
    paid = '{"by": {"mail": "a@example.com"}, "back": [{"sum": "1.5", "done": "yes"}, {"sum": 7, "done": "no"},'
    paid += ' {"sum": 3, "done": "yes"}]}'
    sql = expressions.as_sql(text, {"price": "c1", "qty": "c2", "gone": "c3", "paid": "c4"})
    given = f"select '1.50' as c1, '2' as c2, null as c3, '{paid}' as c4"
    found = connection.execute(f"select cast({sql} as varchar) from ({given})")
    assert found.fetchone() == (expected,)


def test_a_condition_is_true_or_false():
    with pytest.raises(ExpressionError, match="gives varchar; expected a condition"):
        expressions.as_sql("Price", {"price": "c1"}, is_condition=True)


# The rows that come of it


TIMES = [
    # As they are, whatever the mapping says.
    ("2025-01-05T09:15:02+07:00", "2025-01-05T09:15:02+07:00"),
    ("2025-01-05 09:15:02 +0700", "2025-01-05T09:15:02+07:00"),
    ("2025-01-05 02:15:02 UTC", "2025-01-05T02:15:02+00:00"),
    ("2025-01-05T09:15:02+0700", "2025-01-05T09:15:02+07:00"),
    ("2025-01-05 09:15:02+07", "2025-01-05T09:15:02+07:00"),
    ("2025-01-05 9:15:02 +7:00", "2025-01-05T09:15:02+07:00"),
    ("2025-01-05 09:15:02 GMT-0330", "2025-01-05T09:15:02-03:30"),
    ("2025-01-05T02:15Z", "2025-01-05T02:15:00+00:00"),
    ("2025-01-05 02:15:02 z", "2025-01-05T02:15:02+00:00"),
    ("2025-01-05T09:15:02+07:00[Asia/Jakarta]", "2025-01-05T09:15:02+07:00"),
    ("1736043302", "2025-01-05T02:15:02.000000+00:00"),
    ("2025-01-05 02:15:02 UTC\t", "2025-01-05T02:15:02+00:00"),
    ("1736043302123", "2025-01-05T02:15:02.123000+00:00"),
    ("1736043302123456", "2025-01-05T02:15:02.123456+00:00"),
    # Local: Jakarta is 7 hours ahead.
    ("2025-01-05 9:15", "2025-01-05T02:15:00.000000+00:00"),
    ("2025/01/05 09:15", "2025-01-05T02:15:00.000000+00:00"),
    ("2025-01-05T09:15:02.123456789", "2025-01-05T02:15:02.123456+00:00"),
    ("20250105091502", "2025-01-05T02:15:02.000000+00:00"),
    ("5 Januari 2025 09:15", "2025-01-05T02:15:00.000000+00:00"),
    ("Jan 5, 2025 at 9:15 PM", "2025-01-05T14:15:00.000000+00:00"),
    # Days.
    ("2025-01-05", "2025-01-05"),
    ("20250105", "2025-01-05"),
    (" 2025/1/5 ", "2025-01-05"),
    ("Jan 5, 2025", "2025-01-05"),
    ("Sunday, 5th Agustus 2025", "2025-08-05"),
    ("05-Dec-2025", "2025-12-05"),
    # What nobody can read stays.
    ("45662.385", "45662.385"),
    ("2025-02-30", "2025-02-30"),
    ("2025-01-05 25:15", "2025-01-05 25:15"),
    ("31/31/2025", "31/31/2025"),
    ("12:30", "12:30"),
    ("soon", "soon"),
    ("", None),
]
DAY_FIRST = [
    ("05.01.2025 09:15", "2025-01-05T02:15:00.000000+00:00"),
    ("5/1/2025 9:15", "2025-01-05T02:15:00.000000+00:00"),
    ("5-1-25", "2025-01-05"),
    ("31/12/1999 23:59:59", "1999-12-31T16:59:59.000000+00:00"),
    ("5/1/85", "1985-01-05"),
    ("5/1/2025 12:05 AM", "2025-01-04T17:05:00.000000+00:00"),
    ("5/1/2025 12:05 pm +0100", "2025-01-05T12:05:00+01:00"),
]


def table(values: list[str], **others: str) -> str:
    header = ",".join([HEADER, *others])
    rest = "".join(f",{value}" for value in others.values())
    return header + "\n" + "".join(f'{place:03},"{value}",paid,1{rest}\n' for place, value in enumerate(values))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("iso", [*TIMES, *((text, text) for text, _ in DAY_FIRST[:4])]),
        ("day_first", [*TIMES, *DAY_FIRST]),
        (
            "month_first",
            [*TIMES, ("01/05/2025 9:15:02", "2025-01-05T02:15:02.000000+00:00"), ("31/1/2025", "31/1/2025")],
        ),
    ],
)
def test_times_are_read_as_the_mapping_says(connection, tmp_path, dates, expected):
    said = orders(format=f"{{dates: {dates}, time_zone: Asia/Jakarta}}")
    landed(tmp_path, said, a_csv=table([text for text, _ in expected]))
    assert values(connection, tmp_path, "ordered_at") == [read for _, read in expected]


def test_times_of_no_zone_are_left_to_the_front_door_but_for_short_years(connection, tmp_path):
    landed(tmp_path, orders(), a_csv=table(["2025-01-05 09:15", "5 Jan 2025", "05-Jan-25 9:15", "1736043302"]))
    expected = ["2025-01-05 09:15", "5 Jan 2025", "2025-Jan-05 9:15", "1736043302"]
    assert values(connection, tmp_path, "ordered_at") == expected


def test_a_day_stays_a_day(connection, tmp_path):
    block = "    customers: {columns: {customer_id: Order, birth_date: When}}\n"
    given = ["1990-05-03", "1990-05-03 00:00:00", "03.05.1990", "1990-05-03T01:00:00"]
    landed(
        tmp_path,
        one_source(block, files="a.csv", format="{dates: day_first, time_zone: Asia/Jakarta}"),
        a_csv=table(given),
    )
    found = values(connection, tmp_path, "birth_date", name="customers")
    assert found == ["1990-05-03"] * 3 + ["1990-05-02T18:00:00.000000+00:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        ("1'234,50", "1234.50"),
        ("-1.234,50", "-1234.50"),
        ("0,00", "0.00"),
        # Neither grouped by thousands nor with a comma: as it was written.
        ("12.50", "12.50"),
        ("1.2345", "1.2345"),
        ("1,234,567", "1,234,567"),
        ("EUR 5", "EUR 5"),
    ],
)
def test_amounts_with_a_comma(connection, tmp_path, text, expected):
    landed(
        tmp_path,
        orders(format="{decimal: ',', delimiter: ';'}"),
        a_csv=f"Order;When;State;Sum\n1;2024-01-01;paid;{text}\n",
    )
    assert values(connection, tmp_path, "gross_amount") == [expected]


def test_values_conditions_and_constants(connection, tmp_path):
    mapping = orders(
        '{order_id: order, ordered_at: When, gross_amount: Sum, currency: {constant: "IDR\'s"},'
        " status: {column: State, values: {Bezahlt: paid, '-': null},"
        ' when: {cancelled: "\\"Gone\\" is not null", paid: "\\"State\\" = \'cod\'"}}}'
    )
    text = (
        f"{HEADER},Gone\n1,2024-01-01, BEZAHLT ,1,\n2,2024-01-01,offen,1,\n3,2024-01-01,cod,1,\n4,2024-01-01,cod,1,x\n"
    )
    landed(tmp_path, mapping, a_csv=text + "5,2024-01-01,-,1,\n")
    found = rows(connection, tmp_path)
    assert [row["status"] for row in found] == ["paid", "offen", "paid", "cancelled", None]
    assert {row["currency"] for row in found} == {"IDR's"}
    assert [row["State"] for row in found] == [" BEZAHLT ", "offen", "cod", "cod", "-"]


def test_ids_belong_to_their_source_and_placeholders_to_nobody(connection, tmp_path):
    columns = PLAIN[:-1] + ", customer_id: Who, email: Mail, visitor_id: Seen, campaign_id: Code}"
    said = one_source(f"    orders: {{columns: {columns}}}\n", files="a.csv", placeholders="['0', Guest]")
    text = f"{HEADER},Who,Mail,Seen,Code\n1,2024-01-01,paid,1,7,a@b.c,v,x\n2,2024-01-01,paid,1, 0 ,guest,,x\n"
    landed(tmp_path, said, a_csv=text)
    kept = ("order_id", "customer_id", "email", "visitor_id", "campaign_id", "Who")
    assert [tuple(row[name] for name in kept) for row in rows(connection, tmp_path)] == [
        ("shop:1", "shop:7", "a@b.c", "shop:v", "x", "7"),
        ("shop:2", None, None, None, "x", " 0 "),
    ]
    landed(tmp_path, said.replace("    placeholders", "    prefix: none\n    placeholders"))
    assert [row["customer_id"] for row in rows(connection, tmp_path)] == ["7", None]


def test_a_reference_that_ties_rows_belongs_to_its_source(connection, tmp_path):
    block = "    interactions: {columns: {interaction_id: I, visitor_id: V, occurred_at: T, interaction_type: K,"
    block += " reference_id: R}}\n"
    text = "I,V,T,K,R\n1,v,2024-01-01,complaint_opened,9\n2,v,2024-01-01,message_sent,win_back\n"
    landed(tmp_path, one_source(block, files="a.csv"), a_csv=text)
    assert values(connection, tmp_path, "reference_id", name="interactions") == ["shop:9", "win_back"]


@pytest.mark.parametrize(("signs", "discount"), [("as_given", "-50"), ("as_amounts", "50")])
def test_a_total_passes_beside_its_discount(connection, tmp_path, signs, discount):
    columns = "{order_id: Order, ordered_at: When, status: State, total_amount: Sum, discount_amount: Off}"
    landed(tmp_path, orders(columns, signs=signs), a_csv=f"{HEADER},Off\n1,2024-01-01,paid,-100,-50\n")
    [row] = rows(connection, tmp_path)
    assert (row["total_amount"], row["discount_amount"], "gross_amount" in row) == ("-100", discount, False)


LINES = (
    "Name,When,State,Total,Type,Item\n"
    "#1,2024-01-01 10:00,paid,30,order,tea\n#1,2024-01-01 10:00,,,order,cup\n#2,2024-01-02 10:00,paid,5,order,tea\n"
    "#1,2024-01-01 10:00,,,order,pot\n,2024-01-02 10:00,,,order,lost\n#3,2024-01-02 10:00,,,order,tea\n"
    "#4,2024-01-02,paid,1,gift,tea\n"
)
LINE_ROWS = """\
    orders:
      rows: one per line
      where: '"Type" = ''order'''
      columns: {order_id: Name, ordered_at: When, status: State, total_amount: Total, email: {constant: a@b.c}}
    order_items:
      rows: one per line
      where: '"Type" = ''order'''
      columns: {order_id: Name, product_id: Item}
"""


def test_rows_that_are_lines_give_orders_and_their_items(connection, tmp_path):
    landed(tmp_path, one_source(LINE_ROWS, files="a.csv"), a_csv=LINES)
    # An order of which no line says more than its time is there all the same, to be refused by name.
    assert [(row["order_id"], row["total_amount"]) for row in rows(connection, tmp_path)] == [
        (None, None),
        ("shop:#1", "30"),
        ("shop:#2", "5"),
        ("shop:#3", None),
    ]
    found = [
        (row["order_id"], row["line_number"], row["product_id"]) for row in rows(connection, tmp_path, "order_items")
    ]
    assert found == [
        (None, None, "lost"),
        ("shop:#1", "1", "tea"),
        ("shop:#1", "2", "cup"),
        ("shop:#1", "3", "pot"),
        ("shop:#2", "1", "tea"),
        ("shop:#3", "1", "tea"),
    ]
    # Who bought stands on the lines, so that who is forgotten is forgotten there.
    assert {row["email"] for row in rows(connection, tmp_path, "order_items")} == {"a@b.c"}


ADDED = """\
    orders:
      rows: one per line
      columns:
        order_id: Name
        ordered_at: When
        total_amount: {column: Price, lines: sum}
        discount_amount: {column: Voucher, lines: max}
"""


def test_amounts_of_lines_are_added_up_or_the_highest_stands(connection, tmp_path):
    lines = (
        "Name;When;Price;Voucher\n1;2024-01-01;1.000,50;200\n2;2024-01-01;7;\n1;2024-01-01;2,25;200\n1;2024-01-01;-;\n"
        "3;2024-01-01;5;\n3;2024-01-01;five;\n4;2024-01-01;;\n"
    )
    text = one_source(ADDED, files="a.csv", format='{delimiter: ";", decimal: ","}')
    landed(tmp_path, text, a_csv=lines)
    found = {(row["order_id"], row["total_amount"], row["discount_amount"]) for row in rows(connection, tmp_path)}
    # A line that is no amount spoils the sum, so that the front door refuses the order by what stands there.
    assert found == {
        ("shop:1", "1002.7500", "200.0000"),
        ("shop:2", "7.0000", None),
        ("shop:3", "five", None),
        ("shop:4", None, None),
    }


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            "orders: {columns: {order_id: a, gross_amount: {column: b, lines: sum}}}",
            "only orders with rows one per line",
        ),
        (
            "order_items: {rows: one per line, columns: {order_id: a, amount: {column: b, lines: sum}}}",
            "amount has lines: sum; only orders with rows one per line know lines",
        ),
        (
            "orders: {rows: one per line, columns: {order_id: a, status: {column: b, lines: max}}}",
            "status has lines: max; expected an amount",
        ),
        (
            "orders: {rows: one per line, columns: {order_id: {column: a, lines: all}}}",
            "lines is 'all'; expected sum or",
        ),
    ],
)
def test_lines_that_cannot_be_added_up(block, problem):
    with pytest.raises(MappingError, match=re.escape(problem)):
        parse_mapping(one_source(f"    {block}\n", files="x"), "retensi.yml", CONTRACT)


TWICE = """\
version: 1
sources:
  desk:
    files: tickets.csv
    interactions:
      - columns:
          interaction_id: {expression: Id || '.opened'}
          customer_id: Who
          occurred_at: Opened
          interaction_type: {constant: complaint_opened}
          reference_id: Id
      - where: Solved is not null
        columns:
          interaction_id: {expression: Id || '.solved'}
          customer_id: Who
          occurred_at: Solved
          interaction_type: {constant: complaint_resolved}
          reference_id: Id
          body: Note
"""
TICKETS = b"Id,Who,Opened,Solved,Note\n1,a,2025-01-05,2025-01-06,fine\n2,b,2025-01-07,,\n3,x\n"


def test_a_row_gives_several_rows_by_a_list_of_blocks(connection, tmp_path):
    folder = landed(tmp_path, TWICE, tickets_csv=TICKETS)
    found = rows(connection, folder, "interactions", "damaged_relation")
    said = [(row["interaction_id"], row["occurred_at"], row["body"], row["_unreadable"]) for row in found]
    # A record that cannot be taken apart is one row.
    assert said == [
        (None, None, None, "3,x"),
        ("desk:1.opened", "2025-01-05", None, None),
        ("desk:1.solved", "2025-01-06", "fine", None),
        ("desk:2.opened", "2025-01-07", None, None),
    ]
    [part] = parts(folder)["interactions"]
    assert {"Id", "Who", "Opened", "Solved", "Note"} == {*part["used"]}
    mapping = parse_mapping(TWICE, contract=CONTRACT)
    assert parse_mapping(as_yaml(mapping), contract=CONTRACT) == mapping
    jsonschema.validate(yaml.safe_load(TWICE), schema(CONTRACT))


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("orders: []", "orders is an empty list; expected a block with `columns:`, or several"),
        (f"orders: [{{columns: {PLAIN}}}, {{rows: one per line, columns: {PLAIN}}}]", "has several blocks and rows"),
        (
            f"prefix: shops\n    orders: {{columns: {PLAIN}}}",
            "prefix is 'shops'; expected none, or the key of the source",
        ),
    ],
    ids=["empty", "lines", "prefix"],
)
def test_blocks_and_prefixes_that_cannot_be_used(block, problem):
    with pytest.raises(MappingError) as error:
        parse_mapping(f"version: 1\nsources:\n  shop:\n    files: '*.csv'\n    {block}\n", contract=CONTRACT)
    assert problem in str(error.value)


def test_a_source_may_have_the_ids_of_another_one(connection, tmp_path):
    people = "  people:\n    files: people.csv\n    prefix: shop\n    customers: {columns: {customer_id: Id}}\n"
    for prefix, expected in (("", "shop:7"), ("    prefix: none\n", "7")):
        text = (
            f"version: 1\nsources:\n  shop:\n    files: orders.csv\n{prefix}    orders: {{columns: {PLAIN}}}\n{people}"
        )
        folder = landed(tmp_path, text, orders_csv=f"{HEADER}\n1,2025-01-05,paid,10\n", people_csv="Id\n7\n")
        assert values(connection, folder, "customer_id", name="customers") == [expected]
        mapping = parse_mapping(text, contract=CONTRACT)
        assert parse_mapping(as_yaml(mapping), contract=CONTRACT) == mapping


def test_the_columns_of_the_file_stay_as_they_came(connection, tmp_path):
    text = "order_id,status,When,_unreadable,Status_received,sum\nA,x,2024-01-01,u,r,1\n"
    columns = "{order_id: status, ordered_at: When, status: order_id, gross_amount: SUM}"
    landed(tmp_path, orders(columns), a_csv=text)
    part = parts(tmp_path)["orders"][0]
    result = connection.execute(f"select * exclude (ordered_at, gross_amount, _unreadable) from {part['relation']}")
    assert [column[0] for column in result.description] == [
        "order_id",
        "status",
        "order_id_received",
        "status_received",
        "When",
        "_unreadable_received",
        "Status_received_received",
        "sum",
    ]


def test_a_column_that_some_files_lack_is_null_there(connection, tmp_path):
    landed(
        tmp_path,
        orders(PLAIN[:-1] + ", channel: Via, campaign_id: {expression: upper(Via)}}"),
        a_csv=f"{HEADER},Via\n1,2024-01-01,paid,1,web\n",
        b_csv="Sum,State,When,Order\n1,paid,2024-01-01,2\n",
    )
    found = [(row["order_id"], row["channel"], row["campaign_id"]) for row in rows(connection, tmp_path)]
    assert found == [("1", "web", "WEB"), ("2", None, None)]


def test_names_of_files_and_columns_are_no_sql(connection, tmp_path):
    hostile = """it's [a] "x"; drop table y; --*?"""
    folder = tmp_path / "o'r [1]"
    folder.mkdir()
    header = f'{HEADER},"{hostile.replace(chr(34), chr(34) * 2)}"\n'
    (folder / f"{hostile}.csv").write_text(header + "1,2024-01-01,paid,1,x\n")
    (folder / f"{hostile}.json").write_text(json.dumps({"Order": 2, hostile: "y"}))
    (folder / f"{hostile}.jsonl.gz").write_bytes(packed(json.dumps([{"Order": 3, hostile: "z"}]).encode()))
    (tmp_path / "files").mkdir()
    columns = PLAIN[:-1] + f", channel: {json.dumps(hostile)}, currency: {{constant: {json.dumps(hostile)}}}}}"
    landed(tmp_path, orders(columns, files="o*/*"))
    found = [(row["order_id"], row["channel"], row["currency"], row[hostile]) for row in rows(connection, tmp_path)]
    assert found == [(str(place), value, hostile, value) for place, value in enumerate("xyz", 1)]


# Readers


GOOD = [{"Order": "1", "When": "2024-01-01", "State": 'paid, "so"\nthere', "Sum": "1.5"}]
CSV = 'Order{0}When{0}State{0}Sum\n1{0}2024-01-01{0}"paid, ""so""\nthere"{0}1.5\n'


@pytest.mark.parametrize(
    ("name", "written", "data"),
    [
        ("a.csv", {}, CSV.format(",").encode()),
        ("a.csv", {}, b"\xef\xbb\xbf" + CSV.format(",").encode()),
        ("a.csv", {}, b"\n" + CSV.format(",").encode()),
        ("a.csv", {}, CSV.format(",").replace("1.5\n", "1.5\r\n").encode()),
        ("a.CSV", {"delimiter": ";"}, CSV.format(";").encode()),
        ("a.txt", {"delimiter": "|"}, CSV.format("|").encode()),
        ("a.tsv", {"delimiter": "\t"}, CSV.format("\t").encode()),
        ("a.csv", {"delimiter": "^"}, CSV.format("^").encode()),
        ("a.csv", {"delimiter": "\u00a6"}, CSV.format("\u00a6").encode()),
        ("a.csv.gz", {"delimiter": ";"}, packed(CSV.format(";").encode())),
        ("a.csv", {"encoding": "cp1252", "delimiter": ";"}, CSV.format(";").encode("cp1252")),
        ("a.csv", {"encoding": "utf-16", "delimiter": "\t"}, CSV.format("\t").encode("utf-16")),
        ("a.csv", {"encoding": "utf-16-le"}, ("\ufeff" + CSV.format(",")).encode("utf-16-le")),
        ("a.csv.gz", {"encoding": "latin-1"}, packed(CSV.format(",").encode("latin-1"))),
        ("a.json", {}, "\n".join(map(json.dumps, GOOD)).encode()),
        ("a.jsonl.gz", {}, packed("\n".join(map(json.dumps, GOOD)).encode())),
        ("a.ndjson", {"encoding": "utf-16"}, "\n".join(map(json.dumps, GOOD)).encode("utf-16")),
        ("a.json", {}, json.dumps([row | {"Sum": 1.5} for row in GOOD], indent=1).encode()),
        ("a.json.gz", {"encoding": "cp1252"}, packed(json.dumps(GOOD).encode("cp1252"))),
    ],
)
def test_every_writing_gives_the_same_rows(connection, tmp_path, name, written, data):
    (tmp_path / name).write_bytes(data)
    described = readers.describe(str(tmp_path / name), Format(**written))
    assert described["problem"] is None
    assert set(described["columns"]) == set(GOOD[0])
    columns = list(GOOD[0])
    for is_damaged in (False, True) if described["kind"] == "csv" else (False,):
        found = connection.execute(readers.rows_sql(described, [*columns, "missing"], is_damaged)).fetchall()
        assert found == [(*GOOD[0].values(), None, None)]


def test_a_workbook_gives_plain_numbers_and_iso_dates(connection, tmp_path):
    workbook(
        tmp_path / "a.xlsx",
        Notes=[["nothing"]],
        Orders=[
            ["Order", "When", "State", "Sum", None],
            [1001, datetime(2025, 1, 5, 9, 15, 2), "paid", 1234.5, True],
            [],
            ["1002", date(2025, 1, 6), "M\u00fcller", 1.234, "x"],
        ],
    )
    mapping = orders(
        files="'*.xlsx'", format="{sheet: Orders, decimal: ',', dates: day_first, time_zone: Asia/Jakarta}"
    )
    landed(tmp_path, mapping)
    kept = ("order_id", "ordered_at", "status", "gross_amount", "column_5")
    assert [tuple(row[name] for name in kept) for row in rows(connection, tmp_path)] == [
        ("1001", "2025-01-05T02:15:02.000000+00:00", "paid", "1234.5", "true"),
        ("1002", "2025-01-06", "M\u00fcller", "1.234", "x"),
    ]


def test_parquet_and_json_give_what_they_hold(connection, tmp_path):
    query = 'select 1 as "Order", timestamptz \'2025-01-05 09:15:00+07\' as "When", \'paid\' as "State",'
    query += ' 1.234::decimal(9, 3) as "Sum"'
    connection.sql(query).write_parquet(str(tmp_path / "a.parquet"))
    (tmp_path / "b.json").write_text(
        '{"Order": 2, "When": 1736043302, "State": "paid", "Sum": 1.234}\n{"Order": 3, "Sum": "1.234,5"}\nno object\n'
    )
    (tmp_path / "c.json").write_text('[{"Order": 4, "Sum": 1.234, "State": {"a": [1.5]}}, 7]')
    landed(tmp_path, orders(files="'[abc].*'", format="{decimal: ',', time_zone: Asia/Jakarta}"))
    kept = ("order_id", "ordered_at", "status", "gross_amount", "_unreadable")
    assert sorted((tuple(row[name] for name in kept) for row in rows(connection, tmp_path)), key=str) == [
        ("1", "2025-01-05T02:15:00+00:00", "paid", "1.234", None),
        ("2", "2025-01-05T02:15:02.000000+00:00", "paid", "1.234", None),
        ("3", None, None, "1234.5", None),
        ("4", None, '{"a": [1.5]}', "1.234", None),
        (None, None, None, None, "7"),
        (None, None, None, None, "no object"),
    ]


@pytest.mark.parametrize("written", [{}, {"encoding": "cp1252"}, {"delimiter": ";"}])
def test_records_that_cannot_be_taken_apart_keep_their_text(connection, tmp_path, written):
    mark = written.get("delimiter", ",")
    text = f"{HEADER}\n1,2024-01-01,paid,1\n2,2024-01-01\n3,2024-01-01,paid,1,more\n".replace(",", mark)
    landed(
        tmp_path,
        orders(PLAIN[:-1] + ", currency: {constant: IDR}}", format=json.dumps(written)),
        a_csv=text + f'"4"x{mark}2024-01-01\n5{mark}2024-01-01{mark}paid{mark}1\n',
    )
    found = rows(connection, tmp_path, relation="damaged_relation")
    assert [row["order_id"] for row in found if row["_unreadable"] is None] == ["1", "5"]
    refused = [row for row in found if row["_unreadable"] is not None]
    assert {row["_unreadable"] for row in refused} == {
        f"2{mark}2024-01-01",
        f"3{mark}2024-01-01{mark}paid{mark}1{mark}more",
        f'"4"x{mark}2024-01-01',
    }
    assert {value for row in refused for name, value in row.items() if name != "_unreadable"} == {None}


@pytest.mark.parametrize(
    ("name", "written", "data", "problem"),
    [
        ("a.csv", {}, b"", "has no header"),
        ("a.csv", {}, b"a;b\n1;2\n", "is separated by ';'; say so in retensi.yml: `format: {delimiter: \";\"}`"),
        ("a.csv", {}, b"a\tb\n", '`format: {delimiter: "tab"}`'),
        ("a.csv", {"delimiter": ";"}, b"a,b\n1,2\n", "is separated by ','"),
        ("a.csv", {}, "a,\u00fc\n".encode("cp1252"), "is not utf-8; say in retensi.yml how it is written"),
        ("a.csv", {"encoding": "cp1252"}, b"a,\x81\n", "is not cp1252"),
        ("a.csv", {"encoding": "latin-1"}, "a,b\n".encode("utf-16"), "is not latin-1"),
        ("a.csv.gz", {}, b"a,b\n", "cannot be read"),
        ("a.csv.gz", {}, packed(b"a,b\n" * 99)[:-9], "cannot be read"),
        ("a.json", {}, b'[{"a": 1}', "cannot be read (no JSON list"),
        ("a.json", {}, b"1\n2\n", "has no JSON objects"),
        ("a.json", {}, b'{"a": 1, "A": 2}\n', "the same but for upper and lower case"),
        ("a.xlsx", {}, b"PK", "cannot be read"),
        ("a.parquet", {}, b"PAR1", "cannot be read"),
        ("a.pdf", {}, b"x", "is not read; expected a name that ends in .csv"),
        ("a.zip", {}, b"x", "is not read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, written, data, problem):
    (tmp_path / name).write_bytes(data)
    assert problem in readers.describe(str(tmp_path / name), Format(**written))["problem"]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.xlsx"])
def test_who_is_forgotten_is_looked_for_in_packed_files(tmp_path, name):
    if name == "a.xlsx":
        workbook(tmp_path / name, People=[["Mail"]], More=[["zaza@elsewhere.example"]])
    else:
        (tmp_path / name).write_bytes(packed(b"Mail\nzaza@elsewhere.example\n"))
    assert names_anybody(tmp_path / name, {"zaza@elsewhere.example"})
    assert not names_anybody(tmp_path / name, {"else@elsewhere.example"})


# Together with what has no mapping


def test_files_that_no_source_claims_are_read_as_before(tmp_path):
    landed(tmp_path, orders(files="shop/*.csv"), orders_csv="order_id\n", customers_json="", notes_md="x")
    (tmp_path / "shop" / "deeper").mkdir(parents=True)
    (tmp_path / "shop" / "a.csv").write_text(f"{HEADER}\n")
    (tmp_path / "shop" / "_b.csv").write_text("passed over")
    found = parts(tmp_path)
    assert {name: [part["format"] for part in files] for name, files in found.items()} == {
        "orders": ["mapped", "csv"],
        "customers": ["json"],
        "notes": ["md"],
        "shop": [""],
    }


def test_merges_may_leave_out_the_source(connection, tmp_path):
    mapping = "version: 1\nsources:\n" + "".join(
        f"  {key}: {{files: {key}.csv, customers: {{columns: {{customer_id: Id}}}}}}\n" for key in ("crm", "web")
    )
    merges = "customer_id,merged_into,merged_at,meant\n1,2,2024-01-01,x\ncrm:3,4,,\n5,web:6,,\n6,web:6,,\n"
    merges += ",9,,\nweb:7,crm:7,,\n"
    landed(tmp_path, mapping, crm_csv="Id\n1\n", web_csv="Id\n1\n")
    (tmp_path / "customer_merges.csv").write_text(merges)
    found = [(row["customer_id"], row["merged_into"]) for row in rows(connection, tmp_path, "customer_merges")]
    assert sorted(found, key=str) == sorted(
        [
            *[("crm:1", "crm:2"), ("web:1", "web:2"), ("crm:3", "crm:4")],
            *[("crm:5", "web:6"), ("web:5", "web:6"), ("crm:6", "web:6"), (None, "crm:9"), ("web:7", "crm:7")],
        ],
        key=str,
    )


def test_what_is_known_of_a_file_is_remembered_until_it_changes(tmp_path):
    landed(tmp_path, orders(), a_csv=f"{HEADER}\n")
    known = parts(tmp_path)["orders"][0]["file"]
    readers._describe.cache_clear()
    remember_file(known | {"columns": known["columns"] | {"as it was": "VARCHAR"}})
    assert "as it was" in readers.describe(str(tmp_path / "a.csv"), Format())["columns"]
    assert "as it was" not in readers.describe(str(tmp_path / "a.csv"), Format(encoding="cp1252"))["columns"]
    landed(tmp_path, orders(), a_csv=f"{HEADER},More\n")
    assert list(parts(tmp_path)["orders"][0]["file"]["columns"]) == [*HEADER.split(","), "More"]


def test_a_mapping_is_known_again_by_what_it_says_of_an_input(tmp_path):
    landed(tmp_path, one_source(LINE_ROWS, files="a.csv"), a_csv=LINES, b_csv=LINES)

    def said() -> tuple[str, str]:
        found = parts(tmp_path)
        return found["orders"][0]["mapping"], found["order_items"][0]["mapping"]

    before = said()
    # More files, remarks and another order of lines are no other mapping ...
    landed(tmp_path, "# a remark\n" + one_source(LINE_ROWS, files="'[ab].csv'"))
    assert said() == before
    # ... and another column of the items leaves the orders as they are.
    landed(tmp_path, one_source(LINE_ROWS.replace("product_id: Item", "product_id: Name"), files="a.csv"))
    assert said()[0] == before[0]
    assert said()[1] != before[1]
    # What amounts contain is shown to people, and reads no row in another way.
    contain = one_source(LINE_ROWS, files="a.csv", amounts="{tax: included, shipping: excluded}")
    landed(tmp_path, contain)
    assert said() == before
    assert parts(tmp_path)["orders"][0]["amounts"] == {"source": "shop", "tax": "included", "shipping": "excluded"}
    landed(tmp_path, contain.replace("included", "excluded"))
    assert said() == before


# What stands around the rows


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sep=;\r\nOrder;When;State;Sum\r\n1;;paid;10,50\r\n;;;\r\n", ""),
        ('"sep=;"\nOrder;When;State;Sum\n1;;paid;10,50\n', "encoding: cp1252"),
        ("\n;;;\nOrder;When;State;Sum\n1;;paid;10,50\n\n;;;\n", "delimiter: ;"),
        ("Sales of May\n\nby shop;;;\nOrder;When;State;Sum\n1;;paid;10,50\n", "delimiter: ;, skip_rows: 2"),
        ("Sales\nOrder;When;State;Sum\n1;;paid;10,50\n", "delimiter: ;, skip_rows: 1, encoding: utf-16"),
        ("Order;When;State;Sum\n;;;\n1;;paid;10,50\n;;;\n", "delimiter: ;"),
    ],
)
def test_what_stands_before_and_between_the_rows_is_passed_over(connection, tmp_path, text, written):
    said = orders(format=f"{{decimal: ',', {written}}}")
    landed(tmp_path, said, a_csv=text.encode("utf-16" if "utf-16" in written else "utf-8"))
    [row] = rows(connection, tmp_path)
    assert (row["order_id"], row["gross_amount"], row["_unreadable"]) == ("1", "10.50", None)


def test_a_title_of_a_sheet_is_passed_over(connection, tmp_path):
    workbook(tmp_path / "a.xlsx", Orders=[["Sales of May"], [], HEADER.split(","), ["1", 45662.385, "paid", 5]])
    landed(tmp_path, orders(files="'*.xlsx'", format="{skip_rows: 1, time_zone: Asia/Jakarta}"))
    [row] = rows(connection, tmp_path)
    # A number of a workbook may be a time.
    assert (row["order_id"], row["ordered_at"]) == ("1", "2025-01-05T02:14:24.000000+00:00")


def test_rows_to_skip_are_counted_in_digits(tmp_path):
    landed(tmp_path, orders(format="{skip_rows: two}"), a_csv=f"{HEADER}\n")
    assert "skip_rows is 'two'; expected how many rows stand before the column names" in problems(tmp_path)[0]


@pytest.mark.parametrize(
    ("decimal", "text", "expected"),
    [
        (".", "(12.50)", "-12.50"),
        (".", " ( 12.50 ) ", "-12.50"),
        (".", "12.50-", "-12.50"),
        (".", "12.-", "12"),
        (".", "- 12.50", "-12.50"),
        (",", "-\u00a012,50", "-12.50"),
        (".", "(much)", "(much)"),
        (".", "-(5)", "-(5)"),
        (".", "-", "-"),
        (",", "(1.234,50)", "-1234.50"),
        (",", "1.234,50-", "-1234.50"),
        (",", "1.000.000,-", "1000000"),
        (",", "89,\u2013", "89"),
    ],
)
def test_amounts_below_zero_and_without_decimals(connection, tmp_path, decimal, text, expected):
    landed(tmp_path, orders(format=f"{{decimal: '{decimal}'}}"), a_csv=f'{HEADER}\n1,,paid,"{text}"\n')
    assert values(connection, tmp_path, "gross_amount") == [expected]


def test_a_number_that_was_computed_has_no_thousands(connection, tmp_path):
    columns = PLAIN.replace("Sum}", """{expression: 'cast("Sum" as decimal(9, 3)) * 2'}}""")
    landed(tmp_path, orders(columns, format="{decimal: ','}"), a_csv=f"{HEADER}\n1,,paid,1.5\n")
    assert values(connection, tmp_path, "gross_amount") == ["3.000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05-Jan-25", "2025-01-05"),
        ("31 Des 99", "1999-12-31"),
        ("5-Agt-24 09:15", "2024-08-05T02:15:00.000000+00:00"),
        ("Senin, 6 Januari 2025 pukul 09.15", "2025-01-06T02:15:00.000000+00:00"),
        ("2025-01-06 09.15.30 WITA", "2025-01-06T09:15:30+08:00"),
        ("6 Januari 2025, 09:15 WIB", "2025-01-06T09:15:00+07:00"),
        ("2025-Jan-05", "2025-01-05"),
        ("Jan-05-2025", "2025-01-05"),
        ("5-Mond-25", "5-Mond-25"),
    ],
)
def test_times_as_they_are_written_in_indonesia(connection, tmp_path, text, expected):
    landed(tmp_path, orders(format="{time_zone: Asia/Jakarta}"), a_csv=f'{HEADER}\n1,"{text}",paid,1\n')
    assert values(connection, tmp_path, "ordered_at") == [expected]
