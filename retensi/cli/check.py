"""``retensi check``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from retensi.cli.options import PROJECT, TARGET, VARIABLES

if TYPE_CHECKING:
    from retensi.front_door.against import Against, Moved, MovedOrders
    from retensi.front_door.findings import Finding
    from retensi.front_door.judge import Judged, JudgedInput

# More names than these are counted.
_MOST_COLUMNS = 20
# Of more months than twice so many, these first and last ones are shown.
_MONTHS = 3


@click.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--show-records", is_flag=True, help="Show a refused record of each reason as it came.")
@click.option(
    "--refused-to",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the refused rows to this folder as CSV, to be mended. They are personal data.",
)
@click.option("--overwrite", is_flag=True, help="Write over refused rows that are there already.")
@click.option(
    "--against-last-build",
    is_flag=True,
    help="Say what a build would move against what the warehouse holds ($RETENSI_WAREHOUSE).",
)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
@TARGET
@VARIABLES
@PROJECT
@click.pass_context
def check(
    context: click.Context,
    folder: Path | None,
    show_records: bool,
    refused_to: Path | None,
    overwrite: bool,
    against_last_build: bool,
    as_json: bool,
    target: str | None,
    variables: str | None,
    project: Path,
) -> None:
    r"""Say what a build would make of the files in a folder, or of tables, without building anything.

    It says how many rows would be accepted and which would be refused, why, and by which values; which columns nobody
    reads; and what looks wrong in rows that would be accepted. FOLDER is the landing folder, or holds the mapping of
    tables; without it, what RETENSI_INPUT_PATH, RETENSI_MAPPING, RETENSI_INPUT_SCHEMA or the vars name. Nothing is
    written unless you say --refused-to, and dbt is not run.

    \b
    Examples:
      uv run retensi check mydata
      uv run retensi check mydata --vars '{reporting_timezone: Asia/Jakarta}'
      uv run retensi check mydata --json > check.json
      uv run retensi check mydata --refused-to refused
      uv run retensi check mydata --against-last-build
      uv run retensi check mydata --target postgres

    \b
    Exit codes:
      0  a build would go through, whatever there is to look at
      1  it would not, and why
      2  wrong usage
    """
    from retensi.front_door.judge import check as judge
    from retensi.front_door.refused import CheckError
    from retensi.front_door.warehouse import WarehouseError
    from retensi.tables import TablesError

    try:
        judged = judge(
            folder,
            target=target,
            project=project,
            variables=_read_vars(variables),
            show_records=show_records,
            refused_to=refused_to,
            overwrite=overwrite,
            against_last_build=against_last_build,
        )
    except (CheckError, WarehouseError, TablesError) as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(judged.as_dict(), indent=2, ensure_ascii=False, default=str))
    else:
        for line in _told(judged):
            click.echo(line)
        if refused_to and judged.inputs and not judged.refused_files:
            click.echo(f"Nothing was written to {refused_to}: no row was refused.")
    context.exit(0 if judged.would_build else 1)


def _read_vars(text: str | None) -> dict[str, Any]:
    """Read --vars as dbt does."""
    try:
        given = yaml.safe_load(text) if text else {}
    except yaml.YAMLError as error:
        raise click.BadParameter(f"this is no YAML: {str(error).splitlines()[0]}", param_hint="--vars") from error
    if not isinstance(given, dict):
        raise click.BadParameter("expected a mapping, such as '{reporting_currency: IDR}'", param_hint="--vars")
    return given


def _told(judged: Judged) -> Iterator[str]:
    from retensi.front_door.conventions import in_words

    for each in judged.inputs:
        yield from _input_told(each)
        yield from (f"  {said}" for said in in_words(judged.amounts) if each.name == "orders")
    if any(each.refusals for each in judged.inputs) and not judged.refused_files:
        yield "Refused rows are written to be mended by --refused-to DIR."
    # What was refused stands with its input, and says more there.
    found = [finding for finding in judged.findings if finding.name != "refused_rows"]
    if found:
        yield ""
        yield "Look at this:"
        for finding in found:
            yield from _finding_told(finding)
    if judged.inputs:
        yield ""
    if judged.refused_files:
        what = (
            "Mend them where the tables are made"
            if any(each.is_of_tables for each in judged.inputs)
            else "Take the column that says why away, and land"
        )
        yield f"Refused rows to mend, with personal data. {what}"
    for refused in judged.refused_files:
        yield f"  {refused.path} ({_counted(refused.rows, 'row')}) {refused.land}"
    if judged.against:
        yield from _against_told(judged.against)
        yield ""
    for warning in judged.warnings:
        yield f"Warning: {warning}"
    if judged.would_build:
        yield "A build would go through."
        return
    yield "A build would stop:"
    for problem in judged.problems:
        yield f"  - {problem}"


def _input_told(judged: JudgedInput) -> Iterator[str]:
    flawed = f" ({judged.flawed:,} with a flaw)" if judged.flawed else ""
    came_from = _counted(len(judged.files), "table" if judged.is_of_tables else "file")
    yield (
        f"{judged.name}: {judged.received:,} rows from {came_from}, {judged.accepted:,}"
        f" accepted{flawed}, {judged.superseded:,} superseded, {judged.quarantined:,} refused"
    )
    for refusal in judged.refusals:
        yield f"  {refusal.rows:,} {refusal.reason}{f': {refusal.values}' if refusal.values else ''}. {refusal.advice}."
        if refusal.record:
            yield "    such as " + json.dumps(refusal.record, ensure_ascii=False)
    if judged.unreadable_values:
        yield f"  {_counted(judged.unreadable_values, 'value')} of accepted rows could not be read, and are empty"
    if judged.unused_columns:
        others = len(judged.unused_columns) - _MOST_COLUMNS
        more = f" and {_counted(others, 'other')}" if others > 0 else ""
        yield f"  not used: {', '.join(judged.unused_columns[:_MOST_COLUMNS])}{more}"


def _finding_told(finding: Finding) -> Iterator[str]:
    examples = f": {', '.join(finding.examples)}" if finding.examples else ""
    yield f"  {finding.severity} {finding.input}, {finding.name}: {finding.says}{examples}."
    yield f"    {finding.effect}. {finding.advice}."


def _against_told(against: Against) -> Iterator[str]:
    built = f", last changed by a build of {against.built_at} UTC" if against.built_at else ""
    yield f"Against what {against.warehouse} holds{built}:"
    if not against.is_whole:
        yield "  That was no whole build that came through: the marts may be older than what is compared here."
    if not against.has_key:
        yield "  Its key is not known here, so that no mail addresses are compared (RETENSI_HASH_KEY)."
    if not against.moves:
        yield "  A build would change none of the rows, orders and amounts that are compared."
        return
    for each in against.inputs:
        if each.is_moved:
            counts = {
                "received": each.received,
                "accepted": each.accepted,
                "superseded": each.superseded,
                "refused": each.quarantined,
            }
            yield f"  {each.name}: " + ", ".join(f"{_then_now(moved)} {word}" for word, moved in counts.items())
    yield (
        f"  {_then_now(against.purchases)} purchases of {_then_now(against.customers)} customers,"
        f" net revenue {_then_now(against.revenue)}"
    )
    if against.months:
        yield f"  net revenue moves in {_counted(len(against.months), 'month')}:"
    months = list(against.months.items())
    first, last = (months[:_MONTHS], months[-_MONTHS:]) if len(months) > 2 * _MONTHS else (months, [])
    for month, moved in first:
        yield f"    {month} {_then_now(moved)}"
    if last:
        yield f"    and {_counted(len(months) - 2 * _MONTHS, 'month')} between"
    for month, moved in last:
        yield f"    {month} {_then_now(moved)}"
    orders = {"new": against.new, "gone": against.gone}
    orders |= {f"with another {what}": changed for what, changed in against.changed.items()}
    for what, those in orders.items():
        if those.rows:
            yield f"  {_counted(those.rows, 'order')} {what}{_ids_told(those)}"


def _then_now(moved: Moved) -> str:
    then, now = (f"{each:,}" if isinstance(each, int) else f"{each:,.2f}" for each in (moved.then, moved.now))
    return f"{then} -> {now}" if moved.is_moved else now


def _ids_told(orders: MovedOrders) -> str:
    if not orders.ids:
        return ""
    others = orders.rows - len(orders.ids)
    return ": " + ", ".join(orders.ids) + (f" and {_counted(others, 'other')}" if others else "")


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
