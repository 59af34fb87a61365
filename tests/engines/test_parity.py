"""Every mart is the same on every engine, row by row and column by column."""

from pathlib import Path

import pytest

from retensi.tables import write_tables
from tests.dbt_project import PROJECT, WITHOUT_TESTS, build
from tests.engines import shops
from tests.engines.compare import but_for_ties, differences, marts, on_duckdb
from tests.engines.engine import Engine, build_on
from tests.engines.postgres_server import Database, PostgresServer
from tests.engines.spark_cluster import Cluster, Schemas


@pytest.fixture(scope="session")
def odd_landing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """An untidy made-up shop as typed files, and its vars."""
    folder = tmp_path_factory.mktemp("odd") / "landing"
    return folder, shops.land(folder)


@pytest.fixture(scope="session")
def odd_warehouse(odd_landing: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The untidy shop on DuckDB."""
    folder, variables = odd_landing
    warehouse = tmp_path_factory.mktemp("odd_duckdb") / "w.duckdb"
    build({"input_path": str(folder), **variables}, warehouse, "build", *WITHOUT_TESTS)
    return warehouse


@pytest.fixture(scope="session")
def postgres_odd(
    postgres: PostgresServer, odd_landing: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory
) -> Database:
    """The untidy shop on PostgreSQL."""
    database = postgres.new_database("odd")
    landing, variables = odd_landing
    with pytest.MonkeyPatch.context() as patched:
        for name, value in database.environment.items():
            patched.setenv(name, value)
        write_tables(landing, "odd_shop", PROJECT, "postgres")
    variables = {"input_schema": "odd_shop", **variables}
    build_on(database, variables, tmp_path_factory.mktemp("postgres_odd"), *WITHOUT_TESTS)
    return database


@pytest.fixture(scope="session")
def spark_odd(spark: Cluster, odd_landing: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    """The untidy shop on Spark."""
    schemas = Schemas(spark, "odd")
    landing, variables = odd_landing
    with pytest.MonkeyPatch.context() as patched:
        for name, value in schemas.environment.items():
            patched.setenv(name, value)
        write_tables(landing, "odd_shop", PROJECT, "spark")
    variables = {"input_schema": "odd_shop", **variables}
    build_on(schemas, variables, tmp_path_factory.mktemp("spark_odd"), *WITHOUT_TESTS, is_once=True)
    return schemas


def assert_same(warehouse: Path, engine: Engine) -> None:
    """Compare all marts, how many rows the front door took, and what it found in them."""
    expected, names = on_duckdb(warehouse), marts()
    assert len(names) > 25
    found = differences(names, expected, engine.query)
    found += differences(["input_reconciliation", "input_presence"], expected, engine.query, "inputs")
    found += differences(["input_findings"], but_for_ties(expected), but_for_ties(engine.query), "inputs")
    assert not found, "\n".join(map(str, found))


def test_demo_shop_on_postgres(demo_warehouse: Path, postgres_demo: Database) -> None:
    assert_same(demo_warehouse, postgres_demo)


def test_cdnow_on_postgres(cdnow_warehouse: Path, postgres_cdnow: Database) -> None:
    assert_same(cdnow_warehouse, postgres_cdnow)


def test_an_untidy_shop_on_postgres(odd_warehouse: Path, postgres_odd: Database) -> None:
    assert_same(odd_warehouse, postgres_odd)


def test_demo_shop_on_spark(demo_warehouse: Path, spark_demo: Schemas) -> None:
    assert_same(demo_warehouse, spark_demo)


def test_cdnow_on_spark(cdnow_warehouse: Path, spark_cdnow: Schemas) -> None:
    assert_same(cdnow_warehouse, spark_cdnow)


def test_an_untidy_shop_on_spark(odd_warehouse: Path, spark_odd: Schemas) -> None:
    assert_same(odd_warehouse, spark_odd)
