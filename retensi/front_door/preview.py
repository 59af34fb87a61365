"""What a mapping makes of files or tables before it is written: orders, customers, days, revenue, some rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from retensi.front_door.drafts import Known
from retensi.front_door.mapping import FILE_NAME, MappingError
from retensi.front_door.plan import plan_folder
from retensi.front_door.render import FrontDoor
from retensi.front_door.warehouse import open_warehouse
from retensi.sql_text import text as text_literal

# How many bytes of files are read whole; of more, and of tables, so many rows, each as many.
WHOLE, FIRST_ROWS = 6 << 20, 50_000
# How many files of an input are read then. DuckDB takes its time to plan a query of many.
MOST_FILES = 12
_ROWS = 5
_AMOUNTS = ("gross_amount", "total_amount", "discount_amount", "refunded_amount")


@dataclass(frozen=True)
class Preview:
    """What was read of the orders of a folder, or of tables.

    Attributes:
        rows: How many rows of orders there are.
        orders: How many different orders.
        sales: How many of them are sales.
        customers: How many people bought, by id, mail address, phone or visitor.
        first: The first day of an order, in the zone of the shop.
        last: The last day.
        revenue: By currency, what sales were worth after discounts and refunds, less credit notes.
        examples: The first rows as they would be read, by column; of people only what they are known by.
        unreadable: How many records could not be taken apart.
        first_rows: How many rows of each file or table were read; None where all were.
        files: Of how many files or tables of orders, and how many there are.
        others: How many rows there are of each other input.
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


@contextmanager
def as_if_written(folder: Path | None, mapping: str) -> Iterator[Path]:
    """Give a folder that has the same files and a mapping: links to the files, no copies of them.

    Args:
        folder: The landing folder; None where the mapping is of tables.
        mapping: The text of the mapping.
    """
    with tempfile.TemporaryDirectory(prefix="retensi-init-") as name:
        place = Path(name)
        if folder:
            _link(folder.resolve(), place)
        (place / FILE_NAME).write_text(mapping, encoding="utf-8")
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


def preview(place: Path, project: Path, known: Known, variables: Mapping[str, Any]) -> Preview:
    """Read the orders of a folder as its mapping says, with the project's own macros.

    Args:
        place: A folder with a mapping.
        project: Folder of the dbt project.
        known: What the project knows.
        variables: vars of the build, such as the zone whose days are meant.

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
    door = FrontDoor(project, variables, {})
    with door.connection:
        return _previewed(door, known, parts, first_rows, len(planned[0]["orders"]))


def preview_tables(
    place: Path,
    project: Path,
    known: Known,
    variables: Mapping[str, Any],
    target: str | None,
    environment: Mapping[str, str],
) -> Preview:
    """Read the orders of tables as a mapping says, with the project's own macros; of large tables, the first rows.

    Args:
        place: A folder with the mapping.
        project: Folder of the dbt project.
        known: What the project knows.
        variables: vars of the build.
        target: The dbt target whose tables are read.
        environment: Environment variables.

    Raises:
        MappingError: The mapping cannot be used.
        RetensiError: The tables cannot be read.
    """
    door = FrontDoor(project, {**variables, "mapping": str(place / FILE_NAME)}, environment)
    with (
        door.connection as connection,
        open_warehouse(connection, project, target, environment, FIRST_ROWS) as warehouse,
    ):
        door.use(warehouse)
        if wrong := door.macros.mapping_problems(door.macros.input_place()):
            raise MappingError(wrong)
        parts = {name: found for name in known.contract if (found := door.macros.mapped_parts(name))}
        for part in (part for each in parts.values() for part in each):
            warehouse.bring(door.relation_of(part))
        first_rows = FIRST_ROWS if warehouse.cut else None
        return _previewed(door, known, parts, first_rows, len(parts["orders"]))


def _previewed(
    door: FrontDoor, known: Known, parts: Mapping[str, Sequence[Any]], first_rows: int | None, files: int
) -> Preview:
    if wrong := [
        f"{Path(part['name']).name} {part['problem']}" for each in parts.values() for part in each if part["problem"]
    ]:
        raise MappingError(wrong)
    connection = door.connection
    connection.execute(f"create temp table statuses as {_statuses(known)}")
    connection.execute(f"create temp table given as {_given(parts['orders'])}")
    # Without statuses, every order is a sale.
    has_status = any("status" in part["columns"] for part in parts["orders"])
    treatment = "statuses.treatment" if has_status else "'purchase'"
    connection.execute(f"create temp table read as {door.render(_READ.replace('__TREATMENT__', treatment))}")
    counts = connection.execute(_COUNTS).fetchone() or ()
    revenue = dict(connection.execute(_REVENUE).fetchall())
    found = connection.execute(_EXAMPLES).fetchall()
    names = [column[0] for column in connection.description or ()]
    others = {name: sum(_count(connection, part) for part in each) for name, each in parts.items() if name != "orders"}
    damaged = _refused(connection)
    rows, orders, sales, customers, first, last, unreadable = counts
    examples = [dict(zip(names, row, strict=True)) for row in found]
    return Preview(
        *(rows, orders, sales, customers, first, last, revenue, examples, unreadable + damaged, first_rows),
        (len(parts["orders"]), files),
        others,
    )


def _spread(parts: Sequence[Any]) -> list[Any]:
    """Take some of many files: the first one, the last one, and others as far apart."""
    last = len(parts) - 1
    places = range(len(parts)) if last < MOST_FILES else [last * at // (MOST_FILES - 1) for at in range(MOST_FILES)]
    return [parts[place] for place in places]


def _statuses(known: Known) -> str:
    rows = [
        f"({text_literal(status)}, {text_literal(treatment)}, {status in known.refunded_whole})"
        for status, treatment in known.statuses.items()
    ]
    return f"select * from (values {', '.join(rows)}) as given (status, treatment, is_refunded)"


def _given(parts: Sequence[Mapping[str, Any]]) -> str:
    """Give the orders of all files with the columns that are looked at; a missing one is empty."""
    wanted = ("order_id", "customer_id", "email", "phone", "visitor_id", "ordered_at", "status", "currency", *_AMOUNTS)
    read = []
    for part in parts:
        columns = ", ".join(
            f"{name if name in part['columns'] else 'cast(null as varchar)'} as {name}" for name in wanted
        )
        read.append(f"(select {columns}, _unreadable from {part['relation']})")
    return " union all ".join(read)


# As checked_orders reads them.
_READ = """
    with typed as (
        select
            given.*,
            {%- for amount in ['gross_amount', 'total_amount', 'discount_amount', 'refunded_amount'] %}
            {{ read_decimal(amount, [amount]) }} as {{ amount }}_read,
            {%- endfor %}
            lower({{ read_id('status') }}) as status_read,
            {{ read_timestamp('ordered_at', ['ordered_at']) }} as moment
        from given
    )
    select
        typed.* exclude (gross_amount_read),
        case
            when typed.total_amount_read is null then typed.gross_amount_read
            when typed.total_amount_read < 0 or __TREATMENT__ = 'credit_note' then typed.total_amount_read
            else typed.total_amount_read + greatest(coalesce(typed.discount_amount_read, 0), 0)
        end as gross_amount_read,
        __TREATMENT__ as treatment,
        statuses.is_refunded,
        coalesce(
            {{ read_id('typed.customer_id') }},
            lower({{ read_id('typed.email') }}),
            {{ phone_number('typed.phone') }},
            {{ read_id('typed.visitor_id') }}
        ) as person,
        {{ local_date('typed.moment') }} as ordered_on
    from typed
    left join statuses on typed.status_read = statuses.status
"""
_COUNTS = """
    select
        count(*) filter (_unreadable is null),
        count(distinct order_id),
        count(distinct order_id) filter (treatment = 'purchase'),
        count(distinct person) filter (treatment = 'purchase'),
        cast(min(ordered_on) as varchar),
        cast(max(ordered_on) as varchar),
        count(*) filter (_unreadable is not null)
    from read
"""
_REVENUE = """
    with newest as (select distinct on (order_id) * from read where treatment in ('purchase', 'credit_note')),
    worth as (
        select
            coalesce(upper(trim(currency)), '') as currency,
            case
                when treatment = 'credit_note' then -abs(gross_amount_read)
                when is_refunded and coalesce(refunded_amount_read, 0) <= 0 then 0
                else greatest(
                    gross_amount_read - greatest(coalesce(discount_amount_read, 0), 0)
                    - greatest(coalesce(refunded_amount_read, 0), 0), 0
                )
            end as amount
        from newest
        where treatment = 'credit_note' or gross_amount_read >= 0
    )
    select currency, sum(amount) from worth group by currency order by sum(amount) desc
"""
_EXAMPLES = f"""
    select
        order_id, ordered_at, status, gross_amount, total_amount, discount_amount, refunded_amount, currency,
        case
            when nullif(trim(customer_id), '') is not null then 'by id'
            when nullif(trim(email), '') is not null then 'by mail'
            when nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') is not null then 'by phone'
            when nullif(trim(visitor_id), '') is not null then 'by visitor'
            else 'nobody'
        end as customer
    from read
    where _unreadable is null
    -- #9 before #10.
    order by length(order_id), order_id
    limit {_ROWS}
"""


def _count(connection: duckdb.DuckDBPyConnection, part: Mapping[str, Any]) -> int:
    [count] = connection.execute(f"select count(*) from (select 1 from {part['relation']})").fetchone() or (0,)
    return count


def _refused(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the records of CSV that DuckDB refused."""
    try:
        [count] = connection.execute(
            "select count(distinct (scan_id, file_id, line_byte_position)) from temp.retensi_rejects"
        ).fetchone() or (0,)
    except duckdb.CatalogException:
        return 0
    return count
