"""The vars of the dbt project, from the one table of them that dbt reads as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from retensi.macro_values import macro_value

# The macro that returns the table, and the page of docs that shows it between these two lines.
TABLE = Path("macros/settings/known_vars.sql")
PAGE = Path("docs/vars.md")
BEGIN, END = "<!-- vars: written by `retensi dictionary` -->\n", "<!-- end of vars -->\n"


@dataclass(frozen=True)
class Var:
    """A row of the table; ``known_vars.sql`` says what each column means."""

    name: str
    type: str
    says: str
    default: Any = None
    unit: str | None = None
    least: float | None = None
    most: float | None = None
    choices: Sequence[str] = ()
    may_be_null: bool = False
    in_history: bool = False
    command: bool = False

    def accepted(self) -> str:
        """Say which values the var may have, in a few words."""
        bounds = " to ".join(f"{bound or 0:f}".rstrip("0").rstrip(".") for bound in (self.least, self.most))
        words = {
            "day": "day, YYYY-MM-DD",
            "time zone": "IANA name",
            "currency": "ISO 4217 code",
            "region": "ISO 3166 region",
            "choice": ", ".join(f"`{choice}`" for choice in self.choices),
            "yes or no": "`true`, `false`",
            "whole number": f"{self.unit}, {bounds}",
            "share": f"share, {bounds}",
            "days by input": f"days, {bounds}, by input",
        }
        return words.get(self.type, self.type) + (", or null" if self.may_be_null else "")


def known_vars(project: Path) -> list[Var]:
    """Read the table.

    Args:
        project: Folder of the dbt project retensi.

    Raises:
        OSError: the folder holds no such project.
    """
    return [Var(**row) for row in macro_value(project / TABLE, "known_vars")]


def nearest_var(name: str, names: Iterable[str]) -> str:
    """Give the name of a var that is most like another name."""
    [nearest] = get_close_matches(name, sorted(names), n=1, cutoff=0)
    return nearest


def vars_page(project: Path) -> dict[Path, str]:
    """Give the page of docs that lists the vars, as it is to be: its path and text."""
    path = project / PAGE
    if not path.is_file():
        return {}
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    return {path: before + BEGIN + _markdown(known_vars(project)) + END + rest.partition(END)[2]}


def _markdown(rows: Iterable[Var]) -> str:
    lines = ["\n| var | may be | default | history | what it does |\n", "| --- | --- | --- | --- | --- |\n"]
    for row in rows:
        default = "null" if row.default is None else str(row.default).replace("'", "")
        history = "built again" if row.in_history else ""
        note = "; `--vars` only" if row.command else ""
        lines.append(f"| `{row.name}` | {row.accepted()} | {default} | {history} | {row.says}{note} |\n")
    return "".join([*lines, "\n"])
