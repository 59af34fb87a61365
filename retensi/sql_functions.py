"""The SQL functions that the front door needs of Python on DuckDB, for dbt's plugin and for `retensi check`."""

import json
import os
from pathlib import Path

import duckdb

from retensi import landing

_RECORDS = "STRUCT(fields VARCHAR[], record VARCHAR)[]"


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the functions to a connection; its cursors share them.

    Two give records as a list and the others speak in JSON. ``retensi_describe_folder`` says what lies in a folder,
    given the contract; ``retensi_remember_file`` takes what it said of a file in an earlier process.
    ``retensi_csv_records`` takes a damaged CSV apart, ``retensi_records`` gives the records of a file that a mapping
    names and DuckDB does not read.
    """
    connection.create_function("retensi_folder_exists", _folder_exists, ["VARCHAR"], "BOOLEAN", side_effects=True)
    connection.create_function("retensi_whole_path", _whole_path, ["VARCHAR"], "VARCHAR", side_effects=True)
    connection.create_function(
        "retensi_describe_folder", _describe_folder, ["VARCHAR", "VARCHAR"], "VARCHAR", side_effects=True
    )
    connection.create_function("retensi_remember_file", _remember_file, ["VARCHAR"], "BOOLEAN", side_effects=True)
    connection.create_function("retensi_csv_records", _csv_records, ["VARCHAR"], _RECORDS, side_effects=True)
    connection.create_function("retensi_records", _records, ["VARCHAR"], "VARCHAR[]", side_effects=True)


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


def _csv_records(path: str) -> list[landing.CsvRecord]:
    return list(landing.csv_records(path))


def _records(said: str) -> list[str]:
    # Only for files that a mapping names.
    from retensi.front_door import readers

    return readers.records(said)
