"""Charts of customers: who stays, who comes and goes, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from retensi.report.charts.base import data, fading, hollow, months, scale, spec, state
from retensi.report.lifecycle import STAGES
from retensi.report.marts import Row
from retensi.report.texts import Texts

# A layer that makes up less of the whole is too thin for its name.
THIN = 0.06


def retention(channels: Mapping[str, Sequence[Row]], t: Texts) -> dict[str, Any]:
    """Draw the retention rate by month, of the channel that the page shows.

    Args:
        channels: The rows of KPIs by key of the channel.
        t: Words.
    """
    rows = [
        {
            "channel": key,
            "month": row["month"].isoformat(),
            "rate": row["retention_rate"],
            "state": state(row, t),
        }
        for key, months in channels.items()
        for row in months
        if row["retention_rate"] is not None
    ]
    shown = alt.param(name="channel", value="all")
    x, month = months(t("month"))
    y = alt.Y("rate:Q", title=None, axis=alt.Axis(format=".1~%", tickCount=5), scale=alt.Scale(zero=False, nice=True))
    base = alt.Chart(data(rows)).transform_filter("datum.channel == channel")
    line = base.mark_line(color="var(--accent)", strokeWidth=2.5).encode(x=x, y=y)
    points = base.mark_point(size=55, filled=True, stroke="var(--accent)", strokeWidth=2, opacity=1).encode(
        x=x,
        y=y,
        fill=hollow(t),
        tooltip=[month, alt.Tooltip("rate:Q", title=t("retention"), format=".1%"), alt.Tooltip("state:N", title=" ")],
    )
    return spec(alt.layer(line, points).add_params(shown), 230)


def growth(channels: Mapping[str, Sequence[Row]], t: Texts) -> dict[str, Any]:
    """Draw who joined and who left the active customers by month: gains upwards, losses downwards.

    Args:
        channels: The rows of KPIs by key of the channel.
        t: Words.
    """
    kinds = [("new_customers", 1), ("reactivated_customers", 1), ("lapsed_customers", -1)]
    rows = [
        {
            "channel": key,
            "month": row["month"].isoformat(),
            "kind": t(f"growth.{column}"),
            "count": sign * row[column],
            "customers": row[column],
            "state": state(row, t),
            "over": row["is_complete"],
        }
        for key, months in channels.items()
        for row in months
        for column, sign in kinds
    ]
    names = [t(f"growth.{column}") for column, _ in kinds]
    x, month = months(t("month"), bars=True)
    chart = (
        alt.Chart(data(rows))
        .transform_filter("datum.channel == channel")
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=x,
            y=alt.Y("count:Q", title=None, axis=alt.Axis(format="d", tickCount=5)),
            fill=alt.Fill("kind:N", title=None, scale=scale(names, ["accent", "card", "rose"])),
            stroke=alt.Stroke("kind:N", title=None, scale=scale(names, ["accent", "accent", "rose"])),
            order=alt.Order("kind:N", sort="ascending"),
            opacity=fading(),
            tooltip=[
                month,
                alt.Tooltip("kind:N", title=" "),
                alt.Tooltip("customers:Q", title=t("customers"), format=",d"),
                alt.Tooltip("state:N", title=" "),
            ],
        )
    )  # fmt: skip
    return spec(chart.add_params(alt.param(name="channel", value="all")), 230)


def stages(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw the customers in each lifecycle stage by month, one on top of the other, named where they end.

    Args:
        rows: ``lifecycle_stages_by_month``.
        t: Words.
    """
    order = [*reversed(STAGES)]
    points = [
        {
            "month": row["month"].isoformat(),
            "stage": t.name("stage", row["lifecycle_stage"]),
            "place": order.index(row["lifecycle_stage"]),
            "count": row["customer_count"],
        }
        for row in rows
    ]
    names = [t.name("stage", stage) for stage in STAGES]
    x, month = months(t("month"))
    colour = alt.Color(
        "stage:N",
        title=None,
        sort=names,
        scale=scale(names, [f"stage-{stage.replace('_', '-')}" for stage in STAGES]),
    )
    area = (
        alt.Chart(data(points))
        .mark_area(stroke="var(--card)", strokeWidth=1.5)
        .encode(
            x=x,
            y=alt.Y("count:Q", title=None, stack="zero", axis=alt.Axis(format=",d", tickCount=5)),
            color=colour,
            order=alt.Order("place:Q"),
            tooltip=[
                month,
                alt.Tooltip("stage:N", title=t("stage")),
                alt.Tooltip("count:Q", title=t("customers"), format=",d"),
            ],
        )
    )
    last = points[-1]["month"] if points else None
    total = sum(point["count"] for point in points if point["month"] == last)
    ends = [
        {**point, "label": point["stage"] if point["count"] > total * THIN else ""}
        for point in points
        if point["month"] == last
    ]
    labels = (
        alt.Chart(data(ends))
        .mark_text(
            align="right", dx=-8, fontSize=12, fontWeight=600, fill="var(--ink)", stroke="var(--card)", strokeWidth=3
        )
        .encode(
            x=x,
            y=alt.Y("count:Q", stack="zero", bandPosition=0.5),
            text="label:N",
            detail="stage:N",
            order=alt.Order("place:Q"),
        )
    )
    return spec(alt.layer(area, labels), 320)
