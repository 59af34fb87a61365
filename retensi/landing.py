"""What lies in a folder of landed files, and CSV read record by record where a file is damaged."""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

import duckdb


class CsvRecord(TypedDict):
    """A record of a CSV file: its fields, None where empty, or None as a whole for a spoiled one; and its text."""

    fields: list[str | None] | None
    record: str


MAPPING = "retensi.yml"
FORMATS = ("parquet", "csv", "json")
NOT_READ = "is not read; expected a file that ends in .parquet, .csv or .json; convert it or take it away"
NO_OBJECTS = "has no line that is a JSON object; expected one object a line, not an array or an indented document"
_CHUNK_BYTES = 1 << 20
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
# What is known of files from an earlier process, by path, size and time of modification.
_remembered: dict[tuple[str, int, int], dict[str, Any]] = {}


def describe_folder(folder: str, contract: Mapping[str, Any] | None = None) -> dict[str, list[dict[str, Any]]]:
    """List the landed files of a folder by the input they belong to.

    Args:
        folder: the landing folder; an input is ``<input>.<ext>`` or the files of ``<input>/``, and what a mapping in
            the folder says.
        contract: what the macro ``input_contract`` returns; without it a mapping is passed over.

    Returns:
        For each name found, its files in the order of their names, each as :func:`describe_file` gives it; one that is
        not read (of another format, or a folder within a folder) has a problem that says so. Files that a mapping
        claims stand by the input that it says, as :func:`retensi.front_door.plan.plan_folder` gives them; what is wrong
        with the mapping stands by its name, and nothing else then. Names that begin with a dot or an underscore are
        passed over, as other readers of landed files do. Empty where the folder does not exist.
    """
    root = Path(folder)
    if not root.is_dir():
        return {}
    # Only a folder with a mapping needs what reads it.
    if contract is not None and (root / MAPPING).is_file():
        from retensi.front_door import plan
        from retensi.front_door.mapping import MappingError

        try:
            planned = plan.plan_folder(folder, contract)
        except MappingError as error:
            return {MAPPING: [_described(str(root / MAPPING)) | {"problem": said} for said in error.problems]}
        if planned is not None:
            found, claimed = planned
            for name, parts in _files_by_name(root, {*claimed, str(root / MAPPING)}).items():
                found.setdefault(name, []).extend(
                    plan.merges_part(folder, part, contract) if name == plan.MERGES else part for part in parts
                )
            return found
    return _files_by_name(root, set())


def _files_by_name(root: Path, claimed: Set[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in _seen(root):
        for file in _seen(entry) if entry.is_dir() else [entry]:
            name = entry.name if entry.is_dir() else entry.name.split(".")[0]
            if str(file) not in claimed and not any(path.startswith(f"{file}/") for path in claimed):
                found.setdefault(name, []).append(describe_file(str(file)))
    return found


def describe_file(path: str) -> dict[str, Any]:
    """Say how a landed file is to be read, or why it cannot be.

    Returns:
        ``name`` (the path), ``pattern`` (the path as DuckDB must be asked for it), ``size`` (bytes), ``modified_ns``
        (nanoseconds since 1970), ``format``, ``columns`` (name to type as DuckDB calls it; text for CSV and JSON),
        ``is_regular`` (false where a CSV mixes line ends) and ``problem`` (a sentence, or None).
    """
    file = Path(path)
    if file.is_dir() or _format_of(file) not in FORMATS:
        return _described(path) | {"problem": NOT_READ}
    status = file.stat()
    size, modified_ns = status.st_size, status.st_mtime_ns
    if remembered := _remembered.get((path, size, modified_ns)):
        return dict(remembered)
    return _describe_file(path, size, modified_ns) | {"size": size, "modified_ns": modified_ns}


def remember_file(described: dict[str, Any]) -> None:
    """Take a description that :func:`describe_file` gave in an earlier process.

    As long as the file keeps its size and time of modification, it is not looked into again: the whole of a CSV file
    has to be read to know that it is UTF-8.
    """
    if "written" in described:
        from retensi.front_door import readers

        readers.remember(described)
        return
    _remembered[(described["name"], described["size"], described["modified_ns"])] = described


@lru_cache(maxsize=4096)
def _describe_file(path: str, size: int, _modified: int) -> dict[str, Any]:
    described = _described(path)
    file_format = described["format"]
    if file_format == "parquet":
        try:
            described["columns"] = parquet_columns(path)
            described["problem"] = _zero_byte_problem(list(described["columns"]))
        except duckdb.Error as error:
            described["problem"] = f"cannot be read as Parquet ({str(error).splitlines()[0]}); land it again"
        return described
    is_utf8, described["is_regular"] = _scan_file(path)
    if not is_utf8:
        described["problem"] = "is not UTF-8; save it as UTF-8 (with or without byte-order mark)"
    elif file_format == "json":
        try:
            names = json_keys(path)
        except duckdb.Error as error:
            described["problem"] = (
                f"cannot be read line by line ({str(error).splitlines()[0]}); a line holds at most 20 MB"
            )
            return described
        described["columns"] = dict.fromkeys(names, "VARCHAR")
        described["problem"] = names_problem(names) if names or _is_blank(path) else NO_OBJECTS
    elif size == 0:
        described["problem"] = "is empty; expected a header line with the column names"
    else:
        names, described["problem"] = _csv_header(path)
        described["columns"] = dict.fromkeys(names, "VARCHAR")
    return described


def _described(path: str) -> dict[str, Any]:
    return {
        "name": path,
        "pattern": path_pattern(path),
        "format": _format_of(Path(path)),
        "columns": {},
        "is_regular": True,
        "problem": None,
    }


def _seen(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))


def path_pattern(path: str) -> str:
    """Give the pattern that only this path matches; DuckDB takes every path it reads for a pattern."""
    return re.sub(r"[\[*?]", r"[\g<0>]", path)


def csv_records(path: str, limit: int | None = None) -> Iterator[CsvRecord]:
    """Read a CSV file record by record, keeping what cannot be read as text.

    Slower than DuckDB's reader and in memory, so meant for headers and for damaged files. A field that is quoted but
    goes on after its closing quote spoils its record up to the end of that line; a quote that is never closed spoils
    everything up to the end of the file. Blank lines are no records.

    Args:
        path: a UTF-8 file, with or without byte-order mark.
        limit: stop after so many records.

    Returns:
        For each record ``fields`` (texts, None where empty; None as a whole for a spoiled record) and ``record`` (its
        text).
    """
    if limit is None:
        text = Path(path).read_bytes().decode("utf-8-sig")  # not read_text, which would change line ends
    else:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            text = "".join(file.readline() for _ in range(limit))
    return csv_records_of(text, ",", limit)


def csv_records_of(text: str, delimiter: str = ",", limit: int | None = None) -> Iterator[CsvRecord]:
    """Read CSV text record by record, as :func:`csv_records` does a file.

    Args:
        text: without byte-order mark.
        delimiter: the character between two fields.
        limit: stop after so many records.

    Yields:
        ``fields`` and ``record``.
    """
    field_pattern = _csv_field(delimiter)
    start, given = 0, 0
    while start < len(text) and (limit is None or given < limit):
        fields, end = _csv_fields(text, start, field_pattern, delimiter)
        record = text[start:end].rstrip("\r\n")
        start = end
        if record:
            given += 1
            yield {"fields": fields, "record": record}


@lru_cache(maxsize=16)
def _csv_field(delimiter: str) -> re.Pattern[str]:
    """Give the pattern of a field as RFC 4180 has it, with what ends it; a quote opens a field only at its start."""
    end = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"|([^"{end}\r\n][^{end}\r\n]*|))({end}|\r\n|\n|\r|\Z)')


def _csv_fields(
    text: str, start: int, field_pattern: re.Pattern[str], delimiter: str
) -> tuple[list[str | None] | None, int]:
    """Give the fields of the record that starts at a position, and the position after it."""
    fields: list[str | None] = []
    position = start
    while True:
        field = field_pattern.match(text, position)
        if field is None:
            closing = _QUOTED.match(text, position)
            line_end = _LINE_END.search(text, closing.end()) if closing else None
            return None, line_end.end() if line_end else len(text)
        quoted, plain, end = field.groups()
        value = quoted.replace('""', '"') if quoted is not None else plain
        fields.append(value or None)
        position = field.end()
        if end != delimiter:
            return fields, position


def _csv_header(path: str) -> tuple[list[str], str | None]:
    """Give the column names of a CSV file, and what is wrong with them as a sentence, or None."""
    # A quoted column name may go over several lines, so a spoiled first line is read again with what follows it.
    header = next(csv_records(path, limit=1), CsvRecord(fields=None, record=""))
    if header["record"] and header["fields"] is None:
        header = next(csv_records(path), header)
    if not header["record"]:
        return [], "begins with an empty line; expected a header line with the column names"
    if header["fields"] is None:
        return [], f"has a header that cannot be read ({header['record'][:80]}); expected column names, comma separated"
    if re.match('"?sep=.', header["record"], re.IGNORECASE):
        said = header["record"][:8]
        return (
            [],
            f"begins with {said!r}, as Excel writes it; `retensi init` proposes how to read it, or save it with commas",
        )
    names = [(name or "").strip() for name in header["fields"]]
    other_separator = re.search(r"[;\t|]", names[0]) if len(names) == 1 else None
    if other_separator:
        return names, f"is separated by {other_separator[0]!r}; expected commas"
    return list(dict.fromkeys(names)), names_problem(names)


def names_problem(names: Sequence[str]) -> str | None:
    """Say that columns have no name or that names are repeated (upper and lower case are the same), or None."""
    if problem := _zero_byte_problem(names):
        return problem
    if "" in names:
        return f"has a column without a name; found: {', '.join(names)}; name or drop it"
    lowered = [name.lower() for name in names]
    repeated = [name for name in names if lowered.count(name.lower()) > 1]
    if repeated:
        return f"has column names that are the same but for upper and lower case: {', '.join(repeated)}; drop one"
    return None


def _zero_byte_problem(names: Sequence[str]) -> str | None:
    """Say that a column's name holds a zero byte, or None."""
    if any("\x00" in name for name in names):
        return "has a column name with a zero byte, which no statement can hold; rename or drop it"
    return None


def _is_blank(path: str) -> bool:
    with Path(path).open("rb") as file:
        return not any(line.strip() for line in file)


def _format_of(file: Path) -> str:
    return file.suffix.lstrip(".").lower()


def _scan_file(path: str) -> tuple[bool, bool]:
    """Tell whether a file is UTF-8, and whether all its lines end alike."""
    with Path(path).open("rb") as file:
        return scan_text(file)


def scan_text(file: BinaryIO) -> tuple[bool, bool]:
    """Tell whether what is read is UTF-8 without zero bytes, and whether all its lines end alike."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    returns = feeds = pairs = 0
    last = b""
    try:
        while chunk := file.read(_CHUNK_BYTES):
            decoder.decode(chunk)
            if b"\x00" in chunk:
                return False, True
            returns += chunk.count(b"\r")
            feeds += chunk.count(b"\n")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            last = chunk[-1:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False, True
    return True, returns == 0 or returns == feeds == pairs


def parquet_columns(path: str) -> dict[str, str]:
    """Give the columns of a Parquet file, each with its type in DuckDB."""
    with duckdb.connect() as connection:
        rows = connection.execute("describe select * from read_parquet(?)", [path_pattern(path)]).fetchall()
    return {row[0]: row[1] for row in rows}


def json_keys(path: str) -> list[str]:
    """Give the keys of the objects of a file of JSON lines, in the order of their names."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            with lines as (
                select line
                from read_csv(
                    ?, auto_detect = false, columns = {'line': 'VARCHAR'}, header = false,
                    delim = '\x01\x02\x03\x04',
                    quote = '', escape = '', strict_mode = false, null_padding = true, max_line_size = 20000000
                )
            ),
            -- The reader may judge conditions in any order, and json_type of a bad line is an error.
            documents as (
                select case when json_valid(line) then line else '[]' end as document
                from lines
            ),
            keys as (
                select unnest(json_keys(document)) as key
                from documents
                where json_type(document) = 'OBJECT'
            )
            select distinct key from keys order by key
            """,
            [path_pattern(path)],
        ).fetchall()
    return [row[0] for row in rows]
