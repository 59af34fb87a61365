"""``retensi init``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from retensi.cli.options import PROJECT, TARGET, dbt_options, next_build
from retensi.errors import RetensiError

if TYPE_CHECKING:
    from retensi.front_door.judge import Judged
    from retensi.front_door.preview import Preview
    from retensi.front_door.questions import Question
    from retensi.front_door.samples import Sample

_HEADER = """\
# How {} become the inputs of retensi: proposed by `retensi init`, to be changed by hand.
# docs/own_data.md says what may stand here; `retensi check` says what comes of it.
"""


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--tables",
    multiple=True,
    metavar="NAMES",
    help="Look at tables instead of files: a schema, or schema.table, with commas between.",
)
@TARGET
@click.option("--yes", "take_proposals", is_flag=True, help="Take what the data speaks for, without being asked.")
@click.option("--overwrite", is_flag=True, help="Write over a retensi.yml that is there.")
@click.option(
    "--preview/--no-preview", "with_preview", default=True, help="Show what would be read and refused.  [default: yes]"
)
@click.option("--dry-run", is_flag=True, help="Show the mapping and the preview; write nothing.")
@click.option("--dates", multiple=True, metavar="ORDER", help="day_first or month_first, for dates such as 03/04/2024.")
@click.option("--time-zone", multiple=True, metavar="ZONE", help="Zone of times without an offset: Asia/Jakarta, UTC …")
@click.option("--decimal", multiple=True, metavar="SIGN", help="Decimal sign of amounts: a point or a comma.")
@click.option(
    "--total", multiple=True, metavar="WHEN", help="after_discount or before_discount: what an order's amount is."
)
@click.option("--sales-statuses", multiple=True, metavar="NAMES", help="Unknown statuses that are sales: a,b, or none.")
@click.option(
    "--cash-on-delivery", multiple=True, metavar="YES", help="yes or no: pending orders that went out are sales."
)
@click.option("--signs", multiple=True, metavar="HOW", help="as_amounts or as_given: discounts and refunds below zero.")
@click.option("--negative-orders", multiple=True, metavar="HOW", help="credit_note or refused: orders below zero.")
@click.option(
    "--interaction-types", multiple=True, metavar="PAIRS", help="Unknown types: theirs=ours, or theirs= for none."
)
@click.option("--shop-senders", multiple=True, metavar="NAMES", help="Who of a chat is the shop: a,b.")
@click.option("--placeholders", multiple=True, metavar="IDS", help="Ids that stand for nobody: 0,guest, or none.")
@click.option("--rates", multiple=True, metavar="PAIRS", help="What a unit of other currencies is: USD=16000, or none.")
@click.option("--tax", multiple=True, metavar="HOW", help="included, excluded or unknown: tax in amounts of orders.")
@click.option("--shipping", multiple=True, metavar="HOW", help="The same of shipping. Both are shown beside revenue.")
@PROJECT
def init(
    folder: Path,
    tables: tuple[str, ...],
    target: str | None,
    take_proposals: bool,
    overwrite: bool,
    with_preview: bool,
    dry_run: bool,
    project: Path,
    **answers: tuple[str, ...],
) -> None:
    r"""Look at the files or tables of a shop, and write how they become the inputs: FOLDER/retensi.yml.

    Exports of over twenty systems (Shopify, WooCommerce, Stripe, HubSpot …) are known by their header. Other files are
    read by the names of their columns (English, Indonesian) and by their values. What a file cannot tell is asked, or
    said by an option; with several sources an option may name one, such as --dates shopify=day_first. With --tables it
    looks at tables of the dbt target; FOLDER takes the mapping then, and is made if it is not there.

    \b
    Examples:
      uv run retensi init mydata
      uv run retensi init mydata --time-zone Asia/Jakarta --dates day_first
      uv run retensi init mydata --yes --overwrite
      uv run retensi init mydata --tables raw --target postgres

    Exit codes: 0 success, 1 a failure or a question without an answer, 2 wrong usage.
    """
    from retensi.front_door.known import known_of
    from retensi.front_door.mapping import FILE_NAME, as_yaml
    from retensi.front_door.preview import as_if_written, preview, preview_tables
    from retensi.front_door.propose import propose
    from retensi.front_door.questions import Answers

    named = [name.strip() for each in tables for name in each.split(",") if name.strip()]
    if not named and not folder.is_dir():
        raise click.BadParameter(f"there is no folder '{folder}'; for tables say --tables", param_hint="FOLDER")
    if target and not named:
        raise click.UsageError("--target is of tables: name these by --tables, or leave it out.")
    file = folder / FILE_NAME
    if file.exists() and not overwrite and not dry_run:
        raise RetensiError(
            f"{file} is there already.",
            "a folder without a mapping",
            "look at it with `retensi check`, or write it anew with --overwrite",
        )
    given = {f"--{name.replace('_', '-')}": said for name, said in answers.items()}
    asked = Answers(given, _prompt if is_terminal() else None, take_proposals)
    known = known_of(project)
    proposal = propose(folder, known, asked, _samples(named, project, target) if named else None)
    asked.refuse_open()
    text = _HEADER.format("tables" if named else "the files of this folder") + as_yaml(proposal.mapping)
    written = {FILE_NAME: text, **_rates(proposal.rates)}
    for note in proposal.notes:
        click.echo(note)
    for name, reason in proposal.unused.items():
        click.echo(f"not used: {name} {reason}")
    variables = _variables(project, proposal.time_zone, proposal.currency)
    if with_preview:
        with as_if_written(None if named else folder, written) as place:
            if named:
                seen, judged = preview_tables(place, project, known, variables, target, os.environ)
            else:
                seen, judged = preview(place, project, known, variables)
            if seen:
                _show(seen, "table" if named else "file")
            # A whole front door takes as long as it takes; of many rows `retensi check` is asked for it.
            if judged:
                _show_refused(judged, place, folder)
    if dry_run:
        click.echo(f"\n{text}", nl=False)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in written.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise RetensiError(
            f"{file} cannot be written: {error.strerror}.", "a folder to write to", "name another one"
        ) from error
    places = {"RETENSI_MAPPING": file.as_posix()} if named else {"RETENSI_INPUT_PATH": folder.as_posix()}
    click.echo(f"\nWritten: {', '.join(str(folder / name) for name in written)}")
    click.echo(f"Next: {_next_check(folder, target, variables)}")
    click.echo(f"Then: {next_build(places, target, variables)}")
    if variables:
        click.echo("What stands behind --vars can stand in dbt_project.yml instead, so that each build has it.")


def _samples(named: Sequence[str], project: Path, target: str | None) -> list[Sample]:
    """Look at tables, which lie in memory meanwhile."""
    import duckdb

    from retensi.front_door.table_samples import FIRST_ROWS, look_into_tables
    from retensi.front_door.warehouse import open_warehouse

    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        with open_warehouse(connection, project, target, os.environ, FIRST_ROWS) as warehouse:
            return look_into_tables(connection, warehouse, named)


def _rates(rates: Mapping[str, str]) -> dict[str, str]:
    """Give the file of exchange rates, if there are any: from before the first order of any shop on."""
    lines = "".join(f"{currency},2000-01-01,{rate}\n" for currency, rate in rates.items())
    return {"exchange_rates.csv": f"currency,valid_from,rate\n{lines}"} if rates else {}


def _next_check(folder: Path, target: str | None, variables: Mapping[str, str]) -> str:
    named = "{" + ", ".join(f"{name}: {value}" for name, value in variables.items()) + "}"
    return shlex.join(
        ["uv", "run", "retensi", "check", folder.as_posix(), *dbt_options(target, named if variables else None)]
    )


def _show_refused(judged: Judged, place: Path, folder: Path) -> None:
    """Print what the front door would refuse, and what would stop a build."""
    click.echo()
    refused = [(each, refusal) for each in judged.inputs for refusal in each.refusals]
    for each, refusal in refused:
        values = f": {refusal.values}" if refusal.values else ""
        click.echo(f"Would be refused, of {each.received:,} {each.name.replace('_', ' ')}:")
        click.echo(f"  {refusal.rows:,} {refusal.reason}{values}. {refusal.advice}.")
    for problem in judged.problems:
        click.echo(f"Would stop a build: {problem.replace(place.as_posix(), folder.as_posix())}")
    if not refused and not judged.problems:
        click.echo("Nothing would be refused.")


def _show(seen: Preview, kind: str) -> None:
    """Print what was read."""
    from retensi.front_door.conventions import in_words

    read, files = seen.files
    which = f"each of {read} of {files} {kind}s" if read < files else f"each {kind}"
    of = f" in the first {seen.first_rows:,} rows of {which}" if seen.first_rows else ""
    click.echo(f"\nAs it would be read{of}:")
    others = "".join(
        f", {_counted(rows, name.replace('_', ' ').removesuffix('s'))}" for name, rows in seen.others.items()
    )
    people = _counted(seen.customers, "customer")
    click.echo(f"  {_counted(seen.orders, 'order')}, {_counted(seen.sales, 'sale')} by {people}{others}")
    click.echo(f"  from {seen.first or 'no day that can be read'} to {seen.last or 'none'}")
    amounts = ", ".join(f"{amount:,.2f} {currency}".strip() for currency, amount in seen.revenue.items())
    click.echo(f"  revenue, after discounts and refunds: {amounts or 'none'}")
    for said in in_words(seen.amounts):
        click.echo(f"  {said}")
    if seen.unreadable:
        click.echo(f"  {_counted(seen.unreadable, 'record')} that cannot be taken apart")
    if not seen.examples:
        return
    shown = [name for name in seen.examples[0] if any(row[name] for row in seen.examples)]
    lines = [shown, *([row[name] or "" for name in shown] for row in seen.examples)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(shown))]
    click.echo()
    for line in lines:
        click.echo("  " + "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _prompt(question: Question) -> str:
    """Ask a person until the answer is one."""
    while True:
        text = question.text + (f" ({question.why})" if question.why and question.proposal else "")
        answer: str = click.prompt(
            text,
            default=question.proposal,
            type=click.Choice(list(question.choices)) if question.choices else str,
            err=True,
        )
        problem = question.check(answer)
        if not problem:
            return answer
        click.echo(problem, err=True)


def _variables(project: Path, time_zone: str | None, currency: str | None) -> Mapping[str, str]:
    """Give the vars that the shop needs and the project does not have."""
    from retensi.front_door.project import read_project, vars_of

    have = vars_of(read_project(project))
    found = {"reporting_timezone": time_zone, "reporting_currency": currency}
    return {name: value for name, value in found.items() if value and value != have.get(name)}


def is_terminal() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty()
