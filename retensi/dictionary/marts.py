"""The marts and their columns, read from dbt's YAML files and doc blocks without dbt."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from retensi.errors import RetensiError

# The questions of the marts, in the order in which a reader meets them: the folders below models/marts.
FOLDERS = (
    "core",
    "lifecycle",
    "cohorts",
    "kpis",
    "value",
    "funnels",
    "contacts",
    "service",
    "onboarding",
    "loyalty",
    "campaigns",
    "products",
)
DOC_BLOCK = re.compile(r"{%\s*docs\s+(\w+)\s*%}(.*?){%\s*enddocs\s*%}", re.DOTALL)
DOC_REFERENCE = re.compile(r"{{\s*doc\(['\"](\w+)['\"]\)\s*}}")


class DictionaryError(RetensiError):
    """The YAML and the catalogue of names do not fit each other."""


@dataclass(frozen=True)
class Column:
    """A column of a mart.

    Attributes:
        name: its name.
        data_type: its type in the contract.
        description: what it holds, on one line.
    """

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Mart:
    """A mart.

    Attributes:
        name: its name.
        folder: the question it answers, a folder below models/marts.
        description: what one row is, on one line.
        columns: its columns, in the order of the contract.
    """

    name: str
    folder: str
    description: str
    columns: tuple[Column, ...]


def read_marts(project: Path) -> list[Mart]:
    """Read the marts of the dbt project in a folder, by question, then by name.

    Args:
        project: The folder of ``dbt_project.yml``.

    Raises:
        DictionaryError: where there are no marts, or a description names a doc block that does not exist.
    """
    blocks = doc_blocks(project)
    found = [
        _mart(model, folder, blocks)
        for folder in FOLDERS
        for path in sorted((project / "models" / "marts" / folder).glob("*.yml"))
        for model in (yaml.safe_load(_text(path)) or {}).get("models", [])
    ]
    if not found:
        raise DictionaryError(
            f"There are no marts in {project.resolve()}.", "the folder of dbt_project.yml", "name it with --project-dir"
        )
    return found


def doc_blocks(project: Path) -> dict[str, str]:
    """Give the texts of dbt's doc blocks by their names.

    Args:
        project: The folder of ``dbt_project.yml``.
    """
    pages = sorted((project / "docs").glob("*.md"))
    return {name: text for page in pages for name, text in DOC_BLOCK.findall(_text(page))}


def read_names(path: Path) -> dict[str, dict[str, str]]:
    """Read a catalogue of names: a CSV file whose first column is the name in the warehouse.

    Args:
        path: The file.

    Returns:
        The row of each name.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        key = (rows.fieldnames or [""])[0]
        return {row[key]: row for row in rows}


def _mart(model: dict[str, Any], folder: str, blocks: dict[str, str]) -> Mart:
    columns = tuple(
        Column(column["name"], column["data_type"], one_line(column["description"], blocks))
        for column in model["columns"]
    )
    return Mart(model["name"], folder, one_line(model["description"], blocks), columns)


def one_line(description: str, blocks: dict[str, str]) -> str:
    """Put the text of doc blocks where they are named, and all of it on one line.

    Args:
        description: As the YAML has it.
        blocks: What :func:`doc_blocks` gives.

    Raises:
        DictionaryError: where it names a block that does not exist.
    """

    def block(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in blocks:
            raise DictionaryError(
                f"A description names the doc block {name}, which no page in docs has.",
                "a block that exists",
                "add it or correct the name",
            )
        return blocks[name]

    return " ".join(DOC_REFERENCE.sub(block, description).split())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
