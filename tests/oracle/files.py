"""Inputs as files: writing made-up ones, reading landed ones."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb

from tests.oracle.front_door import Inputs

# The columns that an input's file must carry even if they are empty.
REQUIRED = {
    "orders": ("order_id", "ordered_at", "status", "gross_amount"),
    "interactions": ("interaction_id", "occurred_at", "interaction_type", "customer_id", "visitor_id"),
    "customers": ("customer_id",),
    "marketing_spend": ("spend_date", "channel", "amount"),
    "exchange_rates": ("currency", "valid_from", "rate"),
    "customer_merges": ("customer_id", "merged_into"),
    "erasure_requests": ("customer_id", "requested_at"),
}
READERS = {
    "csv": "read_csv(?, all_varchar = true, header = true)",
    "json": "read_json(?, format = 'newline_delimited')",
    "parquet": "read_parquet(?)",
}


def natural_key(path: str) -> tuple[list[tuple[bytes, int]], bytes]:
    """What files are ordered by: numbers as numbers, all else by its bytes in lower case, then as it is written."""
    pieces = re.findall("[0-9]+|[^0-9]", path.lower())
    return [(b"0", int(piece)) if piece[0] in "0123456789" else (piece.encode(), 0) for piece in pieces], path.encode()


def write_inputs(inputs: Inputs, folder: Path, file_format: str = "csv") -> None:
    """Write each input as a file of its own. Optional columns that hold nothing are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in inputs.items():
        filled = {column for row in rows for column, value in row.items() if value is not None}
        columns = list(dict.fromkeys([*REQUIRED[name], *sorted(filled)]))
        with (folder / f"{name}.{file_format}").open("w", encoding="utf-8", newline="") as file:
            if file_format == "csv":
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows([row.get(column) for column in columns] for row in rows)
            else:
                file.writelines(json.dumps({column: row.get(column) for column in columns}) + "\n" for row in rows)


def read_inputs(folder: Path, prefix: str = "") -> Inputs:
    """The rows of landed inputs as text, of the files DIR/<input>.<ext> or DIR/<input>/*.<ext>, the latest file last.

    `prefix` stands before the input's name in the names of the files.
    """
    inputs: Inputs = {}
    with duckdb.connect() as connection:
        for name in REQUIRED:
            files = [*folder.glob(f"{prefix}{name}.*"), *(folder / name).glob("*")]
            for file in sorted(map(str, files), key=natural_key):
                if reader := READERS.get(Path(file).suffix[1:]):
                    cursor = connection.execute(f"select cast(columns(*) as varchar) from {reader}", [file])
                    columns = [column[0] for column in cursor.description]
                    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
                    inputs.setdefault(name, []).extend(rows)
    return inputs
