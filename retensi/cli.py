"""The ``retensi`` command."""

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from retensi.errors import LandingError, RetensiError
from retensi.examples import DATA_SETS, DataSet


class ExplainedErrors(click.Group):
    """A command group that shows expected errors as a message instead of a traceback, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except RetensiError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=ExplainedErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="retensi", message="retensi %(version)s")
def main() -> None:
    r"""Land example data, make the demo shop, and fit, export and publish what the retensi dbt project builds.

    \b
    Examples:
      retensi load cdnow                      land a public data set
      uv run dbt build --vars '{input_path: data/landing/cdnow}'
      retensi load complete_journey --to /tmp/journey
      retensi demo --write seeds/demo         make the demo shop again
      retensi fit-clv --target postgres       fit customer value where dbt cannot do it by itself
      retensi export-audience --hash sha256   the customers to win back, for a CRM
      retensi publish                         serve the marts of a build to BI tools

    \b
    Exit codes:
      0  success
      1  a failure, explained on standard error
      2  wrong usage
    """


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


@main.command(help=LOAD_HELP)
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
        options, inputs = f"--target {shlex.quote(target)} ", {"input_schema": schema or name}
    else:
        options, inputs = "", {"input_path": landing.as_posix()}
    click.echo(f"Next: uv run dbt build {options}--vars {_build_vars(data_set, inputs)}")


@main.command()
@click.option(
    "--write",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the CSV files to; files of the same name are replaced.",
)
def demo(folder: Path) -> None:
    r"""Make the demo shop: the same small made-up shop, byte for byte, each time.

    \b
    Example:
      uv run retensi demo --write seeds/demo

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.demo import write_demo

    try:
        with progress_bar("Making the demo shop") as progress:
            rows = write_demo(folder, progress)
    except OSError as error:
        raise LandingError(
            f"The demo shop cannot be written to {folder}: {error}",
            "a folder that this user may write, on a disk with room",
            "make room or change its permissions, or name another folder with --write",
        ) from error
    for input_name, count in rows.items():
        click.echo(f"{folder}: {input_name}, {count:,} rows")


@main.command("fit-clv")
@TARGET
@VARIABLES
@PROJECT
def fit_clv(target: str | None, variables: str | None, project: Path) -> None:
    r"""Fit the models of customer value on PostgreSQL or Spark and write the parameters back.

    On DuckDB a build does this by itself. Elsewhere a build leaves the predictions empty until this has run: it reads
    the compressed tables of the build through dbt, fits here, and writes a table of parameters that the next build
    scores every customer with.

    \b
    Example:
      uv run dbt build --target postgres
      uv run retensi fit-clv --target postgres
      uv run dbt build --target postgres --select int_clv_fits+

    Exit codes: 0 success, also where the data carry no fit; 1 a failure; 2 wrong usage.
    """
    from retensi.clv.command import fit_on_target

    options = _dbt_options(target, variables)
    for fit in fit_on_target(project, options):
        told = f"fitted on {fit.customers_fitted:,} customers" if fit.converged else "no fit"
        click.echo(f"{fit.fit}, data up to {fit.fitted_as_of}: {told}.{' ' + fit.note if fit.note else ''}")
    click.echo(f"Next: uv run dbt build {shlex.join([*options, '--select', 'int_clv_fits+'])}")


@main.command("export-audience")
@click.option(
    "--to",
    "file",
    metavar="FILE",
    default="data/exports/reactivation_audience.csv",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file to write; one that is there is replaced.",
)
@click.option(
    "--hash", "hashed", type=click.Choice(["sha256"]), help="Add a hash of the mail address to match people by."
)
@click.option("--with-refusals", is_flag=True, help="Also write customers who did not consent to marketing.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Write the N customers to win back first.")
@TARGET
@VARIABLES
@PROJECT
def export(
    file: Path,
    hashed: str | None,
    with_refusals: bool,
    limit: int | None,
    target: str | None,
    variables: str | None,
    project: Path,
) -> None:
    r"""Write the customers to win back as a CSV file for a CRM.

    These are the rows of the mart reactivation_audience, best first, of customers who consented to marketing. The file
    is readable by its owner only. Cells that a spreadsheet would run as a formula begin with an apostrophe.

    \b
    Example:
      uv run dbt build
      uv run retensi export-audience --hash sha256 --limit 500

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.audience import export_audience

    count = export_audience(
        file,
        project,
        _dbt_options(target, variables),
        with_hash=hashed is not None,
        with_refusals=with_refusals,
        limit=limit,
    )
    click.echo(f"{file}: {count:,} customers")


@main.command("publish")
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

    \b
    Example:
      uv run dbt build && uv run retensi publish

    Exit codes: 0 success; 1 a failure, what was served before still is; 2 wrong usage.
    """
    from retensi.publish.command import places, publish
    from retensi.publish.postgres_session import destination

    where = places(project, os.environ, target_path, serving)
    with progress_bar("Publishing") as progress:
        done = publish(where, destination(os.environ), kept=kept, progress=progress)
    click.echo(f"Build {done.invocation_id}, data up to {done.as_of}: {done.marts} marts in")
    for place in (done.file, done.folder / "current", *(["PostgreSQL, schema marts"] if done.in_postgres else [])):
        click.echo(f"  {place}")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on standard error, or nothing where that is no terminal.

    Args:
        label: What is being done.

    Yields:
        A function to call with the number of finished steps, the number of all steps and the step that comes next.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, step="": None
        return
    with click.progressbar(length=1, label=label, item_show_func=lambda step: step, file=sys.stderr) as bar:

        def show(done: int, total: int, step: str = "") -> None:
            bar.length = total
            bar.update(done - bar.pos, step)
            bar.render_progress()

        yield show


def _dbt_options(target: str | None, variables: str | None) -> list[str]:
    """Write the options of a command as options of dbt."""
    return [*(["--target", target] if target else []), *(["--vars", variables] if variables else [])]


def _build_vars(data_set: DataSet, inputs: dict[str, str]) -> str:
    """Write the dbt variables that build the marts from a data set: YAML on one line, quoted for a shell."""
    plain = {name: text if re.fullmatch(r"[\w./-]+", text) else json.dumps(text) for name, text in inputs.items()}
    values = {**plain, **dict(data_set.build_vars)}
    return shlex.quote("{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}")
