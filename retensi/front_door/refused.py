"""The refused rows of a landing folder as CSV files: to be mended, and landed as further files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from retensi.errors import RetensiError
from retensi.front_door.render import FrontDoor
from retensi.landing import csv_records_of
from retensi.sql_text import sql_identifier, sql_literal
from retensi.whole_files import create_private

_ERASED = re.compile(r"\berased_[0-9a-f]{32}\b")
# What a table program needs to take the text for what it is.
_UTF_8 = "utf-8-sig"


class CheckError(RetensiError):
    """A folder cannot be looked at, or what was refused not be written where it should go."""


@dataclass(frozen=True)
class RefusedFile:
    """A file of refused rows.

    Attributes:
        path: Where it was written.
        rows: Its rows.
        land: Where the mended file goes, as the end of a sentence; of tables, where to mend the rows.
    """

    path: str
    rows: int
    land: str


@dataclass
class _Group:
    """Files that are written alike, whose refused rows go into one file."""

    name: str
    land: str
    delimiter: str = ","
    encoding: str = _UTF_8
    # By input its files, each with the columns as they came, by their name behind the front door.
    inputs: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        found: dict[str, str] = {}
        for files in self.inputs.values():
            for names in files.values():
                for came in names.values():
                    found.setdefault(came.lower(), came)
        return list(found.values())


@dataclass
class _Row:
    """A row to mend: its text by the names of the columns, small."""

    values: dict[str, str]
    reasons: list[str]


def check_place(folder: str | None, target: Path) -> None:
    """Refuse a place for refused rows from which a build would read them.

    Args:
        folder: The landing folder; None where the inputs are tables.
        target: Where the files are to go.

    Raises:
        CheckError: it is the landing folder or below it, or a file.
    """
    landing, place = Path(folder).resolve() if folder else None, target.resolve()
    if landing and (place == landing or landing in place.parents):
        raise CheckError(f"{target} lies in the landing folder {folder}.", "another folder", "name one outside it")
    if target.exists() and not target.is_dir():
        raise CheckError(f"{target} is a file.", "a folder", "name another one")


def write_refused(
    front_door: FrontDoor, given: Mapping[str, list[dict[str, Any]]], folder: str, target: Path, overwrite: bool
) -> tuple[RefusedFile, ...]:
    """Write the refused rows, with the columns as they came behind one that says why.

    Rows of people who asked to be forgotten are left out.

    Args:
        front_door: With its inputs built, all columns kept.
        given: The inputs that came, with their files.
        folder: The landing folder.
        target: Where the files go, one for each input, or source of a mapping; only its owner may read them.
        overwrite: Whether files that are there give way.

    Raises:
        CheckError: a file is there, or cannot be written.
    """
    found = [(group, rows) for group in _groups(given, folder) if (rows := list(_rows(front_door, group, given)))]
    there = [name for group, _ in found if (target / (name := f"{group.name}_refused.csv")).exists()]
    if there and not overwrite:
        raise CheckError(
            f"{target} holds {', '.join(there)} already.", "no such file", "name another folder, or say --overwrite"
        )
    try:
        if found:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tuple(
            RefusedFile(str(path), _write(path, group, rows), group.land)
            for group, rows in found
            if (path := target / f"{group.name}_refused.csv")
        )
    except OSError as error:
        raise CheckError(
            f"{target} cannot be written: {error.strerror}.", "a folder to write to", "name another one"
        ) from error


def _groups(given: Mapping[str, list[dict[str, Any]]], folder: str) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for name, parts in given.items():
        for part in parts:
            if "table" in (source := part.get("source") or {}):
                group = _Group(f"source_{source['key']}", f"of the table {source['table']}")
            elif part["format"] == "table":
                group = _Group(name, f"of the table {part['name']}")
            elif source:
                written = part["file"]["written"]
                encoding = written["encoding"].lower()
                group = _Group(
                    f"source_{source['key']}",
                    f"where `files` of the source {source['key']} finds it ({', '.join(source['files'])}), or name it"
                    " there",
                    written["delimiter"],
                    _UTF_8 if encoding in ("utf-8", "utf8") else encoding,
                )
            else:
                group = _Group(name, f"as {Path(folder) / name / f'{name}_refused.csv'}")
            files = groups.setdefault(group.name, group).inputs.setdefault(name, {})
            files[part["name"]] = _names_of(part)
    return list(groups.values())


def _names_of(part: Mapping[str, Any]) -> dict[str, str]:
    """Give the columns of a file as they came, by their name in the received input."""
    if "file" in part:
        came = list(part["file"]["columns"])
        return dict(zip([*part["columns"]][-len(came) :], came, strict=True))
    return {
        column
        + (
            "_received"
            if column.lower() in ("_row_id", "_loaded_at", "_source", "_place", "_unreadable", "reason")
            else ""
        ): column
        for column in part["columns"]
    }


def _rows(front_door: FrontDoor, group: _Group, given: Mapping[str, list[dict[str, Any]]]) -> Iterator[_Row]:
    """Give the rows to mend: each once, though it was refused for several inputs."""
    counted = {name for name in group.inputs if _is_counted(given[name], group.inputs[name])}
    kept: dict[tuple[tuple[str, str], ...], _Row] = {}
    lines: list[tuple[tuple[tuple[str, str], ...], _Row]] = []
    for name in sorted(group.inputs, key=lambda name: name in counted):
        for row in _refused(front_door, group, given, name, with_order=name in counted):
            key = (*sorted(row.values.items()),)
            if name in counted:
                lines.append((key, row))
            elif key in kept:
                kept[key].reasons.extend(reason for reason in row.reasons if reason not in kept[key].reasons)
            else:
                kept[key] = row
    for key, row in lines:
        if before := kept.pop(key, None):
            row.reasons[:0] = before.reasons
        row.reasons[:] = [reason for reason in row.reasons if not reason.endswith("orphan")] or row.reasons
    yield from kept.values()
    yield from (row for _, row in lines)


def _is_counted(parts: Sequence[Mapping[str, Any]], files: Mapping[str, Any]) -> bool:
    """Tell whether the number of a line is its place in the file, so that an order must stay whole."""
    return any(part["name"] in files and part.get("source", {}).get("counts_lines") for part in parts)


def _refused(
    front_door: FrontDoor, group: _Group, given: Mapping[str, list[dict[str, Any]]], name: str, with_order: bool
) -> Iterator[_Row]:
    """Give the refused rows of an input; where lines are counted, with the other lines of their orders."""
    several = f"{name}: " if len(group.inputs) > 1 else ""
    for file, names in group.inputs[name].items():
        source = sql_literal(file)
        columns = ", ".join(f"cast(received.{sql_identifier(column)} as varchar)" for column in names)
        contract = front_door.macros.input_contract()[name]["columns"]
        # Of lines of a mapping the buyer's columns come along, too.
        there = {*contract, *(column for part in given[name] for column in part["columns"])}
        persons = [
            column for column in ("customer_id", "email", "phone", "visitor_id", "merged_into") if column in there
        ]
        hidden = " || ' ' || ".join(f"coalesce(cast(received.{column} as varchar), '')" for column in persons) or "''"
        where, order = "checked.quarantine_reason is not null", "received._row_id"
        if with_order:
            refused = " union ".join(
                f"select trim(order_id) from {front_door.ref(f'quarantined_{each}')}"
                f" where _source = {source} and order_id is not null"
                for each in group.inputs
                if each in ("orders", "order_items")
            )
            where = f"({where} or trim(received.order_id) in ({refused}))"
            order = "trim(received.order_id), try_cast(received.line_number as bigint), received._row_id"
        query = (
            f"select checked.quarantine_reason, received._unreadable, {hidden}, {columns}"
            f" from {front_door.ref(f'received_{name}')} as received"
            f" inner join {front_door.ref(f'checked_{name}')} as checked on received._row_id = checked._row_id"
            f" where received._source = {source} and {where} order by {order}"
        )
        for reason, unreadable, persons_there, *values in front_door.run_query(query).rows:
            rows = [values] if unreadable is None else _taken_apart(unreadable, group.delimiter, len(names))
            for row in rows:
                came = {column.lower(): value for column, value in zip(names.values(), row, strict=True) if value}
                if not _ERASED.search(" ".join([persons_there, *came.values()])):
                    yield _Row(came, [several + reason] if reason else [])


def _write(path: Path, group: _Group, rows: Sequence[_Row]) -> int:
    columns = group.columns
    why = "reason" if "reason" not in (column.lower() for column in columns) else "reason_of_refusal"
    path.unlink(missing_ok=True)
    with TextIOWrapper(create_private(path), encoding=group.encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=group.delimiter, lineterminator="\r\n")
        writer.writerow([why, *columns])
        writer.writerows(["; ".join(row.reasons), *(row.values.get(name.lower()) for name in columns)] for row in rows)
    return len(rows)


def _taken_apart(text: str, delimiter: str, width: int) -> Iterator[list[str | None]]:
    """Put a spoiled record into columns as far as it goes; what is too much stays in the last one."""
    [record, *_] = [*csv_records_of(text, delimiter, limit=1), {"fields": None}]
    found = [record["fields"]] if record["fields"] else [_loosely(line, delimiter) for line in text.splitlines()]
    for fields in found:
        rest = delimiter.join(value or "" for value in fields[width - 1 :])
        yield [*fields[: width - 1], rest, *[None] * (width - len(fields))][:width]


def _loosely(line: str, delimiter: str) -> list[str | None]:
    try:
        return [*next(csv.reader([line], delimiter=delimiter), [line])]
    except csv.Error:
        return [line]
