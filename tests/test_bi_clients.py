"""Clients that BI users have read the serving file: DuckDB, pandas and SQLAlchemy, and every example of the page."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from retensi.publish.command import Places, publish
from tests.dbt_project import PROJECT, copy_of, marts, rows

EXAMPLES = re.findall(
    r"^```python\n(.*?)^```",
    (PROJECT / "docs" / "bi_clients.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
ENGINE = """
import pandas as pd
from sqlalchemy import create_engine, inspect, text
engine = create_engine("duckdb:///data/serving/retensi.duckdb", connect_args={"read_only": True})
"""
NAMES = f"{ENGINE}\nprint(*sorted(inspect(engine).get_table_names(schema='marts')))"
# Not through inspect(): duckdb-engine asks PostgreSQL's catalogue, of which SQLAlchemy 2.1 wants more than DuckDB has.
COLUMNS = f"{ENGINE}\nprint(*pd.read_sql('select * from marts.kpis_by_month limit 0', engine).columns)"
# A decimal, a count and a float; nulls arrive as nulls.
VALUES = f"""{ENGINE}
kpis = pd.read_sql("select month, buyers, net_revenue, retention_rate from marts.kpis_by_month order by month", engine)
for month, buyers, net_revenue, retention_rate in kpis.itertuples(index=False):
    print(pd.Timestamp(month).date(), buyers, net_revenue, "" if pd.isna(retention_rate) else retention_rate)
"""
WRITE = f"{ENGINE}\nwith engine.begin() as connection:\n    connection.execute(text('delete from marts.customers'))"
PARAMETERS = f"""{ENGINE}
with engine.connect() as connection:
    stage = text("select count(*) from marts.customers where lifecycle_stage = :stage")
    print(connection.execute(stage, {{"stage": "repeat"}}).scalar())
"""


@pytest.fixture(scope="module")
def folder(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which data/serving is what a publish of the demo shop wrote."""
    made = tmp_path_factory.mktemp("bi")
    copy_of(demo_warehouse, made / "data")
    publish_again(demo_warehouse, made)
    return made


def publish_again(built: Path, folder: Path) -> None:
    """Publish the copy of a warehouse in the folder, with what dbt wrote of its build."""
    publish(Places(folder / "data" / built.name, built.parent / "target", folder / "data" / "serving"))


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python as a user's own process, in the folder."""
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def printed(code: str, folder: Path) -> str:
    done = run(code, folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(n) for n in range(1, len(EXAMPLES) + 1)])
def test_example_of_the_page_runs(example: str, folder: Path) -> None:
    assert printed(example, folder).strip()


def test_sqlalchemy_finds_the_marts_and_their_columns(folder: Path, demo_warehouse: Path) -> None:
    assert printed(NAMES, folder).split() == marts(demo_warehouse)
    assert printed(COLUMNS, folder).split() == [
        name for name, *_ in rows(demo_warehouse, "describe marts.kpis_by_month")
    ]


def test_pandas_reads_what_was_built(folder: Path, demo_warehouse: Path) -> None:
    built = rows(
        demo_warehouse, "select month, buyers, net_revenue, retention_rate from marts.kpis_by_month order by month"
    )
    read = [line.split(" ") for line in printed(VALUES, folder).splitlines()]
    assert [(line[0], int(line[1])) for line in read] == [(str(month), buyers) for month, buyers, *_ in built]
    assert [float(line[2]) for line in read] == [float(revenue) for *_, revenue, _ in built]
    assert [float(line[3]) if line[3] else None for line in read] == [rate for *_, rate in built]


def test_sqlalchemy_takes_parameters(folder: Path, demo_warehouse: Path) -> None:
    (expected,) = rows(demo_warehouse, "select count(*) from marts.customers where lifecycle_stage = 'repeat'")
    assert int(printed(PARAMETERS, folder)) == expected[0]


def test_nobody_writes_into_the_served_file(folder: Path) -> None:
    done = run(WRITE, folder)
    assert done.returncode != 0
    assert "read-only" in done.stderr


def test_a_reader_holds_up_neither_readers_nor_the_next_publish(folder: Path, demo_warehouse: Path) -> None:
    reader = duckdb.connect(str(folder / "data" / "serving" / "retensi.duckdb"), read_only=True)
    try:
        assert printed(NAMES, folder)
        publish_again(demo_warehouse, folder)
        assert reader.execute("select count(*) from marts.customers").fetchone()
    finally:
        reader.close()
