"""The floor: what DuckDB takes to copy the inputs into tables and to make one aggregate per customer, and nothing else.

    python -m benchmarks.floor FOLDER WAREHOUSE

No build of the same data can take less, so a build is told as a multiple of it, measured in the same run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

AGGREGATE = """
create table customer_sums as
with order_sums as (
    select customer_id, count(*) as orders, sum(gross_amount) as gross_amount, min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at
    from orders
    group by customer_id
),

interaction_sums as (
    select customer_id, count(*) as interactions, max(occurred_at) as last_interaction_at
    from interactions
    group by customer_id
)

select *
from order_sums
full join interaction_sums using (customer_id)
"""


def build_floor(folder: Path, warehouse: Path, threads: int) -> dict[str, int]:
    """Copy and aggregate; give the rows of each input.

    Args:
        folder: Simulated inputs.
        warehouse: DuckDB file to write.
        threads: As many as a build uses.
    """
    rows = {}
    with duckdb.connect(str(warehouse), config={"threads": threads}) as connection:
        for each in sorted(path for path in folder.iterdir() if path.is_dir()):
            connection.execute(f"create table {each.name} as from read_parquet('{each}/*.parquet')")
            (rows[each.name],) = connection.execute(f"select count(*) from {each.name}").fetchone()
        connection.execute(AGGREGATE)
    return rows


if __name__ == "__main__":
    source, target, cores = sys.argv[1:]
    print(json.dumps(build_floor(Path(source), Path(target), int(cores))))
