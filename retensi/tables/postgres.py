"""Tables on PostgreSQL, written by COPY: all of them in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
                cursor.execute(f"set role {quoted(credentials.role)}")
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
        columns = ", ".join(f"{quoted(column)} {TYPES.get(type_, type_)}" for column, type_ in types.items())
        cursor.execute(f"create table {table} ({columns})")
        with text.open(encoding="utf-8") as opened:
            cursor.copy_expert(f"copy {table} from stdin (format csv)", opened)
        cursor.execute(f"comment on table {table} is '{MARK}'")
        cursor.execute(f"analyze {table}")


def quoted(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'
