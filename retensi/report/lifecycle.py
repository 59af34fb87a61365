"""Where customers stand in the lifecycle, and between which stages they moved in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retensi.report.marts import Row

STAGES = ("lead", "new", "repeat", "at_risk", "inactive")
# The moves that retention work turns on, with +1 where more of it is better.
MOVES = {
    "new_to_repeat": 1,
    "repeat_to_at_risk": -1,
    "at_risk_to_inactive": -1,
    "at_risk_to_repeat": 1,
    "inactive_to_repeat": 1,
}


@dataclass(frozen=True)
class Flow:
    """Customers who moved from one stage to another, and their share of those who were in the first."""

    to: str
    customers: int
    share: float | None
    stayed: bool


@dataclass(frozen=True)
class Move:
    """One of the moves that matter.

    Attributes:
        name: such as ``new_to_repeat``.
        customers: who made it.
        opening: who could have.
        rate: their share.
        before: that of the month before; None: nobody could have made it, or nobody could lapse yet.
        good: +1 where more of it is better, else -1.
    """

    name: str
    customers: int
    opening: int
    rate: float | None
    before: float | None
    good: int

    @property
    def verdict(self) -> str:
        """Say whether the rate is ``better``, ``worse`` or the ``same``; empty without one before."""
        if self.rate is None or self.before is None:
            return ""
        if self.rate == self.before:
            return "same"
        return "better" if (self.rate > self.before) == (self.good > 0) else "worse"


def stages(rows: Sequence[Row], month: date) -> list[tuple[str, int, int | None]]:
    """Give the customers in each stage at the end of a month, and at the end of the month before.

    Args:
        rows: ``lifecycle_stages_by_month``.
        month: The month; the one before may be missing, then that count is None.
    """
    months = sorted({row["month"] for row in rows if row["month"] <= month})
    counts = {(row["month"], row["lifecycle_stage"]): row["customer_count"] for row in rows}
    earlier = months[-2] if len(months) > 1 else None
    return [(stage, counts.get((month, stage), 0), counts.get((earlier, stage))) for stage in STAGES]


def flows(rows: Sequence[Row], month: date) -> list[tuple[str, int, list[Flow]]]:
    """Give, for each stage at the start of a month, its customers and where they were at the end.

    Args:
        rows: ``lifecycle_transitions_by_month``.
        month: The month.
    """
    counts = {(row["from_stage"], row["to_stage"]): row["customer_count"] for row in rows if row["month"] == month}
    found = []
    for origin in ("none", *STAGES):
        total = sum(counts.get((origin, stage), 0) for stage in STAGES)
        ends = [
            Flow(
                stage, counts.get((origin, stage), 0), counts.get((origin, stage), 0) / total if total else None,
                origin == stage,
            )
            for stage in STAGES
        ]  # fmt: skip
        found.append((origin, total, ends))
    return found


def moves(rows: Sequence[Row], month: date) -> list[Move]:
    """Give the moves that matter, in a month.

    Args:
        rows: ``retention_funnel_by_month``.
        month: The month.
    """
    row = next(row for row in rows if row["month"] == month)
    # While nobody can lapse no move is usual.
    earlier = [each for each in rows if each["month"] < month and not (each["is_warming_up"] or row["is_warming_up"])]
    return [
        Move(
            name,
            row[f"{name}_customers"],
            row[f"{name.split('_to_')[0]}_at_opening"],
            row[f"{name}_rate"],
            earlier[-1][f"{name}_rate"] if earlier else None,
            good,
        )
        for name, good in MOVES.items()
    ]
