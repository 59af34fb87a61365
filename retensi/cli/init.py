"""``retensi init``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from retensi.cli.options import PROJECT, next_build
from retensi.errors import RetensiError
from retensi.front_door.questions import Question


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", "take_proposals", is_flag=True, help="Take what the data speaks for, without being asked.")
@click.option("--overwrite", is_flag=True, help="Write over a retensi.yml that is there.")
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
@click.option("--placeholders", multiple=True, metavar="IDS", help="Ids that stand for nobody: 0,guest, or none.")
@PROJECT
def init(
    folder: Path, take_proposals: bool, overwrite: bool, dry_run: bool, project: Path, **answers: tuple[str, ...]
) -> None:
    r"""Look at the files of a shop, and write how they become the inputs: FOLDER/retensi.yml.

    Exports of Shopify, WooCommerce and Google Analytics are known by their header, other files are read by the names of
    their columns (English, Indonesian) and by their values. What a file cannot tell is asked, or said by an option;
    with several sources an option may name one, such as --dates shopify=day_first.

    \b
    Examples:
      uv run retensi init mydata
      uv run retensi init mydata --time-zone Asia/Jakarta --dates day_first
      uv run retensi init mydata --yes --overwrite

    Exit codes: 0 success, 1 a failure or a question without an answer, 2 wrong usage.
    """
    from retensi.front_door.known import known_of
    from retensi.front_door.mapping import FILE_NAME, as_yaml
    from retensi.front_door.propose import propose
    from retensi.front_door.questions import Answers

    target = folder / FILE_NAME
    if target.exists() and not overwrite and not dry_run:
        raise RetensiError(
            f"{target} is there already.",
            "a folder without a mapping",
            "look at it with `retensi check`, or write it anew with --overwrite",
        )
    given = {f"--{name.replace('_', '-')}": said for name, said in answers.items()}
    asked = Answers(given, _prompt if is_terminal() else None, take_proposals)
    proposal = propose(folder, known_of(project), asked)
    asked.refuse_open()
    text = as_yaml(proposal.mapping)
    for note in proposal.notes:
        click.echo(note)
    for name, reason in proposal.unused.items():
        click.echo(f"not used: {name} {reason}")
    click.echo()
    if dry_run:
        click.echo(text)
        return
    target.write_text(text, encoding="utf-8")
    click.echo(f"Written: {target}")
    places = {"RETENSI_INPUT_PATH": folder.as_posix()}
    click.echo(f"Next: uv run retensi check {folder}")
    click.echo(f"Then: {next_build(places, variables=_variables(proposal.time_zone, proposal.currency))}")


def _prompt(question: Question) -> str:
    """Ask a person until the answer is one."""
    while True:
        text = question.text + (f" ({question.why})" if question.why and question.proposal else "")
        answer = click.prompt(
            text,
            default=question.proposal,
            type=click.Choice(list(question.choices)) if question.choices else str,
            err=True,
        )
        problem = question.check(answer)
        if not problem:
            return answer
        click.echo(problem, err=True)


def _variables(time_zone: str | None, currency: str | None) -> Mapping[str, str]:
    found = {"reporting_timezone": time_zone, "reporting_currency": currency}
    return {name: value for name, value in found.items() if value}


def is_terminal() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty()
