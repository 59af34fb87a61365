"""What the report says of a month: the rule of its title, on made-up months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from retensi.report.figures import MEASURES, overview
from retensi.report.funnels import LANDS, funnels, lands
from retensi.report.given import SPEND, Given
from retensi.report.headline import Headline, average_before, headline
from retensi.report.marts import Row
from retensi.report.news import News, measures_the_clock, news
from retensi.report.service import contacts
from retensi.report.texts import texts
from retensi.report.value import concentration
from tests.dbt_project import PROJECT
from tests.report_shop import ENGLISH, INDONESIAN

GIVEN = Given(
    frozenset({"nps_response", "csat_response", "complaint_opened", "complaint_answered", "complaint_resolved", SPEND}),
    buyers=1000,
    repeaters=400,
)
USUAL = {
    "opening_customers": 100,
    "retained_customers": 80,
    "lapsed_customers": 20,
    "new_customers": 20,
    "reactivated_customers": 10,
    "closing_customers": 110,
    "retention_rate": 0.8,
    "churn_rate": 0.2,
    "purchases": 120,
    "first_time_buyers": 20,
    "repeat_order_share": 0.6,
    "net_revenue": 10_000.0,
    "average_order_value": 80.0,
    "revenue_per_customer": 90.0,
    "marketing_spend": 400.0,
    "customer_acquisition_cost": 20.0,
    "projected_clv": 200.0,
    "clv_to_cac": 10.0,
    "nps": 20.0,
    "nps_responses": 40,
    "csat": 0.7,
    "csat_responses": 40,
    "complaints_opened": 10,
    "complaints_resolved": 8,
    "median_first_response_hours": 10.0,
    "median_resolution_hours": 50.0,
    "is_complete": True,
    "is_warming_up": False,
}
MOVING = [measure.column for measure in MEASURES if measure.column not in {"reactivated_customers", "nps"}]


def months(count: int = 14, last: dict[str, Any] | None = None, **every: Any) -> list[Row]:
    """So many months whose figures go up and down by 5 %; the last one is like the one before, but for ``last``."""
    rows = []
    for place in range(count):
        row = USUAL | {"month": date(2024 + place // 12, place % 12 + 1, 1)} | every
        if place % 2:
            row |= {column: row[column] * 1.05 for column in MOVING if row[column] is not None}
        rows.append(row)
    as_before = {column: rows[-2][column] for column in MOVING}
    rows[-1] = rows[-1] | as_before | (last or {})
    return rows


def told(found: News) -> list[str]:
    return [change.measure.column for change in found.changes]


def say(rows: list[Row], given: Given = GIVEN, repurchase: list[Row] | None = None, language: str = "en") -> Headline:
    clock = measures_the_clock(given, rows)
    f = {"en": ENGLISH, "id": INDONESIAN}[language]
    found = headline(
        rows,
        overview(rows, given, clock),
        texts(language, {}),
        f,
        given=given,
        clock=clock,
        repurchase=repurchase or [],
    )
    return Headline(found.title.striptags(), found.text.striptags(), found.points)


# The title


def test_an_ordinary_month_is_called_one() -> None:
    found = news(months())
    assert (found.kind, found.lead, found.changes) == ("usual", None, ())
    assert say(months()).title.startswith("A month like others: February 2025 brought ")


def test_what_moves_more_than_usual_is_the_title() -> None:
    found = news(months(last={"net_revenue": 8_000.0}))
    assert found.kind == "changes"
    assert told(found) == ["net_revenue"]
    # From 10,000 to 8,000 where 500 are usual.
    assert found.lead.times == pytest.approx(4)
    assert (found.lead.is_good, found.counterpart) == (False, None)


def test_a_change_just_below_one_and_a_half_usual_ones_is_no_news() -> None:
    assert news(months(last={"net_revenue": 10_000 - 1.49 * 500})).kind == "usual"
    assert news(months(last={"net_revenue": 10_000 - 1.51 * 500})).kind == "changes"


def test_revenue_weighs_more_than_what_comes_before_it_and_that_more_than_signs() -> None:
    # Each by three times its usual change.
    last = {"net_revenue": 8_500.0, "average_order_value": 92.0, "csat": 0.805}
    assert told(news(months(last=last))) == ["net_revenue", "average_order_value", "csat"]
    # A sign must move more than three times as far as revenue: 1.6 usual changes of 500, and 4.9 of one complaint.
    last = {"net_revenue": 9_200.0, "complaints_opened": 14.9}
    assert news(months(last=last)).lead.measure.column == "complaints_opened"


def test_good_and_bad_are_told_together() -> None:
    # Retention up, but revenue down, the cost of a customer up, NPS down: the case that was called "retention rose".
    last = {
        "retention_rate": 0.88,
        "net_revenue": 9_000.0,
        "customer_acquisition_cost": 30.0,
        "nps": -12.0,
    }
    rows = months(last=last)
    found = news(rows)
    assert (found.lead.measure.column, found.lead.is_good) == ("customer_acquisition_cost", False)
    assert (found.counterpart.measure.column, found.counterpart.is_good) == ("retention_rate", True)
    # What the title tells comes first below it.
    assert told(found)[:2] == ["customer_acquisition_cost", "retention_rate"]
    assert set(told(found)) >= {"net_revenue", "nps"}
    said = say(rows)
    assert "but retention rose to 88.0%" in said.title
    assert "in February 2025" in said.title
    assert [point.verdict for point in said.points][:2] == ["worse", "better"]


def test_the_other_kind_is_told_from_one_usual_change_on() -> None:
    last = {"net_revenue": 8_000.0, "average_order_value": 80 + 1.1 * 4}
    assert news(months(last=last)).counterpart.measure.column == "average_order_value"
    last = {"net_revenue": 8_000.0, "average_order_value": 80 + 0.9 * 4}
    found = news(months(last=last))
    assert found.counterpart is None
    assert told(found) == ["net_revenue"]


def test_a_history_in_which_nothing_happened_makes_no_news_of_trifles() -> None:
    # Returning customers were 10 in each month: one more is a usual change, five are five, and no more than five count.
    assert news(months(last={"reactivated_customers": 11})).kind == "usual"
    found = news(months(last={"reactivated_customers": 40}))
    assert found.lead.times == 30
    assert found.lead.score == 5 * 2


def test_scores_of_few_answers_are_no_news() -> None:
    last = {"nps": -40.0, "nps_responses": 9}
    assert news(months(last=last)).kind == "usual"
    assert told(news(months(last={"nps": -40.0}))) == ["nps"]


def test_a_young_shop_is_not_judged() -> None:
    # Seven months have five changes before the last one; eight have six.
    rows = months(7, last={"net_revenue": 20_000.0})
    assert news(rows).kind == "young"
    assert say(rows).title == "July 2024 brought $20,000 of net revenue"
    assert news(months(8, last={"net_revenue": 20_000.0})).kind == "changes"


def test_the_month_that_runs_is_not_reported() -> None:
    rows = months(last={"net_revenue": 100.0, "is_complete": False})
    assert news(rows).kind == "usual"
    assert say(rows).title.startswith("A month like others: January 2025")


# Months without a sale


def test_a_month_without_a_sale_says_so_first() -> None:
    last = {
        "purchases": 0,
        "net_revenue": 0.0,
        "average_order_value": None,
        "first_time_buyers": 0,
        "retention_rate": 0.95,
        "complaints_opened": 30,
    }
    rows = months(last=last)
    found = news(rows)
    assert (found.kind, found.last_sale) == ("no_sales", date(2025, 1, 1))
    # Neither "revenue fell" beside it nor "retention rose"; complaints need no sale.
    assert told(found) == ["complaints_opened"]
    said = say(rows)
    assert said.title == "No sale in February 2025"
    assert said.text.startswith("The last month with a sale was January 2025.")
    # Nothing about who stays is better.
    figure = overview(rows, GIVEN).figures["retention_rate"]
    assert (figure.value > figure.before, figure.verdict, figure.caution) == (True, "neither", "clock")
    assert say(rows, language="id").title == "Tidak ada penjualan pada Februari 2025"


# Rates that measure the clock


@pytest.mark.parametrize(
    ("buyers", "repeaters", "clock"),
    [(400, 29, True), (400, 30, False), (1400, 35, True), (31_696, 591, True), (600, 30, False), (601, 30, True)],
)
def test_where_hardly_anybody_buys_twice_rates_measure_the_clock(buyers: int, repeaters: int, clock: bool) -> None:
    given = Given(GIVEN.things, buyers, repeaters)
    assert measures_the_clock(given, months()) is clock
    # While nobody can lapse there is no rate to judge.
    assert not measures_the_clock(given, months(is_warming_up=True))


def test_a_small_channel_is_no_clock() -> None:
    assert not measures_the_clock(Given(GIVEN.things, 40, 20), months(), 0)
    assert measures_the_clock(Given(GIVEN.things, 40, 1), months(), 0)


def test_then_repurchase_is_told_instead() -> None:
    given = Given(GIVEN.things, buyers=1400, repeaters=35)
    rows = months(last={"retention_rate": 0.9, "closing_customers": 140})
    repurchase = [
        {"within_days": days, "eligible": eligible, "repurchased": count}
        for days, eligible, count in ((30, 1300, 13), (60, 1200, 18), (90, 1000, 20), (180, 500, 15))
    ]
    said = say(rows, given, repurchase)
    assert "etention" not in said.title
    assert said.title.startswith("Active customers rose to 140")
    assert "Of 1,400 customers with a purchase 35 ever bought twice" in said.text
    assert "2.0% bought again within 90 days (20 of 1,000)" in said.text
    assert "above the average" not in said.text
    assert overview(rows, given, clock=True).figures["retention_rate"].verdict == "neither"


# Months in which nobody could lapse


def test_months_that_warm_up_are_left_out_of_averages_and_histories() -> None:
    rows = months(12, last={"retention_rate": 0.81, "churn_rate": 0.19})
    warm = [{**row, "retention_rate": 1.0, "retained_customers": 100, "is_warming_up": True} for row in rows[:3]]
    rows = [*warm, *rows[3:]]
    average = average_before(rows, overview(rows, GIVEN))
    settled = rows[3:-1]
    assert average.months == 8
    assert average.rate == pytest.approx(
        sum(row["retained_customers"] for row in settled) / sum(row["opening_customers"] for row in settled)
    )
    assert "above the average of the 8 months before (80.0%)" in say(rows).text
    # A line of the card begins with the first month in which somebody could lapse; that of revenue with the first.
    figures = overview(rows, GIVEN).figures
    assert figures["retention_rate"].series[:3] == (None, None, None)
    assert None not in figures["retention_rate"].series[3:]
    assert None not in figures["net_revenue"].series
    # Eight months are left: six changes before the last one. With one month fewer there is no usual change.
    moved = [*rows[:-1], rows[-1] | {"retention_rate": 0.5}]
    assert told(news(moved))[0] == "retention_rate"
    moved[3:6] = [row | {"is_warming_up": True} for row in moved[3:6]]
    assert "retention_rate" not in told(news(moved))


def test_a_month_that_warms_up_is_marked_and_compared_with_nothing() -> None:
    rows = [row | {"retention_rate": 1.0} for row in months(3, is_warming_up=True)]
    figure = overview(rows, GIVEN).figures["retention_rate"]
    assert (figure.value, figure.before, figure.caution, figure.verdict) == (1.0, None, "warming_up", "")
    assert "Nobody could lapse yet" in say(rows).text
    # The first month after it is not compared with it either.
    rows = [*rows, rows[-1] | {"month": date(2024, 4, 1), "is_warming_up": False, "retention_rate": 0.8}]
    assert overview(rows, GIVEN).figures["retention_rate"].before is None
    assert overview(rows, GIVEN).figures["net_revenue"].before is not None


def test_too_few_months_make_no_average() -> None:
    assert average_before(months(6), overview(months(6), GIVEN)) is None
    assert average_before(months(7), overview(months(7), GIVEN)).months == 6
    assert average_before(months(20), overview(months(20), GIVEN)).months == 12


# What did not come in


def test_what_is_missing_is_named_with_what_to_land() -> None:
    figures = overview(months(), Given(frozenset({"complaint_opened", "complaint_answered"}))).figures
    assert figures["complaints_opened"].lacking == ()
    assert figures["median_first_response_hours"].lacking == ()
    assert figures["median_resolution_hours"].lacking == ("complaint_resolved",)
    assert figures["nps"].lacking == ("nps_response",)
    assert figures["clv_to_cac"].lacking == (SPEND,)
    assert figures["net_revenue"].lacking == ()


def steps(*people: int | None) -> list[Row]:
    """A month of a funnel; None is a step that is not measured."""
    names = ["reach", "acquisition", "conversion", "retention"]
    return [
        {
            "funnel": "journey", "entry_month": date(2024, 1, 1), "step_number": place, "step": name, "people": count,
            "is_measured": count is not None, "is_complete": True,
        }
        for place, (name, count) in enumerate(zip(names, people, strict=False), start=1)
    ]  # fmt: skip


def test_steps_that_are_not_measured_are_passed_over() -> None:
    # 237 of 1,361 bought; that nobody registers through the shop's own page is no loss.
    [funnel] = funnels(steps(1361, None, 237, 40))
    reach, acquisition, conversion, retention = funnel.steps
    assert (acquisition.people, acquisition.of_first, acquisition.loses_most) == (None, None, False)
    assert (conversion.of_previous, conversion.loses_most) == (237 / 1361, True)
    assert (retention.of_first, retention.of_previous) == (40 / 1361, 40 / 237)
    assert (funnel.people, reach.of_previous, lands(funnel.lacking)) == (1361, None, ("registered",))
    # People enter at the first step that is measured.
    [funnel] = funnels(steps(None, None, 237, 40))
    assert (funnel.people, funnel.steps[2].of_first, funnel.steps[2].of_previous) == (237, 1, None)
    # Nobody is a number, where a step is measured.
    [funnel] = funnels(steps(10, 0, 0))
    assert [step.people for step in funnel.steps] == [10, 0, 0]
    assert [step.loses_most for step in funnel.steps] == [False, True, False]


def test_one_measured_step_is_no_funnel() -> None:
    [funnel] = funnels(steps(None, None, 237, None))
    assert not funnel.is_measured
    assert [step.people for step in funnel.steps] == [None] * 4
    assert lands(funnel.lacking) == ("page_view", "registered")


def test_each_step_of_interactions_has_one_to_land() -> None:
    events: dict[str, set[str]] = {}
    for line in (PROJECT / "seeds/reference/funnel_steps.csv").read_text().splitlines()[1:]:
        _, _, _, step, event = line.split(",")
        events.setdefault(step, set()).add(event)
    made_of = {"registered": "registration", "review_submitted": "positive_review"}
    # Purchases always come in.
    needs = {step for step, found in events.items() if not any("purchase" in event for event in found)}
    assert set(LANDS) == needs
    for step, thing in LANDS.items():
        assert made_of.get(thing, thing) in events[step], step


# Value and contacts


def test_the_top_tenth_is_read_from_the_points_of_the_curve() -> None:
    curve = [
        {"customer_percent": percent, "customers": count, "net_revenue": money, "net_revenue_share": money / 200}
        for percent, count, money in ((0, 0, 0), (90, 18, 90), (100, 20, 200))
    ]
    found = concentration(curve)
    assert (found.share, found.times) == (pytest.approx(0.55), pytest.approx(55 / 5))
    # The others have sent back all they bought.
    curve[1] |= {"net_revenue": 0, "net_revenue_share": 0.0}
    assert concentration(curve).times is None
    assert concentration([row | {"net_revenue_share": None} for row in curve]) is None


def test_a_first_day_with_most_of_the_week_is_crowded() -> None:
    def planned(*counts: int) -> Any:
        rows = [
            {
                "reason": "win_back", "contact_on": date(2024, 6, 1 + place), "suggested_channel": "email",
                "priority": 12, "contacts": count,
            }
            for place, count in enumerate(counts)
        ]  # fmt: skip
        rules = [
            {
                "reason": "win_back", "reason_name": "Win back", "reason_name_id": "Ajak kembali",
                "needs_consent": True, "contacts_planned": sum(counts),
                "contacts_without_consent": 7, "contacts_beyond_days": 2,
            }
        ]  # fmt: skip
        return contacts(rows, [], rules, date(2024, 5, 31), "id")

    found = planned(60, 20, 30)
    assert found.is_crowded
    assert [count for _, count in found.days] == [60, 20, 30, 0, 0, 0, 0]
    assert (found.labels, found.without_consent, found.waiting, found.marketing) == (
        {"win_back": "Ajak kembali"}, 7, 2, 110,
    )  # fmt: skip
    assert not planned(55, 25, 30).is_crowded
    # Few are no crowd.
    assert not planned(60, 9, 9).is_crowded
