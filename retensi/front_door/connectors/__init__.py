"""Exports that are known by their header: one YAML file each says what they are and how they become the inputs.

A row that names only a ticket, charge or payment takes it for its visitor: whose it is follows by the rule for
visitors, without a join between files. A deal without a contact is bought by its account, whose contacts stay people of
their own. Columns that the contract does not know are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from retensi.front_door.mapping import Column, InputMapping
from retensi.sql_text import sql_identifier

_NAMED = re.compile(r"\{([^{}]+)\}")
# What Fivetran adds to rows: these are gone at the source, or older versions.
_GONE = {"_fivetran_deleted": "'false') <> 'true'", "_fivetran_active": "'true') <> 'false'"}


@dataclass(frozen=True)
class Connector:
    """An export that a vendor's shops have in common.

    Attributes:
        name: The name of its file here.
        title: What it is, as people call it.
        follows: Which document or version of the vendor it follows.
        key: What the source is called in a mapping.
        files: What its files are called where a shop leaves their names, as globs.
        header: The columns by which it is known; all must be there. Of a list within it, one must be.
        other_headers: Headers by which it is known as well, as other pipelines load it.
        called: What other pipelines call its columns, by the name it has here. In both ``*`` may stand for the rest of
            a name, such as ``properties_*``.
        without: Columns by which it is known not to be this export.
        values: What stands in columns of each row, where the header alone is that of other exports, too.
        time_zone: The zone of its times without offset, where the vendor says so.
        inputs: What it gives, by input, as the file says it: a block, or a list of blocks where a row gives several.
        asked: Statuses of it about which a shop is asked, and why.
        ids: ``vendor`` where its ids are those of the vendor, which no file of another one has; ``shop`` where they are
            those that other files of the shop may have, too.
        decimal: The decimal sign of its amounts, where the vendor says so.
        amounts: What the vendor documents that amounts of orders contain, by ``tax`` and ``shipping``.
        events: Whether its types of interactions are events of Google Analytics.
        tried_on: What it was tried on: ``schema``, ``file`` or ``documentation``.
        unused: Why it gives no input, where it gives none.
        wants: What else should be landed beside it, by the name of its connector, and what is missing without.
    """

    name: str
    title: str
    follows: str
    key: str
    header: tuple[str | tuple[str, ...], ...]
    inputs: Mapping[str, Any]
    tried_on: str
    other_headers: tuple[tuple[str | tuple[str, ...], ...], ...] = ()
    called: Mapping[str, Sequence[str]] | None = None
    without: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    files: tuple[str, ...] = ()
    time_zone: str | None = None
    asked: Mapping[str, str] | None = None
    ids: str = "shop"
    decimal: str | None = None
    amounts: Mapping[str, str] | None = None
    events: bool = False
    unused: str | None = None
    wants: Mapping[str, str] | None = None

    def mapped(
        self,
        columns: Collection[str],
        contract: Mapping[str, Any] | None = None,
        can_be: Callable[[str], bool] = lambda _: True,
    ) -> dict[str, InputMapping]:
        """Write the inputs for a file or table with these columns.

        What the file lacks is left out, and so is what the contract does not know. Where a column was renamed to the
        contract's own name, that one is taken.

        Args:
            columns: The columns of the file.
            contract: What the macro ``input_contract`` returns; None leaves nothing out.
            can_be: Whether an expression can be used; of several for a column, the first that can be is taken.
        """
        found = {}
        for name, given in self.inputs.items():
            blocks = [
                _input(block, _names(block, columns, self.called or {}), _known(name, contract), can_be)
                for block in (given if isinstance(given, list) else [given])
            ]
            usable = [block for block in blocks if block and _is_usable(name, block, contract)]
            if usable:
                found[name] = replace(usable[0], more=tuple(usable[1:]))
        return found


@cache
def connectors() -> tuple[Connector, ...]:
    """Read all of them; those that ask for more columns come first."""
    found = []
    for path in Path(__file__).parent.glob("*.yml"):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("files", "without"):
            said[key] = tuple(said.get(key, ()))
        said["header"] = _header(said["header"])
        said["other_headers"] = tuple(map(_header, said.get("other_headers", ())))
        found.append(Connector(name=path.stem, **said))
    return tuple(sorted(found, key=lambda connector: (-len(connector.header), connector.name)))


def _header(given: Sequence[str | list[str]]) -> tuple[str | tuple[str, ...], ...]:
    return tuple(tuple(each) if isinstance(each, list) else each for each in given)


def _letters(name: str) -> str:
    """Give a name as it is compared: pipelines write ``CreatedDate`` also ``created_date`` and ``CREATED_DATE``."""
    return name.replace("_", "").lower()


def recognised(columns: Collection[str], values: Callable[[str], Collection[str]] = lambda _: ()) -> Connector | None:
    """Give the connector whose header a file has, or None. Differences of case and of ``_`` are forgiven.

    Args:
        columns: The columns of the file.
        values: Gives the values seen in a column; none where nothing was seen.
    """
    return next(iter(all_recognised(columns, values)), None)


def all_recognised(
    columns: Collection[str], values: Callable[[str], Collection[str]] = lambda _: ()
) -> list[Connector]:
    """Give all connectors whose header a file has, as :func:`recognised` does, the one that is meant first."""
    there = {_letters(column) for column in columns}

    def has(header: Sequence[str | tuple[str, ...]]) -> bool:
        of = [[given] if isinstance(given, str) else given for given in header]
        return all(any(_letters(name) in there for name in names) for names in of)

    return [
        each
        for each in connectors()
        if not any(_letters(name) in there for name in each.without)
        and any(has(header) for header in (each.header, *each.other_headers))
        and all(set(values(column)) <= {said} for column, said in (each.values or {}).items())
    ]


def _known(name: str, contract: Mapping[str, Any] | None) -> Collection[str] | None:
    return None if contract is None else {*contract[name]["columns"]}


def _is_usable(name: str, block: InputMapping, contract: Mapping[str, Any] | None) -> bool:
    """Tell whether a block gives one of each group of columns of which the contract needs one, such as who did it."""
    groups = contract[name].get("required_any", []) if contract else []
    return all({*any_of} & block.columns.keys() for any_of in groups)


def _names(block: Mapping[str, Any], columns: Collection[str], called: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give, for the vendor's columns that are there, what the file calls them."""
    there = {_letters(column): column for column in columns}
    names = dict(there)
    for contract_column, given in block["columns"].items():
        for base in _bases(given):
            renamed = there.get(_letters(contract_column)) or (
                contract_column == "total_amount" and there.get("grossamount")
            )
            if _letters(base) not in there and renamed:
                names[_letters(base)] = renamed
    for ours, others in called.items():
        for other in others:
            start, rest, end = _letters(other).partition("*")
            for column in columns if rest else [each for each in [there.get(start)] if each]:
                if _letters(column).startswith(start) and _letters(column).endswith(end):
                    middle = _letters(column)[len(start) : len(_letters(column)) - len(end)] if rest else ""
                    names.setdefault(_letters(ours).replace("*", middle), column)
    return names


def _bases(given: Any) -> list[str]:
    """Give the columns a value may be taken from, the best one first."""
    found = given.get("column", []) if isinstance(given, dict) else str(given) if not isinstance(given, list) else given
    return found if isinstance(found, list) else [found]


def _input(
    block: Mapping[str, Any],
    names: Mapping[str, str],
    known: Collection[str] | None,
    can_be: Callable[[str], bool],
) -> InputMapping | None:
    columns = {}
    for contract_column, given in block["columns"].items():
        column = _column(given, names, can_be) if known is None or contract_column in known else None
        if column:
            columns[contract_column] = column
    where = _written(block["where"], names) if "where" in block else None
    if "where" in block and where is None:
        # What is left out by a column that is not there cannot be told from the rest.
        return None
    gone = [
        f"coalesce(lower({sql_identifier(names[_letters(column)])}), {condition}"
        for column, condition in _GONE.items()
        if _letters(column) in names
    ]
    where = " and ".join([f"({where})" if gone and where else where, *gone] if where else gone) or None
    return InputMapping(columns, block.get("rows", "one per row"), where)


def _column(given: Any, names: Mapping[str, str], can_be: Callable[[str], bool]) -> Column | None:
    said = given if isinstance(given, dict) else {}
    if "constant" in said:
        return Column(constant=str(said["constant"]))
    base = next((names[_letters(name)] for name in _bases(given) if _letters(name) in names), None)
    texts = [said["expression"]] if isinstance(said.get("expression"), str) else said.get("expression", [])
    written = [expression for text in texts if (expression := _written(text, names))]
    # Where none can be used, the best one tells what is missing.
    expression = next(filter(can_be, written), written[0] if written else None)
    if not base and not expression:
        return None
    conditions = {text: _written(condition, names) for text, condition in said.get("when", {}).items()}
    return Column(
        column=None if expression else base,
        expression=expression,
        values=said.get("values", {}),
        when={text: condition for text, condition in conditions.items() if condition},
        lines=said.get("lines"),
    )


def _written(text: str, names: Mapping[str, str]) -> str | None:
    """Put the file's columns into an expression; None where it lacks one. ``{Column?}`` may be lacking: it is null."""
    named = _NAMED.findall(text)
    if any(_letters(name) not in names for name in named if not name.endswith("?")):
        return None

    def column(name: str) -> str:
        found = names.get(_letters(name.removesuffix("?")))
        return sql_identifier(found) if found else "cast(null as varchar)"

    return _NAMED.sub(lambda found: column(found[1]), text)
