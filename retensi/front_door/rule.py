"""What a rule of :mod:`retensi.front_door.findings` is."""

from __future__ import annotations

from dataclasses import dataclass

WARNING, NOTICE = "warning", "notice"


@dataclass(frozen=True)
class Rule:
    """A row of the table of findings.

    ``query`` is SQL with the project's Jinja and gives one row: ``row_count``, ``of_rows`` and, where there are some,
    ``examples`` (a list) and ``is_grave``; each other column is a fact that ``says`` may name. It is a finding where
    ``row_count`` is above 0. A fact whose name ends in ``_share`` is written as a percentage. Without ``is_grave``, a
    share below ``grave_from`` makes a warning a notice.
    """

    name: str
    input: str
    query: str
    says: str
    effect: str
    advice: str
    severity: str = WARNING
    needs: tuple[str, ...] = ()
    grave_from: float = 0.0
