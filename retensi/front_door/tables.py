"""From a mapping of tables and the contract to the parts of each input, with their SQL for each engine.

No engine can be asked from here, so a part leaves out what the macros know: the rows of the table, as texts, and its
other columns. Its SQL is a list in which texts alternate with the names of what is to be put there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from retensi.front_door import table_expressions
from retensi.front_door.dialects import TABLES
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.mapping import InputMapping, MappingError, Source, line_of, line_said, read_mapping
from retensi.front_door.mapping import Mapping as ShopMapping
from retensi.front_door.plan import (
    Rows,
    amounts_of,
    counts_lines,
    expressions_in,
    hash_of,
    lacking,
    named_with_text,
    prefixes_of,
)

# What the macros put in: the rows, further columns as they are chosen, and as they are named then.
_ROWS, _EXTRA, _NAMES = "\x00rows\x00", "\x00extra\x00", "\x00names\x00"
# Of most inputs, and of merges whose ids have prefixes.
_PUT_IN = (["extra", "rows"], ["names", "extra", "rows"])
_IDS = ("customer_id", "merged_into")


def plan_tables(path: str, contract: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a mapping makes of tables, or what is wrong with it.

    Args:
        path: the mapping, from the folder dbt runs in.
        contract: what the macro ``input_contract`` returns.

    Returns:
        ``path``, ``problems`` (sentences) and ``inputs``: the parts by input. A part has the ``key`` of its source;
        ``table`` as the mapping names it, with ``database`` (or None), ``schema`` and ``identifier``; ``at`` (file and
        line); ``wanted``, the columns that are to be c1 and so on, each with its ``name`` and ``at``; ``columns``,
        those of the contract that it gives; ``has_place``; ``sql`` by engine; and ``mapping``, ``prefixes`` and
        ``amounts`` as parts of files have them.
    """
    said: dict[str, Any] = {"path": path, "problems": [], "inputs": {}}
    try:
        mapping = read_mapping(path, contract)
    except OSError as error:
        expected = "the file that says how tables become the inputs; paths are relative to the folder dbt runs in"
        said["problems"] = [f"{path} cannot be read ({error.strerror}); expected {expected}"]
        return said
    except MappingError as error:
        said["problems"] = list(error.problems)
        return said
    said["problems"] = sorted(_problems(mapping, contract), key=line_said)
    if said["problems"]:
        return said
    prefixes = prefixes_of(mapping, ())
    for source in mapping.sources:
        for name, given in source.inputs.items():
            part = _part(mapping, source, name, given, contract, prefixes)
            said["inputs"].setdefault(str(name), []).append(part)
            # A text that holds what stands for the rows would put them there, too.
            if any(pieces[1::2] not in _PUT_IN or "\x00" in "".join(pieces) for pieces in part["sql"].values()):
                said["problems"].append(mapping.at(name, f"{name} of source {source.key} has a zero byte; take it out"))
    return said


def _problems(mapping: ShopMapping, contract: Mapping[str, Any]) -> list[str]:
    found: dict[str, None] = {}
    owners: dict[tuple[str, str], str] = {}
    for source in mapping.sources:
        if source.table is None:
            sentence = (
                f"source {source.key} has files, which are read from a folder; expected `table: schema.table`;"
                " for files name the folder by RETENSI_INPUT_PATH instead of RETENSI_MAPPING"
            )
            found[mapping.at(source.key, sentence)] = None
            continue
        for name, given in source.inputs.items():
            owner = owners.setdefault((source.table.lower(), name), source.key)
            if owner != source.key:
                sentence = (
                    f"{source.table} gives {name} in source {owner} and in source {source.key};"
                    " expected one of them; drop one"
                )
                found[mapping.at(source.key, sentence)] = None
            for sentence in (sentence for each in given.blocks for sentence in lacking(source, name, each, contract)):
                found[mapping.at(name, sentence)] = None
            for text, is_condition in expressions_in(given):
                try:
                    table_expressions.check(text, is_condition)
                except ExpressionError as error:
                    found[mapping.at(text, str(error))] = None
    return list(found)


def _part(
    mapping: ShopMapping,
    source: Source,
    name: str,
    given: InputMapping,
    contract: Mapping[str, Any],
    prefixes: list[str],
) -> dict[str, Any]:
    rows = {by.name: Rows(source, name, given, contract, [], prefixes, by) for by in TABLES}
    one = next(iter(rows.values()))
    others = "".join(f"given.{column}, " for column in one.columns if column not in _IDS)
    *database, schema, identifier = str(source.table).split(".")
    # Where a column is named first.
    lines: dict[str, int] = {}
    for column, text in named_with_text(given):
        lines.setdefault(column.lower(), line_of(text))
    return {
        "key": str(source.key),
        "table": str(source.table),
        "at": f"{mapping.path}, line {line_of(source.table or '')}",
        "database": database[0] if database else None,
        "schema": schema,
        "identifier": identifier,
        "wanted": [
            {"name": column, "at": f"{mapping.path}, line {lines.get(column.lower(), line_of(name))}"}
            for column in one.wanted
        ],
        "columns": one.columns,
        "has_place": counts_lines(name, given),
        "sql": {
            engine: _pieces(each.over(_ROWS, "table", _EXTRA, f"{others}{_NAMES}given._unreadable"))
            for engine, each in rows.items()
        },
        "mapping": hash_of(source, name, given, prefixes),
        "prefixes": list(prefixes),
        "amounts": amounts_of(source),
    }


def _pieces(sql: str) -> list[str]:
    """Take SQL apart at what is to be put in."""
    return re.split(r"\x00(rows|extra|names)\x00", sql)
