"""What several commands share: their options, and how these are written for dbt."""

import shlex
from collections.abc import Mapping
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


def next_build(places: Mapping[str, str], target: str | None = None, variables: Mapping[str, str] | None = None) -> str:
    """Write the commands, for a shell, that build the marts of a shop.

    Args:
        places: Environment variables that say where it lies, which later commands in this shell read as well.
        target: The dbt target; None for the profile's own.
        variables: dbt vars.
    """
    named = "{" + ", ".join(f"{name}: {value}" for name, value in (variables or {}).items()) + "}"
    exported = " ".join(f"{name}={shlex.quote(value)}" for name, value in places.items())
    options = dbt_options(target, named if variables else None)
    return f"export {exported} && {shlex.join(['uv', 'run', 'dbt', 'build', *options])}"
