"""SQL of DuckDB that writes a text of a shop's file as the front door reads its type; what it cannot read stays.

Times are taken apart in three steps, each a column that the next one reads: ``n_`` is the text with its parts in the
order of ISO 8601, ``m_`` these parts, and the last writes them.
"""

from __future__ import annotations

from retensi.front_door.mapping import Format
from retensi.sql_text import text as text_literal

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$"
# Months in English and Indonesian, by their first three letters.
_MONTHS = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "agu": 8, "agt": 8},
    **{"sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "des": 12},
}
_NAMED = "|".join(_MONTHS)
_DAY_NAMED = rf"(?i)^(?:[a-z]+, *)?(\d{{1,2}})(?:st|nd|rd|th)?[ .-]+({_NAMED})[a-z]*[ .,-]+(\d{{4}})(.*)$"
# Years of two digits are 1970 to 2069.
_SHORT_YEARS = {
    century: rf"(?i)^(\d{{1,2}})[ .-]+({_NAMED})[a-z]*[ .,-]+({years}\d)(|[^\d].*)$"
    for century, years in ((20, "[0-6]"), (19, "[7-9]"))
}
_MONTH_NAMED = rf"(?i)^(?:[a-z]+, *)?({_NAMED})[a-z]*[ .-]+(\d{{1,2}})(?:st|nd|rd|th)?[ ,-]+(\d{{4}})(.*)$"
_YEAR_NAMED = rf"(?i)^(\d{{4}})[ .-]+({_NAMED})[a-z]*[ .-]+(\d{{1,2}})(|[^\d].*)$"
_CLOCK = (
    r"(?:(?:t|[ ,]+(?:at |pukul |jam )?)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?(?: *(am|pm))?"
    r" *((?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|z|utc|gmt|wib|wita|wit)?(?:\[[^\]]*\])?)?$"
)
# Written as it should be, and of no zone: nothing to take apart, which takes long.
_AS_IT_IS = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$"
# The zones of Indonesia, as they stand behind a clock there.
_INDONESIA = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00"}
_DASHES = "-\u2013\u2014"
_PARTS = "['y', 'mo', 'd', 'h', 'mi', 's', 'f', 'a', 'o']"


def literal(text: str | None) -> str:
    """Give a text, or nothing, as SQL has it."""
    return "null" if text is None else text_literal(text)


def is_time(type_: str) -> bool:
    """Whether values of a type of the contract are taken apart as times."""
    return type_ in ("timestamp", "date")


def in_order(column: str, written: Format) -> str:
    """Give a time with year, month and day in this order (``n_``), where text or mapping say which is which.

    Args:
        column: SQL of the text.
        written: how the source writes dates.
    """
    # Some exports have a tab behind a time, so that workbooks take it for a text.
    text = f"trim({column}, ' \t')"
    found = " ".join(f"when '{name}' then '{number:02}'" for name, number in _MONTHS.items())
    of_day = f"regexp_extract({text}, {literal(_DAY_NAMED)}, 2)"
    of_month = f"regexp_extract({text}, {literal(_MONTH_NAMED)}, 1)"
    day_named = _rewritten(text, _DAY_NAMED, r"\3-month-\1\4")
    month_named = _rewritten(text, _MONTH_NAMED, r"\3-month-\2\4")
    short = [
        (
            pattern,
            _rewritten(text, pattern, rf"{century}\3-month-\1\4"),
            f"regexp_extract({text}, {literal(pattern)}, 2)",
        )
        for century, pattern in _SHORT_YEARS.items()
    ]
    of_year = f"regexp_extract({text}, {literal(_YEAR_NAMED)}, 2)"
    year_named = _rewritten(text, _YEAR_NAMED, r"\1-month-\3\4")
    cases = [
        (_YEAR_NAMED, f"replace({year_named}, 'month', case lower({of_year}) {found} end)"),
        *((pattern, f"replace({sql}, 'month', case lower({of}) {found} end)") for pattern, sql, of in short),
        (r"^\d{8}$", _rewritten(text, r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3")),
        (r"^\d{14}$", _rewritten(text, r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", r"\1-\2-\3T\4:\5:\6")),
        (_DAY_NAMED, f"replace({day_named}, 'month', case lower({of_day}) {found} end)"),
        (_MONTH_NAMED, f"replace({month_named}, 'month', case lower({of_month}) {found} end)"),
    ]
    if written.dates != "iso":
        pattern = r"^(?:[A-Za-z]+, *)?(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(|[^\d].*)$"
        cases.append(
            (pattern, _rewritten(text, pattern, r"\3-\2-\1\4" if written.dates == "day_first" else r"\3-\1-\2\4"))
        )
    listed = " ".join(f"when regexp_matches({text}, {literal(pattern)}) then {sql}" for pattern, sql in cases)
    # Most texts begin as ISO 8601 does, and need no second look.
    return f"case when regexp_matches({text}, '^\\d{{4}}-\\d\\d-\\d\\d') then {text} {listed} else {text} end"


def taken_apart(column: str, written: Format) -> str:
    """Give the parts of a time that is in order (``m_``): texts, all empty where it is none, null where it may stay."""
    year = r"(\d{4})" if written.dates == "iso" else r"(\d{4}|\d{2})"
    pattern = rf"(?i)^{year}[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}"
    apart = f"regexp_extract({column}, {literal(pattern)}, {_PARTS})"
    return f"case when not regexp_matches({column}, {literal(_AS_IT_IS)}) then {apart} end"


def as_time(name: str, type_: str, written: Format) -> str:
    """Give a time as ISO 8601 text with an offset, a plain day where no clock was given.

    Args:
        name: the contract column; its text is in ``v_``, in order in ``n_`` and taken apart in ``m_``.
        type_: timestamp or date.
        written: how the source writes dates, and the zone of times without an offset.
    """
    value, text, part = f"v_{name}", f"n_{name}", f"m_{name}"
    century = f"case when {part}.y < '70' then '20' else '19' end"
    year = f"case when length({part}.y) = 4 then {part}.y else {century} || {part}.y end"
    day = f"concat({year}, '-', lpad({part}.mo, 2, '0'), '-', lpad({part}.d, 2, '0'))"
    hour = (
        f"case lower({part}.a) when 'pm' then cast(cast({part}.h as int) % 12 + 12 as varchar)"
        f" when 'am' then cast(cast({part}.h as int) % 12 as varchar) else {part}.h end"
    )
    fraction = f"case when {part}.f = '' then '' else '.' || {part}.f end"
    seconds = f"case when {part}.s = '' then '00' else {part}.s end"
    clock = f"concat(lpad({hour}, 2, '0'), ':', {part}.mi, ':', {seconds}, {fraction})"
    local = f"concat({day}, 'T', {clock})"
    zones = " ".join(f"when '{name}' then '{offset}'" for name, offset in _INDONESIA.items())
    bare = f"case lower({part}.o) {zones} else regexp_replace(lower({part}.o), '^(utc|gmt)', '') end"
    offset = (
        f"case when {bare} in ('', 'z') then '+00:00' else concat(left({bare}, 1), "
        f"lpad(regexp_extract({bare}, '^.(\\d{{1,2}})', 1), 2, '0'), ':', "
        f"coalesce(nullif(regexp_extract({bare}, '^.\\d{{1,2}}:?(\\d\\d)$', 1), ''), '00')) end"
    )
    epochs = " ".join(
        f"when regexp_matches({text}, '^\\d{{{digits}}}$')"
        f" then strftime(make_timestamp(cast({text} as bigint) * {factor}), '%Y-%m-%dT%H:%M:%S.%f+00:00')"
        for digits, factor in ((10, 1_000_000), (13, 1_000), (16, 1))
    )
    midnight = (
        f" when {part}.o = '' and regexp_matches({clock}, '^00:00:00(\\.0+)?$') then {day}" if type_ == "date" else ""
    )
    utc = f"concat({local}, '+00:00')"
    if written.time_zone is not None and written.time_zone != "UTC":
        moment = f"timezone('UTC', timezone({literal(written.time_zone)}, cast({local} as timestamp)))"
        utc = f"strftime({moment}, '%Y-%m-%dT%H:%M:%S.%f+00:00')"
    return (
        f"case when {part} is null then {value} when {part}.y = '' then case {epochs} else {value} end"
        f" when {part}.h = '' then case when try_cast({day} as date) is null then {value} else {day} end"
        f" when try_cast({local} as timestamp) is null then {value}"
        f"{midnight} when {part}.o <> '' then concat({local}, {offset}) else {utc} end"
    )


def of_serial(column: str) -> str:
    """Give the time that a number of a workbook is, in days since the end of 1899; another text as it is."""
    text = f"replace(trim({column}), ',', '.')"
    moment = f"timestamp '1899-12-30' + to_seconds(cast(round(cast({text} as double) * 86400) as bigint))"
    return (
        f"case when regexp_matches({text}, '^[2-7]\\d{{4}}$')"
        f" then cast(date '1899-12-30' + cast({text} as int) as varchar)"
        f" when regexp_matches({text}, '^[2-7]\\d{{4}}\\.\\d+$')"
        f" then strftime({moment}, '%Y-%m-%dT%H:%M:%S') else {column} end"
    )


def as_number(column: str, written: Format) -> str:
    """Give a number with a decimal point, no thousands separators and its minus before it."""
    number, inner = (
        (_with_point, r"[\d.,''\s\x{2019}\x{00A0}\x{202F}]") if written.decimal == "," else (str, r"[\d.\s]")
    )
    # 12.50-, (12.50) and - 12.50 are below zero, 1.000,- is a whole number.
    turned = (
        f"case when regexp_matches({column}, '\\d[.,][{_DASHES}]{{1,2}}\\s*$')"
        f" then regexp_replace({column}, '[.,][{_DASHES}]+\\s*$', '')"
        rf" when regexp_matches({column}, '^\s*[+-][\s\x{{00A0}}]+[\d.]')"
        rf" then regexp_replace({column}, '^\s*([+-])[\s\x{{00A0}}]+', '\1')"
        rf" when regexp_matches({column}, '^\s*(\({inner}+\)|\d{inner}*[{_DASHES}])\s*$')"
        rf" then concat('-', regexp_replace({column}, '[{_DASHES}()\s]', '', 'g')) else {column} end"
    )
    # Nearly all amounts end with a digit.
    listed = ", ".join(f"'{sign}'" for sign in f"{_DASHES})")
    is_other = (
        f"(right(rtrim({column}), 1) in ({listed}) or left(ltrim({column}), 2) in ('- ', '+ ', '-\u00a0', '+\u00a0'))"
    )
    return f"case when {is_other} then {number(turned)} else {number(column)} end"


def _with_point(column: str) -> str:
    text = f"trim({column})"
    between = r"[. '\x{2019}\x{00A0}\x{202F}]"
    pattern = rf"^[+-]?(\d+|\d{{1,3}}({between}\d{{3}})+)(,\d+)?$"
    plain = f"replace(regexp_replace({text}, {literal(between)}, '', 'g'), ',', '.')"
    return f"case when regexp_matches({text}, {literal(pattern)}) then {plain} else {column} end"


def text_of(sql: str, written: Format) -> str:
    """Give what an expression gives as the text a CSV of this source would have: a number with its decimal sign."""
    text = f"cast({sql} as varchar)"
    if written.decimal == ".":
        return text
    is_number = f"regexp_matches(typeof({sql}), '^(DECIMAL|DOUBLE|FLOAT)')"
    return f"case when {is_number} then replace({text}, '.', ',') else {text} end"


def without_sign(sql: str) -> str:
    """Give a number as the amount it is, where it has a minus before it."""
    return f"regexp_replace({sql}, '^\\s*-\\s*', '')"


def gross_of(total: str, discount: str | None) -> str:
    """Give what was charged before the discount: the total and what was taken off; the total where it is no number.

    A discount below 0 counts as 0, as it does behind the front door. Text becomes a decimal of 18 digits, which is all
    that an amount may have, many times as fast as one of more; their sum has room in 19.
    """
    if discount is None:
        return total
    given = f"case when regexp_matches(trim({discount}), '{_NUMBER}') then try_cast({discount} as decimal(18, 6)) end"
    whole = f"case when regexp_matches(trim({total}), '{_NUMBER}') then try_cast({total} as decimal(18, 6)) end"
    added = f"cast({whole} as decimal(19, 6)) + cast(greatest(coalesce({given}, 0), 0) as decimal(19, 6))"
    return f"coalesce(cast({added} as varchar), {total})"


def with_prefix(sql: str, prefix: str) -> str:
    """Give an id with what stands before the ids of its source; nothing where there is none.

    Args:
        sql: the id.
        prefix: SQL of what stands before it.
    """
    return f"{prefix} || nullif(trim({sql}), '')"


def _rewritten(text: str, pattern: str, replacement: str) -> str:
    return f"regexp_replace({text}, {literal(pattern)}, '{replacement}')"
