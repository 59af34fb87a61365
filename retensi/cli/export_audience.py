"""``retensi export-audience``."""

from pathlib import Path

import click

from retensi.cli.options import PROJECT, TARGET, VARIABLES, dbt_options


@click.command("export-audience")
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
        dbt_options(target, variables),
        with_hash=hashed is not None,
        with_refusals=with_refusals,
        limit=limit,
    )
    click.echo(f"{file}: {count:,} customers")
