r"""What the SQL of a mapping is written with on each engine: texts, patterns, casts and moments.

Patterns are written once, in what RE2 (DuckDB), Java (Spark) and PostgreSQL read alike; characters beyond ASCII stand
in them as ``\x{2019}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retensi.sql_text import sql_literal

# The space characters of Unicode, as the macro `trimmed` has them.
_SPACES = "\u0020\u00a0\u1680" + "".join(chr(code) for code in range(0x2000, 0x200B)) + "\u202f\u205f\u3000"
# The parts of a time, in the order of the groups of its pattern.
PARTS = ("y", "mo", "d", "h", "mi", "s", "f", "a", "o")


class Dialect:
    """DuckDB, from which the others differ."""

    name = "duckdb"
    # Behind a subquery whose columns are read many times, so that they are computed once.
    fence = ""

    def literal(self, text: str | None) -> str:
        """Write a text, or nothing."""
        return "null" if text is None else sql_literal(text)

    def pattern(self, pattern: str) -> str:
        """Write a regular expression."""
        return self.literal(pattern)

    def text(self, sql: str) -> str:
        """Give a value as text."""
        return f"cast({sql} as varchar)"

    def matches(self, sql: str, pattern: str) -> str:
        """Whether a pattern is found in a text."""
        return f"regexp_matches({sql}, {self.pattern(pattern)})"

    def extracted(self, sql: str, pattern: str, group: int) -> str:
        """Give what a group of the first match holds; empty where there is none."""
        return f"regexp_extract({sql}, {self.pattern(pattern)}, {group})"

    def rewritten(self, sql: str, pattern: str, replacement: str) -> str:
        r"""Replace what a pattern that begins with ``^`` finds; groups are ``\1`` and so on."""
        return f"regexp_replace({sql}, {self.pattern(pattern)}, {self.literal(replacement)})"

    def all_rewritten(self, sql: str, pattern: str, replacement: str, flags: str = "") -> str:
        """Replace all that a pattern finds; the flag ``i`` forgives a difference of case."""
        return f"regexp_replace({sql}, {self.pattern(pattern)}, {self.literal(replacement)}, '{flags}g')"

    def trimmed(self, sql: str) -> str:
        """Take blanks of all kinds from both ends."""
        return f"trim({sql})"

    def left_trimmed(self, sql: str) -> str:
        """Take blanks from the beginning."""
        return f"ltrim({sql})"

    def right_trimmed(self, sql: str) -> str:
        """Take blanks from the end."""
        return f"rtrim({sql})"

    def taken_apart(self, sql: str, pattern: str) -> str:
        """Give the groups of a pattern by the names of ``PARTS``; all empty where it does not match."""
        named = ", ".join(f"'{part}'" for part in PARTS)
        return f"regexp_extract({sql}, {self.pattern(pattern)}, [{named}])"

    def part(self, parts: str, name: str) -> str:
        """Give one of them."""
        return f"{parts}.{name}"

    def try_cast(self, text: str, type_: str) -> str:
        """Give a text as another type; null where it is none."""
        return f"try_cast({text} as {type_})"

    def try_decimal(self, number: str, precision: int, scale: int) -> str:
        """Give a number as a decimal; null where it has no room."""
        return f"try_cast({number} as decimal({precision}, {scale}))"

    def in_utc(self, local: str, zone: str) -> str:
        """Give a local time, an ISO 8601 text that was tried, as text in UTC with its offset."""
        moment = f"timezone('UTC', timezone({self.literal(zone)}, cast({local} as timestamp)))"
        return f"strftime({moment}, '%Y-%m-%dT%H:%M:%S.%f+00:00')"

    def of_epoch(self, text: str, factor: int) -> str:
        """Give a count since 1970, of so many microseconds each, as text in UTC with its offset."""
        return f"strftime(make_timestamp(cast({text} as bigint) * {factor}), '%Y-%m-%dT%H:%M:%S.%f+00:00')"

    def starts_with(self, text: str, beginning: str) -> str:
        """Whether a text begins with another."""
        return f"starts_with({text}, {beginning})"

    def ends_with(self, text: str, end: str) -> str:
        """Whether a text ends with another."""
        return f"ends_with({text}, {end})"

    def contains(self, text: str, other: str) -> str:
        """Whether a text holds another."""
        return f"contains({text}, {other})"

    def place_in(self, text: str, other: str) -> str:
        """Give where a text holds another, from 1 on; 0 where it does not."""
        return f"strpos({text}, {other})"

    def reckoned(self, sign: str, left: str, right: str) -> str:
        """Give two numbers with one of ``+ - *`` between them."""
        return f"({left} {sign} {right})"

    def divided(self, left: str, right: str) -> str:
        """Give a quotient; null by 0."""
        return f"(cast({left} as double) / nullif(cast({right} as double), 0))"

    def double(self, text: str) -> str:
        """Give a text that is a number as one."""
        return f"try_cast({text} as double)"

    def is_same(self, left: str, right: str) -> str:
        """Whether two values are the same, which nothing and nothing are."""
        return f"({left} is not distinct from {right})"

    def tried(self, sql: str) -> str:
        """Give an expression, null where it cannot be computed."""
        return f"try({sql})"

    def given_back(self, sql: str) -> str:
        """Give a text as it leaves the mapping."""
        return sql


class _Postgres(Dialect):
    """PostgreSQL, where all numbers of an expression are numeric, which is exact and has room for all of them."""

    name = "postgres"
    # Otherwise it computes a column of a subquery anew wherever that is read.
    fence = " offset 0"

    def pattern(self, pattern: str) -> str:
        return self.literal(re.sub(r"\\x\{([0-9A-Fa-f]{4})\}", r"\\u\1", pattern))

    def text(self, sql: str) -> str:
        return f"cast({sql} as text)"

    def matches(self, sql: str, pattern: str) -> str:
        return f"({sql} ~ {self.pattern(pattern)})"

    def extracted(self, sql: str, pattern: str, group: int) -> str:
        found = f"regexp_substr({sql}, {self.pattern(pattern)}, 1, 1, '', {group})"
        return f"case when {sql} is not null then coalesce({found}, '') end"

    def trimmed(self, sql: str) -> str:
        return f"btrim({sql}, {self.literal(_SPACES)})"

    def left_trimmed(self, sql: str) -> str:
        return f"ltrim({sql}, {self.literal(_SPACES)})"

    def right_trimmed(self, sql: str) -> str:
        return f"rtrim({sql}, {self.literal(_SPACES)})"

    def taken_apart(self, sql: str, pattern: str) -> str:
        return (
            f"coalesce(regexp_match({sql}, {self.pattern(pattern)}), array_fill(cast('' as text), array[{len(PARTS)}]))"
        )

    def part(self, parts: str, name: str) -> str:
        return f"coalesce({parts}[{PARTS.index(name) + 1}], '')"

    def try_cast(self, text: str, type_: str) -> str:
        # It would round what is smaller than a microsecond.
        text = f"left({text}, 26)" if type_ == "timestamp" else text
        return f"case when pg_input_is_valid({text}, '{type_}') then cast({text} as {type_}) end"

    def try_decimal(self, number: str, precision: int, scale: int) -> str:
        fits = f"abs(round(cast({number} as numeric), {scale})) < 1e{precision - scale}"
        return f"case when {fits} then cast({number} as decimal({precision}, {scale})) end"

    def in_utc(self, local: str, zone: str) -> str:
        moment = f"cast(left({local}, 26) as timestamp) at time zone {self.literal(zone)} at time zone 'UTC'"
        return self._written(moment)

    def of_epoch(self, text: str, factor: int) -> str:
        return self._written(f"(timestamp '1970-01-01' + cast({text} as bigint) * {factor} * interval '1 microsecond')")

    def ends_with(self, text: str, end: str) -> str:
        return f"(right({text}, length({end})) = {end})"

    def contains(self, text: str, other: str) -> str:
        return f"(strpos({text}, {other}) > 0)"

    def divided(self, left: str, right: str) -> str:
        return f"(cast({left} as numeric) / nullif(cast({right} as numeric), 0))"

    def double(self, text: str) -> str:
        return self.try_cast(text, "numeric")

    def tried(self, sql: str) -> str:
        return sql

    def given_back(self, sql: str) -> str:
        # The macro in_byte_order gave what came another collation, which no table is to keep.
        return f'({sql}) collate "default"'

    def _written(self, moment: str) -> str:
        return f'to_char({moment}, \'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\')'


class _Spark(Dialect):
    """Spark, whose texts know backslashes and whose replacements name groups by a dollar."""

    name = "spark"

    def literal(self, text: str | None) -> str:
        if text is None:
            return "null"
        text = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
        # ${...} would be replaced by a setting of the session before anything is parsed.
        return "'" + text.replace("${", "\\u0024{") + "'"

    def text(self, sql: str) -> str:
        return f"cast({sql} as string)"

    def matches(self, sql: str, pattern: str) -> str:
        return f"({sql} rlike {self.pattern(pattern)})"

    def rewritten(self, sql: str, pattern: str, replacement: str) -> str:
        return f"regexp_replace({sql}, {self.pattern(pattern)}, {self.literal(_by_dollar(replacement))})"

    def all_rewritten(self, sql: str, pattern: str, replacement: str, flags: str = "") -> str:
        return self.rewritten(sql, f"(?{flags}){pattern}" if flags else pattern, replacement)

    def trimmed(self, sql: str) -> str:
        return f"btrim({sql}, {self.literal(_SPACES)})"

    def left_trimmed(self, sql: str) -> str:
        return f"ltrim({self.literal(_SPACES)}, {sql})"

    def right_trimmed(self, sql: str) -> str:
        return f"rtrim({self.literal(_SPACES)}, {sql})"

    def taken_apart(self, sql: str, pattern: str) -> str:
        return f"array({', '.join(self.extracted(sql, pattern, place) for place in range(1, len(PARTS) + 1))})"

    def part(self, parts: str, name: str) -> str:
        return f"{parts}[{PARTS.index(name)}]"

    def in_utc(self, local: str, zone: str) -> str:
        return self._written(f"to_utc_timestamp(cast({local} as timestamp), {self.literal(zone)})")

    def of_epoch(self, text: str, factor: int) -> str:
        return self._written(f"timestamp_micros(cast({text} as bigint) * {factor})")

    def starts_with(self, text: str, beginning: str) -> str:
        return f"startswith({text}, {beginning})"

    def ends_with(self, text: str, end: str) -> str:
        return f"endswith({text}, {end})"

    def place_in(self, text: str, other: str) -> str:
        return f"instr({text}, {other})"

    def reckoned(self, sign: str, left: str, right: str) -> str:
        function = {"+": "try_add", "-": "try_subtract", "*": "try_multiply"}[sign]
        return f"{function}({left}, {right})"

    def is_same(self, left: str, right: str) -> str:
        return f"({left} <=> {right})"

    def tried(self, sql: str) -> str:
        return sql

    def _written(self, moment: str) -> str:
        # The session's time zone is UTC: profiles.yml.
        return f"concat(date_format({moment}, 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSS'), '+00:00')"


def _by_dollar(replacement: str) -> str:
    """Write a replacement as Java reads it."""
    return re.sub(r"\\(\d)", r"$\1", replacement.replace("$", "\\$"))


# Of files, which DuckDB reads; its expressions are those of DuckDB itself.
FILES = Dialect()
TABLES: Sequence[Dialect] = (Dialect(), _Postgres(), _Spark())
