"""SQL that writes a text of a shop's file or table as the front door reads its type; what it cannot read stays.

Times that the front door reads by itself pass as they are. Those of a zone, or with day or month first, are taken
apart in three steps, each a column that the next one reads: ``n_`` is the text with its parts in the order of ISO 8601,
``m_`` these parts, and the last writes them.
"""

from __future__ import annotations

from retensi.front_door.dialects import FILES, PARTS, Dialect
from retensi.front_door.mapping import Format
from retensi.sql_text import sql_literal

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$"
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
    r"(?:(?:t|[ ,]+(?:at |pukul |jam )?)([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d)(?:[.,](\d{1,9}))?)?(?: *(am|pm))?"
    r" *((?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|z|utc|gmt|wib|wita|wit)?(?:\[[^\]]*\])?)?$"
)
# What the macro words_for_nothing has.
WORDS_FOR_NOTHING = (
    *("null", "(null)", "<null>", "none", "nil", "nan", "nat", "na", "<na>", "n/a", "#n/a", "n.a.", "undefined"),
    *("-", "--"),
)
# Written as it should be, and of no zone: nothing to take apart, which takes long.
_AS_IT_IS = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$"
# The zones of Indonesia, as they stand behind a clock there.
_INDONESIA = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00"}
_DASHES = "-\u2013\u2014"
_FIRST = r"\1"


def literal(text: str | None) -> str:
    """Give a text, or nothing, as SQL has it."""
    return "null" if text is None else sql_literal(text)


def is_time(type_: str) -> bool:
    """Whether values of a type of the contract are times."""
    return type_ in ("timestamp", "date")


def is_taken_apart(written: Format) -> bool:
    """Whether times are written anew: the front door reads the others as they are, but for years of two digits."""
    return written.dates != "iso" or written.time_zone not in (None, "UTC")


def with_whole_year(column: str) -> str:
    """Give a time whose month has a name and whose year has two digits, year first; another text but for its ends."""
    text = without_tabs(column)
    listed = ""
    for century, pattern in _SHORT_YEARS.items():
        whole = FILES.rewritten(text, pattern, rf"{century}\3-\2-\1\4")
        listed += f" when {FILES.matches(text, pattern)} then {whole}"
    # Most texts begin with a year, and need no second look.
    is_year_first = FILES.matches(text, r"^\d{4}")
    return f"case when {is_year_first} then {text}{listed} else {text} end"


def without_tabs(column: str) -> str:
    """Give a text without blanks and tabs around it: some exports have one behind a time, so that it stays a text."""
    return f"trim({column}, ' \t')"


def in_order(column: str, written: Format, by: Dialect = FILES) -> str:
    """Give a time with year, month and day in this order (``n_``), where text or mapping say which is which.

    Args:
        column: SQL of the text.
        written: how the source writes dates.
        by: what SQL is written with.
    """
    text = without_tabs(column) if by is FILES else by.trimmed(column)
    found = " ".join(f"when '{name}' then '{number:02}'" for name, number in _MONTHS.items())
    of_day = by.extracted(text, _DAY_NAMED, 2)
    of_month = by.extracted(text, _MONTH_NAMED, 1)
    day_named = by.rewritten(text, _DAY_NAMED, r"\3-month-\1\4")
    month_named = by.rewritten(text, _MONTH_NAMED, r"\3-month-\2\4")
    short = [
        (
            pattern,
            by.rewritten(text, pattern, rf"{century}\3-month-\1\4"),
            by.extracted(text, pattern, 2),
        )
        for century, pattern in _SHORT_YEARS.items()
    ]
    of_year = by.extracted(text, _YEAR_NAMED, 2)
    year_named = by.rewritten(text, _YEAR_NAMED, r"\1-month-\3\4")
    cases = [
        (_YEAR_NAMED, f"replace({year_named}, 'month', case lower({of_year}) {found} end)"),
        *((pattern, f"replace({sql}, 'month', case lower({of}) {found} end)") for pattern, sql, of in short),
        (r"^\d{8}$", by.rewritten(text, r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3")),
        (r"^\d{14}$", by.rewritten(text, r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", r"\1-\2-\3T\4:\5:\6")),
        (_DAY_NAMED, f"replace({day_named}, 'month', case lower({of_day}) {found} end)"),
        (_MONTH_NAMED, f"replace({month_named}, 'month', case lower({of_month}) {found} end)"),
    ]
    if written.dates != "iso":
        pattern = r"^(?:[A-Za-z]+, *)?(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(|[^\d].*)$"
        cases.append(
            (pattern, by.rewritten(text, pattern, r"\3-\2-\1\4" if written.dates == "day_first" else r"\3-\1-\2\4"))
        )
    listed = " ".join(f"when {by.matches(text, pattern)} then {sql}" for pattern, sql in cases)
    # Most texts begin as ISO 8601 does, and need no second look.
    is_iso = by.matches(text, r"^\d{4}-\d\d-\d\d")
    return f"case when {is_iso} then {text} {listed} else {text} end"


def taken_apart(column: str, written: Format, by: Dialect = FILES) -> str:
    """Give the parts of a time that is in order (``m_``): texts, all empty where it is none, null where it may stay."""
    year = r"(\d{4})" if written.dates == "iso" else r"(\d{4}|\d{2})"
    pattern = rf"(?i)^{year}[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}"
    return f"case when not {by.matches(column, _AS_IT_IS)} then {by.taken_apart(column, pattern)} end"


def as_time(name: str, type_: str, written: Format, by: Dialect = FILES) -> str:
    """Give a time as ISO 8601 text with an offset, a plain day where no clock was given.

    Args:
        name: the contract column; its text is in ``v_``, in order in ``n_`` and taken apart in ``m_``.
        type_: timestamp or date.
        written: how the source writes dates, and the zone of times without an offset.
        by: what SQL is written with.
    """
    value, text, parts = f"v_{name}", f"n_{name}", f"m_{name}"
    y, mo, d, h, mi, s, f, a, o = (by.part(parts, part) for part in PARTS)
    century = f"case when {y} < '70' then '20' else '19' end"
    year = f"case when length({y}) = 4 then {y} else {century} || {y} end"
    day = f"concat({year}, '-', lpad({mo}, 2, '0'), '-', lpad({d}, 2, '0'))"
    hour = (
        f"case lower({a}) when 'pm' then {by.text(f'cast({h} as int) % 12 + 12')}"
        f" when 'am' then {by.text(f'cast({h} as int) % 12')} else {h} end"
    )
    fraction = f"case when {f} = '' then '' else '.' || {f} end"
    seconds = f"case when {s} = '' then '00' else {s} end"
    clock = f"concat(lpad({hour}, 2, '0'), ':', {mi}, ':', {seconds}, {fraction})"
    local = f"concat({day}, 'T', {clock})"
    zones = " ".join(f"when '{name}' then '{offset}'" for name, offset in _INDONESIA.items())
    bare = f"case lower({o}) {zones} else {by.rewritten(f'lower({o})', '^(utc|gmt)', '')} end"
    of_hours = by.extracted(bare, r"^.(\d{1,2})", 1)
    of_minutes = by.extracted(bare, r"^.\d{1,2}:?(\d\d)$", 1)
    offset = (
        f"case when {bare} in ('', 'z') then '+00:00' else concat(left({bare}, 1), "
        f"lpad({of_hours}, 2, '0'), ':', coalesce(nullif({of_minutes}, ''), '00')) end"
    )
    epochs = " ".join(
        f"when {by.matches(text, pattern)} then {by.of_epoch(text, factor)}"
        for pattern, factor in ((r"^\d{10}$", 1_000_000), (r"^\d{13}$", 1_000), (r"^\d{16}$", 1))
    )
    is_midnight = by.matches(clock, r"^00:00:00(\.0+)?$")
    midnight = f" when {o} = '' and {is_midnight} then {day}" if type_ == "date" else ""
    utc = f"concat({local}, '+00:00')"
    if written.time_zone is not None and written.time_zone != "UTC":
        utc = by.in_utc(local, written.time_zone)
    return (
        f"case when {parts} is null then {value} when {y} = '' then case {epochs} else {value} end"
        f" when {h} = '' then case when {by.try_cast(day, 'date')} is null then {value} else {day} end"
        f" when {by.try_cast(local, 'timestamp')} is null then {value}"
        f"{midnight} when {o} <> '' then concat({local}, {offset}) else {utc} end"
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


def as_number(column: str, written: Format, by: Dialect = FILES) -> str:
    """Give a number with a decimal point, no thousands separators and its minus before it."""

    def number(sql: str) -> str:
        return _with_point(sql, by) if written.decimal == "," else sql

    inner = r"[\d.,'\s\x{2019}\x{00A0}\x{202F}]" if written.decimal == "," else r"[\d.\s]"
    whole, end = rf"\d[.,][{_DASHES}]{{1,2}}\s*$", rf"[.,][{_DASHES}]+\s*$"
    apart, before = r"^\s*[+-][\s\x{00A0}]+[\d.]", r"^\s*([+-])[\s\x{00A0}]+"
    below, around = rf"^\s*(\({inner}+\)|\d{inner}*[{_DASHES}])\s*$", rf"[{_DASHES}()\s]"
    # 12.50-, (12.50) and - 12.50 are below zero, 1.000,- is a whole number.
    turned = (
        f"case when {by.matches(column, whole)} then {by.all_rewritten(column, end, '')}"
        f" when {by.matches(column, apart)} then {by.rewritten(column, before, _FIRST)}"
        f" when {by.matches(column, below)} then concat('-', {by.all_rewritten(column, around, '')})"
        f" else {column} end"
    )
    # Nearly all amounts end with a digit.
    listed = ", ".join(f"'{sign}'" for sign in f"{_DASHES})")
    is_other = (
        f"(right({by.right_trimmed(column)}, 1) in ({listed})"
        f" or left({by.left_trimmed(column)}, 2) in ('- ', '+ ', '-\u00a0', '+\u00a0'))"
    )
    return f"case when {is_other} then {number(turned)} else {number(column)} end"


def _with_point(column: str, by: Dialect) -> str:
    text = by.trimmed(column)
    between = r"[. '\x{2019}\x{00A0}\x{202F}]"
    pattern = rf"^[+-]?(\d+|\d{{1,3}}({between}\d{{3}})+)(,\d+)?$"
    plain = f"replace({by.all_rewritten(text, between, '')}, ',', '.')"
    return f"case when {by.matches(text, pattern)} then {plain} else {column} end"


def text_of(sql: str, written: Format) -> str:
    """Give what an expression gives as the text a CSV of this source would have: a number with its decimal sign."""
    text = f"cast({sql} as varchar)"
    if written.decimal == ".":
        return text
    is_number = f"regexp_matches(typeof({sql}), '^(DECIMAL|DOUBLE|FLOAT)')"
    return f"case when {is_number} then replace({text}, '.', ',') else {text} end"


def without_sign(sql: str, by: Dialect = FILES) -> str:
    """Give a number as the amount it is, where it has a minus before it."""
    return by.rewritten(sql, r"^\s*-\s*", "")


def with_prefix(sql: str, prefix: str, by: Dialect = FILES) -> str:
    """Give an id with what stands before the ids of its source; nothing where there is none, or a word for nothing.

    Args:
        sql: the id.
        prefix: SQL of what stands before it.
        by: what SQL is written with.
    """
    words = ", ".join(map(literal, ("", *WORDS_FOR_NOTHING)))
    trimmed = by.trimmed(sql)
    return f"{prefix} || case when lower({trimmed}) not in ({words}) then {trimmed} end"
