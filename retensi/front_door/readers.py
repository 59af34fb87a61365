"""Files as shops export them, read as rows of text: CSV in any writing, JSON, Excel workbooks, Parquet, gzip.

What DuckDB reads by itself it reads. The rest comes record by record through one function of Python, in memory: a file
made for the purpose would hold personal data.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from retensi.front_door import chats
from retensi.front_door.mapping import Format
from retensi.landing import csv_records_of, json_keys, names_problem, parquet_columns, path_pattern, scan_text
from retensi.sql_text import sql_identifier, sql_literal

CSV = ("csv", "tsv", "txt")
JSON = ("json", "jsonl", "ndjson")
WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
NOT_READ = (
    "is not read; expected a name that ends in .csv, .tsv, .txt, .json, .jsonl, .ndjson (each also with .gz behind it),"
    " .parquet, .xlsx, .xls or .ods"
)
# Between the fields of a record, and before a record that cannot be taken apart: no text that a shop writes has these.
_BETWEEN, _SPOILED = "\x1f", "\x1e"
_RESERVED = str.maketrans(dict.fromkeys(_BETWEEN + _SPOILED, "\ufffd"))
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
# The first line of a CSV in which Excel says what separates the fields.
_SEPARATOR = re.compile(r"(?i)\ufeff?\"?sep=([^\r\n])\"?[,;\t| ]*(?:\r\n|\r|\n|\Z)")
Version = tuple[str, int, int, tuple[tuple[str, str], ...]]
# What is known of files from an earlier process, by path, size, time of modification and format.
_remembered: dict[Version, dict[str, Any]] = {}


def describe(path: str, written: Format) -> dict[str, Any]:
    """Say how a file of a source is to be read, or why it cannot be.

    Args:
        path: the file.
        written: what the mapping says of it.

    Returns:
        ``name`` (the path), ``size`` (bytes), ``modified_ns``, ``written`` (the format, as a dict), ``kind`` (csv,
        json, json_array, workbook, chat or parquet), ``columns`` (the names in the order of the file, none without a
        name or twice, each with its type in DuckDB), ``is_native`` (whether DuckDB reads it), ``problem`` (a sentence
        that follows the name, or None).
    """
    status = Path(path).stat()
    remembered = _remembered.get(_key(path, status.st_size, status.st_mtime_ns, asdict(written)))
    return dict(remembered or _describe(path, status.st_size, status.st_mtime_ns, written))


def remember(described: dict[str, Any]) -> None:
    """Take what :func:`describe` gave in an earlier process; it holds while size and time of modification do."""
    key = _key(described["name"], described["size"], described["modified_ns"], described["written"])
    _remembered[key] = described


def _key(path: str, size: int, modified_ns: int, written: dict[str, Any]) -> Version:
    return (path, size, modified_ns, tuple(sorted((name, str(value)) for name, value in written.items())))


@lru_cache(maxsize=4096)
def _describe(path: str, size: int, modified_ns: int, written: Format) -> dict[str, Any]:
    found: dict[str, Any] = {
        **{"name": path, "size": size, "modified_ns": modified_ns, "written": asdict(written)},
        **{"kind": "", "columns": {}, "is_native": True, "problem": None},
    }
    ending = _ending(path)
    try:
        if ending == "parquet" and not _is_gzip(path):
            found |= {"kind": "parquet", "columns": parquet_columns(path)}
        elif ending in WORKBOOKS and not _is_gzip(path):
            header, *_ = [*_workbook_rows(path, written, 1), []]
            found |= {"kind": "workbook", "is_native": False, "columns": column_names(header)}
        elif ending in JSON:
            found |= _describe_json(path, written)
        elif ending in CSV and written.chat:
            found |= _describe_chat(path, written)
        elif ending in CSV:
            found |= _describe_csv(path, written)
        else:
            found["problem"] = NOT_READ
    except UnicodeError:
        found["problem"] = (
            f"is not {written.encoding}; say in retensi.yml how it is written, such as `format: {{encoding: cp1252}}`"
        )
    except (OSError, EOFError, ValueError, duckdb.Error, CalamineError) as error:
        found["problem"] = f"cannot be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
    if not found["problem"] and not found["columns"] and not found["kind"].startswith("json"):
        found["problem"] = "is empty; expected column names and rows"
    if not found["problem"] and any("\x00" in name for name in found["columns"]):
        found["problem"] = "has a column name with a zero byte, which no statement can hold; rename or drop it"
    return found


def _describe_chat(path: str, written: Format) -> dict[str, Any]:
    text = _text(path, written)
    problem = None if not text.strip() or chats.is_chat(text) else "is no chat; drop `chat` from the format"
    columns = dict.fromkeys(chats.COLUMNS, "VARCHAR")
    return {"kind": "chat", "is_native": False, "columns": columns, "problem": problem}


def _describe_csv(path: str, written: Format) -> dict[str, Any]:
    is_utf8 = _is_utf8(written)
    is_regular = True
    if is_utf8:
        with _opened(path) as file:
            readable, is_regular = scan_text(file)
        if not readable:
            raise UnicodeError
        text = _first_text(path, written)
    else:
        text = _text(path, written)
    body, written = from_header(text, written)
    header = next(csv_records_of(body, written.delimiter, 1), None)
    if header is not None and header["fields"] is None and is_utf8:
        # A column's name may go over several lines.
        body, _ = from_header(_text(path, written), written)
        header = next(csv_records_of(body, written.delimiter, 1), None)
    if header is None or header["fields"] is None:
        return {"kind": "csv", "problem": "has no header that can be read; expected a line with the column names"}
    names = header["fields"]
    other = re.search(r"[;\t|,]", names[0] or "") if len(names) == 1 else None
    problem = None
    if other:
        said = "tab" if other[0] == "\t" else other[0]
        problem = f'is separated by {other[0]!r}; say so in retensi.yml: `format: {{delimiter: "{said}"}}`'
    is_native = is_utf8 and is_regular and written.delimiter.isascii() and text.startswith(header["record"])
    return {"kind": "csv", "columns": column_names(names), "is_native": is_native, "problem": problem}


def from_header(text: str, written: Format) -> tuple[str, Format]:
    """Leave out what stands before the column names of a CSV.

    Args:
        text: the text of a CSV.
        written: what the mapping says of it.

    Returns:
        The text from the line with the column names on, and the format with the delimiter that the file names itself.
    """
    position, left = 0, int(written.skip_rows)
    if said := _SEPARATOR.match(text):
        position, written = said.end(), replace(written, delimiter=said[1])
    while position < len(text):
        line = _LINE.match(text, position)
        if line is None:
            break
        if _says_something(line[1], written):
            if not left:
                break
            left -= 1
        position = line.end()
    return text[position:], written


def _says_something(line: str, written: Format) -> bool:
    return bool(line.strip(f'{written.delimiter}" \t\r\n\ufeff'))


def _describe_json(path: str, written: Format) -> dict[str, Any]:
    if _is_utf8(written):
        with _opened(path) as file:
            if not scan_text(file)[0]:
                raise UnicodeError
    begins = _first_text(path, written).lstrip()[:1] if _is_utf8(written) else _text(path, written).lstrip()[:1]
    if begins == "[":
        names: dict[str, None] = {}
        for element in _array(path, written):
            names |= dict.fromkeys(element if isinstance(element, dict) else ())
        return {"kind": "json_array", "is_native": False} | _keys(list(names))
    if not _is_utf8(written):
        lines = [_json_or_none(line) for line in _text(path, written).splitlines()]
        keys = sorted({key for line in lines if isinstance(line, dict) for key in line})
        return {"kind": "json", "is_native": False} | _keys(keys)
    keys = json_keys(path)
    if begins and not keys:
        return {"kind": "json", "problem": "has no JSON objects; expected one object a line, or one list of objects"}
    return {"kind": "json"} | _keys(keys)


def _keys(keys: Sequence[str]) -> dict[str, Any]:
    return {"columns": dict.fromkeys(keys, "VARCHAR"), "problem": names_problem(keys)}


def column_names(header: Sequence[Any]) -> dict[str, str]:
    """Give each column a name of its own: what has none is called by its place, what is there twice by a number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for place, given in enumerate(header, 1):
        wanted = name = (_cell(given, ".") or "").strip() or f"column_{place}"
        number = 2
        while name.lower() in taken:
            name, number = f"{wanted}_{number}", number + 1
        taken.add(name.lower())
        names[name] = "VARCHAR"
    return names


def rows_sql(
    described: dict[str, Any], columns: Sequence[str], is_damaged: bool = False, with_place: bool = False
) -> str:
    """Give the SQL of a file's rows: its columns as texts ``c1``, ``c2`` …, and ``unreadable``.

    Args:
        described: what :func:`describe` says of the file, and ``first_rows`` where only so many are wanted.
        columns: all columns that are wanted, each of which the file may lack.
        is_damaged: whether a CSV is taken apart by Python, since DuckDB refused records of it.
        with_place: whether ``place`` is the place of a row in the file.

    Returns:
        A query without brackets. ``unreadable`` is the text of a record that cannot be taken apart.
    """
    written = Format(**described["written"])
    own = {name.lower(): place for place, name in enumerate(described["columns"], 1)}
    places = [own.get(name.lower()) for name in columns]
    kind, file = described["kind"], sql_literal(path_pattern(described["name"]))
    first_rows = described.get("first_rows")
    unreadable = "cast(null as varchar)"
    if not described["is_native"] or is_damaged:
        said = {key: described[key] for key in ("name", "kind", "written")} | {"columns": list(described["columns"])}
        if first_rows is not None:
            said["first_rows"] = first_rows
        values = [f"nullif(taken.fields[{place}], '')" for place in places if place]
        unreadable = f"case when taken.fields is null then substr(taken.record, {len(_SPOILED) + 1}) end"
        unnested = f"select unnest(retensi_records({sql_literal(json.dumps(said))})) as record"
        fields = f"case when not starts_with(record, '{_SPOILED}') then string_split(record, '{_BETWEEN}') end"
        source = f"(select record, {fields} as fields from ({unnested})) as taken"
    elif kind == "parquet":
        typed = list(described["columns"].items())
        values = [_typed(typed[place - 1][0], typed[place - 1][1], written) for place in places if place]
        source = f"read_parquet({file})"
    elif kind == "json":
        names = list(described["columns"])
        values = [_json_value(names[place - 1], written) for place in places if place]
        unreadable = "case when not lines.is_readable then lines.line end"
        source = _json_lines(file)
    else:
        values = [f"f{place}" for place in places if place]
        fields = ", ".join(f"'f{place}': 'VARCHAR'" for place in range(1, len(described["columns"]) + 1))
        all_fields = ", ".join(f"f{place}" for place in range(1, len(described["columns"]) + 1))
        source = (
            f"read_csv({file}, auto_detect = false, header = true, delim = {sql_literal(written.delimiter)},"
            f" quote = '\"', escape = '\"', compression = '{'gzip' if _is_gzip(described['name']) else 'none'}',"
            f" columns = {{{fields}}}, store_rejects = true, rejects_table = 'retensi_rejects',"
            " rejects_scan = 'retensi_reject_scans')"
            # What Excel writes for a row in which nothing stands is none.
            f" where coalesce({all_fields}) is not null"
        )
    given = iter(values)
    chosen = [
        f"{next(given) if place else 'cast(null as varchar)'} as c{number}" for number, place in enumerate(places, 1)
    ]
    chosen.append(f"{unreadable} as unreadable")
    if with_place:
        chosen.append("row_number() over () as place")
    limit = f" limit {first_rows}" if first_rows is not None else ""
    return f"select {', '.join(chosen)} from {source}{limit}"


def is_nested(type_: str) -> bool:
    """Tell whether values of a type of DuckDB have parts; these come as JSON does."""
    return type_.startswith(("STRUCT", "MAP", "UNION")) or type_.endswith("]")


def _typed(name: str, type_: str, written: Format) -> str:
    """Give a typed column as the text a CSV would have."""
    column = sql_identifier(name)
    if is_nested(type_):
        return f"cast(to_json({column}) as varchar)"
    if "WITH TIME ZONE" in type_:
        return f"concat(cast(timezone('UTC', {column}) as varchar), '+00:00')"
    text = f"cast({column} as varchar)"
    if written.decimal == "," and re.match("DECIMAL|FLOAT|DOUBLE", type_):
        return f"replace({text}, '.', ',')"
    return text


def _json_value(name: str, written: Format) -> str:
    pointer = sql_literal("/" + name.replace("~", "~0").replace("/", "~1"))
    value = f"json_extract_string(lines.line_read, {pointer})"
    if written.decimal == ",":
        return (
            f"case when json_type(lines.line_read, {pointer}) = 'DOUBLE' then replace({value}, '.', ',')"
            f" else {value} end"
        )
    return value


def _json_lines(file: str) -> str:
    # json_extract of a bad line is an error, so bad lines are emptied before; no text holds this delimiter.
    return f"""(
        select
            case when is_readable then line else '{{}}' end as line_read, line, is_readable
        from (
            select
                line,
                json_valid(line) and json_type(case when json_valid(line) then line end) = 'OBJECT' as is_readable
            from read_csv(
                {file}, auto_detect = false, columns = {{'line': 'VARCHAR'}}, header = false,
                delim = '\x01\x02\x03\x04',
                quote = '', escape = '', strict_mode = false, null_padding = true, max_line_size = 20000000
            )
            where trim(line) <> ''
        )
    ) as lines"""


def records(said: str) -> list[str]:
    """Give the records of a file: the SQL function ``retensi_records``, which :func:`rows_sql` calls.

    Args:
        said: JSON of ``name``, ``kind``, ``written`` and ``columns``, as :func:`describe` gives them, and of
            ``first_rows`` where only so many are wanted.

    Returns:
        For each record its fields with U+001F between them, or after U+001E the text of a record that cannot be taken
        apart. DuckDB takes a list of texts ten times as fast as one of lists.
    """
    asked = json.loads(said)
    written, names = Format(**asked["written"]), asked["columns"]
    first = asked.get("first_rows")
    if asked["kind"] == "csv":
        text, written = from_header(_text(asked["name"], written), written)
        lines = text.split("\n", first + 1) if first is not None else []
        if first is None or len(lines) <= first + 1:
            return _csv_rows(text, written.delimiter, len(names))
        # The last record may go on behind the last line.
        return _csv_rows("\n".join(lines[:-1]), written.delimiter, len(names))[:-1]
    if asked["kind"] == "chat":
        return [_joined(row) for row in chats.messages(_text(asked["name"], written), asked["name"])[:first]]
    if asked["kind"] == "workbook":
        rows = _workbook_rows(asked["name"], written)[1:][:first]
        return [_joined([_cell(value, written.decimal) for value in _of_width(row, len(names))]) for row in rows]
    if asked["kind"] == "json_array":
        elements = _array(asked["name"], written)
    else:
        lines = [line for line in _text(asked["name"], written).splitlines() if line.strip()]
        elements = [found if isinstance(found := _json_or_none(line), dict) else line for line in lines]
    return [_object(element, names, written) for element in elements[:first]]


def _csv_rows(text: str, delimiter: str, width: int) -> list[str]:
    is_clean = _BETWEEN not in text and _SPOILED not in text
    try:
        # Python's own reader is fast, but knows no text of a record: it serves where nothing is wrong.
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if any(row)]
        if is_clean and all(len(row) == width for row in rows):
            return [_BETWEEN.join(row) for row in rows[1:]]
    except csv.Error:
        pass
    return [
        _joined(record["fields"])
        if record["fields"] is not None and len(record["fields"]) == width
        else _spoiled(record["record"])
        for record in [*csv_records_of(text, delimiter)][1:]
        if record["fields"] is None or any(record["fields"])
    ]


def _object(element: Any, names: Sequence[str], written: Format) -> str:
    if not isinstance(element, dict):
        return _spoiled(element if isinstance(element, str) else json.dumps(element, default=float))
    return _joined([_cell(element.get(name), written.decimal) for name in names])


def _joined(fields: Sequence[str | None]) -> str:
    return _BETWEEN.join((field or "").translate(_RESERVED) for field in fields)


def _spoiled(record: str) -> str:
    return _SPOILED + record


def _of_width(row: Sequence[Any], width: int) -> list[Any]:
    return [*row, *[None] * (width - len(row))][:width]


def _cell(value: Any, decimal: str) -> str | None:
    """Give a cell of a workbook or a value of JSON as the text a CSV of this source would have."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        number = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return number.replace(".", decimal)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta | int):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=float)


def _is_given(row: Sequence[Any]) -> bool:
    return any(value not in ("", None) for value in row)


def _workbook_rows(path: str, written: Format, limit: int | None = None) -> list[list[Any]]:
    workbook = CalamineWorkbook.from_path(path)
    names = workbook.sheet_names
    if written.sheet is not None and written.sheet not in names:
        raise ValueError(f"it has no sheet {written.sheet!r}; found: {', '.join(names)}")
    sheet = workbook.get_sheet_by_name(written.sheet if written.sheet is not None else names[0])
    rows = [row for row in sheet.to_python(skip_empty_area=True) if _is_given(row)]
    return rows[int(written.skip_rows) :][:limit]


def _array(path: str, written: Format) -> list[Any]:
    try:
        found = json.loads(_text(path, written), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON list: {error}") from error
    return found if isinstance(found, list) else [found]


def _json_or_none(line: str) -> Any:
    try:
        return json.loads(line, parse_float=Decimal)
    except ValueError:
        return None


def _ending(path: str) -> str:
    name = Path(path).name.lower()
    return Path(name.removesuffix(".gz")).suffix.lstrip(".")


def _is_gzip(path: str) -> bool:
    return path.lower().endswith(".gz")


def _is_utf8(written: Format) -> bool:
    return codecs.lookup(written.encoding).name in ("utf-8", "utf-8-sig", "ascii")


def _opened(path: str) -> BinaryIO:
    # What unpacks reads as a file does, though it is none by its type.
    return cast(BinaryIO, gzip.open(path)) if _is_gzip(path) else Path(path).open("rb")


def _first_text(path: str, written: Format) -> str:
    """Give the beginning of a file in UTF-8, up to the end of its first line that says something."""
    with _opened(path) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as lines:
        return "".join(_until_said(lines, written))


def _until_said(lines: io.TextIOWrapper, written: Format) -> Iterator[str]:
    left = int(written.skip_rows)
    for place, line in enumerate(lines):
        yield line
        if place == 0 and (said := _SEPARATOR.match(line)):
            written = replace(written, delimiter=said[1])
        elif _says_something(line, written):
            if not left:
                return
            left -= 1


def _text(path: str, written: Format) -> str:
    """Give the whole text of a file.

    Raises:
        UnicodeError: it is written in another encoding.
    """
    with _opened(path) as file:
        text = file.read().decode("utf-8-sig" if _is_utf8(written) else written.encoding).removeprefix("\ufeff")
    if "\x00" in text:
        raise UnicodeError
    return text
