"""What a mapping makes of files or tables before it is written: orders, customers, days, revenue, some rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retensi.front_door.against import REVENUE
from retensi.front_door.conventions import Amounts, said_of
from retensi.front_door.drafts import Known
from retensi.front_door.judge import Judged, judged_by, read_inputs
from retensi.front_door.mapping import FILE_NAME, MappingError
from retensi.front_door.plan import plan_folder
from retensi.front_door.render import FrontDoor
from retensi.front_door.warehouse import open_warehouse

# How many bytes of files are read whole; of more, and of tables, so many rows, each as many.
WHOLE, FIRST_ROWS = 6 << 20, 50_000
# How many files of an input are read then. DuckDB takes its time to plan a query of many.
MOST_FILES = 12
_ROWS = 5


@dataclass(frozen=True)
class Preview:
    """What was read of the orders of a folder, or of tables.

    Attributes:
        rows: How many rows of orders there are.
        orders: How many different orders.
        sales: How many of them are sales that a build would take.
        customers: How many people bought, by id, mail address, phone or visitor.
        first: The first day of an order that a build would take, in the zone of the shop.
        last: The last day.
        revenue: What these are worth after discounts and refunds, less credit notes, in the currency of the reports.
        examples: The first rows as they would be read, by column; of people only what they are known by.
        unreadable: How many records could not be taken apart.
        first_rows: How many rows of each file or table were read; None where all were.
        files: Of how many files or tables of orders, and how many there are.
        others: How many rows there are of each other input.
        amounts: What the mapping says that amounts of orders contain, by source.
    """

    rows: int
    orders: int
    sales: int
    customers: int
    first: str | None
    last: str | None
    revenue: Mapping[str, Any]
    examples: Sequence[Mapping[str, str | None]]
    unreadable: int
    first_rows: int | None
    files: tuple[int, int]
    others: Mapping[str, int]
    amounts: Mapping[str, Amounts]


@contextmanager
def as_if_written(folder: Path | None, written: Mapping[str, str]) -> Iterator[Path]:
    """Give a folder that has the same files and others: links to the files, no copies of them.

    Args:
        folder: The landing folder; None where the mapping is of tables.
        written: The texts of the mapping and of other files that would be written, by name.
    """
    with tempfile.TemporaryDirectory(prefix="retensi-init-") as name:
        place = Path(name)
        if folder:
            _link(folder.resolve(), place)
        for file, text in written.items():
            (place / file).write_text(text, encoding="utf-8")
        yield place


def _link(folder: Path, place: Path) -> None:
    for entry in folder.iterdir():
        if entry.name.startswith((".", "_")) or entry.name == FILE_NAME:
            continue
        if entry.is_dir():
            (place / entry.name).mkdir()
            _link(entry, place / entry.name)
        else:
            (place / entry.name).symlink_to(entry)


def preview(
    place: Path, project: Path, known: Known, variables: Mapping[str, Any]
) -> tuple[Preview | None, Judged | None]:
    """Read the orders of a folder as its mapping says, by the front door of a build.

    Args:
        place: A folder with a mapping.
        project: Folder of the dbt project.
        known: What the project knows.
        variables: vars of the build, such as the zone whose days are meant.

    Returns:
        What was read, None where a build would not come to reading; and what a build would say of all rows, None where
        only the first of them were read.

    Raises:
        MappingError: The mapping cannot be used.
    """
    sizes = [path.stat().st_size for path in place.rglob("*") if path.is_file() and path.name != FILE_NAME]
    is_whole = sum(sizes) <= WHOLE and len(sizes) <= MOST_FILES
    first_rows = None if is_whole else FIRST_ROWS // min(len(sizes), MOST_FILES)
    planned = plan_folder(str(place), known.contract, first_rows)
    if planned is None:
        raise MappingError([f"{place / FILE_NAME} is missing"])
    parts = {name: each if is_whole else _spread(each) for name, each in planned[0].items()}
    if wrong := [
        f"{Path(part['name']).name} {part['problem']}" for each in parts.values() for part in each if part["problem"]
    ]:
        raise MappingError(wrong)
    door, judged = FrontDoor(project, variables, {}), None
    with door.connection:
        if is_whole:
            judged = judged_by(door, place, show_records=False)
            if not judged.inputs:
                return None, judged
        else:
            door.land(str(place), parts)
            if problem := read_inputs(door, parts, keep_all=False, keep_hashes=False):
                raise MappingError([problem])
        amounts = said_of(part.get("amounts") for part in planned[0]["orders"])
        return _seen(door, parts, first_rows, len(planned[0]["orders"]), amounts), judged


def preview_tables(
    place: Path,
    project: Path,
    known: Known,
    variables: Mapping[str, Any],
    target: str | None,
    environment: Mapping[str, str],
) -> tuple[Preview | None, Judged | None]:
    """Read the orders of tables as a mapping says, by the front door of a build; of large tables, the first rows.

    Args:
        place: A folder with the mapping.
        project: Folder of the dbt project.
        known: What the project knows.
        variables: vars of the build.
        target: The dbt target whose tables are read.
        environment: Environment variables.

    Returns:
        As :func:`preview` does.

    Raises:
        RetensiError: The tables cannot be read.
    """
    door = FrontDoor(project, variables, environment)
    with (
        door.connection as connection,
        open_warehouse(connection, project, target, environment, FIRST_ROWS) as warehouse,
    ):
        door.use(warehouse)
        judged = judged_by(door, place, show_records=False)
        if not judged.inputs:
            return None, judged
        parts = {name: found for name in known.contract if (found := door.macros.mapped_parts(name))}
        first_rows = FIRST_ROWS if warehouse.cut else None
        seen = _seen(door, parts, first_rows, len(parts["orders"]), said_of(door.macros.amounts_said()))
        return seen, None if warehouse.cut else judged


def _seen(
    door: FrontDoor,
    parts: Mapping[str, Sequence[Any]],
    first_rows: int | None,
    files: int,
    amounts: Mapping[str, Amounts],
) -> Preview:
    """Say what the front door read."""
    [counts] = door.query(_COUNTS).dicts()
    examples = door.query(_EXAMPLES).dicts()
    rows = {name: door.query(f"select count(*) from {door.ref(f'received_{name}')}").rows[0][0] for name in parts}
    revenue = counts.pop("revenue")
    return Preview(
        **counts,
        revenue={door.var("reporting_currency"): revenue} if revenue else {},
        examples=[{name: value and str(value) for name, value in row.items()} for row in examples],
        first_rows=first_rows,
        files=(len(parts["orders"]), files),
        others={name: count for name, count in rows.items() if name != "orders"},
        amounts=amounts,
    )


def _spread(parts: Sequence[Any]) -> list[Any]:
    """Take some of many files: the first one, the last one, and others as far apart."""
    last = len(parts) - 1
    places = range(len(parts)) if last < MOST_FILES else [last * at // (MOST_FILES - 1) for at in range(MOST_FILES)]
    return [parts[place] for place in places]


_COUNTS = f"""
    with read as (
        select
            orders.*,
            {REVENUE} as revenue,
            coalesce(
                accepted.customer_id,
                lower(accepted.email),
                {{{{ phone_number('accepted.phone') }}}},
                accepted.visitor_id
            ) as person
        from {{{{ ref('stg_orders') }}}} as orders
        inner join {{{{ ref('checked_orders') }}}} as accepted
            on orders.order_id = accepted.order_id and accepted.row_status = 'accepted'
    )

    select
        (select count(*) from {{{{ ref('received_orders') }}}} where _unreadable is null) as rows,
        (select count(distinct order_id) from {{{{ ref('checked_orders') }}}}) as orders,
        count(*) filter (treatment = 'purchase') as sales,
        count(distinct person) filter (treatment = 'purchase') as customers,
        cast(min(order_date) as varchar) as first,
        cast(max(order_date) as varchar) as last,
        sum(revenue) as revenue,
        (select count(*) from {{{{ ref('received_orders') }}}} where _unreadable is not null) as unreadable
    from read
"""
_EXAMPLES = f"""
    select
        received.order_id, received.ordered_at, received.status, received.gross_amount, received.total_amount,
        received.discount_amount, received.refunded_amount, received.currency,
        case
            when checked.customer_id is not null then 'by id'
            when checked.email is not null then 'by mail'
            when {{{{ phone_number('checked.phone') }}}} is not null then 'by phone'
            when checked.visitor_id is not null then 'by visitor'
            else 'nobody'
        end as customer
    from {{{{ ref('received_orders') }}}} as received
    inner join {{{{ ref('checked_orders') }}}} as checked on received._row_id = checked._row_id
    where received._unreadable is null
    -- #9 before #10.
    order by length(received.order_id), received.order_id
    limit {_ROWS}
"""
