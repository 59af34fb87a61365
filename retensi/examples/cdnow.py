"""CDNOW: all purchases, up to June 1998, of the 23,570 customers who first bought in the first quarter of 1997.

The file ``CDNOW_master.txt`` of the package ``lifetimes`` holds one line for each order: customer, day (yyyymmdd),
number of CDs and amount in dollars, separated by blanks, under one line of headings. It has no order number, so the
position of the line in the file becomes one. Equal lines are different orders: the same customer bought twice that day
for the same amount.
"""

from pathlib import Path

import duckdb

from retensi.examples import Progress
from retensi.examples.files import land, package_file

NAME = "cdnow"

# The file is read as text and taken apart in SQL, for DuckDB's CSV reader does not take a run of blanks as one
# separator. A line of another form gives empty fields, and the casts fail.
ORDERS = r"""
with lines as (
    select
        generate_subscripts(string_split(content, chr(10)), 1) as line_number,
        unnest(string_split(content, chr(10))) as line
    from source_text
),

fields as (
    select
        line_number - 1 as order_number,
        regexp_extract(
            line,
            '^\s*(\S+)\s+(\d{8})\s+(\d+)\s+(\d+\.\d+)\s*$',
            ['customer_id', 'day', 'cd_count', 'amount']
        ) as field
    from lines
    where line_number > 1 and trim(line, chr(13) || ' ') <> ''
)

select
    printf('cdnow-%06d', order_number) as order_id,
    field.customer_id as customer_id,
    cast(strptime(field.day, '%Y%m%d') as date) as ordered_at,
    'paid' as status,
    cast(field.amount as decimal(18, 4)) as gross_amount
from fields
order by order_number
"""


def load(folder: Path, progress: Progress | None = None) -> dict[str, int]:
    """Land the orders of CDNOW.

    ``ordered_at`` is a bare date, so that no time zone moves it. There is no currency column: the amounts are in the
    reporting currency.

    Args:
        folder: The landing folder.
        progress: Told how far the load has come.

    Returns:
        The number of rows landed, by input.

    Raises:
        RetensiError: The package is absent, its file is damaged, or the folder cannot be written.
    """
    source = package_file("lifetimes", "datasets/CDNOW_master.txt", NAME)
    with duckdb.connect() as connection:
        connection.from_query("select content from read_text($file)", params={"file": str(source)}).create_view(
            "source_text"
        )
        return land(folder, connection, {"orders": ORDERS}, progress)
