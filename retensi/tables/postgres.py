"""Tables on PostgreSQL, written by COPY: all of them in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from retensi.errors import SourceDataError
from retensi.examples.files import INPUTS
from retensi.tables import MARK, not_ours, not_reached

# What PostgreSQL calls a type of DuckDB; others have one name on both.
TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}


def write(credentials: Any, schema: str, files: Mapping[str, Path]) -> None:
    """Write Parquet files as tables.

    Args:
        credentials: What dbt connects with.
        schema: Schema, which is made if it is not there. The inputs of an earlier load in it go.
        files: Parquet file by table name.

    Raises:
        TablesError: PostgreSQL refuses, or tables of these names are somebody else's.
    """
    import psycopg2

    try:
        with _connection(credentials) as connection, connection.cursor() as cursor:
            cursor.execute(f"create schema if not exists {_name(schema)}")
            _drop_earlier(cursor, schema)
            for name, file in files.items():
                _write_table(cursor, f"{_name(schema)}.{_name(name)}", file)
    except psycopg2.Error as error:
        raise not_reached("PostgreSQL", error) from error


@contextmanager
def _connection(credentials: Any) -> Iterator[Any]:
    """Connect as dbt does, in one transaction."""
    import psycopg2

    optional = {name: getattr(credentials, name, None) for name in ("sslmode", "sslcert", "sslkey", "sslrootcert")}
    connection = psycopg2.connect(
        host=credentials.host,
        port=credentials.port,
        user=credentials.user,
        password=credentials.password,
        dbname=credentials.database,
        connect_timeout=credentials.connect_timeout,
        **{name: value for name, value in optional.items() if value},
    )
    try:
        with connection:
            if credentials.role:
                connection.cursor().execute(f"set role {_name(credentials.role)}")
            yield connection
    finally:
        connection.close()


def _drop_earlier(cursor: Any, schema: str) -> None:
    """Drop the inputs that an earlier load wrote; refuse where somebody else wrote one."""
    cursor.execute(
        """
        select relname, obj_description(pg_class.oid, 'pg_class') = %s
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where nspname = %s and relname = any(%s) and relkind in ('r', 'p', 'v', 'm', 'f')
        """,
        (MARK, schema, list(INPUTS)),
    )
    found = dict(cursor.fetchall())
    if others := [name for name, is_ours in found.items() if not is_ours]:
        raise not_ours(schema, others)
    for name in found:
        cursor.execute(f"drop table {_name(schema)}.{_name(name)}")


def _write_table(cursor: Any, table: str, file: Path) -> None:
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
        columns = ", ".join(f"{_name(column)} {TYPES.get(type_, type_)}" for column, type_ in types.items())
        cursor.execute(f"create table {table} ({columns})")
        with text.open(encoding="utf-8") as opened:
            cursor.copy_expert(f"copy {table} from stdin (format csv)", opened)
        cursor.execute(f"comment on table {table} is '{MARK}'")
        cursor.execute(f"analyze {table}")


def _name(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'
