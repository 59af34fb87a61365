"""A mapping of tables: what it may say, what is wrong with one, and builds that stop with its lines."""

from pathlib import Path

import duckdb
import pytest

import dbt_retensi
from retensi.front_door import table_expressions
from retensi.front_door.dialects import TABLES
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.known import known_of
from retensi.front_door.mapping import as_yaml, parse_mapping
from retensi.front_door.tables import plan_tables
from tests.dbt_project import PROJECT, BuildError, rows, run_dbt

pytestmark = pytest.mark.long

CONTRACT = known_of(PROJECT).contract
COLUMNS = "columns: {order_id: No, ordered_at: At, status: {constant: paid}, gross_amount: Sum}"
ORDERS = f"version: 1\nsources:\n  shop:\n    table: raw.sales\n    orders:\n      {COLUMNS}\n"
# What shows whose rows came in, with what it is built from.
SELECTED = ("build", "--select", "+received_orders", "--exclude-resource-type", "test", "unit_test")


def planned(folder: Path, text: str) -> dict:
    """Plan a mapping of this text."""
    file = folder / "shop.yml"
    file.write_text(text)
    return plan_tables(str(file), CONTRACT)


def problems(folder: Path, text: str) -> list[str]:
    """Give what is wrong with a mapping, from its line on."""
    return [problem.partition("shop.yml, ")[2] for problem in planned(folder, text)["problems"]]


def test_a_part_says_what_the_macros_need(tmp_path):
    said = planned(tmp_path, ORDERS)
    assert said["problems"] == []
    [part] = said["inputs"]["orders"]
    place = [part[key] for key in ("table", "database", "schema", "identifier")]
    assert place == ["raw.sales", None, "raw", "sales"]
    assert [(wanted["name"], wanted["at"][-6:]) for wanted in part["wanted"]] == [
        ("No", "line 6"),
        ("At", "line 6"),
        ("Sum", "line 6"),
    ]
    assert part["columns"] == ["order_id", "ordered_at", "status", "gross_amount"]
    assert part["prefixes"] == ["shop:"]
    assert set(part["sql"]) == {"duckdb", "postgres", "spark"}
    # Texts alternate with what the macros put in.
    assert all(pieces[1::2] == ["extra", "rows"] for pieces in part["sql"].values())


def test_what_it_says_is_part_of_the_hash(tmp_path):
    hashes = {
        planned(tmp_path, text)["inputs"]["orders"][0]["mapping"]
        for text in (ORDERS, ORDERS.replace("Sum", "Total"), ORDERS.replace("raw.sales", "raw.other"))
    }
    assert len(hashes) == 3
    said = ORDERS.replace("table: raw.sales", "table: raw.sales\n    amounts: {tax: included}")
    [part] = planned(tmp_path, said)["inputs"]["orders"]
    assert part["mapping"] in hashes
    assert part["amounts"] == {"source": "shop", "tax": "included", "shipping": "unknown"}


def test_a_mapping_of_tables_is_written_as_it_is_read():
    mapping = parse_mapping(ORDERS, contract=CONTRACT)
    assert parse_mapping(as_yaml(mapping), contract=CONTRACT) == mapping


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("table: raw.sales", "table: sales"), "line 4: table is 'sales'; expected schema.table or database.schema"),
        (("constant: paid", 'constant: "\\0rows\\0"'), "line 5: orders of source shop has a zero byte"),
        (("table: raw.sales", "files: a.csv"), "line 3: source shop has files, which are read from a folder"),
        (("    table: raw.sales\n", ""), "line 3: source shop has no files; expected such as `files: orders*.csv`, or"),
        (("raw.sales\n", "raw.sales\n    files: a.csv\n"), "line 4: source shop has files and a table"),
        (("raw.sales\n", "raw.sales\n    format: {encoding: utf-8}\n"), "line 5: encoding is of files"),
        (
            ("gross_amount: Sum", "currency: Sum"),
            "line 5: orders of source shop has none of gross_amount, total_amount",
        ),
        (("Sum}", "{expression: strftime(At)}}"), "line 6: expression `strftime(At)` cannot be"),
        (("Sum}", "{expression: \"strftime(cast(At as date), '%Y')\"}}"), "which is not the same on every engine"),
    ],
    ids=(
        "no schema",
        "zero byte",
        "files",
        "nothing",
        "both",
        "format of files",
        "required",
        "not computed",
        "not for tables",
    ),
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, changed, said):
    found = problems(tmp_path, ORDERS.replace(*changed))
    assert len(found) == 1
    assert said in found[0]


def test_a_table_gives_an_input_once(tmp_path):
    other = f"  other:\n    table: RAW.sales\n    orders:\n      {COLUMNS}\n"
    [found] = problems(tmp_path, ORDERS + other)
    assert found.startswith("line 7: RAW.sales gives orders in source shop and in source other")


@pytest.mark.parametrize(
    "text",
    [
        "a = 1",
        "coalesce(a, 1)",
        "cast(cast(a as double) as varchar)",
        "regexp_replace(a, 'x', '')",
        "regexp_matches(a, 'x*?y')",
        "left(a, -1)",
        "a like 'x\\_'",
        "cast(a as int) // 2",
        "sign(cast(a as int))",
        "replace(a, b, 'c')",
        "json_extract_string(a, '$.x')",
        "json_sum(a, '$[*]', 'x')",
        "coalesce(json_sum(a, '$[*]', 'x'), 0)",
        "concat(try_strptime(a, '%Y'), b)",
    ],
)
def test_what_engines_do_in_different_ways_is_refused(text):
    for by in TABLES:
        with pytest.raises(ExpressionError, match="expression `"):
            table_expressions.as_sql(text, {"a": "c1", "b": "c2"}, by)


def test_no_text_reads_a_setting_of_spark():
    spark = next(by for by in TABLES if by.name == "spark")
    # Spark would put the setting in before it reads the statement.
    assert "${" not in spark.literal("${retensi.hash_key}")
    assert "${" not in table_expressions.as_sql("a || '${retensi.hash_key}'", {"a": "c1"}, spark)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mapped_tables")
    with duckdb.connect(str(folder / "w.duckdb")) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.sales as select 1 as \"No\", date '2024-03-01' as at, 10.5 as sum, 'x' as note"
        )
        connection.execute("create table raw.older as select 'o1' as no, '1.3.2023' as at, '5' as sum")
    return folder


def build(place: Path, text: str | None = ORDERS, **environment: str) -> None:
    """Build what a mapping of this text gives; None: the mapping is not there."""
    file = place / "shop.yml"
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text)
    environment = {"RETENSI_WAREHOUSE": str(place / "w.duckdb"), "RETENSI_MAPPING": str(file), **environment}
    run_dbt({}, place, environment, *SELECTED)


def refused(place: Path, text: str | None = ORDERS, **environment: str) -> str:
    """Give what a build says that stops."""
    with pytest.raises(BuildError) as failure:
        build(place, text, **environment)
    return str(failure.value)


def test_builds_say_what_is_there_and_know_the_shop(place, monkeypatch):
    said = refused(place, ORDERS.replace("sales", "salse").replace("Sum", "Summ"))
    assert "shop.yml, line 4: no table raw.salse that this role may see; the schema raw has older, sales;" in said
    said = refused(place, ORDERS.replace("Sum", "Summ"))
    assert "shop.yml, line 6: no column 'Summ' in raw.sales; found: No, at, sum, note; mend the name" in said
    assert "shop.yml cannot be read (No such file or directory)" in refused(place, None)
    assert "RETENSI_INPUT_SCHEMA and RETENSI_MAPPING are both set" in refused(place, RETENSI_INPUT_SCHEMA="raw")
    with monkeypatch.context() as patched:
        patched.setattr(dbt_retensi, "plugins", [])
        assert "but nothing read it; expected the Python package retensi" in refused(place)

    # Two tables give orders: what came stays, of the other table nothing. A changed mapping is still this shop.
    older = f"  older:\n    table: raw.older\n    format: {{dates: day_first}}\n    orders:\n      {COLUMNS}\n"
    build(place)
    build(place, ORDERS + older)
    warehouse = place / "w.duckdb"
    received = 'select order_id, ordered_at, gross_amount, "No", note from inputs.received_orders order by order_id'
    assert rows(warehouse, received) == [
        ("older:o1", "2023-03-01", "5", "o1", None),
        ("shop:1", "2024-03-01", "10.5", "1", "x"),
    ]
    held = [("tables", "orders of raw.older, raw.sales")]
    assert rows(warehouse, "select kind, place from inputs.source_held") == held
    assert "shop.yml cannot be read" in refused(place, None)
    said = refused(place, ORDERS.replace("raw.sales", "raw.none"))
    assert "would replace the shop" in said
    assert "The warehouse holds: the shop whose orders are in raw.older, raw.sales." in said
    assert "name the mapping of the tables that it holds by RETENSI_MAPPING" in said
    assert rows(warehouse, "select kind, place from inputs.source_held") == held
