"""What changed, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retensi.report.figures import Overview, outstanding
from retensi.report.formats import Formats
from retensi.report.marts import Row
from retensi.report.texts import Texts

# KPIs named beside the headline.
POINTS = 4
# Months that the retention rate is compared with.
YEAR = 12
FEWEST_MONTHS = 6


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
    text: str
    change: str
    verdict: str
    direction: int


@dataclass(frozen=True)
class Headline:
    """The news of the month: a title, a paragraph, and the KPIs that stand out."""

    title: str
    text: str
    points: tuple[Point, ...]


def headline(rows: Sequence[Row], now: Overview, t: Texts, f: Formats) -> Headline:
    """Say what the month was like.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        now: The same as figures.
        t: Words.
        f: Numbers.
    """
    rate = now.figures["retention_rate"]
    month = f.month(now.month)
    if rate.value is None:
        text = t("headline.without", closing=f.number(now.row["closing_customers"]))
        return Headline(t("headline.none", month=month), text, _points(rows, now, t, f))
    way = {1: "rose", -1: "fell", 0: "held"}[rate.direction] if rate.before is not None else "is"
    if way in ("rose", "fell") and f.percent(rate.value) == f.percent(rate.before):
        way = "held"
    sentences = [
        t(
            "headline.people",
            opening=f.number(now.row["opening_customers"]),
            retained=f.number(now.row["retained_customers"]),
            lapsed=f.number(now.row["lapsed_customers"]),
            new=f.number(now.row["new_customers"]),
            reactivated=f.number(now.row["reactivated_customers"]),
            closing=f.number(now.row["closing_customers"]),
        )
    ]
    year = _year_before(rows, now)
    if year is not None:
        difference = t("headline.points", count=f.number(abs(rate.value - year) * 100, 1))
        side = "same" if f.percent(rate.value) == f.percent(year) else "above" if rate.value > year else "below"
        sentences.append(t(f"headline.year.{side}", difference=difference, rate=f.percent(year)))
    title = t(
        f"headline.{way}",
        rate=f.percent(rate.value),
        before=f.percent(rate.before) if rate.before is not None else "",
        month=month,
    )
    return Headline(title, " ".join(sentences), _points(rows, now, t, f))


def _year_before(rows: Sequence[Row], now: Overview) -> float | None:
    """Give the retention rate of the twelve months before, by its sums; None where fewer than six had customers."""
    earlier = [row for row in rows if row["month"] < now.month and row["opening_customers"]][-YEAR:]
    if len(earlier) < FEWEST_MONTHS:
        return None
    return sum(row["retained_customers"] for row in earlier) / sum(row["opening_customers"] for row in earlier)


def _points(rows: Sequence[Row], now: Overview, t: Texts, f: Formats) -> tuple[Point, ...]:
    found = []
    for column, times in outstanding(rows, POINTS) if now.complete else []:
        figure = now.figures[column]
        kind = figure.measure.kind
        text = t(
            "outstanding.rose" if figure.direction > 0 else "outstanding.fell",
            value=f.of_kind(figure.value, kind),
            before=f.of_kind(figure.before, kind),
            times=f.number(times, 1),
        )
        change = f.change(figure.value, figure.before, kind)
        found.append(Point(f"kpis_by_month.{column}", text, change, figure.verdict, figure.direction))
    return tuple(found)
