"""Run the SQL that a build compiled again, on other data, and say what each model takes of the processor.

In memory, on one thread, without dbt around it and in processor time, a model's cost hardly depends on what else the
machine does. What dbt does besides (hooks, contracts, Python models) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.measured import IN_UTC, timed
from retensi.keys import random_key

FLOOR = """
create or replace table floor as
with order_sums as (
    select customer_id, count(*) as orders, sum(cast(gross_amount as decimal(18, 4))) as gross_amount
    from floor_orders
    group by customer_id
),

interaction_sums as (
    select customer_id, count(*) as interactions, max(occurred_at) as last_interaction_at
    from floor_interactions
    group by customer_id
)

select *
from order_sums
full join interaction_sums using (customer_id)
"""


@dataclass(frozen=True)
class Replay:
    """What a build took.

    Attributes:
        rows: Rows that came in.
        floor: Processor seconds of a copy of each input and one aggregate per customer.
        models: Processor seconds of each model.
        plans: How DuckDB executed each model that is a table: a tree of operators with the rows that came out of each.
    """

    rows: int
    floor: float
    models: dict[str, float]
    plans: dict[str, dict[str, Any]]

    @property
    def all_models(self) -> float:
        """Processor seconds of all models."""
        return sum(self.models.values())


def replay(warehouse: Path, manifest: Path, inputs: Path) -> Replay:
    """Build a simulated shop, in memory, with the models that a build of the demo shop compiled.

    Args:
        warehouse: The DuckDB file of that build, or a copy under the same name.
        manifest: Its manifest.json.
        inputs: The simulated inputs.
    """
    with replayed(warehouse, manifest, inputs) as (_, found):
        return found


@contextmanager
def replayed(warehouse: Path, manifest: Path, inputs: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Replay]]:
    """Do the same, and give what it took beside a connection that sees what was built."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    taken: dict[str, float] = {}
    plans: dict[str, dict[str, Any]] = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        # Compiled SQL names the database, which is called after its file.
        connection.execute(f"attach ':memory:' as \"{warehouse.stem}\"")
        connection.execute(f"attach '{warehouse}' as built (read_only)")
        connection.execute(f'copy from database built to "{warehouse.stem}"')
        # Names of tables alone are those of the demo shop; "demo" may be the name of the database, too.
        connection.execute(f'use "{warehouse.stem}".demo')
        connection.execute(IN_UTC)
        connection.execute("pragma enable_profiling = 'no_output'")
        connection.execute(f"set variable retensi_hash_key = '{random_key()}'")
        rows = _load(connection, inputs)
        floor: dict[str, float] = {}
        for statement in _floor(connection):
            with timed(floor, statement):
                connection.execute(statement)
        for node in _in_order(nodes):
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            statement = f"create or replace {kind} {node['relation_name']} as {node['compiled_code']}"
            with timed(taken, node["name"]):
                connection.execute(statement)
            if kind == "table":
                plans[node["name"]] = json.loads(connection.get_profiling_information(format="json"))
        yield connection, Replay(rows, sum(floor.values()), taken, plans)


def _load(connection: duckdb.DuckDBPyConnection, inputs: Path) -> int:
    """Put a simulated shop in the place of the demo shop, whose tables hold text; give its rows."""
    rows = 0
    for name in _demo_tables(connection):
        connection.execute(f"delete from {name}")
        if (inputs / name).is_dir():
            connection.execute(f"insert into {name} by name from read_parquet('{inputs / name}/*.parquet')")
            rows += connection.execute(f"select count(*) from {name}").fetchone()[0]
    return rows


def _demo_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    query = "select table_name from duckdb_tables() where schema_name = 'demo' and database_name = current_database()"
    return [name for (name,) in connection.execute(query).fetchall()]


def _floor(connection: duckdb.DuckDBPyConnection) -> list[str]:
    copies = [f"create table floor_{name} as from {name}" for name in _demo_tables(connection)]
    return [*copies, FLOOR]


def _in_order(nodes: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the SQL models, each after those it reads."""
    models = {
        name: node
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["language"] == "sql" and node["relation_name"]
    }
    graph = {name: set(node["depends_on"]["nodes"]) for name, node in models.items()}
    for name in TopologicalSorter(graph).static_order():
        if name in models:
            yield models[name]
