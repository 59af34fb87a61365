"""Measure how time and size of a build grow with the shop: the demo shop many times over, each with people of its own.

    uv run --group dev python -m benchmarks.scale land 100 /tmp/shops           # 100 demo shops as Parquet files
    RETENSI_WAREHOUSE=/tmp/w.duckdb RETENSI_INPUT_PATH=/tmp/shops uv run dbt build --exclude-resource-type test \
        --exclude-resource-type unit_test --vars '{quarantine_limit: 1.0}'
    uv run --group dev python -m benchmarks.scale read target/run_results.json  # seconds by kind of model
    uv run --group dev python -m benchmarks.scale size /tmp/w.duckdb            # rows and bytes of what was built

What this gave stands in docs/scale.md.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "demo"
# Columns that name a person, an order or an interaction: each copy of the shop has its own.
OWN = ("customer_id", "merged_into", "visitor_id", "email", "order_id", "interaction_id", "session_id", "reference_id")
MOMENTS = ("ordered_at", "occurred_at", "registered_at", "merged_at", "updated_at", "requested_at")
TYPES = {
    **dict.fromkeys(MOMENTS, "moment"),
    **dict.fromkeys(("spend_date", "valid_from", "birth_date"), "date"),
    **dict.fromkeys(("gross_amount", "discount_amount", "refunded_amount", "cost_amount"), "decimal(18, 4)"),
    **dict.fromkeys(("amount", "quantity", "value"), "decimal(18, 4)"),
    "rate": "decimal(18, 8)",
    "line_number": "bigint",
    "marketing_consent": "boolean",
}
# What is the shop's, not a person's, comes once.
ONCE = ("marketing_spend", "exchange_rates")


def land(copies: int, folder: Path) -> None:
    """Write so many copies of the demo shop as one shop's Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for file in sorted(SEEDS.glob("demo_*.csv")):
            name = file.stem.removeprefix("demo_")
            rows = connection.read_csv(str(file), all_varchar=True)
            columns = ", ".join(_column(column, name) for column in rows.columns)
            count = 1 if name in ONCE else copies
            # In no order, or rows that are alike would compress far better than those of a real shop.
            query = f"select {columns} from rows cross join range({count}) as copies (copy) order by hash(rows, copy)"
            connection.sql(query).write_parquet(str(folder / f"{name}.parquet"))
            print(f"{name}: {count * len(rows):,} rows")


def _column(column: str, name: str) -> str:
    kind = TYPES.get(column)
    if column in OWN and name not in ONCE:
        # A reference may also be an onboarding step or a product, which all shops share.
        is_own = f"regexp_matches({column}, '[0-9@]|^[cov]_')"
        return f"case when {is_own} then concat(copy, 'x', {column}) else {column} end as {column}"
    if kind == "moment":
        return f"try_cast({column} as timestamptz) at time zone 'UTC' as {column}"
    return f"try_cast({column} as {kind}) as {column}" if kind else column


def read(path: Path) -> None:
    """Print the seconds of a build by folder, and the ten models that took longest."""
    seconds, models = Counter(), Counter()
    for result in json.loads(path.read_text())["results"]:
        kind, _, name = result["unique_id"].split(".")[:3]
        if kind == "model":
            models[name] += result["execution_time"]
            seconds[(result.get("relation_name") or "").replace('"', "").replace("`", "").split(".")[-2]] += result[
                "execution_time"
            ]
    for title, counter in (("by schema", seconds), ("longest models", models)):
        print(f"{title}: " + ", ".join(f"{name} {value:.1f} s" for name, value in counter.most_common(10)))
    print(f"all models: {sum(models.values()):.1f} s")


def size(warehouse: Path) -> None:
    """Print rows and Parquet bytes of each table of a DuckDB warehouse, the largest first."""
    found = []
    with duckdb.connect(str(warehouse), read_only=True) as connection, tempfile.TemporaryDirectory() as folder:
        tables = connection.sql("select schema_name, table_name from duckdb_tables() where not internal").fetchall()
        for schema, table in tables:
            file = Path(folder, "table.parquet")
            connection.sql(f'select * from "{schema}"."{table}"').write_parquet(str(file))
            rows = connection.sql(f'select count(*) from "{schema}"."{table}"').fetchone()[0]
            found.append((file.stat().st_size, rows, f"{schema}.{table}"))
    total = sum(bytes_ for bytes_, _, _ in found)
    for bytes_, rows, name in sorted(found, reverse=True)[:25]:
        print(f"{name}: {rows:,} rows, {bytes_ / max(rows, 1):.0f} bytes a row")
    print(f"all: {total / 1e6:,.0f} MB of Parquet; {warehouse.stat().st_size / 1e6:,.0f} MB of warehouse")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["land", copies, folder]:
            land(int(copies), Path(folder))
        case ["read", path]:
            read(Path(path))
        case ["size", warehouse]:
            size(Path(warehouse))
        case _:
            sys.exit(__doc__)
