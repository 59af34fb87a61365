"""``retensi report``."""

import os
from pathlib import Path

import click

from retensi.cli.options import PROJECT, VARIABLES


@click.command("report")
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
