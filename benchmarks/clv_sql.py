"""The scoring models as the SQL that dbt runs on DuckDB."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
MODELS = ("int_purchase_days", "int_credit_notes_assigned", "int_clv_*")


def compiled_models(folder: Path) -> dict[str, str]:
    """Compile the models of customer value, without a database name in front of the tables.

    Args:
        folder: Where dbt may write.
    """
    command = [sys.executable, "-m", "dbt.cli.main", "compile", "--select", *MODELS, "--target-path", str(folder)]
    subprocess.run([*command, "--log-path", str(folder), "--quiet"], cwd=PROJECT, check=True)
    compiled = folder / "compiled" / "retensi" / "models" / "intermediate"
    return {
        path.stem: re.sub(r'"[^"]+"\.("[^"]+"\."[^"]+")', r"\1", path.read_text()) for path in compiled.rglob("*.sql")
    }
