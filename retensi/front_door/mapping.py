"""The mapping of a shop's own files or tables to the inputs: ``retensi.yml`` beside the files, read and written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from retensi.front_door.conventions import PARTS, SAID, Amounts

FILE_NAME = "retensi.yml"
VERSION = "1"
DATES = ("iso", "day_first", "month_first")
DECIMALS = (".", ",")
SIGNS = ("as_given", "as_amounts")
ROWS = ("one per row", "one per line")
# What stands for an order whose lines have a value each.
LINES = ("sum", "max")
CHATS = ("whatsapp",)
# Besides those of the contract: what is left after discount, before refunds; gross_amount is made of it.
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SETTINGS = ("files", "table", "prefix", "format", "placeholders", "signs", "amounts")
# Of files alone, then of tables, too.
_FILE_KEYS = ("delimiter", "encoding", "sheet", "skip_rows", "chat")
_FORMAT_KEYS = (*_FILE_KEYS, "decimal", "dates", "time_zone")
_INPUT_KEYS = ("rows", "where", "columns")
_COLUMN_KEYS = ("column", "constant", "expression", "values", "when", "lines")


class MappingError(ValueError):
    """A mapping that cannot be used: ``problems`` has a sentence for each thing that is wrong, with file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep the sentences."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Located(str):
    """A text of the file, with the ``line`` it stands on."""

    line: int

    def __new__(cls, text: str, line: int = 1) -> Located:
        """Keep the line beside the text."""
        located = super().__new__(cls, text)
        located.line = line
        return located


def line_of(text: str, other: int = 1) -> int:
    """Give the line a text stands on; `other` for a text that was not read from a file."""
    return getattr(text, "line", other)


def line_said(problem: str) -> int:
    """Give the line that a sentence about a mapping names."""
    return int(re.findall(r", line (\d+): ", problem)[0])


@dataclass(frozen=True)
class Format:
    """How the files of a source are written.

    Attributes:
        delimiter: what separates the fields of a CSV, one character.
        encoding: a codec of Python, for CSV and JSON.
        sheet: of a workbook; None for the first.
        decimal: the decimal sign of amounts, ``.`` or ``,``.
        dates: ``iso``, ``day_first`` or ``month_first``.
        time_zone: IANA name of the zone of times without an offset; None for UTC.
        skip_rows: how many rows stand before the one with the column names, blank ones not counted; digits.
        chat: ``whatsapp`` for texts that are chats as it exports them; None for tables.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str | None = None
    decimal: str = "."
    dates: str = "iso"
    time_zone: str | None = None
    skip_rows: str = "0"
    chat: str | None = None


@dataclass(frozen=True)
class Column:
    """Where the values of one contract column are from: exactly one of the first three is given.

    Attributes:
        column: a column of the source.
        constant: the same text for every row.
        expression: a scalar SQL expression over the source's columns.
        values: texts as they come (compared trimmed, whatever their case) to texts as they are to be, None for nothing.
        when: texts as they are to be to conditions in SQL; the first true one wins, before ``values``.
        lines: ``sum`` or ``max`` of the numbers of all lines of an order stands for the order; None: that of one line.
    """

    column: str | None = None
    constant: str | None = None
    expression: str | None = None
    values: Dict[str, str | None] = field(default_factory=dict)
    when: Dict[str, str] = field(default_factory=dict)
    lines: str | None = None


@dataclass(frozen=True)
class InputMapping:
    """How the rows of a source become those of one input.

    Attributes:
        columns: where the values are from, by contract column.
        rows: ``one per row``, or ``one per line`` where several rows share an order.
        where: a condition in SQL; only rows for which it is true serve this input.
        more: further blocks, where a row of the source gives several rows of the input: one for each block.
    """

    columns: Dict[str, Column]
    rows: str = "one per row"
    where: str | None = None
    more: tuple[InputMapping, ...] = ()

    @property
    def blocks(self) -> tuple[InputMapping, ...]:
        """All blocks, this one first."""
        return (self, *self.more)

    @property
    def names(self) -> tuple[str, ...]:
        """The contract columns that any block has."""
        return tuple(dict.fromkeys(name for block in self.blocks for name in block.columns))


@dataclass(frozen=True)
class Source:
    """One place that rows are from, with what it says about all of them.

    Attributes:
        key: its name, which stands before its ids.
        files: globs below the landing folder; none where there is a table.
        inputs: what it gives, by input.
        prefixed: whether the ids get ``<key>:`` before them.
        placeholders: texts that stand for nobody, in ids and mails.
        signs: ``as_given``, or ``as_amounts`` where discounts, refunds and costs count without their sign.
        table: ``schema.table`` or ``database.schema.table``, instead of files.
        ids_of: the key of another source whose ids these are, too; None for its own.
        amounts: what amounts of its orders contain. It is shown, and changes no figure.
    """

    key: str
    files: tuple[str, ...]
    inputs: Dict[str, InputMapping]
    prefixed: bool = True
    format: Format = field(default_factory=Format)
    placeholders: tuple[str, ...] = ()
    signs: str = "as_given"
    table: str | None = None
    ids_of: str | None = None
    amounts: Amounts = field(default_factory=Amounts)

    @property
    def prefix(self) -> str:
        """What stands before each id of this source."""
        return f"{self.ids_of or self.key}:" if self.prefixed else ""


@dataclass(frozen=True)
class Mapping:
    """What a ``retensi.yml`` says.

    Attributes:
        sources: in the order of the file.
        path: the file, as messages name it.
    """

    sources: tuple[Source, ...]
    path: str = field(default=FILE_NAME, compare=False)

    def at(self, text: str, sentence: str) -> str:
        """Give a sentence with the file and the line of a text before it."""
        return f"{self.path}, line {line_of(text)}: {sentence}"


def read_mapping(path: Path | str, contract: Dict[str, Any] | None = None) -> Mapping:
    """Read a ``retensi.yml``.

    Args:
        path: the file.
        contract: what the macro ``input_contract`` returns; where it is given, inputs and columns must be in it.

    Raises:
        MappingError: it cannot be read, or says what is not known.
        OSError: it is not there.
    """
    return parse_mapping(Path(path).read_bytes(), str(path), contract)


def parse_mapping(text: bytes | str, path: str = FILE_NAME, contract: Dict[str, Any] | None = None) -> Mapping:
    """Read the text of a ``retensi.yml``; `path` is what messages call it.

    Raises:
        MappingError: it cannot be read, or says what is not known.
    """
    try:
        root = yaml.compose(text.decode("utf-8-sig") if isinstance(text, bytes) else text, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise MappingError([f"{path}, line 1: is not UTF-8; save it as UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context
        raise MappingError(
            [f"{path}, line {mark.line + 1 if mark else 1}: is no YAML ({said}); mend what stands there or before it"]
        ) from error
    except yaml.YAMLError as error:
        raise MappingError([f"{path}, line 1: is no YAML ({str(error).splitlines()[0]})"]) from error
    reader = _Reader(path, contract)
    mapping = reader.mapping(root)
    if reader.problems:
        raise MappingError(reader.problems)
    return mapping


class _Reader:
    """Takes YAML nodes apart and notes what is wrong with them, to the end."""

    def __init__(self, path: str, contract: Dict[str, Any] | None) -> None:
        self.problems: list[str] = []
        self._path = path
        self._contract = contract

    def mapping(self, root: yaml.Node | None) -> Mapping:
        entries: dict[str, yaml.Node] = {}
        if root is None:
            self._note(1, "is empty; expected `version: 1` and `sources:`")
        else:
            entries = self._entries(root, "the file", ("version", "sources"))
        version = entries.get("version")
        if root is not None and version is None:
            self._note(_line(root), "no version; expected `version: 1` at the beginning")
        elif version is not None and self._text(version, "version") != VERSION:
            self._note(_line(version), f"version {_shown(version)}; expected 1, the only one there is")
        sources = entries.get("sources")
        if root is not None and sources is None:
            self._note(_line(root), "no sources; expected `sources:` with a block for each source of rows")
        found = [self._source(key, node) for key, node in self._pairs(sources, "sources")] if sources else []
        known = [source for source in found if source is not None]
        if sources is not None and not known and not self.problems:
            self._note(_line(sources), "no source; expected a block such as `shop:` below `sources:`")
        bare: dict[str, str] = {}
        for source in known:
            for name in source.inputs if not source.prefixed and source.ids_of is None else ():
                if name in bare:
                    self._note(
                        line_of(source.key),
                        f"sources {bare[name]} and {source.key} both give {name} with `prefix: none`;"
                        " only one of them may, so that their ids cannot meet; take it from one of them",
                    )
                bare.setdefault(name, source.key)
        own = {source.key: source for source in known if source.ids_of is None}
        for source in known:
            if source.ids_of is not None and source.ids_of not in own:
                self._note(
                    line_of(source.ids_of),
                    f"prefix is {str(source.ids_of)!r}; expected none, or the key of the source whose ids these are"
                    f" ({', '.join(own) or 'there is no other one'})",
                )
        known = [
            replace(source, prefixed=own[source.ids_of].prefixed) if source.ids_of in own else source
            for source in known
        ]
        return Mapping(tuple(known), self._path)

    def _source(self, key: Located, node: yaml.Node) -> Source | None:
        if not _KEY.fullmatch(key):
            self._note(key.line, f"source {key!r}; expected small letters, digits and _ (such as shopify); rename it")
        inputs = tuple(self._contract) if self._contract is not None else None
        entries = self._entries(node, f"source {key}", (*_SETTINGS, *inputs) if inputs else None)
        if not isinstance(node, yaml.MappingNode):
            return None
        self._check_place(key, entries)
        names = [name for name in entries if name not in _SETTINGS]
        if not names:
            self._note(key.line, f"source {key} gives no input; expected a block such as `orders:` with its columns")
        prefix = self._text(entries["prefix"], "prefix") if "prefix" in entries else None
        return Source(
            key=key,
            files=self._texts(entries.get("files"), "files"),
            inputs={name: self._blocks(name, entries[name]) for name in names},
            prefixed=prefix != "none",
            format=self._format(entries.get("format")),
            placeholders=self._texts(entries.get("placeholders"), "placeholders"),
            signs=self._choice(entries, "signs", SIGNS, SIGNS[0]),
            table=self._checked(entries, "table", _table, None, "schema.table or database.schema.table"),
            ids_of=prefix if prefix not in (None, "none") else None,
            amounts=self._amounts(key, entries),
        )

    def _amounts(self, key: Located, entries: Dict[str, yaml.Node]) -> Amounts:
        if "amounts" not in entries:
            return Amounts()
        node = entries["amounts"]
        if "orders" not in entries:
            self._note(_line(node), f"source {key} says what amounts contain, and gives no orders; drop amounts")
        found = self._entries(node, "amounts", PARTS)
        return Amounts(**{part: str(self._choice(found, part, SAID, SAID[-1])) for part in PARTS})

    def _check_place(self, key: Located, entries: Dict[str, yaml.Node]) -> None:
        if "table" not in entries:
            if "files" not in entries:
                self._note(
                    key.line,
                    f"source {key} has no files; expected such as `files: orders*.csv`, or `table: raw.orders`",
                )
            return
        if "files" in entries:
            self._note(_line(entries["table"]), f"source {key} has files and a table; expected one of them; drop one")
        format_ = entries.get("format")
        for name, value in format_.value if isinstance(format_, yaml.MappingNode) else ():
            if name.value in _FILE_KEYS:
                self._note(_line(value), f"{name.value} is of files, and source {key} has a table; drop it")

    def _format(self, node: yaml.Node | None) -> Format:
        if node is None:
            return Format()
        entries = self._entries(node, "format", _FORMAT_KEYS)
        given = Format(
            delimiter=self._checked(entries, "delimiter", _delimiter, ",", "one character, or tab"),
            encoding=self._checked(entries, "encoding", _encoding, "utf-8", "such as utf-8, cp1252 or utf-16"),
            sheet=self._text(entries["sheet"], "sheet") if "sheet" in entries else None,
            skip_rows=self._checked(entries, "skip_rows", _few, "0", "how many rows stand before the column names"),
            decimal=self._choice(entries, "decimal", DECIMALS, "."),
            dates=self._choice(entries, "dates", DATES, "iso"),
            time_zone=self._checked(entries, "time_zone", _time_zone, None, "an IANA name such as Asia/Jakarta"),
            chat=self._choice(entries, "chat", CHATS, "") or None,
        )
        # Known to other processes, too: texts without lines.
        texts: dict[str, Any] = {key: value if value is None else str(value) for key, value in vars(given).items()}
        return Format(**texts)

    def _blocks(self, name: str, node: yaml.Node) -> InputMapping:
        if not isinstance(node, yaml.SequenceNode):
            return self._input(name, node)
        blocks = [self._input(name, each) for each in node.value]
        if not blocks:
            self._note(line_of(name), f"{name} is an empty list; expected a block with `columns:`, or several")
            return InputMapping({})
        if any(block.rows != ROWS[0] for block in blocks[1:]) or (blocks[1:] and blocks[0].rows != ROWS[0]):
            self._note(line_of(name), f"{name} has several blocks and rows {ROWS[1]}; expected one block, or {ROWS[0]}")
        given = replace(blocks[0], more=tuple(blocks[1:]))
        return given

    def _input(self, name: str, node: yaml.Node) -> InputMapping:
        entries = self._entries(node, name, _INPUT_KEYS)
        if isinstance(node, yaml.MappingNode) and "columns" not in entries:
            self._note(line_of(name), f"{name} has no columns; expected `columns:` with a line for each column it has")
        columns: dict[str, Column] = {}
        for column, value in self._pairs(entries.get("columns"), "columns"):
            self._check_column(name, column)
            columns[column] = self._column(column, value)
        rows = self._choice(entries, "rows", ROWS, ROWS[0])
        if rows == ROWS[1] and name not in ("orders", "order_items"):
            self._note(_line(entries["rows"]), f"{name} with rows one per line; only orders and order_items know lines")
        for required in ["order_id"] if rows == ROWS[1] else []:
            if required not in columns:
                self._note(line_of(name), f"{name} has rows one per line, but no column order_id; say which one it is")
        for mapped, given in columns.items():
            self._check_lines(name, mapped, given, rows)
        where = self._text(entries["where"], "where") if "where" in entries else None
        return InputMapping(columns, rows, where)

    def _check_lines(self, name: str, column: str, given: Column, rows: str) -> None:
        if given.lines is None:
            return
        if name != "orders" or rows != ROWS[1]:
            self._note(
                line_of(column), f"{column} has lines: {given.lines}; only orders with rows {ROWS[1]} know lines"
            )
        elif self._contract is not None and self._contract[name]["columns"].get(column) not in (None, "decimal"):
            self._note(
                line_of(column),
                f"{column} has lines: {given.lines}; expected an amount, since others add up to nothing",
            )

    def _check_column(self, name: str, column: Located) -> None:
        if self._contract is None or name not in self._contract:
            return
        known = list(self._contract[name]["columns"])
        if column not in known:
            self._note(column.line, f"{name} has no column {column}; {_meant(column, known)}")

    def _column(self, name: Located, node: yaml.Node) -> Column:
        if isinstance(node, yaml.ScalarNode):
            return Column(column=self._text(node, name))
        entries = self._entries(node, name, _COLUMN_KEYS)
        bases = [key for key in _COLUMN_KEYS[:3] if key in entries]
        if isinstance(node, yaml.MappingNode) and len(bases) != 1:
            found = " and ".join(bases) or "none of them"
            self._note(name.line, f"{name} has {found}; expected one of column, constant and expression")
        values: dict[str, str | None] = {
            key: None if _is_null(value) else self._text(value, key)
            for key, value in self._pairs(entries.get("values"), "values")
        }
        when: dict[str, str] = {key: self._text(value, key) for key, value in self._pairs(entries.get("when"), "when")}
        lines = self._choice(entries, "lines", LINES, "") or None
        of = {base: self._text(entries[base], base) for base in bases[:1]}
        return Column(**of, values=values, when=when, lines=lines)

    def _entries(self, node: yaml.Node, what: str, known: Sequence[str] | None) -> dict[str, yaml.Node]:
        entries: dict[str, yaml.Node] = {}
        for key, value in self._pairs(node, what):
            if known is not None and key not in known:
                self._note(key.line, f"{what} has a key {key}; {_meant(key, known)}")
            else:
                entries[key] = value
        return entries

    def _pairs(self, node: yaml.Node | None, what: str) -> Iterator[tuple[Located, yaml.Node]]:
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self._note(_line(node), f"{what} is {_shown(node)}; expected a block of `name: value`")
            return
        seen: dict[str, int] = {}
        for key, value in node.value:
            name = self._text(key, f"a name of {what}")
            if name in seen:
                self._note(name.line, f"{name} stands twice in {what} (first on line {seen[name]}); drop one")
                continue
            seen[name] = name.line
            yield name, value

    def _text(self, node: yaml.Node, what: str) -> Located:
        # The text as it was written: neither 007 nor no is anything else than a text here.
        if not isinstance(node, yaml.ScalarNode):
            self._note(_line(node), f"{what} is {_shown(node)}; expected a text")
            return Located("", _line(node))
        if _is_null(node):
            self._note(_line(node), f"{what} is empty; expected a text")
        return Located(node.value, _line(node))

    def _texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        if node is None:
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self._text(item, what) for item in items)

    def _choice(self, entries: Dict[str, yaml.Node], key: str, choices: Sequence[str], default: str) -> str:
        if key not in entries:
            return default
        found = self._text(entries[key], key)
        if found and found not in choices:
            self._note(found.line, f"{key} is {found!r}; expected {' or '.join(choices)}")
        return found if found in choices else default

    def _checked(
        self, entries: Dict[str, yaml.Node], key: str, read: Callable[[str], str | None], default: Any, expected: str
    ) -> Any:
        if key not in entries:
            return default
        found = self._text(entries[key], key)
        value = read(found)
        if found and value is None:
            self._note(found.line, f"{key} is {str(found)!r}; expected {expected}")
        return default if value is None else value

    def _note(self, line: int, sentence: str) -> None:
        self.problems.append(f"{self._path}, line {line}: {sentence}")


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _is_null(node: yaml.Node) -> bool:
    return node.tag == "tag:yaml.org,2002:null"


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return repr(node.value[:40]) if node.value else "empty"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a block"


def _meant(found: str, known: Sequence[str]) -> str:
    nearest = get_close_matches(found, known, n=1, cutoff=0.7)
    return f"did you mean {nearest[0]}?" if nearest else f"expected {', '.join(known)}"


def _delimiter(text: str) -> str | None:
    text = "\t" if text in ("tab", "\\t") else text
    return text if len(text) == 1 and text not in '"\r\n\x00' else None


def _table(text: str) -> str | None:
    return text if len(text.split(".")) in (2, 3) and all(text.split(".")) else None


def _few(text: str) -> str | None:
    return str(int(text)) if re.fullmatch(r"\d{1,3}", text) else None


def _encoding(text: str) -> str | None:
    try:
        # Only those of text decode bytes.
        b"text".decode(codecs.lookup(text).name, "replace")
    except (LookupError, ValueError, TypeError):
        return None
    return text


def _time_zone(text: str) -> str | None:
    # What a system calls by other names (localtime, posix/...) no other one may know.
    if not text[:1].isupper():
        return None
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError, ValueError):
        return None


class _Flow(dict[str, Any]):
    """A block that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes short blocks on one line, and lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


_Dumper.add_representer(_Flow, lambda dumper, block: dumper.represent_mapping("tag:yaml.org,2002:map", block, True))


def as_yaml(mapping: Mapping) -> str:
    """Write a mapping as the text of a ``retensi.yml``; what is as by default is left out."""
    parts = [f"version: {VERSION}\n", "sources:\n"]
    for source in mapping.sources:
        parts.append(re.sub(r"(?m)^(?=.)", "  ", _dumped({str(source.key): _source_block(source)})))
        parts.append("\n")
    return "".join(parts[:-1] if mapping.sources else parts)


def _dumped(block: dict[str, Any]) -> str:
    return yaml.dump(block, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _source_block(source: Source) -> dict[str, Any]:
    files = [str(glob) for glob in source.files]
    block: dict[str, Any] = {"files": files[0] if len(files) == 1 else files}
    if source.table is not None:
        block = {"table": str(source.table)}
    if not source.prefixed or source.ids_of is not None:
        block["prefix"] = str(source.ids_of or "none")
    default = Format()
    given = {key: getattr(source.format, key) for key in _FORMAT_KEYS}
    differing = {key: str(value) for key, value in given.items() if value != getattr(default, key)}
    if differing.get("delimiter") == "\t":
        differing["delimiter"] = "tab"
    if differing:
        block["format"] = _Flow({key: int(value) if key == "skip_rows" else value for key, value in differing.items()})
    if source.placeholders:
        block["placeholders"] = [str(text) for text in source.placeholders]
    if source.signs != SIGNS[0]:
        block["signs"] = str(source.signs)
    if source.amounts.said:
        block["amounts"] = _Flow(source.amounts.said)
    for name, given_input in source.inputs.items():
        blocks = [_input_block(each) for each in given_input.blocks]
        block[str(name)] = blocks if len(blocks) > 1 else blocks[0]
    return block


def _input_block(given: InputMapping) -> dict[str, Any]:
    block: dict[str, Any] = {}
    if given.rows != ROWS[0]:
        block["rows"] = str(given.rows)
    if given.where is not None:
        block["where"] = str(given.where)
    block["columns"] = {str(name): _column_block(column) for name, column in given.columns.items()}
    return block


def _column_block(column: Column) -> Any:
    if column.column is not None and not column.values and not column.when and not column.lines:
        return str(column.column)
    bases = {key: str(value) for key in (*_COLUMN_KEYS[:3], "lines") if (value := getattr(column, key)) is not None}
    block: dict[str, Any] = _Flow(bases) if not column.values and not column.when else dict(bases)
    if column.values:
        block["values"] = {str(key): None if text is None else str(text) for key, text in column.values.items()}
    if column.when:
        block["when"] = {str(key): str(condition) for key, condition in column.when.items()}
    return block
