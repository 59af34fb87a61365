"""Landing folders that the tests of the front door use in turn."""

import shutil
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def step(tmp_path_factory) -> Path:
    """One folder that many tests use in turn: with vars and paths the same, dbt parses the project once."""
    return tmp_path_factory.mktemp("step")


@pytest.fixture
def landing(step) -> Path:
    """An empty landing folder, over a warehouse in which nothing is built."""
    shutil.rmtree(step / "landing", ignore_errors=True)
    (step / "landing").mkdir()
    with duckdb.connect(str(step / "w.duckdb")) as connection:
        for schema in ("inputs", "staging", "intermediate"):
            connection.execute(f"drop schema if exists {schema} cascade")
    return step / "landing"
