"""The scoring models as the SQL that dbt runs on DuckDB."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from benchmarks.measured import run
from retensi.clv.warehouse import HISTORIES, ORDER_VALUES, Columns

MODELS = ("int_purchase_days", "int_clv_*")


def compiled_models(folder: Path) -> dict[str, str]:
    """Compile the models of customer value, without a database name in front of the tables.

    Args:
        folder: Where dbt may write.
    """
    command = ("-m", "dbt.cli.main", "compile", "--select", *MODELS, "--target-path", str(folder))
    environment = {"RETENSI_WAREHOUSE": str(folder / "compiled.duckdb")}
    run((*command, "--log-path", str(folder)), folder / "compile.log", environment)
    compiled = folder / "compiled" / "retensi" / "models" / "intermediate"
    return {
        path.stem: re.sub(r'"[^"]+"\.("[^"]+"\."[^"]+")', r"\1", path.read_text()) for path in compiled.rglob("*.sql")
    }


def compressed(connection: duckdb.DuckDBPyConnection, schema: str = "intermediate") -> list[Columns]:
    """Give what the fits of a warehouse are made on, as fit_all takes it.

    Args:
        connection: Where the warehouse is open.
        schema: Schema of its intermediate models, as SQL.
    """
    queries = (f"from {schema}.int_clv_fit_days", HISTORIES, ORDER_VALUES)
    customers = f"{schema}.int_clv_customers"
    return [connection.execute(query.format(customers=customers)).fetchnumpy() for query in queries]
