"""The news of the month, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from retensi.report.figures import Overview
from retensi.report.formats import Formats
from retensi.report.given import Given
from retensi.report.marts import Row
from retensi.report.news import Change, News, news
from retensi.report.texts import Texts

# KPIs named below the headline.
POINTS = 4
# Months that the retention rate is compared with, and how few make no average.
YEAR = 12
FEWEST_MONTHS = 6
# The window of repurchase that is told, where so many customers have been watched that long.
REPURCHASE_DAYS = 90
FEWEST_WATCHED = 30


@dataclass(frozen=True)
class Point:
    """A KPI that moved more than usual.

    Attributes:
        term: its definition.
        text: what it did.
        change: how much.
        verdict: whether that is better or worse.
        direction: +1 up, -1 down.
    """

    term: str
    text: Markup
    change: str
    verdict: str
    direction: int


@dataclass(frozen=True)
class Headline:
    """The news of the month: a title, a paragraph, and the KPIs that stand out."""

    title: Markup
    text: Markup
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Average:
    """The retention rate of the months before, by its sums.

    Attributes:
        rate: the rate.
        months: the number of months it is of.
    """

    rate: float
    months: int


def headline(
    rows: Sequence[Row],
    now: Overview,
    t: Texts,
    f: Formats,
    *,
    given: Given,
    clock: bool,
    repurchase: Sequence[Row] = (),
) -> Headline:
    """Say what the month was like.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        now: The same as figures.
        t: Words.
        f: Numbers.
        given: What came in, of the same customers.
        clock: Whether rates of who stays measure the clock.
        repurchase: ``cohort_repurchase`` by window, of the same customers; empty: it is not known for them.
    """
    found = news(rows, clock)
    sentences = [*_sales(found, now, t, f), *_people(now, t, f)]
    if not given.buyers:
        pass  # Nobody to stay or go.
    elif clock:
        sentences += _clock(given, repurchase, t, f)
    elif now.row["is_warming_up"]:
        sentences.append(t.html("headline.warming_up"))
    elif found.kind == "no_sales":
        sentences.append(t.html("headline.time_passed"))
    else:
        sentences += _compared(rows, now, t, f)
    points = tuple(_point(change, t, f) for change in found.changes[:POINTS])
    return Headline(_title(found, now, t, f), Markup(" ").join(sentences), points)


def average_before(rows: Sequence[Row], now: Overview) -> Average | None:
    """Give the average retention rate of the year before; months in which nobody could lapse are left out.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        now: The month that is reported.

    Returns:
        None where there are too few months.
    """
    earlier = [
        row for row in rows if row["month"] < now.month and row["opening_customers"] and not row["is_warming_up"]
    ]
    earlier = earlier[-YEAR:]
    if len(earlier) < FEWEST_MONTHS:
        return None
    opening = sum(row["opening_customers"] for row in earlier)
    return Average(sum(row["retained_customers"] for row in earlier) / opening, len(earlier))


def _title(found: News, now: Overview, t: Texts, f: Formats) -> Markup:
    month = f.month(now.month)
    if found.kind == "no_sales":
        return t.html("headline.no_sales", month=month)
    if found.lead is None:
        revenue = now.figures["net_revenue"]
        if found.kind == "usual":
            return t.html("headline.usual", month=month, revenue=f.shown(revenue.value, "money"))
        return t.html("headline.young", month=month, revenue=f.shown(revenue.value, "money"))
    lead = _clause(found.lead, t, f)
    lead = Markup(lead[:1].upper() + lead[1:])
    if found.counterpart is None:
        return t.html("headline.one", lead=lead, month=month)
    return t.html("headline.two", lead=lead, month=month, other=_clause(found.counterpart, t, f))


def _clause(change: Change, t: Texts, f: Formats) -> Markup:
    """Say what a KPI did, such as ``net revenue fell to $1.2M``."""
    way = "rose" if change.direction > 0 else "fell"
    value = f.shown(change.value, change.measure.kind)
    return t.html(f"headline.{way}", subject=t.name("subject", change.measure.column), value=value)


def _sales(found: News, now: Overview, t: Texts, f: Formats) -> list[Markup]:
    """Say what was sold, and where nothing was, when something was sold last."""
    if found.kind == "no_sales":
        last = [t.html("headline.last_sale", month=f.month(found.last_sale))] if found.last_sale else []
        return [*last, t.html("headline.no_orders")]
    revenue = now.figures["net_revenue"]
    values = {"revenue": f.shown(revenue.value, "money"), "purchases": f.number(now.row["purchases"])}
    if revenue.before is None or not now.complete:
        return [t.html("headline.sales", **values)]
    change = f.change(revenue.value, revenue.before, "money")
    return [t.html("headline.sales_compared", **values, change=change if f.moved(change) else "±0%")]


def _people(now: Overview, t: Texts, f: Formats) -> list[Markup]:
    """Say who came, stayed and went."""
    row = now.row
    if not row["opening_customers"]:
        return [t.html("headline.without", closing=f.number(row["closing_customers"]))]
    names = ("opening", "retained", "lapsed", "new", "reactivated", "closing")
    return [t.html("headline.people", **{name: f.number(row[f"{name}_customers"]) for name in names})]


def _compared(rows: Sequence[Row], now: Overview, t: Texts, f: Formats) -> list[Markup]:
    """Compare the retention rate with the average of the months before, and say of how many that is."""
    figure = now.figures["retention_rate"]
    if figure.value is None or not now.complete:
        return []
    average = average_before(rows, now)
    rate = f.percent(figure.value)
    if average is None:
        return [t.html("headline.rate", rate=rate)]
    side = "same" if rate == f.percent(average.rate) else "above" if figure.value > average.rate else "below"
    difference = t.html("headline.points", count=f.number(abs(figure.value - average.rate) * 100, 1))
    values = {"rate": rate, "months": f.number(average.months), "average": f.percent(average.rate)}
    if side != "same":
        values["difference"] = difference
    return [t.html(f"headline.average.{side}", **values)]


def _clock(given: Given, repurchase: Sequence[Row], t: Texts, f: Formats) -> list[Markup]:
    """Say that rates of who stays measure the clock, and what says more."""
    said = [t.html("headline.clock", repeaters=f.number(given.repeaters), buyers=f.number(given.buyers))]
    watched = [row for row in repurchase if row["eligible"] >= FEWEST_WATCHED]
    shown = [row for row in watched if row["within_days"] <= REPURCHASE_DAYS][-1:] or watched[:1]
    for row in shown:
        said.append(
            t.html(
                "headline.repurchase",
                rate=f.percent(row["repurchased"] / row["eligible"]),
                days=f.number(row["within_days"]),
                repurchased=f.number(row["repurchased"]),
                eligible=f.number(row["eligible"]),
            )
        )
    return said


def _point(change: Change, t: Texts, f: Formats) -> Point:
    kind = change.measure.kind
    text = t.html(
        "outstanding.rose" if change.direction > 0 else "outstanding.fell",
        value=f.shown(change.value, kind),
        before=f.shown(change.before, kind),
        times=f.number(change.times, 1),
    )
    verdict = "better" if change.is_good else "worse"
    return Point(
        f"kpis_by_month.{change.measure.column}", text, f.change(change.value, change.before, kind), verdict,
        change.direction,
    )  # fmt: skip
