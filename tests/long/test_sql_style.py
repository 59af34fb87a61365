"""SQL keeps the written style: what the pre-commit hook checks of the files of a commit, over the whole project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.dbt_project import PROJECT


def test_sqlfluff_finds_nothing(tmp_path: Path) -> None:
    # It compiles the models with dbt: in memory, and with dbt's own files out of the way of other tests.
    environment = os.environ | {
        "RETENSI_WAREHOUSE": ":memory:",
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    command = [sys.executable, "-m", "sqlfluff", "lint", "models", "tests/data", "--processes", "2"]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
