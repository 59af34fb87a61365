"""Marts published to PostgreSQL: replaced in one transaction under readers, and readable by the BI role alone."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from retensi import cli
from retensi.publish.command import publish
from retensi.publish.errors import BusyError, PublishError
from retensi.publish.postgres_session import Destination
from tests.dbt_project import PROJECT, dbt_command
from tests.engines.postgres_server import OWNER, Database, PostgresServer
from tests.publishing import ROWS, SmallBuild, readers, small_build

BUILD = "select build, count(*) from marts.{} group by 1"
BUILDS = f"{BUILD.format('customers')} union all {BUILD.format('orders')}"
# A dashboard: a new connection for each query.
LOOK_AT_POSTGRES = f"""
import psycopg2
def look():
    connection = psycopg2.connect(places)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("{BUILDS}")
            return cursor.fetchall()
    finally:
        connection.close()
"""
# An extract: one connection, transactions that fixed their view of the data before they read any, table after table.
LOOK_IN_TRANSACTIONS = """
import time, psycopg2
connection = psycopg2.connect(places)
connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
def look():
    with connection, connection.cursor() as cursor:
        cursor.execute("select 1")
        time.sleep(0.05)
        found = []
        for mart in ("orders", "customers"):
            cursor.execute(f"select build, count(*) from marts.{mart} group by 1")
            found += cursor.fetchall()
            time.sleep(0.02)
        return found
"""


@pytest.fixture(scope="module")
def server(postgres: PostgresServer) -> Database:
    """A database with schemas of others, a role for BI and one that is not."""
    made = postgres.new_database("published", reader="bi")
    made.query("create role other login; create schema private")
    made.query("create table private.secret as select 1 as x; create table public.loose as select 1 as x")
    return made


@pytest.fixture
def database(server: Database) -> Destination:
    """The address, where nothing has been published."""
    server.query("drop schema if exists marts cascade")
    return Destination(address(server), ("bi",))


@pytest.fixture
def small(tmp_path: Path) -> SmallBuild:
    return small_build(tmp_path)


def address(database: Database, user: str = OWNER) -> str:
    return f"host={database.server.socket_folder} user={user} dbname={database.name}"


def served(server: Database) -> list[tuple]:
    return server.query(BUILDS)[1]


def schemas(server: Database) -> list[str]:
    found = server.query("select nspname from pg_namespace where nspname like 'marts%' order by 1")[1]
    return [name for (name,) in found]


def whole(number: int) -> list[tuple]:
    return [(number, ROWS + number)] * 2


def test_every_value_arrives_as_it_was(server: Database, database: Destination, small: SmallBuild) -> None:
    with duckdb.connect(str(small.places.warehouse)) as connection:
        connection.execute(
            """
            create or replace table marts.customers as
            select * from (values
                ('a', 0.1 + 0.2, 12345678901234567890123456789012.3456::decimal(38, 4), true, date '0001-01-01',
                 7::integer, timestamp '2024-02-29 23:59:59.999999', -9223372036854775807),
                ('', '-inf'::double, -0.0001, false, date '9999-12-31', -1, timestamp '1969-12-31 00:00:00', 0),
                ('NULL', 5e-324, null, null, null, null, null, null),
                ('\\N', 1.7976931348623157e308, 0, true, date '2024-01-01', 0, timestamp '2024-01-01 00:00:00', 1),
                ('ünïcode, "quoted", \\. and' || chr(13) || chr(10) || 'x' || chr(9), null, 1, true, null, 1, null, 1)
            ) as rows (customer_id, a_float, money, is_it, day, small_number, moment, build)
            """
        )
        expected = connection.execute("select * from marts.customers order by a_float nulls last").fetchall()
        remarks = connection.execute("select order_id, remark from marts.orders order by all").fetchall()
    publish(small.places, database)
    names, found = server.query("select * from marts.customers order by a_float nulls last")
    assert (names, found) == (
        ["customer_id", "a_float", "money", "is_it", "day", "small_number", "moment", "build"],
        expected,
    )
    assert sorted(server.query("select order_id, remark from marts.orders")[1]) == sorted(remarks)
    types = server.query(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute "
        "where attrelid = 'marts.customers'::regclass and attnum > 0"
    )[1]
    assert dict(types) == {
        "customer_id": "text",
        "a_float": "double precision",
        "money": "numeric(38,4)",
        "is_it": "boolean",
        "day": "date",
        "small_number": "integer",
        "moment": "timestamp without time zone",
        "build": "bigint",
    }


def test_keys_indexes_and_comments(server: Database, database: Destination, small: SmallBuild) -> None:
    publish(small.places, database)
    found = server.query("select indexdef from pg_indexes where schemaname = 'marts' order by 1")[1]
    short = [re.sub(r" INDEX| ON .* btree|_idx|_pkey", "", definition) for (definition,) in found]
    assert short == [
        "CREATE orders_customer_id (customer_id)",
        "CREATE UNIQUE customers (customer_id)",
        # A test says that its rows differ, none that its key is never null.
        "CREATE UNIQUE orders_order_id_customer_id (order_id, customer_id)",
    ]
    comments = "select obj_description('marts'::regnamespace), col_description('marts.customers'::regclass, 2)"
    [(schema, column)] = server.query(comments)[1]
    assert "Build 00000001-" in schema
    assert column == "It's 1."


def test_the_bi_role_reads_the_marts_and_nothing_else(
    server: Database, database: Destination, small: SmallBuild
) -> None:
    from psycopg2.errors import InsufficientPrivilege

    for number in (1, 2):  # the grants are given again to the tables that replace the first ones
        small.write(number)
        publish(small.places, database)
        assert server.query(BUILDS, user="bi")[1] == whole(number)
        for statement in (
            "insert into marts.orders (order_id) values ('x')",
            "update marts.orders set build = 0",
            "delete from marts.customers",
            "truncate marts.customers",
            "drop table marts.customers",
            "create table marts.mine (x int)",
            "create table public.mine (x int)",
            "create schema mine",
            "select * from private.secret",
            "select * from public.loose",
        ):
            with pytest.raises(InsufficientPrivilege):
                server.query(statement, user="bi")
        with pytest.raises(InsufficientPrivilege):
            server.query(BUILDS, user="other")
        readable = server.query(
            "select distinct schemaname from pg_tables where has_schema_privilege('bi', schemaname, 'usage') "
            "and has_table_privilege('bi', format('%I.%I', schemaname, tablename), 'select') "
            "and schemaname not in ('pg_catalog', 'information_schema')"
        )[1]
        assert readable == [("marts",)]


def test_a_role_that_is_no_longer_named_reads_no_longer(
    server: Database, database: Destination, small: SmallBuild
) -> None:
    from psycopg2.errors import InsufficientPrivilege

    publish(small.places, replace(database, roles=("bi", "other")))
    server.query("grant create on schema marts to public")
    publish(small.places, database)
    assert server.query(BUILDS, user="bi")[1] == whole(1)
    for statement in (BUILDS, "create table marts.mine (x int)"):
        with pytest.raises(InsufficientPrivilege):
            server.query(statement, user="other")


def test_readers_see_the_old_or_the_new_build_whole(server: Database, database: Destination, small: SmallBuild) -> None:
    publish(small.places, database)
    until, number = time.monotonic() + 10, 1
    as_bi = address(server, "bi")
    looks = [(LOOK_AT_POSTGRES, as_bi), (LOOK_AT_POSTGRES, as_bi), (LOOK_IN_TRANSACTIONS, as_bi)]
    with readers(small.folder / "stop", *looks) as counts:
        while time.monotonic() < until:
            number += 1
            small.write(number)
            publish(small.places, database)
    assert served(server) == whole(number)
    assert schemas(server) == ["marts"]
    for reads, builds_seen in counts:
        assert reads > 10
        assert builds_seen > 2


KILLED = """
import os, signal, sys
from pathlib import Path
from retensi.publish.command import Places, publish
from retensi.publish.postgres_session import Destination
def progress(done, total, step):
    if done == int(sys.argv[5]):
        os.kill(os.getpid(), signal.SIGKILL)
publish(Places(*map(Path, sys.argv[1:4])), Destination(sys.argv[4], ("bi",)), progress=progress)
"""


@pytest.mark.parametrize("killed_before", [4, 5, 6, 7, 8])
def test_a_publish_killed_at_any_step_leaves_a_whole_build(
    server: Database, database: Destination, small: SmallBuild, killed_before: int
) -> None:
    # Two marts into the file and into Parquet are steps 0 to 3; then two into PostgreSQL, its swap, and two more swaps.
    publish(small.places, database)
    small.write(2)
    places = (small.places.warehouse, small.places.target, small.places.serving)
    command = [sys.executable, "-c", KILLED, *map(str, places), database.address, str(killed_before)]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == -signal.SIGKILL
    assert served(server) == whole(1 if killed_before < 7 else 2)
    small.write(3)
    published_when_the_server_noticed(small, database)
    assert served(server) == whole(3)
    assert schemas(server) == ["marts"]


@pytest.mark.parametrize("cut_before", [4, 5, 6])
def test_a_publish_whose_connection_is_cut_leaves_what_was_served(
    server: Database, database: Destination, small: SmallBuild, cut_before: int
) -> None:
    publish(small.places, database)
    small.write(2)

    def progress(done: int, total: int, step: str) -> None:
        if done == cut_before:
            server.query(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
            )

    with pytest.raises(PublishError, match="PostgreSQL"):
        publish(small.places, database, progress=progress)
    assert served(server) == whole(1)
    publish(small.places, database)
    assert served(server) == whole(2)
    assert schemas(server) == ["marts"]


def published_when_the_server_noticed(small: SmallBuild, database: Destination) -> None:
    """Publish, once the server has seen that the killed client is gone and has let go of its lock."""
    for _ in range(50):
        try:
            publish(small.places, database)
        except BusyError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the lock of the killed publish stays")


def test_a_reader_that_does_not_end_is_waited_for_and_then_leaves_all_as_it_was(
    server: Database, database: Destination, small: SmallBuild
) -> None:
    import psycopg2

    publish(small.places, database)
    small.write(2)
    reader = psycopg2.connect(address(server, "bi"))
    try:
        reader.cursor().execute("select count(*) from marts.orders")
        with pytest.raises(BusyError, match="Readers have held the marts"):
            publish(small.places, replace(database, patience=1.0))
        # Others could read all the time, and neither copy was replaced.
        assert served(server) == whole(1)
        with duckdb.connect(str(small.places.serving / "retensi.duckdb"), read_only=True) as connection:
            assert connection.execute("select min(build) from marts.orders").fetchone() == (1,)
    finally:
        reader.close()
    publish(small.places, database)
    assert served(server) == whole(2)


def test_what_others_have_is_not_replaced(server: Database, database: Destination, small: SmallBuild) -> None:
    server.query("create schema marts; create table marts.precious as select 1 as x")
    with pytest.raises(PublishError, match="has a schema marts that no publish has made"):
        publish(small.places, database)
    assert server.query("select * from marts.precious")[1] == [(1,)]
    assert not (small.places.serving / "retensi.duckdb").exists()


def test_the_demo_shop_takes_no_other_shops_place(server: Database, database: Destination, small: SmallBuild) -> None:
    small.of_source("files")
    publish(small.places, database)
    # As with a new folder to publish into: the database knows for itself what it holds.
    shutil.rmtree(small.places.serving)
    small.write(2)
    small.of_source("demo")
    with pytest.raises(PublishError, match="demo shop, and the schema marts of PostgreSQL holds another shop"):
        publish(small.places, database)
    assert server.query("select distinct build from marts.customers")[1] == [(1,)]
    publish(small.places, database, replaces=True)
    assert server.query("select distinct build from marts.customers")[1] == [(2,)]
    # And now it may be replaced by the demo shop and by any other.
    publish(small.places, database)
    small.of_source("files")
    publish(small.places, database)


def test_views_of_others_are_named(server: Database, database: Destination, small: SmallBuild) -> None:
    publish(small.places, database)
    server.query("create view private.my_orders as select * from marts.orders")
    try:
        with pytest.raises(PublishError, match=r"built on the served marts: private\.my_orders\."):
            publish(small.places, database)
    finally:
        server.query("drop view private.my_orders")
    publish(small.places, database)


def test_an_unknown_role_is_named(server: Database, database: Destination, small: SmallBuild) -> None:
    with pytest.raises(PublishError, match="roles that the database does not have: metabase"):
        publish(small.places, replace(database, roles=("bi", "metabase")))
    assert schemas(server) == []


def test_an_error_of_the_server_shows_no_rows(server: Database, database: Destination, small: SmallBuild) -> None:
    # PostgreSQL holds no zero byte in a text; its message would quote the row.
    publish(small.places, database)
    small.write(2)
    with duckdb.connect(str(small.places.warehouse)) as connection:
        connection.execute("update marts.orders set remark = 'someone@example.com' || chr(0) where order_id = 'o7'")
    with pytest.raises(PublishError, match="PostgreSQL refused the marts") as caught:
        publish(small.places, database)
    assert "example.com" not in str(caught.value)
    assert served(server) == whole(1)


def test_a_text_that_came_with_a_zero_byte_is_published(
    server: Database, database: Destination, small: SmallBuild
) -> None:
    # What the front door makes of such a text: the test before shows what PostgreSQL says to the zero byte itself.
    macro = """{{ retensi.read_text("'before ' || chr(0) || ' behind'") }}"""
    compiled = dbt_command(
        *("--quiet", "compile", "--inline", f"select {macro}"), warehouse=small.folder / "dbt" / "w.duckdb"
    )
    assert compiled.returncode == 0, compiled.stdout
    with duckdb.connect(str(small.places.warehouse)) as connection:
        connection.execute(f"update marts.orders set remark = ({compiled.stdout}) where order_id = 'o7'")
    publish(small.places, database)
    assert server.query("select remark from marts.orders where order_id = 'o7'")[1] == [("before \ufffd behind",)]


def test_an_address_that_cannot_be_read_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = small_build(tmp_path)
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(small.places.warehouse))
    command = ["publish", "--target-path", str(small.places.target), "--to", str(small.places.serving)]
    for address in ("postgresql//owner:geheim@db/shop", "postgresql://owner:geheim@127.0.0.1:1/shop?connect_timeout=2"):
        monkeypatch.setenv("RETENSI_PUBLISH_POSTGRES", address)
        result = CliRunner().invoke(cli.main, command)
        assert result.exit_code == 1
        assert "RETENSI_PUBLISH_POSTGRES" in result.stderr
        assert "geheim" not in result.output + repr(result.exception.__context__)
    assert not (small.places.serving / "retensi.duckdb").exists()
