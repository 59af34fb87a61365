"""Personal data: the columns that hold it are marked, mail addresses are keyed hashes, and the key is nowhere else."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner

from retensi import keys
from retensi.cli import main
from tests.dbt_project import PROJECT, BuildError, build, copy_of, rows
from tests.oracle.identity import keyed

# Columns that say who somebody is, how to reach him, or what he wrote; the marks of the YAML are compared with these.
PERSONAL = (
    "customer_id",
    "surviving_customer_id",
    "merged_into",
    "person_id",
    "visitor_id",
    "session_id",
    "reference_id",
    "email",
    "phone",
    "email_key",
    "phone_key",
    "identifier",
    "birth_date",
    "city",
    "country",
    "body",
    "_unreadable",
)
# Parts of names under which such things usually come.
SUSPICIOUS = (
    "mail",
    "phone",
    "address",
    "birth",
    "visitor",
    "first_name",
    "last_name",
    "person_id",
    "customer_id",
    "body",
)
LAYERS = ("inputs", "staging", "intermediate", "marts")
MAIL = r"[^\s@]+@[^\s@]+\.[^\s@]+"
KEY = "k" * 40
OTHER_KEY = "another-key-that-is-long-enough-to-be-used"


def columns_of(warehouse: Path, *layers: str) -> list[tuple[str, str, str, str]]:
    """Give schema, table, column and type of all columns that models have made."""
    names = ", ".join(f"'{layer}'" for layer in layers)
    return rows(
        warehouse,
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        f"where schema_name in ({names}) order by 1, 2, column_index",
    )


@pytest.fixture(scope="module")
def marked() -> dict[str, set[str]]:
    """The columns that each model's YAML marks as personal."""
    found: dict[str, set[str]] = {}
    for file in sorted((PROJECT / "models").rglob("*.yml")):
        for model in (yaml.safe_load(file.read_text()) or {}).get("models") or []:
            found[model["name"]] = {
                column["name"]
                for column in model.get("columns", [])
                if column.get("config", {}).get("meta", {}).get("personal") is True
            }
    return found


def test_personal_columns_are_marked(demo_warehouse: Path, marked: dict[str, set[str]]) -> None:
    unmarked = [
        f"{schema}.{table}.{column}"
        for schema, table, column, _ in columns_of(demo_warehouse, *LAYERS)
        if (column in PERSONAL or any(part in column for part in SUSPICIOUS))
        and not column.endswith("_consent")
        and column not in marked.get(table, set())
    ]
    assert unmarked == [], "mark them in the model's YAML: config: {meta: {personal: true}}"


def test_nothing_else_is_marked(marked: dict[str, set[str]]) -> None:
    """A mark on a column that this test does not know would be one that erasure does not know either."""
    assert {column for columns in marked.values() for column in columns} <= set(PERSONAL)


def test_columns_that_hold_mails_or_ids_of_people_are_marked(demo_warehouse: Path, marked: dict[str, set[str]]) -> None:
    """Whatever a column is called: a mail address in it, or the id of a customer or visitor, makes it personal."""
    with duckdb.connect(str(demo_warehouse)) as connection:
        connection.execute(
            """
            create temp table ids as
            select customer_id as id from marts.customers
            union select customer_id from inputs.checked_customers
            union select visitor_id from inputs.checked_interactions
            union select visitor_id from inputs.checked_orders
            """
        )
        told = []
        for schema, table, column, type_ in columns_of(demo_warehouse, *LAYERS):
            if type_ != "VARCHAR" or column in marked.get(table, set()) or column in ("email_key",):
                continue
            values = f'(select distinct "{column}" as value from {schema}.{table} where "{column}" is not null)'
            (count,) = connection.execute(
                f"select count(*) from {values} where regexp_matches(value, '{MAIL}') or value in (select id from ids)"
            ).fetchone()
            if count:
                told.append(f"{schema}.{table}.{column}")
    assert told == []


def test_no_mail_address_stands_behind_the_front_door(demo_warehouse: Path) -> None:
    clear = [
        f"{schema}.{table}.{column}"
        for schema, table, column, type_ in columns_of(demo_warehouse, *LAYERS[1:])
        if type_ == "VARCHAR"
        and column not in ("email_key", "phone_key")
        and rows(demo_warehouse, f"select 1 from {schema}.{table} where regexp_matches(\"{column}\", '{MAIL}') limit 1")
    ]
    assert clear == []


def test_mails_are_hashed_with_the_key_of_the_session(demo_warehouse: Path) -> None:
    query = """
        select lower(trim(checked.email)), staged.email_key
        from staging.stg_customers as staged
        inner join inputs.checked_customers as checked on staged.customer_id = checked.customer_id
        where checked.email is not null and checked.quarantine_reason is null
    """
    with duckdb.connect(str(demo_warehouse)) as connection:
        with pytest.raises(duckdb.Error, match="no key"):
            connection.execute(query).fetchall()
        connection.execute(f"set variable retensi_hash_key = '{os.environ['RETENSI_HASH_KEY']}'")
        found = dict(connection.execute(query).fetchall())
    assert len(found) > 100
    forgotten = {email for email in found if email.startswith("erased_")}
    assert forgotten, "the demo shop has requests to be forgotten"
    # A pseudonym stays what it is, by which is_erased() knows it.
    assert found == {email: email if email in forgotten else keyed(email) for email in found}
    assert keyed("x") == keys.keyed_hash(os.environ["RETENSI_HASH_KEY"], "x")


def test_the_key_stands_in_no_file(demo_warehouse: Path) -> None:
    """Neither the key nor what SQL is given of it: not in compiled SQL, manifest, logs or the warehouse."""
    key = os.environ["RETENSI_HASH_KEY"]
    secret = [text.encode() for text in (key, *keys.key_blocks(key))]
    with duckdb.connect(str(demo_warehouse)) as connection:
        connection.execute("checkpoint")
    files = [file for file in demo_warehouse.parent.rglob("*") if file.is_file()]
    assert {"manifest.json", "run_results.json", "dbt.log", demo_warehouse.name} <= {file.name for file in files}
    assert [file for file in files if any(text in file.read_bytes() for text in secret)] == []


@pytest.fixture
def warehouse(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the demo warehouse, to build with another key."""
    return copy_of(demo_warehouse, tmp_path)


@pytest.mark.long
def test_another_key_than_that_of_the_warehouse_stops_a_build(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "select count(*) from intermediate.int_identifiers_owned"
    before = rows(warehouse, query), rows(warehouse, "select key_check from inputs.hash_key")
    monkeypatch.setenv("RETENSI_HASH_KEY", OTHER_KEY)
    for arguments in (("--select", "stg_customers"), ("--full-refresh", "--select", "stg_customers")):
        with pytest.raises(BuildError, match=r"(?s)not the one .*RETENSI_HASH_KEY, .*--full-refresh") as stopped:
            build({}, warehouse, "run", *arguments)
        assert OTHER_KEY not in str(stopped.value)
    assert before == (rows(warehouse, query), rows(warehouse, "select key_check from inputs.hash_key"))


@pytest.mark.long
def test_a_key_that_cannot_be_used_stops_a_build(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENSI_HASH_KEY", "short")
    with pytest.raises(BuildError, match=r"(?s)RETENSI_HASH_KEY cannot be used.*at least 32"):
        build({}, warehouse, "run", "--select", "stg_customers")


# The key itself.


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    assert keys.hash_key({"RETENSI_HASH_KEY": KEY}, tmp_path) == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(lambda _: keys.hash_key({}, tmp_path), range(32)))
    finally:
        os.umask(old)
    [file] = tmp_path.iterdir()
    assert made == {file.read_text().strip()}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.hash_key({}, tmp_path / ".") in made
    assert len(made.pop()) == 64


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys.hash_key({}, tmp_path)
    (tmp_path / keys.KEY_FILE).chmod(0o640)
    with pytest.raises(keys.HashKeyError, match="chmod 600"):
        keys.hash_key({}, tmp_path)


@pytest.mark.parametrize("key", ["k" * 31, "k" * 32 + " ", "k" * 32 + "'", "é" * 40, " " * 40])
def test_a_key_is_long_and_means_nothing_to_a_shell(key: str, tmp_path: Path) -> None:
    with pytest.raises(keys.HashKeyError, match="at least 32") as refused:
        keys.hash_key({"RETENSI_HASH_KEY": key}, tmp_path)
    assert key not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(keys.HashKeyError, match="nowhere"):
        keys.hash_key({}, tmp_path / "nowhere")


def test_options_of_postgres_keep_what_was_there() -> None:
    once = keys.postgres_options({"PGOPTIONS": "-c geqo=off"}, KEY)
    assert once == f"-c geqo=off -c retensi.hash_key={KEY}"
    assert keys.postgres_options({"PGOPTIONS": once}, "j" * 40) == f"-c geqo=off -c retensi.hash_key={'j' * 40}"


def test_the_command_tells_where_the_key_is_and_shows_it_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(tmp_path / "w.duckdb"))
    monkeypatch.delenv("RETENSI_HASH_KEY")
    monkeypatch.delenv("PGOPTIONS")
    said = CliRunner().invoke(main, ["hash-key"])
    key = (tmp_path / keys.KEY_FILE).read_text().strip()
    assert said.output == f"The key is in {tmp_path / keys.KEY_FILE}.\n"
    assert CliRunner().invoke(main, ["hash-key", "--export"]).output == (
        f"export RETENSI_HASH_KEY={key}\nexport PGOPTIONS='-c retensi.hash_key={key}'\n"
    )
    monkeypatch.setenv("RETENSI_HASH_KEY", KEY)
    assert CliRunner().invoke(main, ["hash-key"]).output == "The key is in RETENSI_HASH_KEY.\n"
