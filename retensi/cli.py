"""The ``retensi`` command."""

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from retensi.errors import LandingError, RetensiError
from retensi.examples import DATA_SETS


def keep_lines(text: str | None) -> str | None:
    r"""Turn the two characters \\b of a raw docstring into the one by which click leaves the lines below it alone."""
    return text and text.replace("\\b\n", "\b\n")


class ExplainedErrors(click.Group):
    """A command group that shows expected errors as a message instead of a traceback, with exit code 1."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Keep the lines of the help's lists."""
        super().__init__(*arguments, **options)
        self.help = keep_lines(self.help)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, and keep the lines of its help's lists."""
        cmd.help = keep_lines(cmd.help)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except RetensiError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=ExplainedErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="retensi", message="retensi %(version)s")
def main() -> None:
    r"""Land example data, make up shops, and fit, export and publish what the retensi dbt project builds.

    \b
    Examples:
      retensi load cdnow                      land a public data set
      uv run dbt build --vars '{input_path: data/landing/cdnow}'
      retensi load complete_journey --to /tmp/journey
      retensi demo --write seeds/demo         make the demo shop again
      retensi simulate --customers 10000 --out /tmp/shop
      retensi fit-clv --target postgres       fit customer value where dbt cannot do it by itself
      retensi export-audience --hash sha256   the customers to win back, for a CRM
      retensi publish                         serve the marts of a build to BI tools
      retensi report                          the marts as one page for people

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


@main.command()
@PROJECT
def dictionary(project: Path) -> None:
    """Write the data dictionary, docs/data_dictionary.md and docs/kamus_data.md, from the YAML of the marts.

    Indonesian names stand in retensi/dictionary/columns_id.csv and marts_id.csv; a new column needs one.
    """
    from retensi.dictionary.pages import dictionary_pages

    for path, text in dictionary_pages(project).items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"{path}: {text.count(chr(10)):,} lines")


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
    click.echo(f"Next: uv run dbt build {options}--vars {_build_vars(inputs, data_set.build_vars)}")


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


@main.command()
@click.option("--customers", metavar="N", type=int, required=True, help="Accounts of the shop.")
@click.option("--seed", metavar="S", type=int, default=1, show_default=True, help="Decides all draws.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder to write the Parquet files to; must be empty or not exist.",
)
@click.option(
    "--from",
    "first",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2024-01-01",
    show_default=True,
    help="First day.",
)
@click.option(
    "--to",
    "last",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2025-12-31",
    show_default=True,
    help="Last day; before today.",
)
@click.option(
    "--arrivals",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write what lands on the last day here instead, to be landed later.",
)
@click.option(
    "--order-items/--no-order-items", "with_items", default=True, show_default=True, help="Write order lines."
)
def simulate(
    customers: int, seed: int, folder: Path, first: datetime, last: datetime, arrivals: Path | None, with_items: bool
) -> None:
    r"""Make up a shop of any size, whose customers behave by known laws.

    Customers buy by BG/NBD and spend by Gamma-Gamma, with about 10 orders and 50 interactions each in two years; some
    rows are late, doubled or changed later. The same options give the same rows. docs/simulate.md states all rates.

    \b
    Examples:
      uv run retensi simulate --customers 10000 --out /tmp/shop
      uv run dbt build --vars '{input_path: /tmp/shop}'
      uv run retensi simulate --customers 10000 --out /tmp/shop --arrivals /tmp/today
      cp -r /tmp/today/. /tmp/shop            land the last day

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.simulate import simulate as simulate_shop

    with progress_bar("Simulating") as progress:
        written = simulate_shop(
            customers,
            seed,
            folder,
            first=first.date(),
            last=last.date(),
            arrivals=arrivals,
            with_items=with_items,
            progress=progress,
        )
    for input_name, count in written.rows.items():
        later = f", {written.arrived[input_name]:,} of them in {arrivals}" if arrivals else ""
        if count:
            click.echo(f"{folder}: {input_name}, {count:,} rows{later}")
    click.echo(f"Next: uv run dbt build --vars {_build_vars({'input_path': folder.as_posix()})}")


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


@main.command("report")
@click.option(
    "--language", type=click.Choice(["en", "id"]), default="en", show_default=True, help="English or Indonesian."
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="HTML file to write; one that is there is replaced.  [default: data/reports/retention.LANGUAGE.html]",
)
@click.option(
    "--warehouse",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="DuckDB file with the marts.  [default: $RETENSI_WAREHOUSE or data/warehouse.duckdb]",
)
@VARIABLES
@PROJECT
def report(language: str, output: Path | None, warehouse: Path | None, variables: str | None, project: Path) -> None:
    r"""Write the marts of a build as a report for people: one HTML file that opens without a network.

    It holds sums and counts only, nobody in person. The currency and the thresholds it names are those of the build, as
    dbt's target folder tells; say them with --vars for a file that was built elsewhere.

    \b
    Example:
      uv run dbt build && uv run retensi report
      uv run retensi report --language id --output laporan.html

    Exit codes: 0 success; 1 a failure, a report that was there is left as it was; 2 wrong usage.
    """
    from retensi.report.command import write_report

    done = write_report(project, os.environ, language, output=output, warehouse=warehouse, variables=variables)
    click.echo(f"{done.file}: {done.size / 1_000_000:.1f} MB, data up to {done.as_of}")
    if not done.vars_known:
        click.echo(
            "Currency and thresholds are those of dbt_project.yml: dbt's target folder is not of this build. "
            "If the build had others, say them with --vars.",
            err=True,
        )


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


def _build_vars(inputs: Mapping[str, str], others: Iterable[tuple[str, str]] = ()) -> str:
    """Write the dbt variables that build the marts from a data set: YAML on one line, quoted for a shell."""
    plain = {name: text if re.fullmatch(r"[\w./-]+", text) else json.dumps(text) for name, text in inputs.items()}
    values = {**plain, **dict(others)}
    return shlex.quote("{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}")
