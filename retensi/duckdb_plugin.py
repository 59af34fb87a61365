"""What the warehouse needs of Python on DuckDB: SQL functions of the front door, and the key of keyed hashes."""

import os
import sys
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin

from retensi import keys, metrics, sql_functions
from retensi.duckdb_files import make_warehouse


class Plugin(BasePlugin):
    """Registers the functions of :mod:`retensi.sql_functions`.

    Each session has the variable ``retensi_hash_key``, which the macro ``keyed_hash`` reads. So the key stands in no
    SQL text, and with that in no compiled file, manifest or log.
    """

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Make a key for a warehouse in memory, which is gone with it."""
        self._key_in_memory = keys.random_key()

    @property
    def _target(self) -> DuckDBCredentials:
        assert self.creds is not None  # dbt hands them to each plugin
        return self.creds

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Make the file before it is opened: what connections say of its format would have to be the same for all."""
        if not creds.is_motherduck and creds.path != ":memory:" and "://" not in creds.path:
            make_warehouse(Path(creds.path))

    def configure_connection(self, conn: Any) -> None:
        """Add the functions to a new connection; its cursors share them. `mf` is led to what is open."""
        if "dbt_metricflow" in sys.modules:
            metrics.follow_warehouse(Path(os.environ.get("DBT_PROJECT_DIR", ".")), self._target.database)
        sql_functions.register(conn)

    def configure_cursor(self, cursor: Any) -> None:
        """Give a session the key.

        Raises:
            HashKeyError: there is no key that may be used.
        """
        if self._target.path == ":memory:":
            key = keys.key_given(os.environ) or self._key_in_memory
        else:
            key = keys.hash_key(os.environ, Path(self._target.path).absolute().parent)
        cursor.execute(f"set variable retensi_hash_key = '{key}'")
