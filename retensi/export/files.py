"""Files that appear whole or not at all, readable by their owner alone: CSV in parts, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from retensi.errors import MissingPackageError
from retensi.export.errors import ExportError
from retensi.whole_files import swap, unfinished, write_private

Cells = Sequence[str | float]
# What a worksheet holds, with its header.
ROWS_OF_A_SHEET = 1_048_576


def csv_parts(
    header: Sequence[str],
    rows: Sequence[Cells],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    line_end: str = "\r\n",
    most_rows: int | None = None,
    most_bytes: int | None = None,
) -> list[bytes]:
    """Write rows as CSV, in as many parts as limits ask for; each has the header.

    Raises:
        ExportError: a row alone is more than a part may hold, or has a character that the encoding lacks.
    """
    mark = b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b""
    plain = "utf-8" if mark else encoding
    top = mark + _line(header, delimiter, plain, line_end)
    parts, size, lines = [[top]], len(top), 0
    for row in rows:
        line = _line(row, delimiter, plain, line_end)
        is_full = (most_rows is not None and lines >= most_rows) or (
            most_bytes is not None and size + len(line) > most_bytes
        )
        if is_full and lines:
            parts.append([top])
            size, lines = len(top), 0
        if most_bytes is not None and size + len(line) > most_bytes:
            raise ExportError(
                f"A row has {len(line):,} bytes.",
                f"rows that fit into a file of {most_bytes:,} bytes",
                "look for a text of that length in the marts",
            )
        parts[-1].append(line)
        size, lines = size + len(line), lines + 1
    return [b"".join(part) for part in parts]


def workbooks(header: Sequence[str], rows: Sequence[Cells], *, most_rows: int | None = None) -> list[bytes]:
    """Write rows as workbooks of one sheet. A text is a text there, whatever it begins with.

    Raises:
        MissingPackageError: the package that writes workbooks is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingPackageError(
            "The package 'xlsxwriter', which writes workbooks, is not installed.",
            "the extra `export`",
            "run `uv run --extra export retensi export …`, or leave out `--as xlsx`",
        ) from error
    most = min(most_rows or ROWS_OF_A_SHEET, ROWS_OF_A_SHEET - 1)
    made = []
    for part in _parts(rows, most):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("export")
            for number, row in enumerate([header, *part]):
                for place, value in enumerate(row):
                    write = sheet.write_string if isinstance(value, str) else sheet.write_number
                    write(number, place, value)
        made.append(out.getvalue())
    return made


def names_of_parts(file: Path, parts: int) -> list[Path]:
    """Give the files of an export: the file itself, or several parts ``name-1.csv``, ``name-2.csv`` and so on."""
    if parts == 1:
        return [file]
    return [file.with_name(f"{file.stem}-{number}{file.suffix}") for number in range(1, parts + 1)]


def there_already(file: Path) -> list[Path]:
    """Give what an earlier export of that name left: the file and its parts."""
    part = re.compile(rf"{re.escape(file.stem)}-[0-9]+{re.escape(file.suffix)}")
    folder = file.parent
    parts = [each for each in folder.iterdir() if part.fullmatch(each.name)] if folder.is_dir() else []
    return sorted([*([file] if file.exists() else []), *parts])


def write_whole(contents: Mapping[Path, bytes], former: Sequence[Path] = ()) -> None:
    """Write files that only their owner can read. All are whole before the first is put into place.

    Args:
        contents: What each file holds.
        former: Files of an earlier export, which go where none of the new ones takes their place.

    Raises:
        ExportError: one cannot be written; what was there before still is, unless the message names another file.
    """
    prepared: dict[Path, Path] = {}
    at = next(iter(contents))
    try:
        for at in contents:
            at.parent.mkdir(parents=True, exist_ok=True)
            prepared[at] = unfinished(at)
        for at, content in contents.items():
            write_private(prepared[at], content)
        for at in contents:
            swap(prepared[at], at)
        for at in set(former) - set(contents):
            at.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"The export cannot be written to {at}: {error.strerror or error}",
            "a file in a folder that this user may write, on a disk with room",
            "make room or change its permissions, or name another file with --to",
        ) from error
    finally:
        for file in prepared.values():
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _parts(rows: Sequence[Cells], most: int) -> Iterator[Sequence[Cells]]:
    for start in range(0, max(len(rows), 1), most):
        yield rows[start : start + most]


def _line(row: Cells, delimiter: str, encoding: str, line_end: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerow(row)
    try:
        return text.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        raise ExportError(
            f"A cell has the character {error.object[error.start]!r}, which {encoding} lacks.",
            f"texts that {encoding} can write",
            "choose another destination or mend the text where it comes from",
        ) from error
