"""The scoring models as the SQL that dbt runs on DuckDB."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.measured import run

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
