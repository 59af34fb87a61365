"""``retensi load``."""

import os
from pathlib import Path

import click

from retensi.cli.options import PROJECT, next_build
from retensi.cli.progress import progress_bar
from retensi.examples import DATA_SETS


def _data_set_help() -> str:
    """List the data sets for the help of ``load``."""
    width = max(map(len, DATA_SETS))
    return "\b\nData sets:\n" + "\n".join(f"  {name:<{width}}  {each.summary}" for name, each in DATA_SETS.items())


LOAD_HELP = f"""Land a public data set as Parquet files, and write them to another engine's tables if you name a target.

The data comes from packages of the extra 'examples'; nothing is downloaded here. Files of an earlier load in the
folder are replaced, all at once at the end: a load that breaks leaves them as they were. A folder with other files is
refused.

{_data_set_help()}

\b
Examples:
  uv run --extra examples retensi load cdnow
  uv run --extra examples retensi load complete_journey --to /tmp/journey
  uv run --extra examples --extra postgres retensi load cdnow --target postgres

Exit codes: 0 success, 1 a failure, 2 wrong usage.
"""


@click.command(help=LOAD_HELP)
@click.argument("name", metavar="DATA_SET", type=click.Choice(list(DATA_SETS)))
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to land the files in.  [default: data/landing/DATA_SET]",
)
@click.option("--target", metavar="NAME", help="dbt target on PostgreSQL or Spark to write the data to, as tables.")
@click.option("--schema", metavar="NAME", help="Schema of these tables.  [default: DATA_SET]")
@PROJECT
def load(name: str, folder: Path | None, target: str | None, schema: str | None, project: Path) -> None:
    """Land a data set. Users read ``LOAD_HELP``, which lists the data sets."""
    if schema and not target:
        raise click.UsageError("--schema needs --target.")
    data_set = DATA_SETS[name]
    landing = folder or Path("data", "landing", name)
    with progress_bar(f"Loading {name}") as progress:
        rows = data_set.load(landing, progress)
    for input_name, count in rows.items():
        click.echo(f"{landing / input_name}.parquet: {count:,} rows")
    if target:
        from retensi.tables import write_tables

        write_tables(landing, schema or name, project, target)
        click.echo(f"Written to the schema {schema or name} of {target}.")
        places = {"RETENSI_INPUT_SCHEMA": schema or name}
    else:
        # A warehouse of its own, unless one is named: another shop may be in the usual one.
        own = {} if os.environ.get("RETENSI_WAREHOUSE") else {"RETENSI_WAREHOUSE": f"data/{name}.duckdb"}
        places = {**own, "RETENSI_INPUT_PATH": landing.as_posix()}
    click.echo(f"Next: {next_build(places, target, dict(data_set.build_vars))}")
