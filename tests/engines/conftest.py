"""Engines that the tests start and stop, with what is built on them once a session."""

from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.dbt_project import PROJECT, WITHOUT_TESTS, build
from tests.engines import postgres_server, spark_cluster
from tests.engines.engine import build_on, command, run_data_tests_that_differ, run_unit_tests_that_differ, stop_without
from tests.engines.postgres_server import Database, PostgresServer
from tests.engines.spark_cluster import Cluster, Schemas
from tests.unit_tests import MORE_VARS, OTHER_VARS

# A role that may read the marts on PostgreSQL.
READER = "bi_reader"
# No test takes longer, with what it builds. A cluster that hangs is stopped then, which ends whatever waits for it.
MOST_MINUTES = 40
# The clusters of this process.
clusters: list[Cluster] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Stop Spark where a test does not come back, so that it fails instead of waiting for ever."""

    def give_up() -> None:
        item.user_properties.append(("hung", f"{item.nodeid} was not done after {MOST_MINUTES} minutes"))
        for cluster in clusters:
            spark_cluster.stop(cluster)

    timer = Timer(MOST_MINUTES * 60, give_up)
    timer.daemon = True
    timer.start()
    try:
        return (yield)
    finally:
        timer.cancel()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a failed test that it was given up."""
    report = yield
    for name, said in item.user_properties:
        if name == "hung" and report.failed:
            report.sections.append(("Given up", f"{said}; Spark was stopped, from which the errors above follow."))
    return report


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop on DuckDB, where other tests have tested it."""
    warehouse = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    build({}, warehouse, "build", *WITHOUT_TESTS)
    return warehouse


@pytest.fixture(scope="session")
def cdnow_warehouse(cdnow_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CDNOW on DuckDB, where other tests have tested it."""
    warehouse = tmp_path_factory.mktemp("cdnow") / "cdnow.duckdb"
    build({"input_path": str(cdnow_landing)}, warehouse, "build", *WITHOUT_TESTS)
    return warehouse


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    stop_without(postgres_server.missing())
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_demo(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The demo shop, built and tested, with the unit tests that PostgreSQL may fail."""
    database = postgres.new_database("demo", reader=READER)
    folder = tmp_path_factory.mktemp("postgres_demo")
    build_on(database, {}, folder, is_once=True)
    run_unit_tests_that_differ(database, MORE_VARS, folder)
    return database


@pytest.fixture(scope="session")
def postgres_cdnow(postgres: PostgresServer, cdnow_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """CDNOW, loaded into tables and built."""
    database = postgres.new_database("cdnow")
    folder = tmp_path_factory.mktemp("postgres_cdnow")
    place = ("--to", str(folder / "cdnow"), "--project-dir", str(PROJECT))
    said = command(database, folder, "load", "cdnow", "--target", "postgres", *place)
    assert "export RETENSI_INPUT_SCHEMA=cdnow && uv run dbt build --target postgres" in said
    build_on(database, {"input_schema": "cdnow"}, folder, *WITHOUT_TESTS, is_once=True)
    return database


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Spark cluster that interprets expressions; the one whose executors are killed compiles them."""
    stop_without(spark_cluster.missing())
    with spark_cluster.running(tmp_path_factory.mktemp("spark"), spark_cluster.INTERPRETED) as cluster:
        clusters.append(cluster)
        yield cluster


@pytest.fixture(scope="session")
def spark_demo_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The target folder of `spark_demo`."""
    return tmp_path_factory.mktemp("spark_demo")


@pytest.fixture(scope="session")
def spark_demo(spark: Cluster, spark_demo_target: Path) -> Schemas:
    """The demo shop, with the data tests and unit tests that Spark may fail: its marts are compared with DuckDB's."""
    schemas = Schemas(spark, "demo")
    build_on(schemas, {}, spark_demo_target, *WITHOUT_TESTS, is_once=True)
    run_data_tests_that_differ(schemas, spark_demo_target)
    run_unit_tests_that_differ(schemas, OTHER_VARS, spark_demo_target)
    return schemas


@pytest.fixture(scope="session")
def spark_cdnow(spark: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    """CDNOW, loaded into tables and built."""
    schemas = Schemas(spark, "cdnow")
    folder = tmp_path_factory.mktemp("spark_cdnow")
    place = ("--to", str(folder / "cdnow"), "--project-dir", str(PROJECT))
    said = command(schemas, folder, "load", "cdnow", "--target", "spark", *place)
    assert "export RETENSI_INPUT_SCHEMA=cdnow && uv run dbt build --target spark" in said
    build_on(schemas, {"input_schema": "cdnow"}, folder, *WITHOUT_TESTS, is_once=True)
    return schemas
