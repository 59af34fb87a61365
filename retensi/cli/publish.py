"""``retensi publish``."""

import os
from pathlib import Path

import click

from retensi.cli.options import PROJECT
from retensi.cli.progress import progress_bar


@click.command("publish")
@click.option(
    "--to",
    "serving",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to publish into.  [default: $RETENSI_SERVING or data/serving]",
)
@click.option(
    "--target-path",
    "target_path",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the build's manifest.json and run_results.json.  [default: $DBT_TARGET_PATH or target]",
)
@click.option(
    "--keep",
    "kept",
    metavar="N",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    help="Keep the Parquet files of the newest N builds.",
)
@PROJECT
def publish_marts(serving: Path | None, target_path: Path | None, kept: int, project: Path) -> None:
    r"""Serve the marts of the last build to BI tools, as a DuckDB file, as Parquet files and in PostgreSQL.

    Only a whole build whose tests passed is published. Every copy is replaced in one step: who reads sees the former
    build or the new one. PostgreSQL takes part where RETENSI_PUBLISH_POSTGRES holds the address of a database;
    RETENSI_PUBLISH_POSTGRES_ROLES names who may read there, comma separated.

    The demo shop does not take the place of another shop unless RETENSI_REPLACE_SOURCE is yes.

    \b
    Example:
      uv run dbt build && uv run retensi publish

    Exit codes: 0 success; 1 a failure, what was served before still is; 2 wrong usage.
    """
    from retensi.publish.command import places, publish
    from retensi.publish.postgres_session import destination
    from retensi.publish.source import replaces_source

    where = places(project, os.environ, target_path, serving)
    with progress_bar("Publishing") as progress:
        replaces = replaces_source(os.environ)
        done = publish(where, destination(os.environ), kept=kept, replaces=replaces, progress=progress)
    click.echo(f"Build {done.invocation_id}, data up to {done.as_of}: {done.marts} marts in")
    for place in (done.file, done.folder / "current", *(["PostgreSQL, schema marts"] if done.in_postgres else [])):
        click.echo(f"  {place}")
