"""Small builds to publish, and readers that look at what is served all the time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from retensi.publish.command import Places
from tests.dbt_project import PROJECT

# Stands in every schema but marts.
CANARY = "canary-7f3a91c2"
# Stands in a mart.
SERVED = "served-5d20b8e4"
# A mart has so many rows more than the number of its build, so that half of one is seen.
ROWS = 5_000


@dataclass
class SmallBuild:
    """A build of two marts in which every row says the number of its build, with dbt's documents about it."""

    folder: Path
    manifest: dict
    results: dict

    @property
    def places(self) -> Places:
        return Places(self.folder / "warehouse.duckdb", self.folder / "target", self.folder / "serving")

    def write(self, number: int) -> None:
        """Build the warehouse with a number, as dbt would, and write the documents."""
        (self.folder / "target").mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(self.places.warehouse)) as connection:
            connection.execute(
                f"""
                create schema if not exists marts;
                create schema if not exists inputs;
                create schema if not exists intermediate;
                create or replace table inputs.last_build as
                select '{invocation(number)}' as invocation_id, 'build' as command, current_timestamp as started_at;
                create or replace table inputs.quarantined_orders as select '{CANARY}' as raw;
                create or replace table intermediate.int_as_of as select date '2024-06-30' as as_of;
                create or replace table marts.no_model_any_more as select '{CANARY}' as note;
                create or replace table marts.customers as
                select
                    'c' || range as customer_id, cast({number} as bigint) as build, '{SERVED}' as note,
                    cast(range / 7 as double) as score, cast(range / 3 as decimal(18, 4)) as spent,
                    date '2024-01-01' + cast(range % 300 as integer) as first_on, range % 2 = 0 as is_member
                from range({ROWS + number});
                create or replace table marts.orders as
                select
                    'o' || range as order_id, 'c' || range as customer_id, cast({number} as bigint) as build,
                    timestamp '2024-01-01 00:00:00' + to_microseconds(range * 1000001) as ordered_at,
                    case range % 4
                        when 1 then ''
                        when 2 then '\\N'
                        when 3 then 'a "b", c' || chr(10) || '\\'
                    end as remark
                from range({ROWS + number});
                """
            )
        self.results["metadata"]["invocation_id"] = invocation(number)
        self.write_documents()

    def of_source(self, kind: str) -> None:
        """Note the source of the rows, as a build does."""
        with duckdb.connect(str(self.places.warehouse)) as connection:
            connection.execute(f"create or replace table inputs.source_held as select '{kind}' as kind, '' as place")

    def write_documents(self) -> None:
        """Write the two documents as they are now."""
        (self.folder / "target" / "manifest.json").write_text(json.dumps(self.manifest))
        (self.folder / "target" / "run_results.json").write_text(json.dumps(self.results))


def invocation(number: int) -> str:
    """Give dbt's name for the build of a number."""
    return f"{number:08d}-0000-4000-8000-000000000000"


def small_build(folder: Path) -> SmallBuild:
    """Make a build with number 1."""
    tests = [
        _test("unique_customers", "customers", "unique", {"column_name": "customer_id"}, "customer_id"),
        _test("primary_key_customers", "customers", "primary_key", {"columns": ["customer_id"], "not_null": ["build"]}),
        _test(
            "unique_combination_of_columns_orders",
            "orders",
            "unique_combination_of_columns",
            {"columns": ["order_id", "customer_id"]},
        ),
        _test("unique_int_as_of", "int_as_of", "unique", {"column_name": "as_of"}, "as_of"),
    ]
    nodes = [
        _node("seed", "demo_orders", "demo", []),
        _node("model", "input_reconciliation", "inputs", ["seed.retensi.demo_orders"]),
        _node("model", "int_as_of", "intermediate", ["model.retensi.input_reconciliation"]),
        _node("model", "customers", "marts", ["model.retensi.int_as_of"], {"customer_id": "Who.", "build": "It's 1."}),
        _node("model", "orders", "marts", ["model.retensi.customers"], {"order_id": "Which."}),
        *tests,
    ]
    status = {"test": "pass"}
    made = SmallBuild(
        folder,
        {"metadata": {"adapter_type": "duckdb"}, "nodes": {node["unique_id"]: node for node in nodes}},
        {
            "metadata": {"generated_at": "2024-07-01T03:00:00Z"},
            "args": {"which": "build"},
            "results": [
                {"unique_id": node["unique_id"], "status": status.get(node["resource_type"], "success")}
                for node in nodes
            ],
        },
    )
    made.write(1)
    return made


def _node(kind: str, name: str, schema: str, parents: Sequence[str], columns: dict | None = None) -> dict:
    return {
        "unique_id": f"{kind}.retensi.{name}",
        "resource_type": kind,
        "name": name,
        "alias": name,
        "schema": schema,
        "config": {"schema": schema, "materialized": "table"},
        "depends_on": {"nodes": list(parents)},
        "description": f"One row per thing of {name}.",
        "columns": {column: {"name": column, "description": text} for column, text in (columns or {}).items()},
    }


def _test(name: str, model: str, kind: str, arguments: dict, column: str | None = None) -> dict:
    about = f"model.retensi.{model}"
    return {
        **_node("test", name, "tests", [about]),
        "config": {"severity": "ERROR", "materialized": "test"},
        "attached_node": about,
        "column_name": column,
        "test_metadata": {"name": kind, "kwargs": arguments},
    }


# A reader is a process that calls look() until it is told to stop. look() gives the numbers and row counts of the marts
# it found; they must be of one build, and whole.
READER = """
import sys, traceback
from pathlib import Path
stop, places, rows = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
{look}
reads, seen = 0, set()
print("ready", flush=True)
while not stop.exists():
    found = look()
    numbers = {{number for number, _ in found}}
    assert len(numbers) == 1, f"of two builds: {{found}}"
    [number] = numbers
    assert all(count == rows + number for _, count in found), f"not whole: {{found}}"
    reads += 1
    seen.add(number)
print(reads, len(seen))
"""
LOOK_AT_FILE = """
import duckdb
def look():
    with duckdb.connect(places, read_only=True) as connection:
        return connection.sql(
            "select build, count(*) from marts.customers group by build "
            "union all select build, count(*) from marts.orders group by build"
        ).fetchall()
"""
LOOK_AT_PARQUET = """
import json
import duckdb
def look():
    # The link is followed once; what lies behind it does not change.
    folder = Path(places, "current").resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    with duckdb.connect() as connection:
        found = [
            connection.sql(f"select build, count(*) from '{folder / mart['file']}' group by build").fetchone()
            for mart in manifest["marts"].values()
        ]
    assert {f"{number:08d}" for number, _ in found} == {manifest["build"][:8]}
    return found
"""


@contextmanager
def readers(stop: Path, *looks: tuple[str, str]) -> Iterator[list[tuple[int, int]]]:
    """Let readers look while a test publishes.

    Args:
        stop: a file that does not exist yet; it is made at the end.
        looks: for each reader its ``look()`` and where it looks.

    Yields:
        A list that holds, when the readers have stopped, the number of reads and of different builds seen of each.

    Raises:
        AssertionError: where a reader saw an error, two builds at once or half a build.
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", READER.format(look=look), str(stop), place, str(ROWS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        for look, place in looks
    ]
    counts: list[tuple[int, int]] = []
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.communicate(timeout=30)[1]
        yield counts
    finally:
        stop.touch()
        ended = [process.communicate(timeout=60) for process in processes]
    for process, (printed, errors) in zip(processes, ended, strict=True):
        assert process.returncode == 0, errors
        counts.append(tuple(map(int, printed.split())))
