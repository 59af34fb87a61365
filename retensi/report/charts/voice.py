"""Charts of complaints and of what people say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from retensi.report.charts.base import data, fading, hollow, months, scale, spec, state
from retensi.report.marts import Row
from retensi.report.service import star_counts
from retensi.report.texts import Texts


def scores(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw the Net Promoter Score by month; larger points stand for more answers.

    Args:
        rows: ``feedback_by_month``.
        t: Words.
    """
    points = [
        {
            "month": row["month"].isoformat(),
            "nps": row["nps"],
            "responses": row["nps_responses"],
            "state": state(row, t),
        }
        for row in rows
        if row["nps"] is not None
    ]
    x, month = months(t("month"))
    y = alt.Y("nps:Q", title=None, scale=alt.Scale(domain=[-100, 100]), axis=alt.Axis(values=[-100, -50, 0, 50, 100]))
    base = alt.Chart(data(points))
    line = base.mark_line(color="var(--ink-3)", strokeWidth=1.5).encode(x=x, y=y)
    dots = base.mark_point(stroke="var(--accent)", strokeWidth=2, opacity=1, filled=True).encode(
        x=x,
        y=y,
        fill=hollow(t),
        size=alt.Size("responses:Q", title=t("answers"), scale=alt.Scale(range=[20, 260]), legend=None),
        tooltip=[
            month,
            alt.Tooltip("nps:Q", title="NPS", format=".0f"),
            alt.Tooltip("responses:Q", title=t("answers"), format=",d"),
        ],
    )
    return spec(alt.layer(line, dots), 275)


def moods(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw how many of the judged texts of each month were negative, neutral and positive.

    Args:
        rows: ``feedback_by_month``; months of which too few texts could be judged are left out.
        t: Words.
    """
    counts = [
        (row, {t(f"mood.{kind}"): row[f"texts_{kind}"] for kind in ("negative", "neutral", "positive")})
        for row in rows
        if row["positive_share"] is not None
    ]
    return _shares(counts, t("texts"), t)


def stars(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw how many of the reviews of each month gave few, three and many stars.

    Args:
        rows: ``feedback_by_month``.
        t: Words.
    """
    counts = [
        (row, {t(f"stars.{kind}"): count for kind, count in star_counts(row).items()}) for row in rows if row["reviews"]
    ]
    return _shares(counts, t("stars.reviews"), t)


def _shares(rows: Sequence[tuple[Row, Mapping[str, int]]], counted: str, t: Texts) -> dict[str, Any]:
    """Draw a bar a month, made of the shares of three kinds, the worst one first."""
    points = [
        {
            "month": row["month"].isoformat(),
            "kind": name,
            "place": place,
            "count": count,
            "state": state(row, t),
            "over": row["is_complete"],
        }
        for row, counts in rows
        for place, (name, count) in enumerate(counts.items())
    ]
    names = list(rows[0][1])
    x, month = months(t("month"), bars=True)
    chart = (
        alt.Chart(data(points))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("count:Q", title=None, stack="normalize", axis=alt.Axis(format=".0%", tickCount=3)),
            color=alt.Color("kind:N", title=None, sort=names, scale=scale(names, ["rose", "bar", "accent"])),
            order=alt.Order("place:Q"),
            opacity=fading(),
            tooltip=[
                month, alt.Tooltip("kind:N", title=" "), alt.Tooltip("count:Q", title=counted, format=",d"),
                alt.Tooltip("state:N", title=" "),
            ],
        )
    )  # fmt: skip
    return spec(chart, 200)


def complaints(rows: Sequence[Row], t: Texts) -> dict[str, Any]:
    """Draw the complaints opened in each month and how many of them stand resolved.

    Args:
        rows: ``kpis_by_month``.
        t: Words.
    """
    points = [
        {
            "month": row["month"].isoformat(),
            "kind": t(f"complaints.{kind}"),
            "count": count,
            "state": state(row, t),
            "over": row["is_complete"],
        }
        for row in rows
        for kind, count in (
            ("resolved", row["complaints_resolved"]),
            ("unresolved", row["complaints_opened"] - row["complaints_resolved"]),
        )
    ]
    names = [t("complaints.resolved"), t("complaints.unresolved")]
    x, month = months(t("month"), bars=True)
    chart = (
        alt.Chart(data(points))
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=x,
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickCount=4, format="d")),
            fill=alt.Fill("kind:N", title=None, scale=scale(names, ["bar", "card"])),
            stroke=alt.Stroke("kind:N", title=None, scale=scale(names, ["bar", "rose"])),
            order=alt.Order("kind:N", sort="ascending"),
            opacity=fading(),
            tooltip=[
                month, alt.Tooltip("kind:N", title=" "), alt.Tooltip("count:Q", title=t("complaints"), format=",d"),
                alt.Tooltip("state:N", title=" "),
            ],
        )
    )  # fmt: skip
    return spec(chart, 330)
