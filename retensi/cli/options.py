"""What several commands share: their options, and how these are written for dbt."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

# What the commands that work on a built target share.
TARGET = click.option("--target", metavar="NAME", help="dbt target to work on.  [default: the profile's own]")
VARIABLES = click.option("--vars", "variables", metavar="YAML", help="dbt vars, the same as those of the build.")
PROJECT = click.option(
    "--project-dir",
    "project",
    metavar="DIR",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the dbt project.  [default: the current one]",
)


def dbt_options(target: str | None, variables: str | None) -> list[str]:
    """Write the options of a command as options of dbt."""
    return [*(["--target", target] if target else []), *(["--vars", variables] if variables else [])]


def build_vars(inputs: Mapping[str, str], others: Iterable[tuple[str, str]] = ()) -> str:
    """Write the dbt variables that build the marts from a data set: YAML on one line, quoted for a shell."""
    plain = {name: text if re.fullmatch(r"[\w./-]+", text) else json.dumps(text) for name, text in inputs.items()}
    values = {**plain, **dict(others)}
    return shlex.quote("{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}")
