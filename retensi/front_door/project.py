"""What the dbt project says of itself, read without dbt: where it lies, its contract and its vars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from retensi.errors import RetensiError
from retensi.macro_values import macro_value

CONTRACT = Path("macros/inputs/input_contract.sql")


class ProjectError(RetensiError):
    """A folder does not hold the dbt project."""


def home_of(project: Path) -> Path:
    """Give the folder of retensi itself: the project, or what it has as a package.

    Raises:
        ProjectError: it is neither.
    """
    for folder in (project, project / "dbt_packages" / "retensi"):
        if (folder / CONTRACT).is_file():
            return folder
    raise ProjectError(
        f"{project.absolute()} does not hold the dbt project retensi.",
        "its folder, with dbt_project.yml, macros and models, or that of a project which has it as a package",
        "run the command there, or name it with --project-dir",
    )


def input_contract(project: Path) -> dict[str, Any]:
    """Give what the macro ``input_contract`` returns: for each input its columns with their types, and more.

    Args:
        project: Folder of the dbt project retensi.

    Raises:
        OSError: the folder holds no such project.
    """
    contract: dict[str, Any] = macro_value(project / CONTRACT, "input_contract")
    return contract


def read_project(folder: Path) -> dict[str, Any]:
    """Give what dbt_project.yml of a folder says.

    Raises:
        ProjectError: it cannot be read.
    """
    try:
        project: dict[str, Any] = read_yaml(folder / "dbt_project.yml")
    except (OSError, yaml.YAMLError) as error:
        raise ProjectError(
            f"{folder / 'dbt_project.yml'} cannot be read: {error}",
            "the file that says what the dbt project is",
            "run the command in the project's folder, or name it with --project-dir",
        ) from error
    return project


def vars_of(project: Mapping[str, Any]) -> dict[str, Any]:
    """Give the vars of a project as retensi sees them: its own come after those of everybody."""
    given = dict(project.get("vars") or {})
    ours = given.pop("retensi", None) or {}
    return given | ours


def read_yaml(file: Path) -> Any:
    """Read a file of YAML, by the fast reader where there is one."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
