"""``retensi export`` and, for one release more, ``retensi export-audience``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from retensi.cli.group import ExplainedErrors
from retensi.cli.options import PROJECT, TARGET, VARIABLES, dbt_options

# As retensi/destinations has them; a test sees to it. Named here, so that `--help` reads no file.
DESTINATIONS = (
    "freshsales",
    "google_customer_match",
    "hubspot",
    "klaviyo",
    "mailchimp",
    "meta_custom_audience",
    "qontak",
    "salesforce",
    "sugarcrm",
    "vtiger",
    "zoho_crm",
)
Command = Callable[..., Any]
Option = Callable[[Command], Command]
_SHARED: tuple[Option, ...] = (
    click.option("--for", "system", type=click.Choice(DESTINATIONS), help="Write what this system imports."),
    click.option(
        "--as", "form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True, help="File format."
    ),
    click.option(
        "--to",
        "file",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File to write.  [default: data/exports/NAME[.SYSTEM].csv]",
    ),
    click.option("--overwrite", is_flag=True, help="Replace files that are there."),
    click.option(
        "--with",
        "extra",
        multiple=True,
        type=click.Choice(["email", "phone", "email_sha256"]),
        help="Add this column, where no system is named.",
    ),
    click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Write the first N rows only."),
    click.option("--campaign", metavar="ID", help="Id of the campaign that the file is for."),
    TARGET,
    VARIABLES,
    PROJECT,
)
_DRAWN: tuple[Option, ...] = (
    click.option(
        "--holdout",
        metavar="SHARE",
        type=float,
        help="Keep back this share as the campaign's control group, such as 0.1.",
    ),
    click.option(
        "--control",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File of the control group's ids.  [default: interactions/withheld_ID.csv in the landing folder]",
    ),
)


def _shared(*more: Option) -> Option:
    def add(command: Command) -> Command:
        for option in reversed((*more, *_SHARED)):
            command = option(command)
        return command

    return add


@click.group("export", cls=ExplainedErrors)
def export() -> None:
    r"""Write lists of customers as files that other systems import.

    Who has not consented to marketing, or asked to be forgotten, is left out, and the command says how many. Files are
    readable by their owner only, are not replaced without --overwrite, and hold no cell that a spreadsheet would run.
    Mail addresses and phone numbers are read from the inputs and stored nowhere else.

    \b
    Examples:
      uv run retensi export contacts --for hubspot
      uv run retensi export audience --for meta_custom_audience --campaign spring --holdout 0.1
      uv run retensi export segments --as xlsx

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """


@export.command("contacts")
@click.option(
    "--days", metavar="N", type=click.IntRange(min=1), default=7, show_default=True, help="Of the next N days."
)
@_shared(*_DRAWN)
def contacts(**given: Any) -> None:
    r"""Write whom to write to this week, about what: the mart communication_calendar.

    Service messages, such as the answer to a complaint, go to people without consent too, where the system is there for
    them; they are never kept back as control group. A system gets one row per customer, the first contact of the week.

    \b
    Example:
      uv run retensi export contacts --for salesforce --to contacts.csv

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    _run("contacts", **given)


@export.command("audience")
@_shared(*_DRAWN)
def audience(**given: Any) -> None:
    r"""Write the customers to win back, best first: the mart reactivation_audience.

    \b
    Example:
      uv run retensi export audience --for klaviyo --limit 500 --campaign spring --holdout 0.1

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    _run("audience", **given)


@export.command("segments")
@_shared()
def segments(**given: Any) -> None:
    r"""Write customers with lifecycle stage, RFM segment, loyalty tier and risk of leaving.

    A CRM gets all customers, and a column that says who consented; other systems get those who did.

    \b
    Example:
      uv run retensi export segments --for hubspot --as xlsx

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    _run("segments", **given)


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
def export_audience(
    file: Path,
    hashed: str | None,
    with_refusals: bool,
    limit: int | None,
    target: str | None,
    variables: str | None,
    project: Path,
) -> None:
    """Write the customers to win back; `retensi export audience` takes its place and this goes with the next release.

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.export.choice import Order
    from retensi.export.command import export as write

    instead = "retensi export audience --overwrite" + (" --with email_sha256" if hashed else "")
    click.echo(f"`retensi export-audience` goes with the next release; write `{instead}` instead.", err=True)
    done = write(
        Order(
            "audience",
            project,
            dbt_options(target, variables),
            file=file,
            overwrite=True,
            limit=limit,
            extra=("email_sha256",) if hashed else (),
            with_refusals=with_refusals,
        )
    )
    click.echo(f"{file}: {done.rows:,} customers")


def _run(
    name: str,
    *,
    system: str | None,
    form: str,
    file: Path | None,
    overwrite: bool,
    extra: tuple[str, ...],
    limit: int | None,
    campaign: str | None,
    target: str | None,
    variables: str | None,
    project: Path,
    days: int = 7,
    holdout: float | None = None,
    control: Path | None = None,
) -> None:
    from retensi.export.choice import Order
    from retensi.export.command import export as write
    from retensi.export.destination import destination

    done = write(
        Order(
            name,
            project,
            dbt_options(target, variables),
            destination=destination(system) if system else None,
            form=form,
            file=file,
            overwrite=overwrite,
            days=days,
            limit=limit,
            extra=extra,
            campaign=campaign,
            holdout=holdout,
            control=control,
        )
    )
    for number, written in enumerate(done.files):
        click.echo(f"{written}: {done.rows:,} rows" if len(done.files) == 1 else f"{written}: part {number + 1}")
    if len(done.files) > 1:
        click.echo(f"{done.rows:,} rows in {len(done.files)} files, as many as the system takes in one.")
    for reason, count in sorted(done.left_out.items()):
        click.echo(f"Left out: {count:,} rows, {reason}")
    if done.control:
        click.echo(
            f"Kept back: {done.withheld:,} customers as control group of {campaign}, "
            f"{done.newly_withheld:,} of them new in {done.control}"
        )
    if done.cut:
        click.echo(f"Cut: {done.cut:,} cells, to the bytes that the system keeps", err=True)
