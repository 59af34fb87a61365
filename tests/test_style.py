"""Python and SQL keep the written style: what the pre-commit hooks check one by one, over the whole project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ruff", "check", "."], id="ruff-check"),
        pytest.param(["ruff", "format", "--check", "."], id="ruff-format"),
        pytest.param(["sqlfluff", "lint", "models", "tests/data", "--processes", "2"], id="sqlfluff"),
    ],
)
def test_linter_finds_nothing(arguments: list[str], tmp_path: Path) -> None:
    # sqlfluff compiles the models with dbt: in memory, and with dbt's own files out of the way of other tests.
    environment = os.environ | {
        "RETENSI_WAREHOUSE": ":memory:",
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
