"""SQL laid out by its structure, whatever white space it came with, so that it can be read and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WIDTH = 110
# Groups of at most so many characters stay on their line.
SHORT = 50
_TOKEN = re.compile(r"""(?x)
    --[^\n]* | '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | [(){},] | [^\s(){},'"`]+
""")
_CLAUSES = ("with", "select", "from", "where", "group by", "having", "order by", "union all", "left join", "inner join")
_CLAUSES += ("cross join", "limit")
_CLOSING = {"(": ")", "{": "}", "case": "end"}
_TWO_WORDS = {clause.split()[0]: clause.split()[1] for clause in _CLAUSES if " " in clause}
STEP = 4


@dataclass
class Group:
    """What stands between parentheses or braces, or between case and end."""

    opening: str
    items: list[Item] = field(default_factory=list)
    closing: str = ""


@dataclass
class Item:
    """A word, a text, a sign or a group, and whether a blank stands before it."""

    what: str | Group
    spaced: bool

    def is_word(self, *words: str) -> bool:
        return isinstance(self.what, str) and self.what.lower() in words

    @property
    def is_comment(self) -> bool:
        return isinstance(self.what, str) and self.what.startswith("--")


def pretty(sql: str) -> str:
    """Lay out a query."""
    return _block(_parsed(sql), 0) + "\n"


def _parsed(sql: str) -> list[Item]:
    groups = [Group("")]
    end = 0
    for found in _TOKEN.finditer(sql):
        word, spaced = found[0], found.start() > end
        end = found.end()
        if word.lower() in _CLOSING:
            group = Group(word)
            groups[-1].items.append(Item(group, spaced))
            groups.append(group)
        elif word.lower() == _CLOSING.get(groups[-1].opening.lower()):
            groups.pop().closing = word
        else:
            groups[-1].items.append(Item(word, spaced))
    assert len(groups) == 1, "parentheses or case and end do not match"
    return groups[0].items


def _flat(items: Sequence[Item]) -> str:
    said = ""
    for item in items:
        blank = " " if item.spaced and said else ""
        said += blank + (item.what if isinstance(item.what, str) else _flat_group(item.what))
    return said


def _flat_group(group: Group) -> str:
    if group.opening in "({":
        return f"{group.opening}{_flat(group.items)}{group.closing}"
    return f"{group.opening} {_flat(group.items)} {group.closing}"


def _fits(items: Sequence[Item], indent: int) -> bool:
    return len(_flat(items)) + indent <= WIDTH and "--" not in _flat(items)


def _block(items: Sequence[Item], indent: int) -> str:
    """Lay out a query, or what stands in one: the first line without its indent."""
    if not any(item.is_word("select", "with") for item in items):
        return _listed(items, indent)
    lines = []
    for clause in _split_before(items, _starts_clause):
        if clause[0].is_word("with"):
            lines.append("with " + "\n\n".join(_inline(each, indent) for each in _by_comma(clause[1:])) + "\n")
        elif clause[0].is_word("select") and not _fits(clause, indent):
            columns = [" " * STEP + _inline(each, indent + STEP) for each in _by_comma(clause[1:])]
            lines += [clause[0].what, *columns]
        else:
            lines.append(_condition(clause, indent))
    return f"\n{' ' * indent}".join(lines)


def _starts_clause(items: Sequence[Item], place: int) -> bool:
    word = items[place].what
    if items[place].is_comment:
        return place + 1 < len(items) and _starts_clause(items, place + 1)
    if not isinstance(word, str):
        return False
    second = _TWO_WORDS.get(word.lower())
    if second is None:
        return word.lower() in _CLAUSES
    return place + 1 < len(items) and items[place + 1].is_word(second)


def _split_before(items: Sequence[Item], starts) -> Iterator[list[Item]]:
    part: list[Item] = []
    for place, item in enumerate(items):
        if part and starts(items, place):
            yield part
            part = []
        part.append(item)
    if part:
        yield part


def _by_comma(items: Sequence[Item]) -> list[list[Item]]:
    return list(_split_before(items, lambda those, place: those[place - 1].is_word(",") or _at_comment(those, place)))


def _at_comment(items: Sequence[Item], place: int) -> bool:
    """Whether a comment begins, which has its own line, or one has ended."""
    return items[place].is_comment or items[place - 1].is_comment


def _listed(items: Sequence[Item], indent: int) -> str:
    """Lay out arguments, or a condition."""
    if _fits(items, indent):
        return _flat(items)
    if len(parts := _by_comma(items)) == 1:
        parts = _conditions(items)
    return f"\n{' ' * indent}".join(_inline(part, indent) for part in parts)


def _condition(items: Sequence[Item], indent: int) -> str:
    """Lay out what begins with a word such as where or when."""
    if _fits(items, indent) or len(parts := _conditions(items)) == 1:
        return _inline(items, indent)
    first, *others = parts
    further = indent + STEP
    return f"\n{' ' * further}".join([_inline(first, indent), *(_inline(part, further) for part in others)])


def _conditions(items: Sequence[Item]) -> list[list[Item]]:
    return list(_split_before(items, lambda those, place: those[place].is_word("and", "or", "then")))


def _inline(items: Sequence[Item], indent: int) -> str:
    """Lay out what begins on one line; groups that are too long for it are broken."""
    if _fits(items, indent):
        return _flat(items)
    said = ""
    for item in items:
        blank = " " if item.spaced and said else ""
        if isinstance(item.what, str):
            said += blank + item.what
        elif len(_flat_group(item.what)) <= SHORT:
            said += blank + _flat_group(item.what)
        else:
            said += blank + _broken(item.what, indent)
    return said


def _broken(group: Group, indent: int) -> str:
    inner, margin = indent + STEP, " " * indent
    if group.opening in "({":
        return f"{group.opening}\n{' ' * inner}{_block(group.items, inner)}\n{margin}{group.closing}"
    first, *branches = _split_before(
        [Item(group.opening, spaced=True), *group.items],
        lambda those, place: those[place].is_word("when", "else") or _at_comment(those, place),
    )
    lines = [_flat(first), *(" " * STEP + _condition(branch, inner) for branch in branches), group.closing]
    return f"\n{margin}".join(lines)
