"""What a system imports, as data: one file of ``retensi/destinations`` each, read and checked key by key."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from retensi.export.errors import DestinationError
from retensi.export.rows import CONSENTS, EXPORTS, FIELDS
from retensi.export.values import STEPS

FOLDER = Path(__file__).resolve().parents[1] / "destinations"
# A CRM keeps customers whether or not they may be written to; the others are there to advertise.
PURPOSES = ("crm", "marketing", "advertising")
ADDRESSES = ("email", "phone")
_KEYS = {
    "": ("title", "purpose", "follows", "file", "limits", "needs", "service_contacts", "consent", "columns"),
    "follows": ("document", "version", "tried", "note"),
    "file": ("delimiter", "encoding", "bom", "line_end", "date", "yes", "no", "workbook"),
    "limits": ("rows", "bytes", "columns", "cell_bytes"),
    "column": ("name", "field", "constant", "values", "as", "required", "exports"),
}
_OPTIONAL = ("note", "constant", "field", "values", "as", "required", "exports")
_LINE_ENDS = {"lf": "\n", "crlf": "\r\n"}


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes:
        name: What the system calls it.
        field: Our field; None where it is a constant.
        constant: The same text in each row, where there is no field.
        values: Other words for our values; empty: ours are written.
        steps: What is done with the text, by name.
        required: Whether a row without it is left out.
        exports: The exports that have it.
    """

    name: str
    field: str | None
    constant: str
    values: Mapping[str, str]
    steps: tuple[str, ...]
    required: bool
    exports: tuple[str, ...]


@dataclass(frozen=True)
class Destination:
    """A system and the file it takes.

    Attributes:
        key: Its name on the command line.
        title: Its own name.
        purpose: crm, marketing or advertising.
        document: URL of what the file follows.
        version: Which version of that, or when it was read.
        tried: What it was tried on.
        note: What to mind when importing.
        delimiter: Between two cells.
        encoding: As Python calls it; with a byte-order mark, ``utf-8-sig``.
        line_end: After each row.
        date: How a day is written, as strftime has it.
        yes: A true value.
        no: A false value.
        workbook: Whether it takes a workbook, too.
        rows: Most rows of a file, without its header; None: no limit is documented. The others likewise.
        bytes: Most bytes of a file.
        columns_at_most: Most columns.
        cell_bytes: Most bytes of a cell in UTF-8.
        needs: Addresses of which a row has at least one.
        service_contacts: Whether a service message to somebody without consent may go this way.
        consent: The column that says whether somebody consented; None: everybody in the file did.
        columns: The columns in their order.
    """

    key: str
    title: str
    purpose: str
    document: str
    version: str
    tried: str
    note: str
    delimiter: str
    encoding: str
    line_end: str
    date: str
    yes: str
    no: str
    workbook: bool
    rows: int | None
    bytes: int | None
    columns_at_most: int | None
    cell_bytes: int | None
    needs: tuple[str, ...]
    service_contacts: bool
    consent: str | None
    columns: tuple[Column, ...]

    def columns_of(self, export: str) -> list[Column]:
        """Give the columns of an export, in their order."""
        return [column for column in self.columns if export in column.exports]


def known() -> list[str]:
    """Give the names of all destinations, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.yml"))


@cache
def destination(key: str) -> Destination:
    """Read a destination that comes with the project.

    Raises:
        DestinationError: its file cannot be used.
    """
    return read_destination(FOLDER / f"{key}.yml")


def read_destination(file: Path) -> Destination:
    """Read the file of a destination.

    Raises:
        DestinationError: it cannot be read, or a key is missing, unknown or of another kind.
    """
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _wrong(file, "it", f"cannot be read: {error}", "a file of YAML in UTF-8") from error
    return _Reader(file).destination(given)


class _Reader:
    """Checks a file key by key; what is wrong is said with the file and the key."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def destination(self, given: Any) -> Destination:
        top = self._block(given, "", "")
        follows = self._block(top["follows"], "follows", "follows")
        written = self._block(top["file"], "file", "file")
        limits = self._block(top["limits"], "limits", "limits")
        columns = self._columns(top["columns"])
        limit = {name: self._limit(limits[name], f"limits.{name}") for name in _KEYS["limits"]}
        made = Destination(
            key=self.file.stem,
            title=self._text(top["title"], "title"),
            purpose=self._choice(top["purpose"], "purpose", PURPOSES),
            document=self._text(follows["document"], "follows.document"),
            version=self._text(follows["version"], "follows.version"),
            tried=self._text(follows["tried"], "follows.tried"),
            note=self._text(follows.get("note", "none"), "follows.note"),
            delimiter=self._delimiter(written["delimiter"]),
            encoding=self._encoding(written["encoding"], self._flag(written["bom"], "file.bom")),
            line_end=_LINE_ENDS[self._choice(written["line_end"], "file.line_end", tuple(_LINE_ENDS))],
            date=self._text(written["date"], "file.date"),
            yes=self._text(written["yes"], "file.yes"),
            no=self._text(written["no"], "file.no"),
            workbook=self._flag(written["workbook"], "file.workbook"),
            rows=limit["rows"],
            bytes=limit["bytes"],
            columns_at_most=limit["columns"],
            cell_bytes=limit["cell_bytes"],
            needs=self._names(top["needs"], "needs", ADDRESSES),
            service_contacts=self._flag(top["service_contacts"], "service_contacts"),
            consent=None if top["consent"] is None else self._text(top["consent"], "consent"),
            columns=columns,
        )
        self._agree(made)
        return made

    def _agree(self, made: Destination) -> None:
        """Refuse keys that do not fit each other."""
        consenting = {column.name for column in made.columns if column.field in CONSENTS}
        if made.consent is not None and made.consent not in consenting:
            self._refuse("consent", f"is {made.consent!r}", f"the name of a column of a field {', '.join(CONSENTS)}")
        if made.consent is None and (made.purpose == "crm" or made.service_contacts):
            self._refuse("consent", "is empty", "a column, since people without consent may be in the file")
        for export in EXPORTS:
            columns = made.columns_of(export)
            names = [column.name for column in columns]
            if double := [name for name in names if names.count(name) > 1]:
                self._refuse("columns", f"has {double[0]!r} twice in {export}", "names of its own for each column")
            if made.columns_at_most is not None and len(names) > made.columns_at_most:
                self._refuse("columns", f"has {len(names)} in {export}", f"at most {made.columns_at_most}")
            if not {column.field for column in columns} & set(made.needs):
                self._refuse("columns", f"has no address in {export}", f"one of {', '.join(made.needs)}")

    def _columns(self, given: Any) -> tuple[Column, ...]:
        if not isinstance(given, list) or not given:
            self._refuse("columns", "is no list", "a list of columns")
        return tuple(self._column(each, f"columns[{number}]") for number, each in enumerate(given, 1))

    def _column(self, given: Any, at: str) -> Column:
        block = self._block(given, "column", at)
        if ("field" in block) == ("constant" in block):
            self._refuse(at, "has both or neither of field and constant", "one of them")
        exports = self._names(block.get("exports", list(EXPORTS)), f"{at}.exports", EXPORTS)
        field = self._choice(block["field"], f"{at}.field", FIELDS) if "field" in block else None
        for export in exports:
            if field is not None and field not in EXPORTS[export]:
                self._refuse(f"{at}.field", f"is {field!r}, which {export} does not have", "a field of each export")
        values = block.get("values", {})
        if not isinstance(values, dict) or not all(isinstance(text, str) for pair in values.items() for text in pair):
            self._refuse(f"{at}.values", f"is {values!r}", "pairs of texts; write numbers, yes and no in quotes")
        return Column(
            name=self._text(block["name"], f"{at}.name"),
            field=field,
            constant=self._text(block["constant"], f"{at}.constant") if "constant" in block else "",
            values=values,
            steps=self._names(block.get("as", []), f"{at}.as", tuple(STEPS)),
            required=self._flag(block.get("required", False), f"{at}.required"),
            exports=exports,
        )

    def _block(self, given: Any, kind: str, at: str) -> dict[str, Any]:
        expected = _KEYS[kind]
        if not isinstance(given, dict):
            self._refuse(at or "it", "holds no keys", f"the keys {', '.join(expected)}")
        for key in given:
            if key not in expected:
                meant = get_close_matches(str(key), expected, 1)
                hint = f"; {meant[0]} is meant" if meant else ""
                self._refuse(f"{at}.{key}".strip("."), "is no key here", f"one of {', '.join(expected)}{hint}")
        for key in expected:
            if key not in given and key not in _OPTIONAL:
                self._refuse(f"{at}.{key}".strip("."), "is missing", "a value; null where none is known")
        return given

    def _text(self, given: Any, at: str) -> str:
        if not isinstance(given, str) or not given.strip():
            self._refuse(at, f"is {given!r}", "a text; write numbers, yes and no in quotes")
        return given.strip()

    def _flag(self, given: Any, at: str) -> bool:
        if not isinstance(given, bool):
            self._refuse(at, f"is {given!r}", "true or false")
        return given

    def _limit(self, given: Any, at: str) -> int | None:
        if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < 1):
            self._refuse(at, f"is {given!r}", "a whole number of 1 or more, or null where no limit is known")
        return given

    def _choice(self, given: Any, at: str, known_ones: tuple[str, ...]) -> str:
        if given not in known_ones:
            self._refuse(at, f"is {given!r}", f"one of {', '.join(known_ones)}")
        return str(given)

    def _names(self, given: Any, at: str, known_ones: Any) -> tuple[str, ...]:
        if not isinstance(given, list):
            self._refuse(at, f"is {given!r}", f"a list of {', '.join(known_ones)}")
        return tuple(self._choice(each, at, tuple(known_ones)) for each in given)

    def _delimiter(self, given: Any) -> str:
        if not isinstance(given, str) or len(given) != 1:
            self._refuse("file.delimiter", f"is {given!r}", "one character")
        return given

    def _encoding(self, given: Any, bom: bool) -> str:
        try:
            name = codecs.lookup(str(given)).name
        except LookupError:
            self._refuse("file.encoding", f"is {given!r}", "an encoding that Python knows, such as utf-8")
        if bom and name != "utf-8":
            self._refuse("file.bom", f"is true for {given!r}", "a byte-order mark in utf-8 alone")
        return "utf-8-sig" if bom else name

    def _refuse(self, at: str, found: str, expected: str) -> NoReturn:
        raise _wrong(self.file, at, found, expected)


def _wrong(file: Path, at: str, found: str, expected: str) -> DestinationError:
    return DestinationError(f"{file}: {at} {found}.", expected, "mend the file; docs/export.md says what its keys mean")
