"""Tables on PostgreSQL, written and read by COPY: all of them in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import duckdb

from retensi.errors import SourceDataError
from retensi.examples.files import INPUTS
from retensi.tables import MARK

NAME = "PostgreSQL"
# What PostgreSQL calls a type of DuckDB; others have one name on both.
TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}


def refusal() -> type[Exception]:
    """Give the error of a server that is not there or refuses."""
    import psycopg2

    return psycopg2.Error


@contextmanager
def connection(credentials: Any) -> Iterator[Any]:
    """Connect as dbt does and give a cursor; what happens through it is one transaction."""
    import psycopg2

    optional = {name: getattr(credentials, name, None) for name in ("sslmode", "sslcert", "sslkey", "sslrootcert")}
    opened = psycopg2.connect(
        host=credentials.host,
        port=credentials.port,
        user=credentials.user,
        password=credentials.password,
        dbname=credentials.database,
        connect_timeout=credentials.connect_timeout,
        **{name: value for name, value in optional.items() if value},
    )
    try:
        with opened, opened.cursor() as cursor:
            if credentials.role:
                cursor.execute(f"set role {sql_identifier(credentials.role)}")
            yield cursor
    finally:
        opened.close()


def inputs_found(cursor: Any, schema: str) -> dict[str, bool]:
    """Give the inputs that a schema holds, by name, with whether a load wrote them."""
    cursor.execute(
        """
        select relname, obj_description(pg_class.oid, 'pg_class') = %s
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where nspname = %s and relname = any(%s) and relkind in ('r', 'p', 'v', 'm', 'f')
        """,
        (MARK, schema, list(INPUTS)),
    )
    return {name: bool(is_ours) for name, is_ours in cursor.fetchall()}


def write_table(cursor: Any, table: str, file: Path) -> None:
    """Make a table and fill it with the rows of a file."""
    with duckdb.connect() as connection, TemporaryDirectory() as folder:
        try:
            rows = connection.read_parquet(str(file))
            types = dict(zip(rows.columns, map(str, rows.types), strict=True))
            text = Path(folder, "rows.csv")
            # Null is nothing at all, and what is there is quoted, the empty text too.
            connection.execute(
                f"copy (select * from read_parquet($file)) to '{text}' (header false, force_quote *)",
                {"file": str(file)},
            )
        except duckdb.Error as error:
            raise SourceDataError(
                f"The file {file} cannot be read: {error}", "a Parquet file", "load the data set again"
            ) from error
        columns = ", ".join(f"{sql_identifier(column)} {TYPES.get(type_, type_)}" for column, type_ in types.items())
        cursor.execute(f"create table {table} ({columns})")
        with text.open(encoding="utf-8") as opened:
            cursor.copy_expert(f"copy {table} from stdin (format csv)", opened)
        cursor.execute(f"comment on table {table} is '{MARK}'")
        cursor.execute(f"analyze {table}")


def begin_reading(cursor: Any) -> None:
    """See to it that nothing is written from here on, and that all that is read is of one moment."""
    cursor.execute("set transaction isolation level repeatable read, read only")
    cursor.execute("set local client_encoding to 'UTF8'; set local datestyle to 'ISO'")


def schemas(cursor: Any) -> list[str]:
    """Give the schemas in which this role may see a table."""
    cursor.execute(
        "select distinct table_schema from information_schema.tables"
        " where table_schema not in ('pg_catalog', 'information_schema') order by table_schema"
    )
    return [name for (name,) in cursor.fetchall()]


def tables(cursor: Any, schema: str) -> list[str]:
    """Give the tables and views of a schema that this role may read."""
    cursor.execute(
        """
        select table_name
        from information_schema.tables
        where
            table_schema = %s
            and has_schema_privilege(table_schema, 'usage')
            and has_any_column_privilege(format('%%I.%%I', table_schema, table_name), 'select')
        order by table_name
        """,
        (schema,),
    )
    return [name for (name,) in cursor.fetchall()]


def columns(cursor: Any, schema: str, table: str) -> dict[str, str]:
    """Give the columns of a table with their types, as dbt names these."""
    cursor.execute(
        """
        select
            column_name,
            case
                when data_type = 'numeric' and numeric_precision is not null
                    then format('numeric(%%s,%%s)', numeric_precision, numeric_scale)
                else data_type
            end
        from information_schema.columns
        where table_schema = %s and table_name = %s
        order by ordinal_position
        """,
        (schema, table),
    )
    return dict(cursor.fetchall())


def send_rows(
    cursor: Any, schema: str, table: str, given: Mapping[str, str], first_rows: int | None, into: BinaryIO
) -> None:
    """Write the rows of a table as CSV behind a first field that says nothing.

    Null is nothing at all, what is there is quoted; moments are UTC.

    Args:
        cursor: As `connection` gives it.
        schema: The schema.
        table: The table.
        given: Its columns that are wanted, with their types.
        first_rows: How many rows are wanted; None for all.
        into: Takes the text.
    """
    utc = {"timestamp with time zone": " at time zone 'UTC'"}
    values = (f"cast({sql_identifier(name)}{utc.get(kind, '')} as text)" for name, kind in given.items())
    # A line of nothing but nulls would be none.
    chosen = ", ".join(["'row'", *values])
    limit = "" if first_rows is None else f" limit {first_rows}"
    query = f"select {chosen} from {sql_identifier(schema)}.{sql_identifier(table)}{limit}"
    cursor.copy_expert(f"copy ({query}) to stdout (format csv, force_quote *)", into)


def sql_identifier(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'
