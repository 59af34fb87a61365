"""The page of docs that lists every column of the inputs: types from the contract, words from where they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from retensi.dictionary.marts import DictionaryError, doc_blocks, one_line
from retensi.front_door.project import CONTRACT, input_contract

PAGE = Path("docs/input_dictionary.md")
_HEAD = """<!-- Written by `uv run retensi dictionary` from the input contract and models/inputs. Do not edit. -->
# Columns of the inputs

Every column that may come in, with its type. `*` marks what must be there, as a column and with a value; one of the
columns with a `+` must be. What is refused, and how values are written: [the input contract](input_contract.md)."""


def inputs_page(project: Path) -> dict[Path, str]:
    """Give the page, as it is to be: its path and text; none where there is no such project.

    Args:
        project: Folder of the dbt project retensi.

    Raises:
        DictionaryError: where a column of the contract has no description in its model ``checked_<input>``.
    """
    if not (project / CONTRACT).is_file():
        return {}
    return {project / PAGE: "\n".join(_lines(project)) + "\n"}


def _lines(project: Path) -> Iterator[str]:
    blocks = doc_blocks(project)
    yield _HEAD
    for name, known in input_contract(project).items():
        described = _descriptions(project, name)
        if missing := [column for column in known["columns"] if not described.get(column)]:
            raise DictionaryError(
                f"models/inputs/checked/checked_{name}.yml does not describe {', '.join(missing)}.",
                "a description of each column of the input contract",
                "add it, then run `uv run retensi dictionary` again",
            )
        yield f"\n## {name}\n\n| column | type | meaning |\n| --- | --- | --- |"
        for column, type_ in known["columns"].items():
            is_one_of = any(column in group for group in known.get("required_any", []))
            mark = "*" if column in known["required"] else "+" if is_one_of else ""
            meaning = one_line(described[column], blocks).replace("|", "\\|")
            yield f"| `{column}`{mark} | {type_} | {meaning} |"


def _descriptions(project: Path, name: str) -> dict[str, str]:
    page = project / "models" / "inputs" / "checked" / f"checked_{name}.yml"
    [model] = yaml.safe_load(page.read_text(encoding="utf-8"))["models"]
    return {column["name"]: column.get("description", "") for column in model["columns"]}
