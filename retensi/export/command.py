"""Make an export: choose who is in it, keep a control group back, write the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from retensi.export import control as control_group
from retensi.export.destination import Column, Destination
from retensi.export.errors import ExportError
from retensi.export.files import csv_parts, names_of_parts, there_already, workbooks, write_whole
from retensi.export.rows import ADDRESSES, PLAIN, read_landing_folder, read_rows
from retensi.export.values import STEPS, cell, harmless, mail_hash, plain, usable_mail, usable_phone

# What may be asked for beside the columns of a plain file.
EXTRA = ("email", "phone", "email_sha256")
FORGOTTEN = "asked to be forgotten"
NO_CONSENT = "no consent to marketing"
LATER = "a later contact of somebody who is in the file"
SAME = "the same address as another customer"
BEYOND = "beyond --limit"
ADDRESS_NAMES = {"email": "mail address", "phone": "phone number"}


@dataclass(frozen=True)
class Order:
    """What is to be exported.

    Attributes:
        export: contacts, audience or segments.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.
        destination: The system it is for; None: a CSV file of our columns.
        form: csv or xlsx.
        file: Where to; None: ``data/exports/<export>[.<destination>].<form>``.
        overwrite: Whether files that are there are replaced.
        days: Contacts of so many days.
        limit: So many rows at most, the first ones.
        extra: Columns of a plain file besides its own: email, phone, email_sha256.
        with_refusals: Also who did not consent, in a plain file alone.
        campaign: Id of the campaign.
        holdout: Share of the customers that is kept back as its control group; None: none is.
        control: File of the control group; None: the landing file of the campaign.
    """

    export: str
    project: Path
    options: Sequence[str] = ()
    destination: Destination | None = None
    form: str = "csv"
    file: Path | None = None
    overwrite: bool = False
    days: int = 7
    limit: int | None = None
    extra: Sequence[str] = ()
    with_refusals: bool = False
    campaign: str | None = None
    holdout: float | None = None
    control: Path | None = None


@dataclass
class Chosen:
    """Who is in an export, and how many are not.

    Attributes:
        rows: The rows to write.
        left_out: Number of rows that are not written, by reason.
        withheld: The ids of the control group.
    """

    rows: list[dict]
    left_out: Counter = field(default_factory=Counter)
    withheld: list[str] = field(default_factory=list)


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
    header, written, cut = _cells(chosen.rows, order)
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


def choose(rows: Sequence[dict], order: Order, withheld_before: set[str] = frozenset()) -> Chosen:
    """Say who is in an export, from rows in their order.

    Whoever is left out for a reason is so before the draw: the control group is of those who would have got the file.

    Args:
        rows: As :func:`retensi.export.rows.read_rows` gives them; addresses and ``campaign_id`` are set in them.
        order: What is to be exported.
        withheld_before: Customers in the control group by an earlier run, who stay in it.
    """
    chosen = Chosen([])
    kept: list[dict] = []
    people: set[str] = set()
    reached: set[tuple[str, str]] = set()
    for row in rows:
        reason = _why_not(row, order, people, reached)
        if reason is None and order.limit is not None and len(kept) >= order.limit:
            reason = BEYOND
        if reason is None:
            people.add(row["customer_id"])
            kept.append(row)
        else:
            chosen.left_out[reason] += 1
    withheld: set[str] = set()
    for row in kept:
        # Nobody waits for an answer to a complaint to find out what a campaign does.
        is_service = not row["needs_consent"]
        row["campaign_id"] = None if is_service else order.campaign
        customer = row["customer_id"]
        if not is_service and (customer in withheld_before or _is_drawn(order, customer)):
            withheld.add(customer)
            continue
        chosen.rows.append(row)
    chosen.withheld = sorted(withheld)
    return chosen


def _is_drawn(order: Order, customer_id: str) -> bool:
    return (
        order.campaign is not None
        and order.holdout is not None
        and control_group.is_held_out(order.campaign, customer_id, order.holdout)
    )


def _why_not(row: dict, order: Order, people: set[str], reached: set[tuple[str, str]]) -> str | None:
    """Give the reason why a row is not exported; None where it is. What can be reached is noted."""
    destination = order.destination
    if row["is_forgotten"]:
        return FORGOTTEN
    if not row["marketing_consent"] and not _goes_without_consent(row, order):
        return NO_CONSENT
    if "email" in row:
        row["phone"] = usable_phone(row["phone"], row["calling_code"])
        row["email"] = usable_mail(row["email"])
    if destination is None:
        return None
    # A system has one record for a person, and refuses a file that holds it twice.
    if row["customer_id"] in people:
        return LATER
    if not any(row[name] for name in destination.needs):
        return f"no usable {' or '.join(ADDRESS_NAMES[name] for name in destination.needs)}"
    for column in destination.columns_of(order.export):
        if column.required and column.field is not None and row[column.field] is None:
            return f"no usable {ADDRESS_NAMES.get(column.field, column.field)}"
    first = next(name for name in destination.needs if row[name])
    address = (first, row[first].lower())
    if address in reached:
        return SAME
    reached.add(address)
    return None


def _goes_without_consent(row: dict, order: Order) -> bool:
    destination = order.destination
    if not row["needs_consent"]:
        return destination is None or destination.service_contacts
    if order.export == "segments":
        # A CRM holds all customers and is told who consented; so does our own table.
        return destination is None or destination.purpose == "crm"
    return order.with_refusals


def _cells(rows: Sequence[dict], order: Order) -> tuple[list[str], list[list], int]:
    """Give header and cells, and how many of these were cut."""
    destination = order.destination
    if destination is None:
        names = [*PLAIN[order.export], *order.extra, *(["campaign_id"] if order.campaign else [])]
        for row in rows:
            if "email_sha256" in order.extra:
                row["email_sha256"] = mail_hash(row["email"])
        write: Callable = _typed if order.form == "xlsx" else cell
        return names, [[write(row[name]) for name in names] for row in rows], 0
    columns = destination.columns_of(order.export)
    cut = 0
    written = []
    for row in rows:
        texts = [column_text(column, row, destination) for column in columns]
        if destination.cell_bytes is not None:
            short = [_cut(text, destination.cell_bytes) for text in texts]
            cut += sum(one != other for one, other in zip(texts, short, strict=True))
            texts = short
        if order.form == "xlsx":
            texts = [
                _typed(row[column.field]) if _is_number(row, column) else text
                for column, text in zip(columns, texts, strict=True)
            ]
        else:
            texts = [
                text if _is_number(row, column) else harmless(text) for column, text in zip(columns, texts, strict=True)
            ]
        written.append(texts)
    return [column.name for column in columns], written, cut


def column_text(column: Column, row: dict, destination: Destination) -> str:
    """Write a row's value of a column as the destination wants it, apart from what keeps a spreadsheet from running it.

    Raises:
        ExportError: the column has other words for our values, and none for this one.
    """
    if column.field is None:
        return column.constant
    text = plain(row[column.field], destination.date, destination.yes, destination.no)
    if column.values and text:
        if text not in column.values:
            raise ExportError(
                f"{destination.title} has no word for {column.field} {text!r}.",
                f"one of {', '.join(column.values)}",
                f"add it under `values` of {column.name} in retensi/destinations/{destination.key}.yml",
            )
        text = column.values[text]
    for step in column.steps:
        text = STEPS[step](text)
    return text


def _is_number(row: dict, column: Column) -> bool:
    if column.field is None or column.steps or column.values:
        return False
    value = row[column.field]
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _typed(value: object) -> str | float:
    """Give a number as such, for a workbook; what else there is as text."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return float(value)
    return plain(value)


def _cut(text: str, most: int) -> str:
    """Cut a text to so many bytes of UTF-8, at a whole character."""
    return text.encode()[:most].decode(errors="ignore")


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


__all__ = ["ADDRESSES", "EXTRA", "Chosen", "Exported", "Order", "choose", "column_text", "export"]
