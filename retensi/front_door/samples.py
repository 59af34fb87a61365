"""A look at the files of a folder: how each is to be read, its columns, and some of its rows. Never all of them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from retensi.front_door import chats
from retensi.front_door.mapping import Format
from retensi.front_door.readers import column_names, from_header, is_nested
from retensi.landing import path_pattern
from retensi.sql_text import sql_identifier, sql_literal

# How much is looked at, in bytes of a file: its beginning, and a piece of its middle and of its end.
HEAD, PIECE = 1 << 20, 1 << 18
# How many rows are kept of each: of its beginning, and of a piece. Where there are many files, fewer of each.
HEAD_ROWS, PIECE_ROWS, FEWEST_ROWS = 3000, 600, 25
MANY = 8
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DELIMITED = (".csv", ".tsv", ".txt")
JSON = (".json", ".jsonl", ".ndjson")
_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")

Row = dict[str, str | None]


@dataclass(frozen=True)
class Sample:
    """What was seen of a file, of one sheet of a workbook, or of a table.

    Attributes:
        name: The path below the folder, with slashes; of a table, what the mapping calls it.
        kind: ``csv``, ``json``, ``parquet``, ``workbook``, ``chat`` or ``table``.
        columns: The names of its columns, in their order.
        rows: Some of its rows, the first ones first; a value that is empty is None.
        is_whole: Whether these are all its rows.
        delimiter: What stands between the fields of a CSV.
        encoding: The codec of a text file, by Python's name.
        sheet: The sheet, where a workbook has several.
        skip_rows: How many rows stand before the column names.
        problem: Why it cannot be read, as a sentence, or None.
        numbers: The columns of a table that are numbers, whatever their texts look like.
        moments: The columns of a table that are moments, written in UTC without an offset.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    is_whole: bool = True
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str | None = None
    skip_rows: int = 0
    problem: str | None = None
    numbers: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()

    @property
    def is_table(self) -> bool:
        """Whether it is a table of a warehouse."""
        return self.kind == "table"

    @property
    def own_name(self) -> str:
        """What it is called, without where it lies and how it ends."""
        return self.name.rpartition(".")[2] if self.is_table else Path(self.name).name.split(".")[0]

    @property
    def folders(self) -> tuple[str, ...]:
        """Where it lies: folders, or the schema of a table."""
        return tuple(self.name.split(".")[:-1]) if self.is_table else Path(self.name).parts[:-1]

    def values(self, column: str) -> list[str]:
        """Give what stands in a column of the rows seen, without the empty ones."""
        return [value for row in self.rows if (value := row.get(column))]


def look_into(folder: Path) -> list[Sample]:
    """Look at all files of a folder and of the folders within it.

    Names that begin with a dot or an underscore are passed over, and so is the mapping. Of a workbook each sheet with a
    header and a row is a sample of its own.
    """
    files = list(_files(folder))
    share = 1.0 if len(files) <= MANY else MANY / len(files)
    return [sample for path in files for sample in _look_at(path, path.relative_to(folder).as_posix(), share)]


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "_")) or entry.name in ("retensi.yml", "retensi.yaml"):
            continue
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _look_at(path: Path, name: str, share: float) -> list[Sample]:
    limit = max(FEWEST_ROWS, int(HEAD_ROWS * share))
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    packed = endings[-1:] == [".gz"]
    ending = endings[-2] if packed and len(endings) > 1 else (endings or [""])[-1]
    if ending == ".parquet":
        return [_parquet(path, name, limit)]
    if ending in WORKBOOKS:
        return _workbook(path, name, limit)
    if ending in DELIMITED:
        return [_text(path, name, "csv", packed, limit)]
    if ending in JSON:
        return [_text(path, name, "json", packed, limit)]
    return [Sample(name, "other", problem="is of a kind that is not read; expected CSV, JSON, Parquet or a workbook")]


def _text(path: Path, name: str, kind: str, packed: bool, limit: int) -> Sample:
    try:
        encoding = _encoding(path, packed)
        head, is_whole = _head(path, packed)
    except (OSError, EOFError) as error:
        return Sample(name, kind, problem=f"cannot be read ({error}); land it again")
    text = _decoded(head, encoding)
    if kind == "json":
        records = list(_objects(text, limit))
        columns = tuple(dict.fromkeys(key for record in records for key in record))
        problem = None if records or not text.strip() else "holds no JSON objects"
        rows = tuple({key: _json_text(value) for key, value in record.items()} for record in records)
        return Sample(name, kind, columns, rows, is_whole, encoding=encoding, problem=problem)
    if chats.is_chat(text):
        said = chats.messages(text if is_whole else text[: text.rfind("\n")], name)
        rows = tuple(dict(zip(chats.COLUMNS, (value or None for value in row), strict=True)) for row in said[:limit])
        return Sample(name, "chat", chats.COLUMNS, rows, is_whole and len(said) <= limit, encoding=encoding)
    text, named = from_header(text, Format(delimiter=""))
    delimiter = named.delimiter or _delimiter(text)
    text, _ = from_header(text, Format(delimiter=delimiter))
    found = list(_records(text if is_whole else text[: text.rfind("\n") + 1], delimiter, limit + 1))
    skip_rows = _title_rows(found)
    if not found:
        return Sample(name, kind, problem="has no header line")
    columns = tuple(column_names(found[skip_rows]))
    found = found[skip_rows + 1 :]
    is_whole = is_whole and len(found) < limit
    if limit == HEAD_ROWS and not is_whole and not packed and not encoding.startswith(("utf-16", "utf-32")):
        for piece in _pieces(path):
            found += list(_records(_decoded(piece, encoding), delimiter))[-PIECE_ROWS:]
    # A record of another length is damaged, or half of one; what it says is not to be trusted.
    rows = tuple(
        dict(zip(columns, (value or None for value in record), strict=True))
        for record in found
        if len(record) == len(columns)
    )
    return Sample(name, kind, columns, rows, is_whole, delimiter, encoding, skip_rows=skip_rows)


def _title_rows(rows: Sequence[Sequence[Any]]) -> int:
    """Count the rows before the one with the column names: such as hold far less than rows of the file do."""
    widths = [sum(value is not None and bool(str(value).strip()) for value in row) for row in rows[:50]]
    usual = median(widths) if widths else 0
    if usual < 2:
        return 0
    return next((place for place, width in enumerate(widths[:15]) if width >= 0.6 * usual), 0)


def _encoding(path: Path, packed: bool) -> str:
    """Tell the encoding of a text file. All of it is read, since one letter at its end may tell."""
    with _opened(path, packed) as file:
        start = file.read(4)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8 = is_cp1252 = True
        while chunk := file.read(_CHUNK):
            if is_utf8 and b"\x00" in chunk and start[1:2] == b"\x00":
                return "utf-16-le"
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            # The five bytes that Windows gave no letter to.
            is_cp1252 = is_cp1252 and not any(byte in chunk for byte in b"\x81\x8d\x8f\x90\x9d")
        if is_utf8:
            return "utf-8"
    return "cp1252" if is_cp1252 else "latin-1"


def _opened(path: Path, packed: bool) -> Any:
    return gzip.open(path, "rb") if packed else path.open("rb")


def _head(path: Path, packed: bool) -> tuple[bytes, bool]:
    with _opened(path, packed) as file:
        head = file.read(HEAD)
        return head, not file.read(1)


def _pieces(path: Path) -> Iterator[bytes]:
    """Give whole lines of the middle and of the end of a file that is longer than its head."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in sorted({max(HEAD, size // 2), max(HEAD, size - PIECE)}):
            file.seek(start)
            piece = file.read(PIECE)
            yield piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1]


def _decoded(content: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(content).removeprefix("\ufeff")


def _records(text: str, delimiter: str, limit: int | None = None) -> Iterator[list[str]]:
    given = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(record):
                yield record
                given += 1
            if given == limit:
                return
    except csv.Error:
        return


def _delimiter(text: str) -> str:
    """Tell what separates the fields: the sign by which most of the first records have as many fields as the header."""

    def agreement(delimiter: str) -> tuple[int, int]:
        lengths = [len(record) for record in _records(text, delimiter, 50)]
        if not lengths or lengths[0] < 2:
            return 0, 0
        return Counter(lengths)[lengths[0]], lengths[0]

    def usual(delimiter: str) -> tuple[int, int]:
        lengths = Counter(len(record) for record in _records(text, delimiter, 50))
        length, count = lengths.most_common(1)[0] if lengths else (0, 0)
        return (count, length) if length > 1 else (0, 0)

    best = max(_DELIMITERS, key=agreement)
    if agreement(best)[0] < 2:
        # The first lines are a title, perhaps.
        best = max(_DELIMITERS, key=usual)
    return best if max(agreement(best), usual(best)) > (0, 0) else ","


def _objects(text: str, limit: int) -> Iterator[dict[str, Any]]:
    """Give the first objects of a text of JSON lines or of one array, as far as they are whole."""
    decoder = json.JSONDecoder()
    position = given = 0
    while given < limit:
        while position < len(text) and text[position] in " \t\r\n,[":
            position += 1
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            end = text.find("\n", position)
            if end < 0:
                return
            position = end + 1
            continue
        if isinstance(value, dict):
            given += 1
            yield value


def _json_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _parquet(path: Path, name: str, limit: int) -> Sample:
    try:
        with duckdb.connect() as connection:
            file = f"read_parquet({sql_literal(path_pattern(str(path)))})"
            types = connection.execute(f"describe select * from {file}").fetchall()
            chosen = ", ".join(
                f"cast({f'to_json({sql_identifier(column)})' if is_nested(type_) else sql_identifier(column)}"
                " as varchar)"
                f" as {sql_identifier(column)}"
                for column, type_, *_ in types
            )
            relation = connection.execute(f"select {chosen} from {file} limit {limit + 1}")
            columns = tuple(column[0] for column in relation.description or ())
            found = relation.fetchall()
    except duckdb.Error as error:
        return Sample(name, "parquet", problem=f"cannot be read as Parquet ({str(error).splitlines()[0]})")
    rows = tuple(dict(zip(columns, row, strict=True)) for row in found[:limit])
    return Sample(name, "parquet", columns, rows, len(found) <= limit)


def _workbook(path: Path, name: str, limit: int) -> list[Sample]:
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(str(path))
        sheets = {
            sheet: [line for line in workbook.get_sheet_by_name(sheet).to_python() if any(cell != "" for cell in line)]
            for sheet in workbook.sheet_names
        }
    except Exception as error:  # the package raises many kinds
        return [Sample(name, "workbook", problem=f"cannot be read as a workbook ({error})")]
    samples = []
    for sheet, given in sheets.items():
        skip_rows = _title_rows(given)
        lines = given[skip_rows:]
        header = tuple(str(cell).strip() for cell in lines[0]) if lines else ()
        if len(lines) > 1 and sum(map(bool, header)) > 1:
            rows = tuple(_cells(header, line) for line in lines[1 : limit + 1])
            is_whole = len(lines) <= limit + 1
            columns = tuple(filter(None, header))
            called = sheet if len(sheets) > 1 else None
            samples.append(Sample(name, "workbook", columns, rows, is_whole, sheet=called, skip_rows=skip_rows))
    return samples or [Sample(name, "workbook", problem="has no sheet with a header and a row")]


def _cells(header: Sequence[str], line: Iterable[Any]) -> Row:
    return {name: _cell(value) for name, value in zip(header, line, strict=False) if name}


def _cell(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        text: str = value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else value.isoformat()
        return text.removesuffix(" 00:00:00")
    return str(value)
