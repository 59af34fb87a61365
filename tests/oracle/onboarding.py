"""The marts of onboarding: the first steps of those who register, cohort by cohort."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.comparisons import has_bought_after, is_over, stage_on
from tests.oracle.shop import STAGES, Customer, Shop, month_of, ratio

Row = dict[str, object]
IN_TIME = timedelta(days=30)


@dataclass(frozen=True)
class Newcomer:
    """A customer with an account. `days` holds the days taken to each step of the shop that was done."""

    customer: Customer
    registered_on: date
    days: dict[str, int]

    @property
    def landmark(self) -> date:
        """The last day on which onboarding is in time."""
        return self.registered_on + IN_TIME


def steps_of(shop: Shop) -> list[str]:
    """The steps that somebody did in the last year, that of most customers first."""
    last_year = [
        (row.reference_id, customer.customer_id)
        for row, customer in shop.interactions
        if row.interaction_type == "onboarding_step_completed"
        and customer is not None
        and row.reference_id is not None
        and row.interaction_date > shop.as_of - timedelta(days=365)
    ]
    counts = {step: len({who for name, who in last_year if name == step}) for step, _ in last_year}
    return sorted(counts, key=lambda step: (-counts[step], step))


def newcomers(shop: Shop) -> list[Newcomer]:
    """Everybody who registered, with the steps done by as_of."""
    zone = ZoneInfo(shop.settings.timezone)
    steps = steps_of(shop)
    found = []
    for customer in shop.customers:
        if customer.registered_at is None:
            continue
        registered_on = customer.registered_at.replace(tzinfo=UTC).astimezone(zone).date()
        days: dict[str, int] = {}
        for row in customer.interactions:
            if row.interaction_type == "onboarding_step_completed" and row.reference_id in steps:
                taken = max((row.interaction_date - registered_on).days, 0)
                days[row.reference_id] = min(taken, days.get(row.reference_id, taken))
        found.append(Newcomer(customer, registered_on, days))
    return found


def cohorts(shop: Shop) -> dict[date, list[Newcomer]]:
    """Newcomers by the month of their registration."""
    by_month: dict[date, list[Newcomer]] = {}
    for one in newcomers(shop):
        by_month.setdefault(month_of(one.registered_on), []).append(one)
    return by_month


def onboarding_steps_by_cohort(shop: Shop) -> list[Row]:
    """One row per cohort and step."""
    rows: list[Row] = []
    for month, own in cohorts(shop).items():
        for place, step in enumerate(steps_of(shop), start=1):
            taken = [one.days[step] for one in own if step in one.days]
            rows.append(
                {
                    "cohort_month": month,
                    "step": step,
                    "step_place": place,
                    "registrations": len(own),
                    "customers": len(taken),
                    "done_rate": ratio(len(taken), len(own)),
                    "customers_within_30_days": sum(days <= 30 for days in taken),
                    "median_days": float(statistics.median(taken)) if taken else None,
                }
            )
    return rows


def onboarding_outcomes(shop: Shop) -> list[Row]:
    """One row per cohort and stage with somebody whose 90 days are over."""
    count = len(steps_of(shop))
    rows: list[Row] = []
    for month, own in cohorts(shop).items() if count else ():
        known = [one for one in own if is_over(shop, one.landmark)]
        for stage in STAGES:
            here = [one for one in known if stage_on(shop, one.customer, one.landmark) == stage]
            if not here:
                continue
            in_time = [len(one.days) == count and max(one.days.values()) <= 30 for one in here]
            returned = [has_bought_after(one.customer, one.landmark) for one in here]
            done = [came for came, finished in zip(returned, in_time, strict=True) if finished]
            others = [came for came, finished in zip(returned, in_time, strict=True) if not finished]
            rows.append(
                {
                    "cohort_month": month,
                    "stage": stage,
                    "customers": len(done),
                    "returned_customers": sum(done),
                    "return_rate": ratio(sum(done), len(done)),
                    "comparison_customers": len(others),
                    "comparison_returned_customers": sum(others),
                    "comparison_return_rate": ratio(sum(others), len(others)),
                    "expected_returned_customers": ratio(len(done) * sum(others), len(others)),
                    "is_complete": len(known) == len(own),
                }
            )
    return rows


def onboarding_by_cohort(shop: Shop) -> list[Row]:
    """One row per cohort."""
    count, outcomes = len(steps_of(shop)), onboarding_outcomes(shop)
    rows: list[Row] = []
    for month, own in cohorts(shop).items():
        finished = [max(one.days.values()) for one in own if count and len(one.days) == count]
        observed = [one for one in own if one.landmark <= shop.as_of]
        in_time = sum(bool(count) and len(one.days) == count and max(one.days.values()) <= 30 for one in observed)
        compared = [row for row in outcomes if row["cohort_month"] == month and row["comparison_customers"]]
        customers, returned = sum(r["customers"] for r in compared), sum(r["returned_customers"] for r in compared)
        expected = sum(
            Fraction(r["customers"] * r["comparison_returned_customers"], r["comparison_customers"]) for r in compared
        )
        row = {
            "steps_done": sum(len(one.days) for one in own),
            "finished_customers": len(finished),
            "observed_customers": len(observed),
            "finished_within_30_days": in_time,
            "steps_done_rate": ratio(sum(len(one.days) for one in own), len(own) * count),
            "median_days_to_finish": float(statistics.median(finished)) if finished else None,
            "finished_within_30_days_rate": ratio(in_time, len(observed)),
            "compared_customers": customers,
            "returned_customers": returned,
            "comparison_customers": sum(r["comparison_customers"] for r in compared if r["customers"]),
            "expected_returned_customers": float(expected),
            "return_rate": ratio(returned, customers),
            "comparison_return_rate": ratio(expected, customers),
        }
        if not count:
            row = dict.fromkeys(row)
        rows.append(
            row
            | {
                "cohort_month": month,
                "registrations": len(own),
                "step_count": count,
                "is_complete": all(is_over(shop, one.landmark) for one in own),
            }
        )
    return rows
