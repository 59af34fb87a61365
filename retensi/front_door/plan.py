"""From a mapping, the files that lie there and the contract to the parts of each input, with their SQL.

Each part is one file as one input sees it. Its SQL is one subquery of DuckDB that gives the mapped columns of the
contract as text, written as the front door reads it, and beside them every column of the file as it came. What a rule
of the mapping cannot read passes as it was written, so that the front door refuses it with the value.

Amounts of lines are added up within one file: of two exports that overlap each knows the whole order, and over both the
lines would count twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from retensi.front_door import expressions, readers, table_expressions, values
from retensi.front_door.conventions import Amounts
from retensi.front_door.dialects import FILES, Dialect
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.mapping import (
    FILE_NAME,
    ROWS,
    SIGNS,
    Column,
    Format,
    InputMapping,
    MappingError,
    Source,
    line_of,
    line_said,
    parse_mapping,
)
from retensi.front_door.mapping import Mapping as ShopMapping
from retensi.sql_text import sql_identifier

# Counted up where the same mapping comes to mean other rows, so that a warehouse is built anew.
RULES = 1
# What names a row or a person of one source only.
IDS = ("order_id", "customer_id", "visitor_id", "interaction_id", "session_id")
# What the front door calls columns of its own, as the macro own_names says.
OWN_NAMES = ("_row_id", "_loaded_at", "_source", "_place", "_unreadable", "reason")
# What may stand for nobody.
PERSONS = ("customer_id", "visitor_id", "email", "phone")
# These may name ids of any source: their ids stay as they are written.
MERGES = "customer_merges"
ABOUT_PEOPLE = (MERGES, "erasure_requests")
# A reference that ties rows together is an id; that of a step or a message names what the shop calls it.
_TYING = ("complaint_", "referral_", "subscription_")
_NUMBERS = ("decimal", "integer")
_SIGNED = ("discount_amount", "refunded_amount", "cost_amount")
_LINES = ROWS[1]


@dataclass(frozen=True)
class _Claim:
    """A file that a source gives."""

    source: Source
    path: str


def plan_folder(
    folder: str, contract: Mapping[str, Any], first_rows: int | None = None
) -> tuple[dict[str, list[dict[str, Any]]], set[str]] | None:
    """Say what the mapping of a landing folder makes of its files.

    Args:
        folder: the landing folder.
        contract: what the macro ``input_contract`` returns.
        first_rows: how many rows of each file its SQL is to give, for a preview; None for all.

    Returns:
        The parts by input, and the files they are of; None where no mapping lies there. A part has ``name`` (the path),
        ``size``, ``modified_ns``, ``format`` (``mapped``), ``columns`` (name to type), ``relation`` and
        ``damaged_relation`` (SQL), ``is_regular`` (true: read the first, unless records were refused), ``has_place``
        (whether they give ``_place``, since their rows need not come in the order of the file), ``mapping`` (a hash of
        what is said of this input), ``prefixes`` (what may stand before the ids of people), ``amounts`` (of orders: the
        source, and what it says of ``tax`` and ``shipping``), ``file`` (what is known of the file) and ``problem``.

    Raises:
        MappingError: the mapping cannot be used.
    """
    file = Path(folder) / FILE_NAME
    if not file.is_file():
        return None
    said = json.dumps(contract)
    text = file.read_bytes()
    _, claims, problems = _claims(folder, text, said)
    claimed = {claim.path for claim in claims}
    unclaimed = tuple(_other_inputs(Path(folder), claimed, contract))
    versions = tuple((status.st_size, status.st_mtime_ns) for claim in claims if (status := Path(claim.path).stat()))
    owned = tuple((claim.source.key, claim.path) for claim in claims)
    try:
        parts = _planned(str(file), text, said, owned, versions, unclaimed, first_rows)
    except MappingError as error:
        raise MappingError(sorted([*problems, *error.problems], key=line_said)) from error
    if problems:
        raise MappingError(sorted(problems, key=line_said))
    return {name: [dict(part) for part in files] for name, files in parts.items()}, claimed


@lru_cache(maxsize=8)
def _planned(
    path: str,
    text: bytes,
    contract: str,
    owned: tuple[tuple[str, str], ...],
    _versions: tuple[tuple[int, int], ...],
    unclaimed: tuple[str, ...],
    first_rows: int | None,
) -> dict[str, list[dict[str, Any]]]:
    # A build asks for each input, many times: as long as nothing changes there, the answer is the same.
    mapping = _read(text, path, contract)
    sources = {source.key: source for source in mapping.sources}
    claims = [_Claim(sources[key], file) for key, file in owned]
    wanted = {} if first_rows is None else {"first_rows": first_rows}
    described = [(claim, readers.describe(claim.path, claim.source.format) | wanted) for claim in claims]
    return _Planner(mapping, json.loads(contract), described, unclaimed).parts()


def merges_part(folder: str, part: dict[str, Any], contract: Mapping[str, Any]) -> dict[str, Any]:
    """Let a file of merges that no source claims name ids of every source; as it is where no id has a prefix.

    Args:
        folder: a landing folder with a mapping.
        part: the file, as :func:`retensi.landing.describe_file` gives it.
        contract: what the macro ``input_contract`` returns.
    """
    mapping, claims, _ = _claims(folder, (Path(folder) / FILE_NAME).read_bytes(), json.dumps(contract))
    prefixes = prefixes_of(mapping, _other_inputs(Path(folder), {claim.path for claim in claims}, contract))
    if part["problem"] or prefixes == [""]:
        return part
    described = readers.describe(part["name"], Format())
    columns = {name: Column(column=name) for name in contract[MERGES]["columns"]}
    came = {name.lower() for name in described["columns"]}
    given = InputMapping({name: column for name, column in columns.items() if name in came})
    if {"customer_id", "merged_into"} - came or described["problem"]:
        return part
    source = Source("merges", (), {MERGES: given}, prefixed=False)
    return _part(source, MERGES, given, described, contract, prefixes)


@lru_cache(maxsize=16)
def _read(text: bytes, path: str, contract: str) -> ShopMapping:
    return parse_mapping(text, path, json.loads(contract))


def _claims(folder: str, text: bytes, contract: str) -> tuple[ShopMapping, list[_Claim], list[str]]:
    """Give the mapping, the files of each of its sources, and what is wrong with which files they are."""
    mapping = _read(text, str(Path(folder) / FILE_NAME), contract)
    claims: list[_Claim] = []
    problems: list[str] = []
    owners: dict[tuple[str, str], str] = {}
    for source in mapping.sources:
        if source.table is not None:
            problems.append(
                mapping.at(
                    source.table,
                    f"source {source.key} has a table, and the mapping lies beside files; expected `files:`;"
                    " name a mapping of tables by RETENSI_MAPPING instead of RETENSI_INPUT_PATH",
                )
            )
        found: dict[str, None] = {}
        for glob in source.files:
            try:
                matched = _matched(Path(folder), str(glob))
            except (ValueError, NotImplementedError):
                problems.append(
                    mapping.at(glob, f"files {str(glob)!r}; expected a path below the folder, such as orders*.csv")
                )
                continue
            if not matched:
                problems.append(
                    mapping.at(
                        glob, f"no file matches {str(glob)!r}; found: {_there(Path(folder))}; land one or mend it"
                    )
                )
            found |= dict.fromkeys(matched)
        for path in found:
            claims.append(_Claim(source, path))
            for name in source.inputs:
                owner = owners.setdefault((path, name), source.key)
                if owner != source.key:
                    problems.append(
                        mapping.at(
                            source.key,
                            f"{path} gives {name} in source {owner} and in source {source.key};"
                            " expected one of them; make their files differ",
                        )
                    )
    return mapping, claims, problems


def _matched(folder: Path, glob: str) -> list[str]:
    if ".." in PurePosixPath(glob).parts or PurePosixPath(glob).is_absolute():
        raise ValueError
    found = [path for path in folder.glob(glob) if path.is_file() and path.relative_to(folder) != Path(FILE_NAME)]
    return sorted(
        str(path) for path in found if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    )


def _there(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "_")))
    names = [name for name in names if name != FILE_NAME]
    return ", ".join(names[:8]) + (" and others" if len(names) > 8 else "") if names else "nothing"


def _other_inputs(folder: Path, claimed: set[str], contract: Mapping[str, Any]) -> list[str]:
    """Give the inputs of which files lie there that no source claims."""
    found = []
    for entry in folder.iterdir():
        name = entry.name if entry.is_dir() else entry.name.split(".")[0]
        files = list(entry.iterdir()) if entry.is_dir() else [entry]
        if name in contract and any(str(file) not in claimed for file in files):
            found.append(name)
    return found


def prefixes_of(mapping: ShopMapping, unclaimed: Iterable[str]) -> list[str]:
    """Give what stands before the ids of people, in the order of the mapping: empty where ids are as they came."""
    people = ("orders", "customers", "interactions")
    found = {source.prefix: None for source in mapping.sources if any(name in people for name in source.inputs)}
    if any(name in people for name in unclaimed):
        found.setdefault("", None)
    return list(found) or [""]


class _Planner:
    """Makes the parts of a mapping's files and notes what is wrong with it."""

    def __init__(
        self,
        mapping: ShopMapping,
        contract: Mapping[str, Any],
        described: Sequence[tuple[_Claim, dict[str, Any]]],
        unclaimed: Iterable[str],
    ) -> None:
        self._mapping = mapping
        self._contract = contract
        self._described = described
        self._prefixes = prefixes_of(mapping, unclaimed)
        self._problems: dict[str, None] = {}

    def parts(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for source in self._mapping.sources:
            files = [described for claim, described in self._described if claim.source is source]
            for name, given in source.inputs.items():
                self._check(source, name, given, [described for described in files if not described["problem"]])
        if self._problems:
            raise MappingError(sorted(self._problems, key=line_said))
        for claim, described in sorted(self._described, key=lambda each: each[0].path):
            for name, given in claim.source.inputs.items():
                part = _part(claim.source, name, given, described, self._contract, self._prefixes)
                found.setdefault(name, []).append(part)
        return found

    def _check(self, source: Source, name: str, given: InputMapping, files: Sequence[dict[str, Any]]) -> None:
        """Note what a mapping names that no file has, and what the contract needs that it does not name."""
        for block in given.more:
            self._check(source, name, block, files)
        for sentence in lacking(source, name, given, self._contract):
            self._note(line_of(name), sentence)
        names = list(dict.fromkeys(column for file in files for column in file["columns"]))
        if not names:
            return
        columns = {column.lower(): f"c{place}" for place, column in enumerate(names, 1)}
        for column in given.columns.values():
            if column.column is not None and column.column.lower() not in columns:
                self._note(line_of(column.column), _no_column(column.column, names, files))
            if column.expression is not None:
                self._try(column.expression, columns, names, files)
            for condition in column.when.values():
                self._try(condition, columns, names, files, is_condition=True)
        if given.where is not None:
            self._try(given.where, columns, names, files, is_condition=True)

    def _try(
        self,
        text: str,
        columns: Mapping[str, str],
        names: Sequence[str],
        files: Sequence[dict[str, Any]],
        is_condition: bool = False,
    ) -> None:
        try:
            for named in expressions.columns_of(text):
                if named.lower() not in columns:
                    self._note(line_of(text), _no_column(named, names, files))
                    return
            expressions.as_sql(text, columns, is_condition)
        except ExpressionError as error:
            self._note(line_of(text), str(error))

    def _note(self, line: int, sentence: str) -> None:
        self._problems[f"{self._mapping.path}, line {line}: {sentence}"] = None


def _part(
    source: Source,
    name: str,
    given: InputMapping,
    described: dict[str, Any],
    contract: Mapping[str, Any],
    prefixes: Sequence[str],
) -> dict[str, Any]:
    part = {
        **{key: described[key] for key in ("name", "size", "modified_ns", "problem")},
        **{"format": "mapped", "is_regular": True, "columns": {}, "relation": "", "damaged_relation": ""},
        "has_place": _loses_order(name, given),
        "mapping": hash_of(source, name, given, prefixes),
        "prefixes": list(prefixes),
        "file": described,
        # For who looks at what came: columns of the file that the mapping reads, and of the contract that it computes.
        "used": unique(named_in(given)),
        "computed": unique(
            name for block in given.blocks for name, column in block.columns.items() if column.expression is not None
        ),
    }
    if name == "orders":
        part["amounts"] = amounts_of(source)
    # None of a file that the contract's own names claim.
    if source.files:
        part["source"] = {
            "key": source.key,
            "files": list(source.files),
            "counts_lines": counts_lines(name, given),
        }
    if described["problem"]:
        return part
    plan = Rows(source, name, given, contract, list(described["columns"]), prefixes)
    part["columns"] = dict.fromkeys(plan.columns, "VARCHAR")
    part["relation"] = plan.relation(described, is_damaged=False)
    if described["kind"] == "csv" and described["is_native"]:
        part["damaged_relation"] = plan.relation(described, is_damaged=True)
    return part


def _no_column(name: str, names: Sequence[str], files: Sequence[dict[str, Any]]) -> str:
    nearest = expressions.nearest(name, names)
    meant = f"did you mean {nearest}?" if nearest else f"expected one of {', '.join(names[:20])}"
    return f"no column {str(name)!r} in {Path(files[0]['name']).name}{' and others' if len(files) > 1 else ''}; {meant}"


def lacking(source: Source, name: str, given: InputMapping, contract: Mapping[str, Any]) -> list[str]:
    """Say what an input needs that its mapping does not name, a sentence for each."""
    known = contract[name]
    found = []
    mapped = set(given.columns)
    if counts_lines(name, given):
        mapped.add("line_number")
    missing = [column for column in known["required"] if column not in mapped]
    if missing:
        found.append(
            f"{name} of source {source.key} has no {' and no '.join(missing)}, which"
            f" {'is' if len(missing) == 1 else 'are'} required; add a line for it below `columns:`"
        )
    found.extend(
        f"{name} of source {source.key} has none of {', '.join(any_of)}; add one of them"
        for any_of in known.get("required_any", [])
        if not mapped & {*any_of}
    )
    return found


def hash_of(source: Source, name: str, given: InputMapping, prefixes: Sequence[str]) -> str:
    """Give a hash of all that a mapping says of how an input of a source is read."""
    said = replace(source, files=(), inputs={name: given}, amounts=Amounts())
    people = source.inputs.get("orders") if name == "order_items" else None
    return hashlib.sha256(repr((RULES, said, people, prefixes if name in ABOUT_PEOPLE else [])).encode()).hexdigest()


def amounts_of(source: Source) -> dict[str, str]:
    """Give what a source says that amounts of its orders contain."""
    return {"source": str(source.key), **asdict(source.amounts)}


def named_in(given: InputMapping) -> list[str]:
    """Give the columns of the file or table that the mapping of an input names, as often as it does."""
    return [column for column, _ in named_with_text(given)]


def named_with_text(given: InputMapping) -> list[tuple[str, str]]:
    """Give the same, each with the text that names it."""
    columns = [column for block in given.blocks for column in block.columns.values()]
    named = [(each.column, each.column) for each in columns if each.column is not None]
    return named + [(column, text) for text, _ in expressions_in(given) for column in expressions.columns_of(text)]


def expressions_in(given: InputMapping) -> list[tuple[str, bool]]:
    """Give the expressions of an input, and whether each is a condition."""
    columns = [column for block in given.blocks for column in block.columns.values()]
    texts = [(column.expression, False) for column in columns if column.expression is not None]
    texts += [(condition, True) for column in columns for condition in column.when.values()]
    return texts + [(block.where, True) for block in given.blocks if block.where is not None]


def counts_lines(name: str, given: InputMapping) -> bool:
    """Whether the number of a line is its place in its order, since the mapping names no column for it."""
    return name == "order_items" and given.rows == _LINES and "line_number" not in given.columns


def _loses_order(name: str, given: InputMapping) -> bool:
    """Whether the rows of an input need not come in the order of those of the file."""
    of_lines = counts_lines(name, given) or (name == "orders" and given.rows == _LINES)
    return of_lines or bool(given.more) or name == MERGES


def _people(source: Source, name: str) -> dict[str, Column]:
    """Give who bought, for lines of orders: who is forgotten is forgotten in the other columns of the lines, too."""
    orders = source.inputs.get("orders")
    if name != "order_items" or orders is None:
        return {}
    return {column: orders.columns[column] for column in PERSONS if column in orders.columns}


class Rows:
    """The SQL that makes rows of an input of the rows of a file or table."""

    def __init__(
        self,
        source: Source,
        name: str,
        given: InputMapping,
        contract: Mapping[str, Any],
        came: Sequence[str],
        prefixes: Sequence[str],
        by: Dialect = FILES,
    ) -> None:
        """Take in what a mapping says of an input.

        Args:
            source: the source.
            name: the input.
            given: what the source says of it.
            contract: what the macro ``input_contract`` returns.
            came: the columns that are there; those that the mapping names need not be among them.
            prefixes: what may stand before the ids of people.
            by: what SQL is written with.
        """
        self._name, self._prefixes, self._contract, self._by = name, prefixes, contract[name], by
        people = _people(source, name)
        self._blocks = [
            InputMapping({**block.columns, **people}, block.rows, block.where, more=()) for block in given.blocks
        ]
        self._given = replace(self._blocks[0], more=tuple(self._blocks[1:]))
        # All columns of the file, then those that the mapping names and this file lacks.
        self.wanted = unique([*came, *named_in(self._given)])
        self._places = {column.lower(): f"c{place}" for place, column in enumerate(self.wanted, 1)}
        self._types = {column: self._contract["columns"].get(column, "text") for column in self._given.names}
        self._written = source.format
        # The front door reads times of files as they are, unless the mapping says how they are meant.
        self._is_taken_apart = by is not FILES or values.is_taken_apart(source.format)
        self._has_place = _loses_order(name, self._given)
        final = self._final(source)
        final = {column: final[column] for column in [*self._contract["columns"], *people] if column in final}
        extra = _extra_names(came, [*self._contract["columns"], *final, *OWN_NAMES])
        self.columns = [*final, *extra]
        self._chosen = [f"{by.given_back(sql)} as {column}" for column, sql in final.items()]
        self._chosen += [f"c{place} as {sql_identifier(column)}" for place, column in enumerate(extra, 1)]

    def relation(self, described: dict[str, Any], is_damaged: bool) -> str:
        """Give the subquery of a file."""
        rows = readers.rows_sql(described, self.wanted, is_damaged, with_place=self._has_place)
        return self.over(rows, described["kind"])

    def over(
        self, rows: str, kind: str, extra: str = "", names: str = "given.* exclude (customer_id, merged_into)"
    ) -> str:
        """Give the subquery of rows that a query gives, with c1 and so on, ``unreadable`` and where needed ``place``.

        Args:
            rows: the query.
            kind: what the rows are read from: csv, json, parquet, workbook or table.
            extra: further columns of the outermost select, each with a comma behind it.
            names: the columns of customer_merges besides the ids, as they are named in the end.
        """
        by = self._by
        sql = self._based(rows)
        if self._name == "orders" and self._given.rows == _LINES:
            sql = self._orders_of_lines(sql)
        times = [column for column, type_ in self._types.items() if values.is_time(type_)]
        if times and kind == "workbook":
            read = ", ".join(f"{values.of_serial(f'v_{column}')} as v_{column}" for column in times)
            sql = f"select * replace ({read}) from ({sql}) as based"
        if times and self._is_taken_apart:
            ordered = ", ".join(
                f"{values.in_order(f'v_{column}', self._written, by)} as n_{column}" for column in times
            )
            parts = ", ".join(
                f"{values.taken_apart(f'n_{column}', self._written, by)} as m_{column}" for column in times
            )
            sql = f"select *, {ordered} from ({sql}) as based{by.fence}"
            sql = f"select *, {parts} from ({sql}) as in_order{by.fence}"
        # Rows of a table have no place.
        own = "place as _place, " if self._has_place and kind != "table" else ""
        sql = f"select {', '.join([*self._chosen, f'{extra}{own}unreadable as _unreadable'])} from ({sql}) as based"
        if self._name == MERGES:
            sql = _of_every_source(sql, self._prefixes, names, by)
        return f"( {sql} ) as mapped"

    def _based(self, rows: str) -> str:
        """Give the rows with the text that stands for each column, of several blocks once for each of them."""

        def of(block: InputMapping, column: str) -> str:
            given = block.columns.get(column)
            return _base(given, self._places, self._written, self._by) if given else self._by.text("null")

        def served(block: InputMapping) -> str:
            where = _reckoned(block.where, self._places, self._by, is_condition=True) if block.where else "true"
            return f"coalesce({where}, false)"

        if len(self._blocks) == 1:
            base = ", ".join(f"{of(self._given, column)} as v_{column}" for column in self._given.names)
            where = f" where unreadable is not null or {served(self._given)}" if self._given.where else ""
            return f"select *, {base} from ({rows}) as came{where}"
        numbered = list(enumerate(self._blocks, 1))
        base = ", ".join(
            f"case block {' '.join(f'when {number} then {of(block, column)}' for number, block in numbered)} end"
            f" as v_{column}"
            for column in self._given.names
        )
        # A record that cannot be taken apart is one row, whatever it would have given.
        where = " ".join(f"when {number} then {served(block)}" for number, block in numbered)
        listed = ", ".join(f"({number})" for number, _ in numbered)
        return (
            f"select *, {base} from ({rows}) as came cross join (values {listed}) as blocks (block)"
            f" where case when unreadable is not null then block = 1 else case block {where} end end"
        )

    def _final(self, source: Source) -> dict[str, str]:
        final = {column: self._read(column) for column in self._given.names}
        for column in _SIGNED if source.signs != SIGNS[0] else ():
            if column in final:
                final[column] = values.without_sign(final[column], self._by)
        for column in final if self._name not in ABOUT_PEOPLE else ():
            final[column] = _identifier(column, final[column], source, self._given.names, self._by)
        if counts_lines(self._name, self._given):
            order_id = self._by.trimmed("v_order_id")
            place = self._by.text(f"row_number() over (partition by {order_id} order by place)")
            final["line_number"] = (
                f"case when unreadable is null and nullif({order_id}, '') is not null then {place} end"
            )
        return final

    @property
    def _of_lines(self) -> dict[str, str]:
        """What stands for an order whose lines have a value each, by column: ``sum`` or ``max``."""
        return {name: column.lines for name, column in self._given.columns.items() if column.lines}

    def _read(self, column: str) -> str:
        if column in self._of_lines:
            return f"l_{column}"
        type_ = self._types[column]
        if values.is_time(type_):
            if self._is_taken_apart:
                return values.as_time(column, type_, self._written, self._by)
            return values.with_whole_year(f"v_{column}")
        return self._number(column) if type_ in _NUMBERS else f"v_{column}"

    def _number(self, column: str) -> str:
        read = [self._number_of(column, block.columns[column]) for block in self._blocks if column in block.columns]
        if len({*read}) == 1:
            return read[0]
        cases = " ".join(
            f"when {number} then {self._number_of(column, block.columns[column])}"
            for number, block in enumerate(self._blocks, 1)
            if column in block.columns
        )
        return f"case block {cases} end"

    def _number_of(self, column: str, of: Column) -> str:
        value = f"v_{column}"
        number = values.as_number(value, self._written, self._by)
        if self._by is FILES or self._written.decimal == ".":
            return number
        # What comes as a number from a table, or is computed, has a point whatever the texts of the source have.
        if of.expression is not None:
            return value if table_expressions.gives_number(of.expression) else number
        place = self._places.get(of.column.lower()) if of.column is not None else None
        return f"case when is_number_{place} then {value} else {number} end" if place is not None else number

    def _orders_of_lines(self, sql: str) -> str:
        """Keep of the lines of an order those that give most of the required values: these stand for the order.

        Shops repeat some values on all lines and give others on one, and which differs by export. An order whose lines
        all lack a value is refused by name rather than lost.
        """
        order_id = self._by.trimmed("v_order_id")
        any_of = [column for columns in self._contract["required_any"] for column in columns]
        needed = [*(column for column in self._contract["required"] if column != "order_id"), "status", *any_of]
        counted = " + ".join(
            f"case when nullif({self._by.trimmed(f'v_{column}')}, '') is null then 0 else 1 end"
            for column in needed
            if column in self._given.columns and self._given.columns[column].constant is None
        )
        over = "".join(f", {self._over_lines(column, how)}" for column, how in self._of_lines.items())
        return (
            f"select * from (select *, max(given_values) over (partition by {order_id}) as most_values{over}"
            f" from (select *, {counted or '1'} as given_values from ({sql}) as based) as counted) as compared"
            f" where unreadable is not null or nullif({order_id}, '') is null or given_values = most_values"
        )

    def _over_lines(self, column: str, how: str) -> str:
        """Give what the lines of an order have of a column, as one amount; what is none, if a line has such a text."""
        by, lines = self._by, f"over (partition by {self._by.trimmed('v_order_id')})"
        written = by.trimmed(self._number(column))
        number = by.try_cast(written, "decimal(28, 4)")
        nothing = ", ".join(map(values.literal, ("", *values.WORDS_FOR_NOTHING)))
        is_none = f"lower({written}) not in ({nothing}) and {number} is null"
        spoiled = f"max(case when {is_none} then {written} end) {lines}"
        return f"coalesce({spoiled}, {by.text(f'{how}({number}) {lines}')}) as l_{column}"


def _reckoned(text: str, places: Mapping[str, str], by: Dialect, is_condition: bool = False) -> str:
    if by is FILES:
        return expressions.as_sql(text, places, is_condition)
    return table_expressions.as_sql(text, places, by, is_condition)


def _base(column: Column, places: Mapping[str, str], written: Format, by: Dialect) -> str:
    """Give the text that stands for a contract column before it is read as its type; null in unreadable records."""
    if column.column is not None:
        sql = places[column.column.lower()]
    elif column.constant is not None:
        sql = f"case when unreadable is null then {by.literal(column.constant)} end"
    else:
        computed = _reckoned(column.expression or "", places, by)
        sql = values.text_of(computed, written) if by is FILES else by.text(computed)
    if column.values:
        cases = " ".join(
            f"when {by.literal(found.strip().lower())} then {by.literal(meant)}"
            for found, meant in column.values.items()
        )
        sql = f"case lower({by.trimmed(sql)}) {cases} else {sql} end"
    if column.when:
        cases = " ".join(
            f"when {_reckoned(condition, places, by, True)} then {by.literal(meant)}"
            for meant, condition in column.when.items()
        )
        sql = f"case {cases} else {sql} end"
    if column.when or column.expression is not None:
        sql = f"case when unreadable is null then {sql} end"
    return sql


def _identifier(column: str, sql: str, source: Source, mapped: Sequence[str], by: Dialect) -> str:
    if column in PERSONS and source.placeholders:
        nobody = ", ".join(by.literal(text.strip().lower()) for text in source.placeholders)
        sql = f"case when lower({by.trimmed(sql)}) in ({nobody}) then null else {sql} end"
    if not source.prefix:
        return sql
    prefixed = values.with_prefix(sql, by.literal(source.prefix), by)
    if column == "reference_id" and "interaction_type" in mapped:
        type_ = f"lower({by.trimmed('v_interaction_type')})"
        tying = " or ".join(by.starts_with(type_, f"'{kind}'") for kind in _TYING)
        return f"case when {tying} then {prefixed} else {sql} end"
    return prefixed if column in IDS else sql


def _of_every_source(sql: str, prefixes: Sequence[str], names: str, by: Dialect) -> str:
    """Let ids of merges that have no source's prefix mean the ids of every source: one row for each source.

    An id to merge into, without a prefix, is of the same source as the id that is merged.
    """
    prefixed = [prefix for prefix in prefixes if prefix]
    if not prefixed:
        return sql
    literal = by.literal
    listed = ", ".join(f"({literal(prefix)})" for prefix in prefixes)
    merged, meant = by.trimmed("given.customer_id"), by.trimmed("given.merged_into")
    is_whole = {
        side: " or ".join(by.starts_with(id_, literal(prefix)) for prefix in prefixed)
        for side, id_ in (("customer_id", merged), ("merged_into", meant))
    }
    cases = " ".join(f"when {by.starts_with(merged, literal(prefix))} then {literal(prefix)}" for prefix in prefixed)
    customer = values.with_prefix("given.customer_id", "sources.meant", by)
    into = values.with_prefix("given.merged_into", f"case {cases} else sources.meant end", by)
    return (
        f"select case when {is_whole['customer_id']} then given.customer_id else {customer} end as customer_id,"
        f" case when {is_whole['merged_into']} then given.merged_into else {into} end as merged_into,"
        f" {names}"
        f" from ({sql}) as given cross join (values {listed}) as sources (meant)"
        f" where case when coalesce({is_whole['customer_id']}, true) then sources.meant = {literal(prefixes[0])}"
        f" else {meant} is null"
        f" or sources.meant || {merged} <> {meant} end"
    )


def unique(names: Iterable[str]) -> list[str]:
    """Give names once each, whatever their case."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.lower(), str(name))
    return list(found.values())


def _extra_names(came: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Give the names under which the columns of a file stay, beside those of the contract."""
    used = {name.lower() for name in taken}
    names = []
    for column in came:
        name = column
        while name.lower() in used:
            name += "_received"
        used.add(name.lower())
        names.append(name)
    return names
