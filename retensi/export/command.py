"""Make an export: read who is in it, keep a control group back, write the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retensi.export import control as control_group
from retensi.export.cells import cells_of
from retensi.export.choice import Order, choose
from retensi.export.destination import Destination
from retensi.export.errors import ExportError
from retensi.export.files import csv_parts, names_of_parts, there_already, workbooks, write_whole
from retensi.export.rows import read_landing_folder, read_rows


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The files of the export.
        rows: Number of rows in them, without headers.
        left_out: Number of rows that were not written, by reason.
        withheld: Number of customers kept back as control group.
        newly_withheld: Of these, those who were not in its file before.
        control: The file of the control group; None: there is none.
        cut: Number of cells that were cut to what the system keeps.
    """

    files: list[Path]
    rows: int
    left_out: dict[str, int]
    withheld: int = 0
    newly_withheld: int = 0
    control: Path | None = None
    cut: int = 0


def export(order: Order) -> Exported:
    """Write an export.

    Mail addresses and phone numbers are read from the inputs only where the file is to hold them, and kept nowhere.

    Raises:
        TargetError: dbt cannot read the marts or the inputs.
        ExportError: the order contradicts itself, or a file is there already or cannot be written.
    """
    _refuse_contradictions(order)
    form = order.form
    name = f"{order.export}.{order.destination.key}" if order.destination else order.export
    file = order.file or order.project / "data" / "exports" / f"{name}.{form}"
    former = there_already(file)
    if former and not order.overwrite:
        raise ExportError(
            f"{former[0]} is there already.",
            "a file that is not there yet",
            "add --overwrite, or name another with --to",
        )
    landing = read_landing_folder(order.project, order.options)
    _refuse_landing(file, landing)
    group_file = _group_file(order, landing)
    addresses = order.destination is not None or bool(order.extra)
    rows = read_rows(order.export, order.project, order.options, addresses=addresses, days=order.days)
    withheld_before = set(control_group.read_group(group_file, order.campaign or "")) if group_file else set()
    chosen = choose(rows, order, withheld_before)
    header, written, cut = cells_of(chosen.rows, order)
    limits = order.destination
    if form == "xlsx":
        parts = workbooks(header, written, most_rows=limits.rows if limits else None)
        _refuse_too_large(parts, limits)
    elif limits:
        parts = csv_parts(
            header,
            written,
            delimiter=limits.delimiter,
            encoding=limits.encoding,
            line_end=limits.line_end,
            most_rows=limits.rows,
            most_bytes=limits.bytes,
        )
    else:
        parts = csv_parts(header, written)
    new = 0
    if group_file:
        # First: who is not in the file must be in the control group, whatever happens in between.
        new = control_group.write_group(group_file, order.campaign or "", chosen.withheld, datetime.now(UTC))
    files = names_of_parts(file, len(parts))
    write_whole(dict(zip(files, parts, strict=True)), former)
    group_file = group_file if chosen.withheld or order.holdout is not None else None
    return Exported(files, len(written), dict(chosen.left_out), len(chosen.withheld), new, group_file, cut)


def _refuse_contradictions(order: Order) -> None:
    destination = order.destination
    if destination and (order.extra or order.with_refusals):
        raise ExportError(
            f"What {destination.title} gets is said by its file.",
            "--with and refusals in a file of our own columns alone",
            "leave them out, or leave out --for",
        )
    if destination and order.form == "xlsx" and not destination.workbook:
        raise ExportError(f"{destination.title} takes no workbook.", "CSV", "leave out --as xlsx")
    if order.campaign is not None and not _is_id(order.campaign):
        raise ExportError(
            f"{order.campaign!r} is no id of a campaign.",
            "the text that messages and orders have as campaign_id, without blanks around it or line breaks",
            "name the campaign with --campaign",
        )
    if order.holdout is None:
        return
    if order.campaign is None:
        raise ExportError(
            "A control group is that of a campaign, and none is named.",
            "the id under which its messages will come in",
            "name it with --campaign",
        )
    if not 0 < order.holdout < 1:
        raise ExportError(f"The share {order.holdout} leaves nobody.", "more than 0 and less than 1", "such as 0.1")
    if order.export == "segments":
        raise ExportError(
            "Segments are no campaign, so nothing can be withheld from anybody.",
            "contacts or audience",
            "leave out --holdout",
        )


def _is_id(campaign: str) -> bool:
    return bool(campaign) and campaign == campaign.strip() and campaign.isprintable()


def _refuse_landing(file: Path, landing: Path | None) -> None:
    if landing is not None and file.resolve().is_relative_to(landing.resolve()):
        raise ExportError(
            f"{file} is in the landing folder {landing}, whose files a build reads.",
            "a file elsewhere: an export holds addresses of people, and is no input",
            "name another with --to",
        )


def _group_file(order: Order, landing: Path | None) -> Path | None:
    """Say where the control group of the campaign is written; None where there is none.

    A campaign that is exported again without ``--holdout`` still keeps those back who were kept back before.
    """
    if order.campaign is None:
        return None
    if order.control is not None:
        return order.control
    if landing is not None:
        return control_group.place(landing, order.campaign)
    if order.holdout is None:
        return None
    raise ExportError(
        "The inputs are no folder of files, so there is no place to note the control group.",
        "a landing folder (RETENSI_INPUT_PATH), or a file of your own",
        "add --control FILE and load its rows into the table of interactions before the next build",
    )


def _refuse_too_large(parts: Sequence[bytes], destination: Destination | None) -> None:
    if destination and destination.bytes and max(map(len, parts)) > destination.bytes:
        raise ExportError(
            f"The workbook has {max(map(len, parts)):,} bytes.",
            f"at most {destination.bytes:,}, which is what {destination.title} takes",
            "leave out --as xlsx: CSV is written in several files, or choose fewer with --limit",
        )
