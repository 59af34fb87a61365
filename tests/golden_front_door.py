"""The compiled front door of orders, as golden files: SQL that a reader would else have to work out from macros.

`python -m tests.golden_front_door` writes them anew.
"""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from pathlib import Path
from types import SimpleNamespace

from retensi.front_door.render import Column, FrontDoor
from retensi.sql_text import sql_identifier
from tests.dbt_project import PROJECT
from tests.front_door.support import parquet
from tests.pretty_sql import pretty

GOLDEN = Path(__file__).parent / "golden" / "front_door"
HEADER = "order_id,ordered_at,status,gross_amount,email,Note\n"
MAPPING = """
version: 1
sources:
  shopify:
    files: orders_export*.csv
    format: {time_zone: Asia/Jakarta}
    orders:
      rows: one per line
      columns:
        order_id: Name
        email: Email
        ordered_at: Created at
        total_amount: Total
        discount_amount: Discount
        status:
          column: Financial Status
          values: {cod: pending}
          when: {cancelled: '"Cancelled at" is not null'}
"""
EXPORT = "Name,Email,Financial Status,Created at,Cancelled at,Total,Discount\n"
# The files of a landing folder, by shape; of a table its columns on each engine.
FILES = {
    "csv": {"orders.csv": HEADER},
    "json": {"orders.json": json.dumps(dict.fromkeys(HEADER.strip().split(","), "x")) + "\n"},
    "mapped_csv": {"retensi.yml": MAPPING, "orders_export.csv": EXPORT},
    "parquet": {},
}
TYPED = (
    "select '' as order_id, timestamp '2024-03-01 00:00:00' as ordered_at, '' as status,"
    " cast(1 as decimal(10, 2)) as gross_amount, '' as email, 1 as \"Note\""
)
TEXT = {"duckdb": "VARCHAR", "postgres": "text", "spark": "string"}
TYPES = {
    "duckdb": ("TIMESTAMP WITH TIME ZONE", "DECIMAL(10,2)"),
    "postgres": ("timestamp with time zone", "numeric"),
    "spark": ("timestamp", "decimal(10,2)"),
}


class Named:
    """A relation as an engine writes it."""

    type = "table"

    def __init__(self, engine: str, schema: str, name: str) -> None:
        self.engine, self.schema, self.identifier = engine, schema, name

    def __str__(self) -> str:
        if self.engine == "spark":
            return f"{self.schema}.{self.identifier}"
        return f'"shop"."{self.schema}"."{self.identifier}"'


class GoldenDoor(FrontDoor):
    """The project's macros and models as dbt compiles them for an engine, where nothing is built yet."""

    def __init__(self, engine: str, shape: str, folder: Path | None) -> None:
        place = {"input_path": str(folder)} if folder else {"input_schema": "raw"}
        super().__init__(PROJECT, place, {})
        self.engine, self.shape = engine, shape
        del self._answered["row_number_within"]
        if folder is None:
            self._answered["input_source"] = self._table
        context = self._context()
        context["adapter"].dispatch = self._dispatch
        context["adapter"].quote = lambda name: f"`{name}`" if engine == "spark" else sql_identifier(name)
        context["adapter"].get_columns_in_relation = lambda relation: self._received
        self._jinja.globals |= context | {
            "dbt": SimpleNamespace(type_string=lambda: "STRING" if engine == "spark" else "TEXT"),
            "load_relation": lambda relation: relation,
            "run_started_at": datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC),
            "target": SimpleNamespace(type=engine, name=engine, database="shop", schema="main"),
        }

    def ref(self, *names: str) -> Named:
        folder = "reference" if names[-1].endswith("statuses") else "inputs"
        return Named(self.engine, folder, names[-1])

    def _dispatch(self, name: str, package: str | None = None):
        engine = getattr(self, "engine", "duckdb")
        found = next(prefix + name for prefix in (f"{engine}__", "default__") if prefix + name in self._files)
        return getattr(self.macros, found)

    def _table(self, name: str) -> dict:
        if name != "orders":
            return {"kind": "absent", "parts": []}
        text, (moment, decimal) = TEXT[self.engine], TYPES[self.engine]
        columns = {"order_id": text, "ordered_at": moment, "status": text, "gross_amount": decimal, "email": text}
        part = {"name": str(Named(self.engine, "raw", "orders")), "format": "table", "problem": None}
        part |= {"relation": Named(self.engine, "raw", "orders"), "columns": {n: t.upper() for n, t in columns.items()}}
        return {"kind": "table", "parts": [part]}

    @property
    def _received(self) -> list[Column]:
        """The columns of received_orders as they are where it was built: typed as they came, others text."""
        is_typed = self.shape in ("parquet", "table")
        moment, decimal = ("timestamp", TYPES[self.engine][1]) if is_typed else (TEXT[self.engine],) * 2
        return [
            Column(name, {"ordered_at": moment, "gross_amount": decimal}.get(name, TEXT[self.engine]))
            for name in self.macros.input_contract()["orders"]["columns"]
        ]


def compiled(shape: str, engine: str, model: str) -> str:
    """Compile a model of the front door.

    Args:
        shape: What came: a file of FILES, or a table.
        engine: duckdb, postgres or spark.
        model: Such as ``received_orders``.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = land(shape, Path(name)) if shape in FILES else None
        door = GoldenDoor(engine, shape, folder)
        with door.connection:
            return tidy(door.render(door.text_of(model)), name)


def land(shape: str, folder: Path) -> Path:
    """Write the files of a shape into a folder."""
    for file, text in FILES[shape].items():
        (folder / file).write_text(text)
    if shape == "parquet":
        parquet(folder / "orders.parquet", TYPED)
    return folder


def tidy(sql: str, folder: str) -> str:
    """Lay it out, without what differs from machine to machine or cannot be seen."""
    laid_out = pretty(sql.replace(folder, "/landing"))
    return re.sub(r"[\x00-\x08]", lambda found: f"\\x{ord(found[0]):02x}", laid_out)


def pages() -> dict[Path, tuple[str, str, str]]:
    """Give for each golden file what it holds: shape, engine and model."""
    tables = [("table", engine) for engine in TYPES]
    received = [(shape, engine, "received_orders") for shape, engine in [*((s, "duckdb") for s in FILES), *tables]]
    # What is text is read one way, whatever file it came from, and so is what came typed.
    checked = [(shape, engine, "checked_orders") for shape, engine in [("csv", "duckdb"), *tables]]
    return {GOLDEN / f"{each[2]}.{each[0]}.{each[1]}.sql": each for each in received + checked}


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for path in set(GOLDEN.glob("*.sql")) - set(pages()):
        path.unlink()
    for path, what in pages().items():
        path.write_text(compiled(*what), encoding="utf-8")
