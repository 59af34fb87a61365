"""What the front door needs of Python on DuckDB, as SQL functions of the dbt connection."""

import json
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from retensi import landing

_RECORDS = "STRUCT(fields VARCHAR[], record VARCHAR)[]"


class Plugin(BasePlugin):
    """Registers ``retensi_folder_exists``, ``retensi_describe_folder`` (JSON), ``retensi_csv_records`` (a list)."""

    def configure_connection(self, conn: Any) -> None:
        """Add the functions to a new connection; its cursors share them."""
        conn.create_function("retensi_folder_exists", _folder_exists, ["VARCHAR"], "BOOLEAN", side_effects=True)
        conn.create_function("retensi_describe_folder", _describe_folder, ["VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function("retensi_csv_records", _csv_records, ["VARCHAR"], _RECORDS, side_effects=True)


def _folder_exists(folder: str) -> bool:
    return Path(folder).is_dir()


def _describe_folder(folder: str) -> str:
    return json.dumps(landing.describe_folder(folder))


def _csv_records(path: str) -> list[dict]:
    return list(landing.csv_records(path))
