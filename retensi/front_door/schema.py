"""The JSON schema of a mapping, by which editors complete and check a ``retensi.yml``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retensi.front_door.conventions import PARTS, SAID
from retensi.front_door.mapping import CHATS, DATES, DECIMALS, LINES, ROWS, SIGNS, VERSION
from retensi.front_door.project import input_contract

PAGE = Path("docs/retensi.schema.json")
# YAML takes 0 for a number and no for a truth; the mapping takes each as it was written.
_TEXT = {"type": ["string", "number", "boolean"]}
_TEXTS = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_SQL = {"type": "string", "description": "A scalar SQL expression over the columns of the source, which are texts."}


def schema(contract: Mapping[str, Any]) -> dict[str, Any]:
    """Give the schema.

    Args:
        contract: what the macro ``input_contract`` returns.
    """
    source = _block(
        "One place that rows are from.",
        {
            "files": _TEXTS | {"description": "Globs below the landing folder."},
            "table": {
                "type": "string",
                "pattern": r"^[^.]+\.[^.]+(\.[^.]+)?$",
                "description": "Instead of files: schema.table or database.schema.table.",
            },
            "prefix": {
                "type": "string",
                "description": "none: ids stay as they are; the key of another source: they are those of that one;"
                " default: the source's key and a colon.",
            },
            "format": _format(),
            "placeholders": _TEXTS | {"description": "Ids and mail addresses that stand for nobody."},
            "signs": {
                "enum": list(SIGNS),
                "description": "Whether discounts, refunds and costs count without a minus.",
            },
            "amounts": _block(
                "What amounts of orders contain besides the goods. It is shown, and changes no figure.",
                {part: {"enum": list(SAID), "default": SAID[-1]} for part in PARTS},
            ),
            **{name: _one_or_several(name) for name in contract},
        },
    ) | {"oneOf": [{"required": ["files"]}, {"required": ["table"]}]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "retensi.yml",
        **_block(
            "How a shop's own files or tables become the inputs of retensi.",
            {
                "version": {"const": int(VERSION)},
                "sources": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                    "additionalProperties": source,
                    "minProperties": 1,
                },
            },
            required=["version", "sources"],
        ),
        "definitions": {"column": _column(), **{name: _input(name, known) for name, known in contract.items()}},
    }


def _format() -> dict[str, Any]:
    return _block(
        "How the files are written.",
        {
            "delimiter": {"type": "string", "description": "Of a CSV: one character, or tab.", "default": ","},
            "encoding": {"type": "string", "description": "Of text: a codec of Python.", "default": "utf-8"},
            "sheet": _TEXT | {"description": "Of a workbook; default: the first."},
            "skip_rows": {
                "type": "integer",
                "minimum": 0,
                "maximum": 999,
                "description": "How many rows stand before the column names, blank ones not counted.",
                "default": 0,
            },
            "chat": {"enum": list(CHATS), "description": "Of text: messages of a chat, as an app exports them."},
            "decimal": {"enum": list(DECIMALS), "default": "."},
            "dates": {"enum": list(DATES), "default": DATES[0]},
            "time_zone": {"type": "string", "description": "IANA name, of times without an offset; default: UTC."},
        },
    )


def _input(name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {"where": _SQL | {"description": "Only rows for which this is true serve the input."}}
    if name in ("orders", "order_items"):
        properties["rows"] = {"enum": list(ROWS), "default": ROWS[0]}
    of_columns = {column: {"$ref": "#/definitions/column"} for column in known["columns"]}
    properties["columns"] = _block("Where the values of each column are from.", of_columns)
    return _block(f"What gives {name}.", properties, required=["columns"])


def _one_or_several(name: str) -> dict[str, Any]:
    block = {"$ref": f"#/definitions/{name}"}
    several = {"type": "array", "items": block, "minItems": 1}
    return {"description": f"What gives {name}: a block, or a list of blocks.", "oneOf": [block, several]}


def _column() -> dict[str, Any]:
    texts = {"type": "object", "additionalProperties": _TEXT}
    given = _block(
        "",
        {
            "column": _TEXT | {"description": "A column of the source."},
            "constant": _TEXT | {"description": "The same text for every row."},
            "expression": _SQL,
            "values": {"type": "object", "additionalProperties": {"type": [*_TEXT["type"], "null"]}},
            "when": texts,
            "lines": {
                "enum": list(LINES),
                "description": "Of an order: what its lines have, added up, or the highest.",
            },
        },
    )
    given["oneOf"] = [{"required": [key]} for key in ("column", "constant", "expression")]
    return {"description": "A column of the source by its name, or a block.", "anyOf": [_TEXT, given]}


def _block(description: str, properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    block = {"type": "object", "description": description, "properties": properties, "additionalProperties": False}
    if not description:
        del block["description"]
    return block | ({"required": required} if required else {})


def schema_page(project: Path) -> dict[Path, str]:
    """Give the file that holds the schema, as it is to be: its path and text; none where there is no such file."""
    path = project / PAGE
    if not path.is_file():
        return {}
    return {path: json.dumps(schema(input_contract(project)), indent=2) + "\n"}
