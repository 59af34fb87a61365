"""What the charts share: months, colours, and the JavaScript that draws them.

Colours are names of the page's style sheet, so that a chart follows light, dark and print without being drawn anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import vl_convert

from retensi.report.marts import Row
from retensi.report.texts import Texts

# Opacity of what is not over.
PALE = 0.45
BAR_AXIS = alt.Axis(format="%b %y", formatType="time", labelOverlap="greedy", labelAngle=0, labelSeparation=12)
MONTH_AXIS = alt.Axis(format="%b %y", labelOverlap=True, grid=False, tickCount=6, labelFlush=True)


@cache
def javascript() -> str:
    """Give the JavaScript that draws the charts: Vega, Vega-Lite and vega-embed, as vl-convert carries them."""
    return vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub wants what may be left out


def spec(chart: alt.Chart | alt.LayerChart | alt.FacetChart, height: int) -> dict[str, Any]:
    """Give the specification of a chart that is as wide as its place on the page."""
    spec = chart.properties(width="container", height=height).to_dict()
    for unneeded in ("$schema", "config"):
        spec.pop(unneeded, None)
    return spec


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Give rows as data that stand in the chart itself."""
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair gives it no types


def months(title: str, bars: bool = False) -> tuple[alt.X, alt.Tooltip]:
    """Give the axis of months and its line in the tooltip; bars stand on months, lines run through them."""
    axis = BAR_AXIS if bars else MONTH_AXIS
    x = alt.X("utcyearmonth(month):T", title=None, axis=axis)
    if bars:
        x = alt.X("utcyearmonth(month):O", title=None, axis=axis, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15))
    return x, alt.Tooltip("utcyearmonth(month):T", title=title, format="%B %Y")


def fading() -> Any:
    """Make the bars of months that are not over paler; rows say in ``over`` whether they are."""
    return alt.condition("datum.over", alt.value(1), alt.value(PALE))


def hollow(t: Texts) -> alt.Fill:
    """Leave the points of months that are not over empty; rows say in ``state`` whether they are."""
    states = alt.Scale(domain=[t("complete"), t("incomplete")], range=["var(--accent)", "var(--card)"])
    return alt.Fill("state:N", legend=None, scale=states)


def state(row: Row, t: Texts) -> str:
    """Say whether the month of a row is over."""
    return t("complete") if row["is_complete"] else t("incomplete")


def scale(names: Sequence[str], colours: Sequence[str]) -> alt.Scale:
    """Give names their colours, which are names of the style sheet."""
    return alt.Scale(domain=list(names), range=[f"var(--{colour})" for colour in colours])
