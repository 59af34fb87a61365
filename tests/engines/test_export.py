"""Exports are the same on each engine: whom to write to with their mail addresses, and hashes of them."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.dbt_project import PROJECT
from tests.engines.engine import Engine, command
from tests.engines.postgres_server import Database
from tests.engines.spark_cluster import Schemas

EXPORTS = (("contacts", "--with", "email"), ("audience", "--for", "google_customer_match"))


def exported(engine: Engine, folder: Path) -> list[str]:
    """Give the files that are written from an engine."""
    found = []
    for export, *options in EXPORTS:
        file = folder / f"{export}.csv"
        place = ("--target", engine.target, "--to", str(file), "--project-dir", str(PROJECT))
        command(engine, folder, "export", export, *options, *place)
        found.append(file.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def on_duckdb(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files that are written from DuckDB."""
    duckdb = SimpleNamespace(target="duckdb", environment={"RETENSI_WAREHOUSE": str(demo_warehouse)})
    found = exported(duckdb, tmp_path_factory.mktemp("exported"))
    assert "@example.com" in found[0]
    assert len(found[1].splitlines()) > 100
    return found


def test_demo_shop_on_postgres(on_duckdb: list[str], postgres_demo: Database, tmp_path: Path) -> None:
    assert exported(postgres_demo, tmp_path) == on_duckdb


def test_demo_shop_on_spark(on_duckdb: list[str], spark_demo: Schemas, tmp_path: Path) -> None:
    assert exported(spark_demo, tmp_path) == on_duckdb
