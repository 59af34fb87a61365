"""A mapping of tables means the same on every engine: the rows of a plain shop, and the values of each expression."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import build, copy_of
from tests.engines.compare import Table
from tests.engines.mapped_tables import (
    VARS,
    assert_as_plain,
    assert_check_says_what_was_built,
    assert_expressions_agree,
    assert_values_agree,
    land_plain,
    make_tables,
)
from tests.engines.postgres_server import PostgresServer
from tests.engines.spark_cluster import Cluster, Schemas
from tests.front_door.support import FRONT_DOOR


@dataclass
class OnDuckdb:
    """A DuckDB warehouse as an engine."""

    warehouse: Path
    target: str = "duckdb"
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.environment = {"RETENSI_WAREHOUSE": str(self.warehouse)}

    def query(self, sql: str) -> Table:
        return keyed(self.warehouse)(sql)


@dataclass(frozen=True)
class OnSpark(Schemas):
    """A build on a cluster, whose staging is read with the key of mail addresses."""

    def query(self, sql: str) -> Table:
        settings = {"set:hiveconf:retensi.hash_key": os.environ["RETENSI_HASH_KEY"]}
        return Schemas(replace(self.cluster, settings=settings), self.prefix).query(sql)


def keyed(warehouse: Path) -> Callable[[str], Table]:
    """Give the function that runs a query on a DuckDB file in a session that has the key of mail addresses."""

    def query(sql: str) -> Table:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"set variable retensi_hash_key = '{os.environ['RETENSI_HASH_KEY']}'")
            cursor = connection.execute(sql)
            return [column[0] for column in cursor.description], cursor.fetchall()

    return query


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Table]:
    """The plain shop, built of files on DuckDB."""
    folder = tmp_path_factory.mktemp("plain")
    build(VARS | {"input_path": str(land_plain(folder / "landing"))}, folder / "w.duckdb", *FRONT_DOOR)
    return keyed(folder / "w.duckdb")


def test_a_mapped_shop_on_duckdb(plain: Callable[[str], Table], tmp_path: Path) -> None:
    engine = OnDuckdb(tmp_path / "w.duckdb")
    with duckdb.connect(str(engine.warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        make_tables("duckdb", connection.execute)
    assert_as_plain(engine, tmp_path, plain)
    copy = copy_of(engine.warehouse, tmp_path / "copy")
    assert_check_says_what_was_built(engine, tmp_path, {"RETENSI_WAREHOUSE": str(copy)})


def test_a_mapped_shop_on_postgres(plain: Callable[[str], Table], postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database("mapped")
    make_tables("postgres", database.query)
    assert_as_plain(database, tmp_path, plain)
    assert_check_says_what_was_built(database, tmp_path, database.environment)
    assert_expressions_agree("postgres", database.query)
    assert_values_agree("postgres", database.query)


def test_a_mapped_shop_on_spark(plain: Callable[[str], Table], spark: Cluster, tmp_path: Path) -> None:
    schemas = OnSpark(spark, "mapped")
    make_tables("spark", spark.query)
    assert_as_plain(schemas, tmp_path, plain)
    assert_check_says_what_was_built(schemas, tmp_path, schemas.environment)
    assert_expressions_agree("spark", spark.query)
    assert_values_agree("spark", spark.query)
