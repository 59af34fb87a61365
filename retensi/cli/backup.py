"""``retensi backup`` and ``retensi restore``."""

import os
from pathlib import Path

import click

from retensi.cli.options import PROJECT

FILE = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
WAREHOUSE = click.option(
    "--warehouse",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="DuckDB file that builds write.  [default: $RETENSI_WAREHOUSE or data/warehouse.duckdb]",
)
WAIT = click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0,
    show_default=True,
    help="How long to wait for a build that runs.",
)


@click.command()
@FILE
@WAREHOUSE
@WAIT
@PROJECT
def backup(file: Path, warehouse: Path | None, wait: float, project: Path) -> None:
    r"""Copy the warehouse into FILE, which must not exist.

    Who reads the warehouse or what is published goes on reading. While a build runs there is nothing whole to copy:
    the command says which process it is, and waits if told to. FILE is a DuckDB file that its owner alone may read. It
    holds personal data, as the warehouse does, and not the key that mail addresses are hashed with.

    \b
    Example:
      uv run retensi backup data/backups/$(date +%F).duckdb --wait 3600

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.backup import back_up

    done = back_up(_warehouse(project, warehouse), file, wait=wait)
    click.echo(f"{file}: {done.size / 1e6:.1f} MB, {done.tables} tables of `dbt {done.command}`, {done.changed_at} UTC")


@click.command()
@FILE
@WAREHOUSE
@click.option("--replace", is_flag=True, help="Give up the warehouse that is there.")
@WAIT
@PROJECT
def restore(file: Path, warehouse: Path | None, replace: bool, wait: float, project: Path) -> None:
    r"""Put the backup FILE into the place of the warehouse, in one step.

    What is published stays as it is. The next build brings the marts up to the inputs as they are now, erasure requests
    that came after the backup included; publish after it.

    \b
    Example:
      uv run retensi restore data/backups/2026-01-31.duckdb --replace
      uv run dbt build && uv run retensi publish

    Exit codes: 0 success; 1 a failure, the warehouse is as it was; 2 wrong usage.
    """
    from retensi.backup import restore as put_back

    done = put_back(file, _warehouse(project, warehouse), replace=replace, wait=wait)
    click.echo(f"{done.file}: {done.tables} tables of `dbt {done.command}`, {done.changed_at} UTC")
    click.echo("Next: uv run dbt build && uv run retensi publish")


def _warehouse(project: Path, named: Path | None) -> Path:
    return named or project / os.environ.get("RETENSI_WAREHOUSE", "data/warehouse.duckdb")
