"""The numbers behind the charts, as tables: the headings, and rows of text."""

from __future__ import annotations

from collections.abc import Sequence

from retensi.report.figures import GROUPS, SHOWN_MONTHS, Overview
from retensi.report.formats import Formats
from retensi.report.lifecycle import STAGES
from retensi.report.marts import Marts, Row, newest
from retensi.report.service import star_counts
from retensi.report.texts import Term, Texts

# The heading of a column may be a number that is defined.
Table = tuple[list[str | Term], list[list[str]]]

RETENTION_COLUMNS = (
    "opening_customers",
    "retained_customers",
    "lapsed_customers",
    "new_customers",
    "reactivated_customers",
    "closing_customers",
)


def retention(rows: Sequence[Row], t: Texts, f: Formats) -> Table:
    """Give retention and growth by month, newest first.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        t: Words.
        f: Numbers.
    """
    terms = [t.term(f"kpis_by_month.{column}") for column in ("retention_rate", *RETENTION_COLUMNS)]
    body = [
        [
            _month(row, t, f) + (f" ({t('warming_up')})" if row["is_warming_up"] else ""),
            f.of_kind(row["retention_rate"], "share"),
            *(f.number(row[column]) for column in RETENTION_COLUMNS),
        ]
        for row in reversed(rows)
    ]
    return [t("month"), *terms], body


def kpis(rows: Sequence[Row], now: Overview, t: Texts, f: Formats) -> Table:
    """Give the KPIs by month, newest first, revenue before all others, amounts in full.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        now: The same as figures; what its input is missing for is left out.
        t: Words.
        f: Numbers.
    """
    shown = [measure for name in ("money", "customers", "voice") for measure in GROUPS[name]]
    shown = [measure for measure in shown if not now.figures[measure.column].lacking]
    body = [
        [_month(row, t, f), *(f.of_kind(row[measure.column], measure.kind, full=True) for measure in shown)]
        for row in reversed(rows)
    ]
    return [t("month"), *(t.term(f"kpis_by_month.{measure.column}") for measure in shown)], body


def tables(marts: Marts, t: Texts, f: Formats) -> dict[str, Table]:
    """Give the tables behind the charts about the whole shop.

    Args:
        marts: What the report is made of.
        t: Words.
        f: Numbers.
    """
    months = sorted({row["month"] for row in marts["stages"]}, reverse=True)[:SHOWN_MONTHS]
    counts = {(row["month"], row["lifecycle_stage"]): row for row in marts["stages"]}
    found: dict[str, Table] = {
        "stages": (
            [t("month"), *(t.name("stage", stage) for stage in STAGES)],
            [
                [_month(counts[month, STAGES[0]], t, f)]
                + [f.number(counts[month, stage]["customer_count"]) for stage in STAGES]
                for month in months
            ],
        ),
        "lorenz": (
            [t("lorenz.top"), t("lorenz.bring")],
            [
                [f.percent(1 - row["customer_percent"] / 100, 0), f.percent(1 - row["net_revenue_share"])]
                for row in reversed(marts["lorenz"])
                if row["customer_percent"] % 10 == 0
                and row["customer_percent"] < 100
                and row["net_revenue_share"] is not None
            ],
        ),
        "backtest": (
            [
                t("backtest.decile"),
                t("customers"),
                *(t(f"backtest.{kind}") for kind in ("predicted", "actual", "baseline")),
            ],
            [
                [
                    f.number(row["decile"]) if row["decile"] else t("total"),
                    f.number(row["customers"]),
                    f.number(row["predicted_orders"], 1),
                    f.number(row["actual_orders"]),
                    f.number(row["baseline_orders"]),
                ]
                for row in marts["backtest"]
                if row["predicted_orders"] is not None
            ],
        ),
    }
    feedback = list(reversed(newest(marts["feedback"], SHOWN_MONTHS)))
    found["scores"] = (
        [t("month"), "NPS", t("answers")],
        [
            [_month(row, t, f), f.of_kind(row["nps"], "score"), f.number(row["nps_responses"])]
            for row in feedback
            if row["nps_responses"]
        ],
    )
    found["moods"] = (
        [
            t("month"),
            *(t(f"mood.{kind}") for kind in ("positive", "neutral", "negative")),
            t.term("feedback_by_month.judged_share"),
        ],
        [
            [_month(row, t, f)]
            + [f.number(row[f"texts_{kind}"]) for kind in ("positive", "neutral", "negative")]
            + [f.percent(row["judged_share"])]
            for row in feedback
            if row["positive_share"] is not None
        ],
    )
    found["stars"] = (
        [
            t("month"),
            t.term("feedback_by_month.average_rating"),
            *(t(f"stars.{kind}") for kind in ("positive", "neutral", "negative")),
        ],
        [
            [_month(row, t, f), f.number(row["average_rating"], 2)]
            + [f.number(star_counts(row)[kind]) for kind in ("positive", "neutral", "negative")]
            for row in feedback
            if row["reviews"]
        ],
    )
    found["complaints"] = (
        [t("month"), t("complaints.opened"), t("complaints.resolved")],
        [
            [_month(row, t, f), *(f.of_kind(row[f"complaints_{kind}"], "count") for kind in ("opened", "resolved"))]
            for row in marts["kpis"][: -SHOWN_MONTHS - 1 : -1]
        ],
    )
    return found


def _month(row: Row, t: Texts, f: Formats) -> str:
    """Write the month of a row; an asterisk says that it is not over."""
    return f.short_month(row["month"]) + ("" if row["is_complete"] else "*")
