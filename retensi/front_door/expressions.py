"""The SQL expressions of a mapping: looked at before any runs, and written anew from what was seen.

An expression comes from a file beside the data, so it may do no more than reckon with the values of its row. What runs
is not the text that was written but the tree that was looked at, so nothing passes that was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from threading import Lock

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# What each function is called by the parser; all are deterministic and look at their arguments only.
_FUNCTIONS = {
    "abs": exp.Abs,
    "ceil": exp.Ceil,
    "coalesce": exp.Coalesce,
    "concat": exp.Concat,
    "concat_ws": exp.ConcatWs,
    "contains": exp.Contains,
    "ends_with": exp.EndsWith,
    "floor": exp.Floor,
    "greatest": exp.Greatest,
    "if": exp.If,
    "json_extract_string": exp.JSONExtractScalar,
    "least": exp.Least,
    "left": exp.Left,
    "length": exp.Length,
    "lower": exp.Lower,
    "lpad, rpad": exp.Pad,
    "mod": exp.Mod,
    "nullif": exp.Nullif,
    "regexp_extract": exp.RegexpExtract,
    "regexp_matches": exp.RegexpLike,
    "regexp_replace": exp.RegexpReplace,
    "replace": exp.Replace,
    "right": exp.Right,
    "round": exp.Round,
    "sign": exp.Sign,
    "split_part": exp.SplitPart,
    "starts_with": exp.StartsWith,
    "strftime": exp.TimeToStr,
    "strpos": exp.StrPosition,
    "strptime": exp.StrToTime,
    "substr": exp.Substring,
    "trim": exp.Trim,
    "upper": exp.Upper,
}
# Functions of our own over a list within a text of JSON: what is meant is written out in SQL.
_OVER_LISTS = ("json_first", "json_sum")
FUNCTIONS = ("cast", "try_cast", "case", *_FUNCTIONS, *_OVER_LISTS)
_PARTS = (
    *_FUNCTIONS.values(),
    *(exp.Cast, exp.TryCast, exp.Case, exp.DataType, exp.DataTypeParam),
    *(exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Neg, exp.DPipe),
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE),
    *(exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape),
    *(exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript),
)
_TYPES = {
    *(exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.BOOLEAN),
    *(exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.SMALLINT),
    *(exp.DataType.Type.DECIMAL, exp.DataType.Type.DOUBLE),
    *(exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ),
}
_CALLED = {part: name for name, part in _FUNCTIONS.items()}
_LIST_PATH = re.compile(r"\$[\w.]*(\[\*\][\w.]*)+")
_FIELD = re.compile(r"\w+(\.\w+)*")
_connecting = Lock()


class ExpressionError(ValueError):
    """An expression that cannot be used: what was found, what was expected, what to do."""


@lru_cache(maxsize=4096)
def parsed(text: str) -> exp.Expr:
    """Take an expression apart, and see that it only reckons with columns.

    Raises:
        ExpressionError: it is no single scalar expression, or holds something that is not allowed.
    """
    try:
        statements = sqlglot.parse(text, read="duckdb")
    except (SqlglotError, RecursionError) as error:
        said = str(error).splitlines()[0].split(". Line ")[0]
        raise ExpressionError(f"expression {_short(text)} cannot be read ({said}); mend its SQL") from error
    if len(statements) != 1 or statements[0] is None:
        raise ExpressionError(f'expression {_short(text)} is not one expression; expected such as "Price" * 2')
    tree = statements[0]
    for node in tree.walk():
        _check(node, text)
    return tree


def _check(node: exp.Expr, text: str) -> None:
    if isinstance(node, exp.Column) and (node.args.get("table") or not isinstance(node.this, exp.Identifier)):
        raise ExpressionError(f"expression {_short(text)} has {node.sql('duckdb')}; name columns by themselves")
    if isinstance(node, exp.DataType) and (node.this not in _TYPES or node.args.get("nested")):
        raise ExpressionError(
            f"expression {_short(text)} has the type {node.sql('duckdb')};"
            " expected varchar, int, bigint, decimal(p, s), double, boolean, date or timestamp"
        )
    # Nothing that is derived from what is allowed passes: each part is named.
    if type(node) in _PARTS or _is_try_strptime(node):
        return
    if _is_over_list(node):
        _check_list(node, text)
        return
    if isinstance(node, exp.AggFunc | exp.Window):
        raise ExpressionError(
            f"expression {_short(text)} looks at more rows than one ({_short(node.sql('duckdb'))});"
            " expected an expression over the columns of one row"
        )
    if isinstance(node, exp.Query | exp.Subquery | exp.Table | exp.Command | exp.DDL | exp.DML):
        raise ExpressionError(
            f"expression {_short(text)} holds a query or statement; expected one expression over the source's columns"
        )
    name = node.name if isinstance(node, exp.Anonymous) else node.key
    if isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        raise ExpressionError(
            f"expression {_short(text)} has the function {name}; expected one of {', '.join(FUNCTIONS)}"
        )
    raise ExpressionError(
        f"expression {_short(text)} has {_short(node.sql('duckdb'))} ({name}), which is not known here;"
        " expected columns, texts, numbers, comparisons, arithmetic and functions"
    )


def _is_try_strptime(node: exp.Expr) -> bool:
    return type(node) is exp.Anonymous and node.name.lower() == "try_strptime"


def _is_over_list(node: exp.Expr) -> bool:
    return type(node) is exp.Anonymous and node.name.lower() in _OVER_LISTS


def _check_list(node: exp.Expr, text: str) -> None:
    texts = [each.name if isinstance(each, exp.Literal) and each.is_string else "" for each in node.expressions[1:]]
    path, field, *conditions = [*texts, "", ""] if len(texts) < 2 else texts
    is_whole = _LIST_PATH.fullmatch(path) and _FIELD.fullmatch(field)
    if not is_whole or not all(_FIELD.fullmatch(each.partition("=")[0]) and "=" in each for each in conditions):
        raise ExpressionError(
            f"expression {_short(text)} has {_short(node.sql('duckdb'))}; expected a text of JSON, the path of a list"
            " in it, a field and conditions, such as json_sum(refunds, '$[*].transactions[*]', 'amount', 'kind=refund')"
        )


def _of_list(node: exp.Expr) -> exp.Expr:
    """Write out what a function over a list means."""
    given, path, field, *conditions = node.expressions

    def value(name: str) -> exp.Expr:
        # By this name the parser leaves the function as it is: an arrow would be taken for that of a lambda.
        return exp.Anonymous(this="json_extract_path_text", expressions=[exp.column("each"), _text(f"$.{name}")])

    pairs = [each.name.partition("=") for each in conditions]
    equal = [exp.EQ(this=value(name), expression=_text(wanted)) for name, _, wanted in pairs]
    kept: exp.Expr = exp.and_(*equal) if equal else exp.true()
    listed = exp.Anonymous(this="json_extract_path", expressions=[given.copy(), _text(path.name)])
    found = exp.Anonymous(this="list_filter", expressions=[listed, _over_each(kept)])
    if node.name.lower() == "json_first":
        first = exp.Anonymous(this="list_extract", expressions=[found, exp.Literal.number(1)])
        return exp.Anonymous(this="json_extract_path_text", expressions=[first, _text(f"$.{field.name}")])
    amount = exp.TryCast(this=value(field.name), to=exp.DataType.build("decimal(18, 6)"))
    amounts = exp.Anonymous(this="list_transform", expressions=[found, _over_each(amount)])
    return exp.Anonymous(this="list_sum", expressions=[amounts])


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _over_each(body: exp.Expr) -> exp.Expr:
    return exp.Lambda(this=body, expressions=[exp.to_identifier("each")], colon=True)


def columns_of(text: str) -> list[str]:
    """Give the columns an expression names, as it names them.

    Raises:
        ExpressionError: it cannot be used.
    """
    return list(dict.fromkeys(column.name for column in parsed(text).find_all(exp.Column)))


def as_sql(text: str, columns: Mapping[str, str], is_condition: bool = False) -> str:
    """Give an expression as DuckDB reads it: null where it cannot be computed for a row.

    Args:
        text: as the mapping has it.
        columns: names of columns in lower case, and what each is in SQL (a name of text).
        is_condition: whether it must be true or false.

    Raises:
        ExpressionError: it cannot be used, or names a column that is not there.
    """
    tree = parsed(text).copy()
    for column in list(tree.find_all(exp.Column)):
        if column.name.lower() not in columns:
            raise ExpressionError(f"expression {_short(text)} has {column.name}; expected a column of the source")
        named = exp.column(exp.to_identifier(columns[column.name.lower()]))
        if column is tree:
            tree = named
        else:
            column.replace(named)
    # The arrow by which a value is taken out of JSON binds less than what may stand beside it.
    for arrow in [*tree.find_all(exp.JSONExtractScalar)]:
        if isinstance(arrow.parent, exp.Between):
            arrow.replace(exp.paren(arrow.copy()))
    # From the innermost on, since what is replaced is written anew.
    for node in reversed([*tree.find_all(exp.Anonymous)]):
        if _is_over_list(node):
            written = _of_list(node)
            tree = written if node is tree else tree
            node.replace(written)
    sql = f"try({tree.sql('duckdb', comments=False)})"
    _bind(text, sql, tuple(sorted(set(columns.values()))), is_condition)
    return sql


def nearest(name: str, names: Iterable[str]) -> str:
    """Give the names that are most like another one, as words; empty where none is."""
    lowered = {each.lower(): each for each in names}
    found = get_close_matches(name.lower(), lowered, n=3, cutoff=0.6)
    return " or ".join(lowered[each] for each in found)


@lru_cache(maxsize=4096)
def _bind(text: str, sql: str, columns: tuple[str, ...], is_condition: bool) -> None:
    """Let DuckDB say whether types fit, without reading anything."""
    with _connecting, duckdb.connect(config={"enable_external_access": "false"}) as connection:
        texts = ", ".join(f"cast(null as varchar) as {column}" for column in columns) or "1 as nothing"
        try:
            # Conditions are compared with a truth, so that a text is none.
            found = connection.execute(f"select {sql} as value from (select {texts})").description[0][1]
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise ExpressionError(
                f"expression {_short(text)} cannot be computed ({said}); columns are text:"
                ' cast them before reckoning, such as cast("Qty" as decimal(18, 4))'
            ) from error
    if is_condition and str(found) != "BOOLEAN":
        raise ExpressionError(
            f"expression {_short(text)} gives {str(found).lower()}; expected a condition, such as \"Type\" = 'order'"
        )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"
