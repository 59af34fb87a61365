"""Where identifiers of people stand: in the tables of a DuckDB file, in Parquet files, and in files of text."""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from retensi.front_door.readers import WORKBOOKS
from retensi.sql_text import sql_identifier, sql_literal

# From this length on an identifier is looked for within texts; a shorter one occurs there by chance.
LONG = 6
# Columns that hold an identifier and nothing else, in which short ones are looked for too.
ID_COLUMNS = ("customer_id", "surviving_customer_id", "merged_into", "person_id", "visitor_id", "email", "key")
# What a word of a text is, for DuckDB and for bytes; other characters part words.
_BETWEEN_WORDS = r"[^\pL\pN._%+@-]+"
_WORD = re.compile(rb"[\w.%+@\x80-\xff-]+")
_CHUNK_BYTES = 1 << 24


@dataclass(frozen=True)
class Found:
    """A column that holds somebody.

    Attributes:
        table: schema and table, or a file.
        column: the column.
        rows: number of rows.
    """

    table: str
    column: str
    rows: int


def search_database(
    connection: duckdb.DuckDBPyConnection, database: str, identifiers: Collection[str], *, without: Collection[str] = ()
) -> list[Found]:
    """Look for identifiers in every text of a database.

    Args:
        connection: Where it is attached.
        database: Its name there.
        identifiers: Customer ids, mail addresses, phones and visitor ids.
        without: Tables that are left out, as ``schema.table``.
    """
    _seek(connection, identifiers)
    columns = connection.execute(
        "select columns.schema_name, columns.table_name, columns.column_name from duckdb_columns() as columns "
        "inner join duckdb_tables() as tables on columns.table_oid = tables.table_oid "
        "and columns.database_name = tables.database_name "
        f"where columns.database_name = {sql_literal(database)} and columns.data_type = 'VARCHAR' order by all"
    ).fetchall()
    found = []
    for schema, table, column in columns:
        if f"{schema}.{table}" not in without:
            relation = f"{sql_identifier(database)}.{sql_identifier(schema)}.{sql_identifier(table)}"
            found += _search(connection, relation, f"{schema}.{table}", column)
    return found


def search_parquet(file: Path, identifiers: Collection[str]) -> list[Found]:
    """Look for identifiers in every text of a Parquet file."""
    with duckdb.connect() as connection:
        _seek(connection, identifiers)
        relation = f"read_parquet({sql_literal(str(file))})"
        columns = connection.execute(f"describe from {relation}").fetchall()
        return [
            found
            for name, type_, *_ in columns
            if type_ == "VARCHAR"
            for found in _search(connection, relation, str(file), name)
        ]


def names_anybody(file: Path, identifiers: Collection[str]) -> bool:
    """Say whether a file of text has an identifier in it, as a word of its own, without regard to case.

    Identifiers with other characters than letters, digits and ``. _ % + @ -`` are found wherever they stand. Text is
    UTF-8, a Windows code page or UTF-16.
    """
    words, others = set(), []
    for folded in _spelled(identifiers):
        if _WORD.fullmatch(folded):
            words.add(folded)
        else:
            others.append(folded)
    for chunk in _chunks(file, overlap=1024):
        lower = chunk.lower()
        if any(other in lower for other in others):
            return True
        if any(word.strip(b"._-") in words or word in words for word in _WORD.findall(lower)):
            return True
    return False


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Give all files in some folders and their subfolders, in order; links are not followed."""
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _seek(connection: duckdb.DuckDBPyConnection, identifiers: Collection[str]) -> None:
    """Put what is looked for where queries see it: in memory."""
    connection.execute("create or replace temp table sought (identifier varchar)")
    if identifiers:
        connection.executemany("insert into sought values (?)", [[each.lower()] for each in sorted(set(identifiers))])


def _search(connection: duckdb.DuckDBPyConnection, relation: str, table: str, column: str) -> list[Found]:
    value = f"lower({sql_identifier(column)})"
    is_long = "" if column.lower() in ID_COLUMNS else f" where length(identifier) >= {LONG}"
    words = f"regexp_split_to_array({value}, '{_BETWEEN_WORDS}')"
    [(rows,)] = connection.execute(
        f"select count(*) from {relation} where {value} in (select identifier from sought{is_long}) "
        f"or list_has_any(list_transform({words}, lambda word: trim(word, '._-')), "
        f"(select list(identifier) from sought where length(identifier) >= {LONG}))"
    ).fetchall()
    return [Found(table, column, rows)] if rows else []


def _chunks(file: Path, overlap: int) -> Iterator[bytes]:
    """Read a file piece by piece; each begins with the end of the one before, so that nothing is cut in two."""
    if file.suffix.lower().lstrip(".") in WORKBOOKS:
        yield _cells(file)
        return
    before = b""
    with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as opened:
        decoder = None
        while chunk := opened.read(_CHUNK_BYTES):
            if not before and (code := _wide_code(chunk)):
                decoder = codecs.getincrementaldecoder(code)("replace")
            if decoder:
                chunk = decoder.decode(chunk).encode()
            yield before + chunk
            before = chunk[-overlap:]


def _spelled(identifiers: Iterable[str]) -> set[bytes]:
    """Give identifiers in lower case as UTF-8, and as a Windows code page has them where it can."""
    found = set()
    for identifier in identifiers:
        found.add(identifier.lower().encode())
        with suppress(UnicodeEncodeError):
            found.add(identifier.lower().encode("cp1252"))
    return found


def _wide_code(beginning: bytes) -> str | None:
    """Give the encoding of text in two bytes a letter, by how a file begins; None for other files."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = beginning[:2]
    return None if first.count(0) != 1 else "utf-16-le" if first[1] == 0 else "utf-16-be"


def _cells(file: Path) -> bytes:
    """Give what stands in the cells of a workbook, which is packed; nothing where it is none."""
    try:
        workbook = CalamineWorkbook.from_path(file)
        rows = [row for name in workbook.sheet_names for row in workbook.get_sheet_by_name(name).to_python()]
    except (CalamineError, OSError):
        return b""
    # A workbook keeps a phone or an id of digits as a number with a point.
    return "\n".join(str(value).removesuffix(".0") for row in rows for value in row).encode()
