"""The SQL expressions of a mapping of tables, written for each engine so that all of them give the same values.

They are looked at as those of files are (:mod:`retensi.front_door.expressions`). What engines read in different ways
is refused, or written so that they do not: texts become numbers and times by one rule, and what cannot be computed for
a row is null there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import NoReturn

import duckdb
from sqlglot import exp

from retensi.front_door import expressions
from retensi.front_door.dialects import TABLES, Dialect
from retensi.front_door.expressions import ExpressionError
from retensi.front_door.values import NUMBER

# Functions of files that engines compute in different ways.
NOT_FOR_TABLES = ("json_extract_string", "json_first", "json_sum", "sign", "strftime", "strptime", "try_strptime")
FUNCTIONS = tuple(name for name in expressions.FUNCTIONS if name not in NOT_FOR_TABLES)
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"
_COMPARED: Mapping[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
_RECKONED = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_TYPE = exp.DataType.Type
_WHOLE_TYPES = (_TYPE.INT, _TYPE.BIGINT, _TYPE.SMALLINT)
_connecting = Lock()


def as_sql(text: str, columns: Mapping[str, str], by: Dialect, is_condition: bool = False) -> str:
    """Give an expression as an engine reads it: null where it cannot be computed for a row.

    Args:
        text: as the mapping has it.
        columns: names of columns in lower case, and what each is in SQL (a name of text).
        by: what SQL is written with.
        is_condition: whether it must be true or false.

    Raises:
        ExpressionError: it cannot be used.
    """
    expressions.as_sql(text, columns, is_condition)
    writer, tree = _Writer(text, columns, by), expressions.parsed(text)
    # What DuckDB does not know by this name it cannot be asked about, wherever it stands.
    for node in tree.find_all(exp.Anonymous):
        writer.written(node)
    return by.tried(writer.written(tree))


def check(text: str, is_condition: bool = False) -> None:
    """See to it that every engine of tables can have an expression.

    Args:
        text: as the mapping has it.
        is_condition: whether it must be true or false.

    Raises:
        ExpressionError: it cannot be used.
    """
    places = {column.lower(): "c1" for column in expressions.columns_of(text)}
    for by in TABLES:
        as_sql(text, places, by, is_condition)


def gives_number(text: str) -> bool:
    """Whether an expression gives a number.

    Raises:
        ExpressionError: it cannot be used.
    """
    return _Writer(text, {}, Dialect()).family(expressions.parsed(text)) in ("number", "double")


class _Writer:
    """Writes the tree of an expression."""

    def __init__(self, text: str, columns: Mapping[str, str], by: Dialect) -> None:
        self._text, self._columns, self._by = text, columns, by

    def written(self, node: exp.Expr) -> str:
        by = self._by
        match node:
            case exp.Column():
                return self._columns[node.name.lower()]
            case exp.Literal():
                return by.literal(node.name) if node.is_string else node.name
            case exp.Boolean():
                return "true" if node.this else "false"
            case exp.Null():
                return "null"
            case exp.Paren():
                return f"({self.written(node.this)})"
            case exp.Cast():
                return self._cast(node)
            case exp.Case():
                return self._case(node)
            case exp.If():
                return self._if(node)
            case exp.And() | exp.Or():
                word = "and" if isinstance(node, exp.And) else "or"
                return f"({self._truth(node.this)} {word} {self._truth(node.expression)})"
            case exp.Not():
                return f"(not {self._truth(node.this)})"
            case exp.Neg():
                return f"(- {self._number(node.this)})"
            case exp.Add() | exp.Sub() | exp.Mul():
                return by.reckoned(_RECKONED[type(node)], self._number(node.this), self._number(node.expression))
            case exp.Div():
                return by.divided(self._number(node.this), self._number(node.expression))
            case exp.Mod():
                return f"({self._number(node.this)} % nullif({self._number(node.expression)}, 0))"
            case exp.DPipe():
                return f"({self._as_text(node.this)} || {self._as_text(node.expression)})"
            case exp.Is():
                if not isinstance(node.expression, exp.Null | exp.Boolean):
                    self._refuse(node)
                return f"({self.written(node.this)} is {self.written(node.expression)})"
            case exp.In():
                if not node.expressions:
                    self._refuse(node)
                first, *others = self._alike(node, [node.this, *node.expressions])
                return f"({first} in ({', '.join(others)}))"
            case exp.Between():
                value, low, high = self._alike(node, [node.this, node.args["low"], node.args["high"]])
                return f"({value} between {low} and {high})"
            case exp.NullSafeEQ() | exp.NullSafeNEQ():
                same = by.is_same(*self._alike(node, [node.this, node.expression]))
                return same if isinstance(node, exp.NullSafeEQ) else f"(not {same})"
            case exp.Like() | exp.ILike():
                pattern = self._said(node, node.expression)
                if "\\" in pattern:
                    self._refuse(node, "a pattern without a backslash")
                word = "like" if isinstance(node, exp.Like) else "ilike"
                return f"({self._of_text(node.this)} {word} {by.literal(pattern)})"
        if type(node) in _COMPARED:
            left, right = self._alike(node, [node.this, node.expression])
            return f"({left} {_COMPARED[type(node)]} {right})"
        return self._function(node)

    def family(self, node: exp.Expr) -> str:
        """Say what an expression gives: text, number, double, boolean, date, timestamp or nothing."""
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Null):
            return "nothing"
        named = node.copy()
        for column in list(named.find_all(exp.Column)):
            text = exp.cast(exp.Null(), "varchar")
            named = text if column is named else (column.replace(text) and named)
        return _family(named.sql("duckdb", comments=False))

    def _function(self, node: exp.Expr) -> str:
        by = self._by
        match node:
            case exp.Abs():
                return f"abs({self._number(node.this)})"
            case exp.Ceil() | exp.Floor():
                if node.args.get("decimals") is not None or node.args.get("to") is not None:
                    self._refuse(node)
                return f"{'ceil' if isinstance(node, exp.Ceil) else 'floor'}({self._number(node.this)})"
            case exp.Round():
                places = self._count(node, node.args["decimals"], 0) if node.args.get("decimals") is not None else 0
                return f"round({self._number(node.this)}, {places})"
            case exp.Coalesce() | exp.Greatest() | exp.Least():
                values = ", ".join(self._alike(node, [node.this, *node.expressions]))
                return f"{type(node).__name__.lower()}({values})"
            case exp.Nullif():
                return f"nullif({', '.join(self._alike(node, [node.this, node.expression]))})"
            case exp.ConcatWs():
                separator, *parts = node.expressions
                texts = [by.literal(self._said(node, separator)), *(self._as_text(part) for part in parts)]
                return f"concat_ws({', '.join(texts)})"
            case exp.Concat():
                return f"concat({', '.join(f'''coalesce({self._as_text(part)}, '')''' for part in node.expressions)})"
            case exp.Length():
                return f"length({self._of_text(node.this)})"
            case exp.Lower() | exp.Upper():
                return f"{type(node).__name__.lower()}({self._of_text(node.this)})"
            case exp.Trim():
                if node.expression is not None or node.args.get("position"):
                    self._refuse(node, "trim of one text")
                return by.trimmed(self._of_text(node.this))
            case exp.Left() | exp.Right():
                count = self._count(node, node.expression, 0)
                return f"{type(node).__name__.lower()}({self._of_text(node.this)}, {count})"
            case exp.Substring():
                bounds = [self._count(node, node.args["start"], 1)]
                if node.args.get("length") is not None:
                    bounds.append(self._count(node, node.args["length"], 0))
                return f"substr({self._of_text(node.this)}, {', '.join(map(str, bounds))})"
            case exp.Pad():
                count = self._count(node, node.expression, 0)
                filled = by.literal(self._said(node, node.args["fill_pattern"]))
                side = "lpad" if node.args.get("is_left") else "rpad"
                return f"{side}({self._of_text(node.this)}, {count}, {filled})"
            case exp.Replace():
                found = self._said(node, node.expression)
                if not found:
                    self._refuse(node, "a text to be replaced")
                instead = by.literal(self._said(node, node.args["replacement"], may_be_empty=True))
                return f"replace({self._of_text(node.this)}, {by.literal(found)}, {instead})"
            case exp.SplitPart():
                place = self._count(node, node.args["part_index"], 1)
                between = by.literal(self._said(node, node.args["delimiter"]))
                return f"split_part({self._of_text(node.this)}, {between}, {place})"
            case exp.StartsWith():
                return by.starts_with(self._of_text(node.this), self._of_text(node.expression))
            case exp.EndsWith():
                return by.ends_with(self._of_text(node.this), self._of_text(node.expression))
            case exp.Contains():
                return by.contains(self._of_text(node.this), self._of_text(node.expression))
            case exp.StrPosition():
                if node.args.get("position") is not None:
                    self._refuse(node)
                return by.place_in(self._of_text(node.this), self._of_text(node.args["substr"]))
            case exp.RegexpLike():
                return by.matches(self._of_text(node.this), self._pattern(node, node.args.get("flag"), "i"))
            case exp.RegexpExtract():
                group = node.args.get("group")
                pattern = self._pattern(node, node.args.get("parameters"), "i")
                return by.extracted(self._of_text(node.this), pattern, self._count(node, group, 0) if group else 0)
            case exp.RegexpReplace():
                # Whether only the first is replaced is not to be said on every engine.
                flags = self._said(node, node.args.get("modifiers")) if node.args.get("modifiers") else ""
                if set(flags) not in ({"g"}, {"g", "i"}):
                    self._refuse(node, "'g' as the last argument, which replaces all that is found")
                instead = self._said(node, node.args["replacement"], may_be_empty=True)
                pattern = self._pattern(node, None, "")
                return by.all_rewritten(self._of_text(node.this), pattern, instead, flags.replace("g", ""))
        self._refuse(node)

    def _cast(self, node: exp.Cast) -> str:
        by, from_, to = self._by, self.family(node.this), node.to.this
        sql = self.written(node.this)
        if to in (_TYPE.VARCHAR, _TYPE.TEXT):
            return self._as_text(node.this)
        if from_ == "nothing":
            return f"cast(null as {node.to.sql('postgres')})"
        trimmed = by.trimmed(sql)
        if to in _WHOLE_TYPES and from_ == "text":
            # A table's double is written 2.0 or 1.0E7 by one engine, 2 and 10000000 by another.
            number = f"case when {by.matches(trimmed, NUMBER)} then {by.try_cast(trimmed, 'decimal(28, 9)')} end"
            return f"case when {number} = round({number}, 0) then {by.try_decimal(number, 18, 0)} end"
        if to in _WHOLE_TYPES and from_ in ("number", "double"):
            return by.try_decimal(f"round({sql}, 0)", 18, 0)
        if to is _TYPE.DECIMAL:
            size = [int(part.name) for part in node.to.expressions] or [18, 3]
            precision, scale = size if len(size) == 2 else (size[0], 0)
            if from_ == "text":
                number = by.try_cast(trimmed, f"decimal({precision}, {scale})")
                return f"case when {by.matches(trimmed, NUMBER)} then {number} end"
            if from_ in ("number", "double"):
                return by.try_decimal(sql, precision, scale)
        if to is _TYPE.DOUBLE and from_ == "text":
            return f"case when {by.matches(trimmed, NUMBER)} then {by.double(trimmed)} end"
        if to is _TYPE.DOUBLE and from_ in ("number", "double"):
            return f"cast({sql} as {'numeric' if by.name == 'postgres' else 'double'})"
        if to is _TYPE.BOOLEAN and from_ == "text":
            return (
                f"case when lower({trimmed}) in ('true', 't', 'yes', 'y', '1') then true"
                f" when lower({trimmed}) in ('false', 'f', 'no', 'n', '0') then false end"
            )
        if to is _TYPE.DATE and from_ == "text":
            return f"case when {by.matches(trimmed, _DAY)} then {by.try_cast(trimmed, 'date')} end"
        if to in (_TYPE.TIMESTAMP, _TYPE.TIMESTAMPNTZ) and from_ == "text":
            return f"case when {by.matches(trimmed, _MOMENT)} then {by.try_cast(trimmed, 'timestamp')} end"
        if to in (_TYPE.DATE, _TYPE.TIMESTAMP, _TYPE.TIMESTAMPNTZ) and from_ in ("date", "timestamp"):
            return f"cast({sql} as {'date' if to is _TYPE.DATE else 'timestamp'})"
        return self._refuse(node, f"a cast from text, or between numbers, or between times; {from_} is no such thing")

    def _case(self, node: exp.Case) -> str:
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        default = node.args.get("default")
        values = self._alike(node, [*branches, *([default] if default is not None else [])])
        if node.this is not None:
            of, *found = self._alike(node, [node.this, *(branch.this for branch in node.args["ifs"])])
            conditions = [f"{of} = {each}" for each in found]
        else:
            conditions = [self._truth(branch.this) for branch in node.args["ifs"]]
        whens = " ".join(f"when {condition} then {value}" for condition, value in zip(conditions, values, strict=False))
        return f"case {whens}{f' else {values[-1]}' if default is not None else ''} end"

    def _if(self, node: exp.If) -> str:
        other = node.args.get("false")
        values = self._alike(node, [node.args["true"], *([other] if other is not None else [])])
        otherwise = f" else {values[1]}" if other is not None else ""
        return f"case when {self._truth(node.this)} then {values[0]}{otherwise} end"

    def _alike(self, node: exp.Expr, parts: Sequence[exp.Expr]) -> list[str]:
        """Write values that are compared or stand for one another: of one kind, or engines differ in what they do."""
        families = {"number" if found == "double" else found for found in map(self.family, parts)} - {"nothing"}
        if len(families) > 1:
            self._refuse(node, f"values of one kind, not {' and '.join(sorted(families))}: cast them")
        return [self.written(part) for part in parts]

    def _number(self, node: exp.Expr) -> str:
        if self.family(node) not in ("number", "double", "nothing"):
            self._refuse(node, "a number: cast it")
        return self.written(node)

    def _truth(self, node: exp.Expr) -> str:
        if self.family(node) not in ("boolean", "nothing"):
            self._refuse(node, "a condition")
        return self.written(node)

    def _of_text(self, node: exp.Expr) -> str:
        if self.family(node) not in ("text", "nothing"):
            self._refuse(node, "a text: cast it to varchar")
        return self.written(node) if self.family(node) == "text" else self._by.text("null")

    def _as_text(self, node: exp.Expr) -> str:
        found = self.family(node)
        if found == "double":
            self._refuse(node, "a decimal, whose text is the same everywhere: cast it to decimal before")
        return self.written(node) if found == "text" else self._by.text(self.written(node))

    def _said(self, node: exp.Expr, part: exp.Expr | None, may_be_empty: bool = False) -> str:
        if not isinstance(part, exp.Literal) or not part.is_string or not (part.name or may_be_empty):
            self._refuse(node, "a text that is written out")
        return part.name

    def _count(self, node: exp.Expr, part: exp.Expr | None, least: int) -> int:
        if not isinstance(part, exp.Literal) or part.is_string or not part.name.isdigit() or int(part.name) < least:
            self._refuse(node, f"a whole number of {least} or more that is written out")
        return int(part.name)

    def _pattern(self, node: exp.Expr, flags: exp.Expr | None, known: str) -> str:
        """Give a regular expression, which engines read alike as long as it is greedy and plain."""
        pattern = self._said(node, node.expression)
        said = self._said(node, flags) if flags is not None else ""
        if set(said) - set(known):
            self._refuse(node, "no flags but 'i'")
        if re.search(r"[*+?}]\?|\(\?(?!:)|\\[^dsw.()\[\]{}+*?|^$\\/-]|\[:|&&", pattern):
            self._refuse(
                node, r"a plain pattern: classes \d \s \w, groups, and repetitions that take as much as they can"
            )
        return f"(?i){pattern}" if said else pattern

    def _refuse(self, node: exp.Expr, expected: str | None = None) -> NoReturn:
        said = " ".join(node.sql("duckdb", comments=False).split())
        if expected is None:
            expected = f"one of {', '.join(FUNCTIONS)}, and operators but //"
        raise ExpressionError(
            f"expression `{' '.join(self._text.split())[:60]}` has {said[:60]}, which is not the same on every engine;"
            f" expected for tables {expected}"
        )


@lru_cache(maxsize=1)
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"enable_external_access": "false"})


@lru_cache(maxsize=4096)
def _family(sql: str) -> str:
    with _connecting:
        found = str(_connection().execute(f"select {sql} as value").description[0][1]).upper()
    if found in ("VARCHAR", "BOOLEAN", "DATE"):
        return {"VARCHAR": "text"}.get(found, found.lower())
    if found.startswith("TIMESTAMP"):
        return "timestamp"
    if found.strip('"') == "NULL":
        return "nothing"
    return "double" if found in ("DOUBLE", "FLOAT") else "number"
