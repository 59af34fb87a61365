"""A made-up, untidy shop as typed tables, the same for every engine."""

import re
from pathlib import Path

import duckdb

from tests.oracle.front_door import Inputs
from tests.oracle.strategies import Plan

# Halfway round the world from UTC, with merges, guests, refused rows, older versions and other currencies.
PLAN = Plan(7, 45, 213, "Pacific/Auckland", 30, (60, 90, 45), "0.35", frozenset(), "json")
TYPES = {
    **dict.fromkeys(
        ("ordered_at", "occurred_at", "registered_at", "merged_at", "requested_at", "updated_at", "cancelled_at"),
        "timestamp",
    ),
    **dict.fromkeys(("spend_date", "valid_from", "birth_date"), "date"),
    **dict.fromkeys(("gross_amount", "total_amount", "discount_amount"), "decimal(18, 4)"),
    **dict.fromkeys(("refunded_amount", "cost_amount"), "decimal(18, 4)"),
    **dict.fromkeys(("amount", "rate", "value"), "double"),
    **dict.fromkeys(("marketing_consent", "email_consent", "phone_consent", "is_test"), "boolean"),
}
# Spaces of other kinds than the usual one, on which engines differ.
BLANKS = "\u00a0 \u3000"


def land(folder: Path) -> dict[str, object]:
    """Write the shop as Parquet files and give the dbt vars that it is built with, besides where the inputs are."""
    odd = {
        name: [{column: _odd(column, value) for column, value in row.items()} for row in rows]
        for name, rows in PLAN.inputs().items()
    }
    write_typed(odd, {name: sorted({column for row in rows for column in row}) for name, rows in odd.items()}, folder)
    return PLAN.settings().dbt_vars()


def write_typed(inputs: Inputs, columns_of: dict[str, list[str]], folder: Path) -> None:
    """Write rows of text as Parquet files of the contract's types: a file an input, with the columns named for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name, rows in inputs.items():
            columns = columns_of[name]
            connection.execute(f"create table {name} ({', '.join(f'{column} varchar' for column in columns)})")
            if rows:
                connection.executemany(
                    f"insert into {name} values ({', '.join('?' * len(columns))})",
                    [[row.get(column) for column in columns] for row in rows],
                )
            # What a type cannot hold is null: a table says what it holds.
            typed = [f"try_cast({column} as {TYPES.get(column, 'varchar')}) as {column}" for column in columns]
            connection.sql(f"select {', '.join(typed)} from {name}").write_parquet(str(folder / f"{name}.parquet"))


def _odd(column: str, value: object) -> object:
    """Give ids that languages sort unlike bytes: upper and lower case, letters beyond ASCII; and some blanks around."""
    if value is None or not re.fullmatch("(customer|order|visitor|interaction)_id|merged_into", column):
        return value
    kind = sum(map(ord, str(value))) % 4
    return (value, str(value).upper(), f"É{value}", f"_{value}{BLANKS}")[kind]
