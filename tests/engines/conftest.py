"""Engines that the tests start and stop, with what is built on them once a session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WITHOUT_UNIT_TESTS
from tests.dbt_project import PROJECT, WITHOUT_TESTS
from tests.engines import postgres_server, spark_cluster
from tests.engines.engine import build_on, command, stop_without
from tests.engines.postgres_server import Database, PostgresServer
from tests.engines.spark_cluster import Cluster, Schemas

# A role that may read the marts on PostgreSQL.
READER = "bi_reader"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    stop_without(postgres_server.missing())
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_demo(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The demo shop, built and tested with all unit tests."""
    database = postgres.new_database("demo", reader=READER)
    build_on(database, {}, tmp_path_factory.mktemp("postgres_demo"))
    return database


@pytest.fixture(scope="session")
def postgres_cdnow(postgres: PostgresServer, cdnow_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """CDNOW, loaded into tables, built and tested."""
    database = postgres.new_database("cdnow")
    folder = tmp_path_factory.mktemp("postgres_cdnow")
    place = ("--to", str(folder / "cdnow"), "--project-dir", str(PROJECT))
    said = command(database, folder, "load", "cdnow", "--target", "postgres", *place)
    assert "uv run dbt build --target postgres --vars '{input_schema: cdnow}'" in said
    build_on(database, {"input_schema": "cdnow"}, folder, *WITHOUT_UNIT_TESTS)
    return database


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Spark cluster."""
    stop_without(spark_cluster.missing())
    with spark_cluster.running(tmp_path_factory.mktemp("spark")) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def spark_demo_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The target folder of `spark_demo`."""
    return tmp_path_factory.mktemp("spark_demo")


@pytest.fixture(scope="session")
def spark_demo(spark: Cluster, spark_demo_target: Path) -> Schemas:
    """The demo shop, built and tested with all unit tests."""
    schemas = Schemas(spark, "demo")
    build_on(schemas, {}, spark_demo_target)
    return schemas


@pytest.fixture(scope="session")
def spark_cdnow(spark: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    """CDNOW, loaded into tables and built."""
    schemas = Schemas(spark, "cdnow")
    folder = tmp_path_factory.mktemp("spark_cdnow")
    place = ("--to", str(folder / "cdnow"), "--project-dir", str(PROJECT))
    said = command(schemas, folder, "load", "cdnow", "--target", "spark", *place)
    assert "uv run dbt build --target spark --vars '{input_schema: cdnow}'" in said
    build_on(schemas, {"input_schema": "cdnow"}, folder, *WITHOUT_TESTS)
    return schemas
