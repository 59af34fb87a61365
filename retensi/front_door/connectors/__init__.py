"""Exports that are known by their header: one YAML file each says what they are and how they become the inputs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from retensi.front_door.mapping import Column, InputMapping
from retensi.sql_text import quoted

_NAMED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Connector:
    """An export that a vendor's shops have in common.

    Attributes:
        name: The name of its file here.
        title: What it is, as people call it.
        follows: Which document or version of the vendor it follows.
        key: What the source is called in a mapping.
        files: What its files are called where a shop leaves their names, as globs.
        header: The columns by which it is known; all must be there.
        time_zone: The zone of its times without offset, where the vendor says so.
        inputs: What it gives, by input, as the file says it.
        statuses: What the vendor's statuses mean.
        asked: Statuses of it about which a shop is asked, and why.
    """

    name: str
    title: str
    follows: str
    key: str
    header: tuple[str, ...]
    inputs: Mapping[str, Any]
    files: tuple[str, ...] = ()
    time_zone: str | None = None
    asked: Mapping[str, str] | None = None

    def mapped(self, columns: Collection[str]) -> dict[str, InputMapping]:
        """Write the inputs for a file with these columns.

        What the file lacks is left out. Where a column was renamed to the contract's own name, that one is taken.
        """
        return {name: _input(block, _names(block, columns)) for name, block in self.inputs.items()}


@cache
def connectors() -> tuple[Connector, ...]:
    """Read all of them; those that ask for more columns come first."""
    found = []
    for path in Path(__file__).parent.glob("*.yml"):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("header", "files"):
            said[key] = tuple(said.get(key, ()))
        found.append(Connector(name=path.stem, **said))
    return tuple(sorted(found, key=lambda connector: (-len(connector.header), connector.name)))


def recognised(columns: Collection[str]) -> Connector | None:
    """Give the connector whose header a file has, or None. A difference of case is forgiven."""
    lowered = {column.lower() for column in columns}
    return next((each for each in connectors() if all(name.lower() in lowered for name in each.header)), None)


def _names(block: Mapping[str, Any], columns: Collection[str]) -> dict[str, str]:
    """Give, for the vendor's columns that are there, what the file calls them."""
    there = {column.lower(): column for column in columns}
    names = dict(there)
    for contract_column, given in block["columns"].items():
        for base in _bases(given):
            renamed = there.get(contract_column) or (contract_column == "total_amount" and there.get("gross_amount"))
            if base.lower() not in there and renamed:
                names[base.lower()] = renamed
    return names


def _bases(given: Any) -> list[str]:
    """Give the columns a value may be taken from, the best one first."""
    found = given.get("column", []) if isinstance(given, dict) else given
    return found if isinstance(found, list) else [found]


def _input(block: Mapping[str, Any], names: Mapping[str, str]) -> InputMapping:
    columns = {}
    for contract_column, given in block["columns"].items():
        column = _column(given, names)
        if column:
            columns[contract_column] = column
    where = _written(block["where"], names) if "where" in block else None
    return InputMapping(columns, block.get("rows", "one per row"), where)


def _column(given: Any, names: Mapping[str, str]) -> Column | None:
    said = given if isinstance(given, dict) else {}
    base = next((names[name.lower()] for name in _bases(given) if name.lower() in names), None)
    texts = [said["expression"]] if isinstance(said.get("expression"), str) else said.get("expression", [])
    expression = next((written for text in texts if (written := _written(text, names))), None)
    if not base and not expression:
        return None
    conditions = {text: _written(condition, names) for text, condition in said.get("when", {}).items()}
    return Column(
        column=None if expression else base,
        expression=expression,
        values=said.get("values", {}),
        when={text: condition for text, condition in conditions.items() if condition},
    )


def _written(text: str, names: Mapping[str, str]) -> str | None:
    """Put the file's columns into an expression; None where it lacks one."""
    named = _NAMED.findall(text)
    if any(name.lower() not in names for name in named):
        return None
    return _NAMED.sub(lambda found: quoted(names[found[1].lower()]), text)
