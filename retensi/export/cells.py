"""The cells of an export, as its system or our own columns want them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from retensi.export.choice import Order
from retensi.export.destination import Column, Destination
from retensi.export.errors import ExportError
from retensi.export.rows import PLAIN
from retensi.export.values import STEPS, cell, email_hash, harmless, plain


def cells_of(rows: Sequence[dict[str, Any]], order: Order) -> tuple[list[str], list[list[str | float]], int]:
    """Give header and cells of rows, and how many of the cells were cut to what the system keeps.

    Raises:
        ExportError: a system has no word for one of our values.
    """
    destination = order.destination
    if destination is None:
        names = [*PLAIN[order.export], *order.extra, *(["campaign_id"] if order.campaign else [])]
        for row in rows:
            if "email_sha256" in order.extra:
                row["email_sha256"] = email_hash(row["email"])
        write: Callable[[object], str | float] = _typed if order.form == "xlsx" else cell
        return names, [[write(row[name]) for name in names] for row in rows], 0
    columns = destination.columns_of(order.export)
    cut = 0
    written: list[list[str | float]] = []
    for row in rows:
        texts = [column_text(column, row, destination) for column in columns]
        if destination.cell_bytes is not None:
            short = [_cut(text, destination.cell_bytes) for text in texts]
            cut += sum(one != other for one, other in zip(texts, short, strict=True))
            texts = short
        cells = zip(texts, (_number(row, column) for column in columns), strict=True)
        if order.form == "xlsx":
            written.append([text if number is None else float(number) for text, number in cells])
        else:
            written.append([harmless(text) if number is None else text for text, number in cells])
    return [column.name for column in columns], written, cut


def column_text(column: Column, row: dict[str, Any], destination: Destination) -> str:
    """Write a row's value of a column as the destination wants it, apart from what keeps a spreadsheet from running it.

    Raises:
        ExportError: the column has other words for our values, and none for this one.
    """
    if column.field is None:
        return column.constant
    text = plain(row[column.field], destination.date, destination.yes, destination.no)
    if column.values and text:
        if text not in column.values:
            raise ExportError(
                f"{destination.title} has no word for {column.field} {text!r}.",
                f"one of {', '.join(column.values)}",
                f"add it under `values` of {column.name} in retensi/destinations/{destination.key}.yml",
            )
        text = column.values[text]
    for step in column.steps:
        text = STEPS[step](text)
    return text


def _number(row: dict[str, Any], column: Column) -> float | Decimal | None:
    """Give the number that a cell is; None where it is a text."""
    if column.field is None or column.steps or column.values:
        return None
    value = row[column.field]
    return value if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None


def _typed(value: object) -> str | float:
    """Give a number as such, for a workbook; what else there is as text."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return float(value)
    return plain(value)


def _cut(text: str, most: int) -> str:
    """Cut a text to so many bytes of UTF-8, at a whole character."""
    return text.encode()[:most].decode(errors="ignore")
