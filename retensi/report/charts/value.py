"""Charts of value: how unequal it is, and how well it was predicted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from retensi.report.charts.base import data, scale, spec
from retensi.report.marts import Row
from retensi.report.texts import Texts

# Told apart without colour.
SHAPES = ["square", "diamond", "triangle-down"]


def lorenz(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw the Lorenz curve of net revenue, beside the line of equal shares.

    Args:
        rows: ``revenue_lorenz_curve``.
        t: Words.
    """
    points = [
        {
            "percent": row["customer_percent"] / 100,
            "share": row["net_revenue_share"],
            "top": 1 - row["customer_percent"] / 100,
            "rest": None if row["net_revenue_share"] is None else 1 - row["net_revenue_share"],
        }
        for row in rows
    ]
    x = alt.X("percent:Q", title=t("lorenz.x"), axis=alt.Axis(format=".0%", tickCount=5, grid=False))
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5))
    base = alt.Chart(data(points))
    equal = base.mark_line(color="var(--ink-3)", strokeDash=[4, 4], strokeWidth=1.5).encode(
        x="percent:Q", y=alt.Y("percent:Q")
    )
    curve = base.mark_area(
        color="var(--accent-soft)", line={"color": "var(--accent)", "strokeWidth": 2.5}, interpolate="monotone"
    ).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("top:Q", title=t("lorenz.top"), format=".0%"),
            alt.Tooltip("rest:Q", title=t("lorenz.bring"), format=".1%"),
        ],
    )
    return spec(alt.layer(curve, equal), 250)


def backtest(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw what was predicted for each tenth of the customers, what happened, and the baseline.

    Args:
        rows: ``clv_backtest``.
        t: Words.
    """
    kinds = ["actual", "predicted", "baseline"]
    points = [
        {"decile": row["decile"], "kind": t(f"backtest.{kind}"), "orders": float(row[f"{kind}_orders"])}
        for row in rows
        if row["decile"] > 0
        for kind in kinds
    ]
    names = [t(f"backtest.{kind}") for kind in kinds]
    x = alt.X("decile:O", title=t("backtest.x"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("orders:Q", title=None, axis=alt.Axis(tickCount=5, format=",d"))
    tooltip = [
        alt.Tooltip("decile:O", title=t("backtest.decile")),
        alt.Tooltip("kind:N", title=" "),
        alt.Tooltip("orders:Q", title=t("backtest.days"), format=",.1f"),
    ]
    base = alt.Chart(data(points))
    bars = (
        base.transform_filter(alt.datum.kind == names[0])
        .mark_bar(color="var(--bar)", cornerRadiusEnd=2)
        .encode(x=x, y=y, tooltip=tooltip)
    )
    marks = base.mark_point(size=75, filled=True, opacity=1).encode(
        x=x,
        y=y,
        tooltip=tooltip,
        color=alt.Color("kind:N", title=None, scale=scale(names, ["bar", "accent", "ochre"])),
        shape=alt.Shape("kind:N", title=None, scale=alt.Scale(domain=names, range=SHAPES)),
    ).transform_filter(alt.datum.kind != names[0])  # fmt: skip
    return spec(alt.layer(bars, marks), 250)
