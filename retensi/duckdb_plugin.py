"""What the warehouse needs of Python on DuckDB: SQL functions of the front door, and the key of keyed hashes."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from retensi import keys, landing, metrics

_RECORDS = "STRUCT(fields VARCHAR[], record VARCHAR)[]"


class Plugin(BasePlugin):
    """Registers functions about folders and files, of which two give records as a list and the others speak in JSON.

    ``retensi_describe_folder`` says what lies in a folder, given the contract; ``retensi_remember_file`` takes what it
    said of a file in an earlier process. ``retensi_csv_records`` takes a damaged CSV apart, ``retensi_records`` gives
    the records of a file that a mapping names and DuckDB does not read.

    Each session has the variable ``retensi_hash_key``, which the macro ``keyed_hash`` reads. So the key stands in no
    SQL text, and with that in no compiled file, manifest or log.
    """

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Make a key for a warehouse in memory, which is gone with it."""
        self._key_in_memory = keys.random_key()

    def configure_connection(self, conn: Any) -> None:
        """Add the functions to a new connection; its cursors share them. `mf` is led to what is open."""
        if "dbt_metricflow" in sys.modules:
            metrics.follow_warehouse(Path(os.environ.get("DBT_PROJECT_DIR", ".")), self.creds.database)
        conn.create_function("retensi_folder_exists", _folder_exists, ["VARCHAR"], "BOOLEAN", side_effects=True)
        conn.create_function("retensi_whole_path", _whole_path, ["VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function(
            "retensi_describe_folder", _describe_folder, ["VARCHAR", "VARCHAR"], "VARCHAR", side_effects=True
        )
        conn.create_function("retensi_remember_file", _remember_file, ["VARCHAR"], "BOOLEAN", side_effects=True)
        conn.create_function("retensi_csv_records", _csv_records, ["VARCHAR"], _RECORDS, side_effects=True)
        conn.create_function("retensi_records", _records, ["VARCHAR"], "VARCHAR[]", side_effects=True)

    def configure_cursor(self, cursor: Any) -> None:
        """Give a session the key.

        Raises:
            HashKeyError: there is no key that may be used.
        """
        if self.creds.path == ":memory:":
            key = keys.key_given(os.environ) or self._key_in_memory
        else:
            key = keys.hash_key(os.environ, Path(self.creds.path).absolute().parent)
        cursor.execute(f"set variable retensi_hash_key = '{key}'")


def _folder_exists(folder: str) -> bool:
    return Path(folder).is_dir()


def _whole_path(folder: str) -> str:
    # Links stay: one that leads to each day's delivery is one place.
    return str(Path(os.path.abspath(folder)))  # noqa: PTH100 - resolve() follows links


def _describe_folder(folder: str, contract: str) -> str:
    return json.dumps(landing.describe_folder(folder, json.loads(contract)))


def _remember_file(described: str) -> bool:
    landing.remember_file(json.loads(described))
    return True


def _csv_records(path: str) -> list[dict]:
    return list(landing.csv_records(path))


def _records(said: str) -> list[str]:
    # Only for files that a mapping names.
    from retensi.front_door import readers

    return readers.records(said)
