"""What customers are worth, how unequal that is, and how good the predictions were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retensi.report.marts import Row


@dataclass(frozen=True)
class Backtest:
    """How a prediction that did not know the last half year came out, for all customers together.

    Attributes:
        customers: those it was made for.
        predicted: purchase days expected of them.
        actual: purchase days that happened.
        baseline: purchase days had they gone on as in the half year before.
        top_hit: of the tenth that was predicted to be worth most, the share of all that was spent.
    """

    customers: int
    predicted: float
    actual: int
    baseline: int
    top_hit: float | None

    @property
    def error(self) -> float | None:
        """Give how far the prediction was off, as a share of what happened; positive: too much was expected."""
        return self.predicted / self.actual - 1 if self.actual else None

    @property
    def baseline_error(self) -> float | None:
        """Give the same of the baseline."""
        return self.baseline / self.actual - 1 if self.actual else None


def backtest(rows: Sequence[Row]) -> Backtest | None:
    """Give how the backtest came out; None where there was no fit.

    Args:
        rows: ``clv_backtest``.
    """
    whole = next((row for row in rows if row["decile"] == 0), None)
    if whole is None or whole["predicted_orders"] is None:
        return None
    top = next((row for row in rows if row["decile"] == 1), None)
    hit = float(top["actual_value"]) / float(whole["actual_value"]) if top and whole["actual_value"] else None
    return Backtest(
        whole["customers"], whole["predicted_orders"], whole["actual_orders"], whole["baseline_orders"], hit
    )


@dataclass(frozen=True)
class Concentration:
    """How much hangs on the tenth of the customers who brought most, on the day of the curve.

    Attributes:
        share: their share of net revenue to date.
        times: how many times as much as the mean of the others each of them brought; None: the others brought nothing.
    """

    share: float
    times: float | None


def concentration(rows: Sequence[Row]) -> Concentration | None:
    """Give how much hangs on the best tenth; None where there is no revenue.

    Args:
        rows: ``revenue_lorenz_curve``, the same points that are drawn.
    """
    points = {row["customer_percent"]: row for row in rows}
    if not lorenz_given(rows):
        return None
    others, everybody = points[90], points[100]
    best = everybody["customers"] - others["customers"]
    times = None
    if best and others["net_revenue"] > 0:
        means = [(everybody["net_revenue"] - others["net_revenue"]) / best, others["net_revenue"] / others["customers"]]
        times = float(means[0] / means[1])
    return Concentration(1 - others["net_revenue_share"], times)


def lorenz_given(rows: Sequence[Row]) -> bool:
    """Say whether there is a Lorenz curve.

    Args:
        rows: ``revenue_lorenz_curve``.
    """
    return any(row["net_revenue_share"] is not None for row in rows)
