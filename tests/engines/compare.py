"""Compare the marts of two warehouses, row by row, through a function that runs a query on each."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.dbt_project import PROJECT

# Names of the columns and rows of a query.
Table = tuple[list[str], list[tuple]]
Query = Callable[[str], Table]
# Floats may differ by so much of their size; everything else is equal.
TOLERANCE = 1e-9
# So many differences of a mart are shown.
SHOWN = 5


@dataclass
class Difference:
    """A mart that is not the same on two engines, with sentences about what differs."""

    mart: str
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n  - ".join([self.mart, *self.found])


def marts() -> list[str]:
    """Give the names of the marts that the project has, so that new ones are compared too."""
    return sorted(path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql"))


def on_duckdb(warehouse: Path) -> Query:
    """Give the function that runs a query on a DuckDB file."""

    def query(sql: str) -> Table:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            cursor = connection.execute(sql)
            return [column[0] for column in cursor.description], cursor.fetchall()

    return query


def but_for_ties(query: Query) -> Query:
    """Leave out what is said of equal versions: of files the later one counts, of tables a hash decides."""
    return lambda sql: query(f"{sql} where finding <> 'versions_tied'")


def differences(names: Sequence[str], expected: Query, found: Query, schema: str = "marts") -> list[Difference]:
    """Compare tables of the same names on two engines.

    Args:
        names: the tables.
        expected: runs a query on the engine that is right.
        found: runs a query on the other one.
        schema: where the tables are on both.
    """
    every = [
        Difference(name, _compared(*(run(f"select * from {schema}.{name}") for run in (expected, found))))
        for name in names
    ]
    return [difference for difference in every if difference.found]


def _compared(expected: Table, found: Table) -> list[str]:
    """Say what differs between two tables."""
    (expected_names, expected_rows), (found_names, found_rows) = expected, found
    if expected_names != found_names:
        return [f"columns {found_names}, expected {expected_names}"]
    # The key is in the columns that must be equal: sorted by those, the rows of both stand beside each other.
    floats = {
        place
        for place in range(len(expected_names))
        if any(isinstance(row[place], float) for row in (*expected_rows, *found_rows))
    }
    exact = [place for place in range(len(expected_names)) if place not in floats]
    ours, theirs = (
        {tuple(_plain(row[place]) for place in exact): row for row in rows} for rows in (expected_rows, found_rows)
    )
    said = [
        f"{len(rows) - len(by_key)} rows that only floats tell from others"
        for rows, by_key in ((expected_rows, ours), (found_rows, theirs))
        if len(rows) != len(by_key)
    ]
    said += _some("missing", [key for key in ours if key not in theirs], [expected_names[place] for place in exact])
    said += _some("too many", [key for key in theirs if key not in ours], [expected_names[place] for place in exact])
    unlike = [
        (expected_names[place], key, row[place], theirs[key][place])
        for key, row in ours.items()
        if key in theirs
        for place in sorted(floats)
        if not _is_close(row[place], theirs[key][place])
    ]
    said += [f"{name} of {key} is {there}, expected {here}" for name, key, here, there in unlike[:SHOWN]]
    return said + ([f"... {len(unlike)} floats in all"] if len(unlike) > SHOWN else [])


def _some(word: str, keys: list[tuple], names: list[str]) -> list[str]:
    """Name some rows that only one engine has."""
    told = [f"{word}: {dict(zip(names, key, strict=True))}" for key in sorted(keys)[:SHOWN]]
    return told + ([f"... {len(keys)} rows {word} in all"] if len(keys) > SHOWN else [])


def _is_close(expected: object, found: object) -> bool:
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(expected, found, rel_tol=TOLERANCE, abs_tol=0)
    return expected is None and found is None


def _plain(value: object) -> str:
    """Write a value so that equal values of the same kind are the same text on every engine, and others are not."""
    match value:
        case None:
            return "null"
        case bool() | int():
            return str(value).lower()
        case Decimal():
            # 1.50 and 1.5 are the same; a whole decimal is no integer.
            return format(value, "f").rstrip("0") if value.as_tuple().exponent < 0 else f"{value:f}."
        case datetime():
            return value.isoformat(sep=" ", timespec="microseconds")
        case date():
            return value.isoformat()
        case str():
            return repr(value)
    raise TypeError(f"A mart holds {value!r} of type {type(value).__name__}, which no mart may hold.")
