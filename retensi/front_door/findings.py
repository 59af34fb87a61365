"""What looks wrong in rows that a build would take, as the model ``input_findings`` of a build has it.

The rules and their queries are macros of the dbt project (macros/inputs/findings): a build runs them on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retensi.front_door.render import FrontDoor


@dataclass(frozen=True)
class Finding:
    """Something about an input that a person should look at.

    Attributes:
        name: The rule, such as ``times_without_offset``.
        input: The input it is about.
        severity: ``warning`` where figures are likely wrong, else ``notice``.
        rows: Rows, or other things the text names, that it holds for.
        share: Their share of all that could be; None where there is no such whole.
        says: What was found, as a sentence.
        examples: Values met, without personal data: of ids and mails only how many, or their shape.
        effect: What it does to the figures.
        advice: What to do.
    """

    name: str
    input: str
    severity: str
    rows: int
    share: float | None
    says: str
    examples: tuple[str, ...]
    effect: str
    advice: str


def findings(front_door: FrontDoor) -> tuple[Finding, ...]:
    """Look at the inputs of a front door that was built, up to ``input_rows_by_day``; in the order of the rules."""
    order = {pair: place for place, pair in enumerate(rules(front_door))}
    found = front_door.query(front_door.text_of("input_findings")).dicts()
    return tuple(map(_finding, sorted(found, key=lambda row: order[row["finding"], row["input"]])))


def rules(front_door: FrontDoor) -> Iterator[tuple[str, str]]:
    """Give each rule with each input that it looks at, by their names."""
    for rule in front_door.macros.finding_rules():
        yield from ((rule["name"], input_) for input_ in rule["inputs"])


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        name=row["finding"],
        input=row["input"],
        severity=row["severity"],
        rows=row["row_count"],
        share=row["share"],
        says=row["says"],
        examples=tuple(row["examples"].split("; ")) if row["examples"] else (),
        effect=row["effect"],
        advice=row["advice"],
    )
