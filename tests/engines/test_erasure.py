"""Somebody asks to be forgotten: on PostgreSQL and Spark, too, the next build leaves nothing that names this person."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from retensi.tables import write_tables
from tests.dbt_project import PROJECT, WITHOUT_TESTS, run_dbt
from tests.engines.engine import Engine
from tests.engines.postgres_server import OWNER, Database, PostgresServer
from tests.engines.shops import write_typed
from tests.engines.spark_cluster import FOLDERS, Cluster, Schemas
from tests.oracle.identity import keyed
from tests.test_privacy_erasure import ALWAYS, BOOKS, IDS, LANDED, MAILS, NAMED, REQUESTED

# The front door, and what the marts about customers and orders are made of.
SELECTED = ("--select", "inputs", "funnel_steps", "+marts.core")
PSEUDONYM = "erased_" + keyed(f"erased customer:{IDS[2]}")[:32]
LATER = {"order_id": "o9", "customer_id": IDS[0], "email": MAILS[0], "ordered_at": "2024-06-20T10:00:00Z"}
# Where the inputs lie, which are their owner's.
LANDING = "landed"


def land(engine: Engine, folder: Path, requests: tuple[str, ...] = (), later: tuple[dict, ...] = ()) -> None:
    """Put the shop into the engine's tables, with requests to be forgotten and with later orders."""
    landed = LANDED | {"orders": [*LANDED["orders"], *later]}
    rows = {name: [ALWAYS.get(name, {}) | record for record in records] for name, records in landed.items()}
    # Here before the first request, as a table is; a new input would make everything anew whatever is in it.
    rows["erasure_requests"] = [{"customer_id": each, "requested_at": "2024-07-01"} for each in requests]
    columns = {name: list(dict.fromkeys(key for row in each for key in row)) for name, each in rows.items()}
    columns["erasure_requests"] = ["customer_id", "requested_at"]
    write_typed(rows, columns, folder)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in engine.environment.items():
            patched.setenv(name, value)
        write_tables(folder, LANDING, PROJECT, engine.target)


def build(engine: Engine, folder: Path, *arguments: str) -> None:
    variables = {"input_schema": LANDING, "quarantine_severity": "warn", "quarantine_limit": 1.0}
    target = ("--target", engine.target)
    run_dbt(variables, folder, engine.environment, "build", *target, *arguments, *WITHOUT_TESTS)


def named_in(text: str) -> set[str]:
    """Give what of the person stands in a text."""
    return {name for name in NAMED if name.lower() in text.lower()}


def named_in_files(*folders: Path) -> dict[str, set[str]]:
    """Give what of the person stands in the bytes of any file below some folders, by file."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found = {str(path): named_in(path.read_bytes().decode("latin-1")) for path in files}
    assert found
    return {name: names for name, names in found.items() if names}


def assert_forgotten(engine: Engine, books: list[tuple]) -> None:
    """The books are as before, the person's orders together under a pseudonym, and others keep what is theirs."""
    assert engine.query(BOOKS)[1] == books
    found = engine.query("select order_id, customer_id from marts.orders where order_id < 'p' order by order_id")[1]
    assert found == [*[(f"o{number}", PSEUDONYM) for number in (1, 2, 3, 4)], ("o5", "bob-200001")]
    bodies = "select interaction_id, body from inputs.received_interactions where body is not null order by 1"
    assert engine.query(bodies)[1] == [("i4", "Good shop"), ("i5", "Bobs own words"), ("j5", "My own")]
    quarantined = "select order_id, reason from inputs.quarantined_orders order by order_id"
    assert engine.query(quarantined)[1] == [("o6", "unreadable_timestamp"), ("o7", "negative_amount")]


def postgres_dump(database: Database) -> Iterator[tuple[str, str]]:
    """Copy every table and view out as text, statistics and comments among them; all but the landed tables."""
    import psycopg2

    relations = database.query(f"""
        select nspname, relname
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where
            relkind in ('r', 'v', 'm', 'S') and nspname not in ('{LANDING}', 'information_schema', 'pg_toast')
            and (nspname <> 'pg_catalog' or relname in ('pg_stats', 'pg_description', 'pg_class', 'pg_rewrite'))
    """)[1]
    connection = psycopg2.connect(host=database.server.socket_folder, user=OWNER, dbname=database.name)
    try:
        for schema, name in relations:
            others = f" where schemaname <> '{LANDING}'" if name == "pg_stats" else ""
            out = StringIO()
            query = f'copy (select * from "{schema}"."{name}"{others}) to stdout'
            connection.cursor().copy_expert(query, out)
            yield f"{schema}.{name}", out.getvalue()
    finally:
        connection.close()


def test_nobody_who_asked_is_named_on_postgres(postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database("erasure")
    land(database, tmp_path / "landing")
    build(database, tmp_path, *SELECTED)
    before = {name: named_in(text) for name, text in postgres_dump(database)}
    assert set().union(*before.values()) == set(NAMED)
    assert {"inputs.received_orders", "inputs.quarantined_orders", "marts.orders", "pg_catalog.pg_stats"} <= {
        name for name, found in before.items() if found
    }
    books = database.query(BOOKS)[1]

    land(database, tmp_path / "landing", REQUESTED)
    build(database, tmp_path)
    after = dict(postgres_dump(database))
    assert len(after) > 150
    assert {name: named_in(text) for name, text in after.items() if named_in(text)} == {}
    assert named_in_files(tmp_path / "target", tmp_path / "logs") == {}
    assert_forgotten(database, books)

    # A later order comes in under the pseudonym, as the build goes on from this one.
    land(database, tmp_path / "landing", REQUESTED, (LATER,))
    build(database, tmp_path, *SELECTED)
    assert not set().union(*(named_in(text) for _, text in postgres_dump(database)))
    assert database.query("select order_number, customer_id from marts.orders where order_id = 'o9'")[1] == [
        (5, PSEUDONYM)
    ]
    load_times = "select order_id, _loaded_at from inputs.received_orders where order_id in ('o1', 'o9')"
    assert len({loaded for _, loaded in database.query(load_times)[1]}) == 2

    # When the landed tables are gone, too, and the database was rewritten, no page of it names the person.
    database.query(f"drop schema {LANDING} cascade")
    [(files,)] = database.query("select oid from pg_database where datname = current_database()")[1]
    database.maintain("checkpoint")
    pages = postgres.folder / "base" / str(files)
    # Tables were made anew. Old statistics hold samples of what stood in the former ones, and no other file does.
    assert {Path(name).name for name in named_in_files(pages)} <= {"2619"}
    for statement in ("vacuum full", "checkpoint"):
        database.maintain(statement)
    assert named_in_files(pages) == {}


def spark_dump(schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Read every table and view as text, and every Parquet file in their folders."""
    for folder in FOLDERS:
        schema = f"{schemas.prefix}_{folder}"
        if not schemas.cluster.query(f"show databases like '{schema}'")[1]:
            continue
        for _, name, _ in schemas.cluster.query(f"show tables in {schema}")[1]:
            yield f"{schema}.{name}", str(schemas.cluster.query(f"select * from {schema}.{name}"))
    files = sorted(schemas.cluster.folder.glob(f"warehouse/{schemas.prefix}_*/**/*.parquet"))
    assert files
    for file in files:
        with duckdb.connect() as connection:
            yield str(file), str(connection.execute("from read_parquet(?)", [str(file)]).fetchall())


def test_nobody_who_asked_is_named_on_spark(spark: Cluster, tmp_path: Path) -> None:
    schemas = Schemas(spark, "erasure")
    land(schemas, tmp_path / "landing")
    build(schemas, tmp_path, *SELECTED)
    before = {name: named_in(text) for name, text in spark_dump(schemas)}
    assert set().union(*before.values()) == set(NAMED)
    books = schemas.query(BOOKS)[1]

    land(schemas, tmp_path / "landing", REQUESTED)
    build(schemas, tmp_path, *SELECTED)
    after = dict(spark_dump(schemas))
    assert len(after) > 50
    assert {name: named_in(text) for name, text in after.items() if named_in(text)} == {}
    # Files that named the person are gone, not only out of sight.
    assert not {name for name, found in before.items() if found and name.endswith(".parquet")} & set(after)
    assert named_in_files(tmp_path / "target", tmp_path / "logs", spark.folder / "logs") == {}
    assert_forgotten(schemas, books)
