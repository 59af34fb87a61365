"""The reactivation audience as a CSV file that a CRM imports."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from retensi.dbt_target import read_query
from retensi.errors import RetensiError

AUDIENCE = "select * from {{ ref('retensi', 'reactivation_audience') }}"
# The mail that a customer gave himself comes before one given with an order, the newest first.
MAILS = """
with customers as (
    {{ retensi.accepted_rows('customers') }}
),

orders as (
    {{ retensi.accepted_rows('orders') }}
),

mails as (
    select
        coalesce(merged.surviving_customer_id, customers.customer_id) as customer_id,
        customers.email,
        1 as source,
        coalesce(customers.updated_at, customers.registered_at) as given_at
    from customers
    left join {{ ref('retensi', 'int_customers_merged_into') }} as merged
        on customers.customer_id = merged.customer_id
    union all
    select
        identified.customer_id,
        orders.email,
        2 as source,
        orders.ordered_at as given_at
    from orders
    inner join {{ ref('retensi', 'int_orders_identified') }} as identified
        on orders.order_id = identified.order_id
),

ranked as (
    select
        mails.customer_id,
        mails.email,
        row_number() over (
            partition by mails.customer_id
            order by mails.source asc, mails.given_at desc nulls last, mails.email asc
        ) as place
    from mails
    inner join {{ ref('retensi', 'reactivation_audience') }} as audience
        on mails.customer_id = audience.customer_id
    where mails.email is not null
)

select customer_id, email from ranked where place = 1
"""
# What a spreadsheet runs as a formula: a cell that begins with one of these signs, plain or of full width, whatever
# blanks or quotes are before it. A semicolon begins a cell where the decimal sign is a comma (in Indonesia, in most of
# Europe), quotes or not; a line break begins one there as well.
FORMULA = re.compile('(^|[;\\t\\r\\n])(?=[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20])')
BLANK_STARTS = ("\t", "\r", "\n")


class ExportError(RetensiError):
    """The audience cannot be written."""


def export_audience(
    file: Path,
    project: Path,
    options: Sequence[str] = (),
    *,
    with_hash: bool = False,
    with_refusals: bool = False,
    limit: int | None = None,
) -> int:
    """Write the mart reactivation_audience to a CSV file, the customers to win back first on top.

    The file is readable by its owner only and appears whole or not at all.

    Args:
        file: The CSV file; one that is there is replaced.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.
        with_hash: Add the column ``email_sha256``: the SHA-256, in hexadecimal digits, of the trimmed, lowercased mail
            address, empty where none is known. It is computed here from the inputs and kept in no table.
        with_refusals: Also write customers who did not consent to marketing.
        limit: Write so many customers at most.

    Returns:
        The number of customers written.

    Raises:
        TargetError: dbt cannot read the mart or the inputs.
        ExportError: the file cannot be written.
    """
    columns = read_query(AUDIENCE, project, options)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    rows = sorted((row for row in rows if with_refusals or row["marketing_consent"]), key=_rank)[:limit]
    names = list(columns)
    if with_hash:
        names.append("email_sha256")
        mails = read_query(MAILS, project, options)
        of_customer = dict(zip(mails["customer_id"], mails["email"], strict=True))
        for row in rows:
            row["email_sha256"] = mail_hash(of_customer.get(row["customer_id"]))
    _write(file, names, [[cell(row[name]) for name in names] for row in rows])
    return len(rows)


def mail_hash(mail: str | None) -> str | None:
    """Give the SHA-256, in hexadecimal digits, of the trimmed, lowercased address, as advertising networks match it."""
    return None if mail is None else hashlib.sha256(mail.strip().lower().encode()).hexdigest()


def cell(value: object) -> str:
    """Write a value as a CSV cell.

    What a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets take for the mark of a
    text: at the start of a text, and inside it where a spreadsheet that parts cells by semicolons would begin a new
    one. Numbers are written without an exponent.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float, Decimal)):
        return format(Decimal(str(value)), "f")
    if isinstance(value, date):
        return value.isoformat()
    text = FORMULA.sub(r"\1'", str(value))
    return f"'{text}" if text.startswith(BLANK_STARTS) else text


def _rank(row: dict) -> int:
    return int(row["reactivation_rank"])


def _write(file: Path, names: list[str], rows: list[list[str]]) -> None:
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(names)
            writer.writerows(rows)
        unfinished.replace(file)
    except OSError as error:
        raise ExportError(
            f"The audience cannot be written to {file}: {error}",
            "a file in a folder that this user may write, on a disk with room",
            "make room or change its permissions, or name another file with --to",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
