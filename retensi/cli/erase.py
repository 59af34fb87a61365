"""``retensi erase``."""

import os
from pathlib import Path

import click

from retensi.cli.options import PROJECT, VARIABLES, dbt_options


@click.command("erase")
@VARIABLES
@click.option(
    "--to",
    "serving",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that marts are published into.  [default: $RETENSI_SERVING or data/serving]",
)
@click.option(
    "--target-path",
    "target_path",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="dbt's target folder.  [default: $DBT_TARGET_PATH or target]",
)
@click.option(
    "--log-path",
    "logs",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of dbt's logs.  [default: $DBT_LOG_PATH or logs]",
)
@PROJECT
def erase(
    variables: str | None, serving: Path | None, target_path: Path | None, logs: Path | None, project: Path
) -> None:
    r"""Leave no trace of people who asked to be forgotten, after a build has made pseudonyms of them.

    The build itself leaves them out of every table (docs/privacy.md). This makes sure of it, rewrites the warehouse
    file so that no old page keeps what was there before, removes former Parquet files, logs and files of dbt that name
    them, and lists what belongs to others and still does: landing files and tables, exports, backups. DuckDB only.

    \b
    Example:
      uv run dbt build && uv run retensi publish && uv run retensi erase

    Exit codes: 0 success; 1 a failure, such as a build that came before a request; 2 wrong usage.
    """
    from retensi.erasure import erase as erase_people
    from retensi.publish.command import places

    where = places(project, os.environ, target_path, serving)
    done = erase_people(project, where, os.environ, dbt_options(None, variables), logs=logs)
    if not done.identifiers:
        click.echo("Nobody has asked to be forgotten.")
        return
    click.echo(
        f"{done.identifiers:,} identifiers of people to be forgotten: none in the warehouse or in what is served."
    )
    click.echo(f"{where.warehouse}: rewritten, {done.before / 1e6:.1f} MB before, {done.after / 1e6:.1f} MB now")
    for path in done.removed:
        click.echo(f"{path}: removed")
    for path in done.mended:
        click.echo(f"{path}: a control group, which now has pseudonyms in their place")
    for name in done.left:
        click.echo(f"{name}: still names them, and is its owner's to clean")
