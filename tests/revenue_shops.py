"""Shops with known laws for the forecast of revenue, and what comes of it, counted purchase by purchase."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

from retensi.clv.fit import fit_bg_nbd, fit_gamma_gamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.clv.revenue import ExpectedMonth, KnownCustomers, PastMonths, expected_months

START = date(2022, 1, 1)
# Student's t of 11 degrees of freedom, a fortieth on either side.
T_OF_11 = 2.2009851600829
Customer = list[tuple[date, float]]


def month(number: int) -> date:
    """First day of a month of the shop."""
    return date(START.year + number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class RevenueShop:
    """Customers with the days and values of their purchases, over so many months."""

    customers: list[Customer]
    months: int

    def revenue(self, number: int) -> float:
        """Net revenue of a month."""
        return sum(
            value for bought in self.customers for day, value in bought if month(number) <= day < month(number + 1)
        )


def simulated_shop(
    seed: int,
    months: int,
    arrivals: Callable[[int, Random], float],
    again: Callable[[Random], Callable[[], float | None]],
    value: Callable[[Random], Callable[[], float]],
) -> RevenueShop:
    """Simulate a shop.

    Args:
        seed: Of chance.
        months: How long it is open.
        arrivals: New customers expected of a month.
        again: For a customer, what gives the days until the next purchase, or None once gone.
        value: For a customer, what gives the value of a purchase.
    """
    random = Random(seed)
    end, customers = month(months), []
    for number in range(months):
        days = (month(number + 1) - month(number)).days
        expected = arrivals(number, random)
        for _ in range(max(0, round(random.gauss(expected, math.sqrt(expected))))):
            day = month(number) + timedelta(days=random.randrange(days))
            following, worth = again(random), value(random)
            bought = [(day, worth())]
            while (wait := following()) is not None and (day := day + timedelta(days=1 + int(min(wait, 99_999)))) < end:
                bought.append((day, worth()))
            customers.append(bought)
    return RevenueShop(customers, months)


def known_on(shop: RevenueShop, months: int) -> tuple[KnownCustomers, PastMonths, list[Customer]]:
    """What is known of a shop at the end of a month: as the forecast takes it, and purchase by purchase."""
    end = month(months) - timedelta(days=1)
    known = [seen for bought in shop.customers if (seen := [each for each in bought if each[0] <= end])]
    known.sort(key=lambda seen: (len(seen), seen[-1][0] - seen[0][0], end - seen[0][0]))
    spent = np.array([sum(value for _, value in seen[1:]) for seen in known])
    customers = KnownCustomers(
        np.array([len(seen) - 1.0 for seen in known]),
        np.array([(seen[-1][0] - seen[0][0]).days / 7 for seen in known]),
        np.array([(end - seen[0][0]).days / 7 for seen in known]),
        np.ones(len(known)),
        (spent > 0).astype(float),
        spent,
    )
    new, first = [0.0] * months, [0.0] * months
    for seen in known:
        number = (seen[0][0].year - START.year) * 12 + seen[0][0].month - 1
        new[number] += 1
        first[number] += seen[0][1]
    revenue = np.array([shop.revenue(number) for number in range(months)])
    past = PastMonths(np.array(new), np.array(first), revenue, np.zeros(months), revenue)
    return customers, past, known


def forecast(shop: RevenueShop, months: int) -> list[ExpectedMonth]:
    """Fit what is known at the end of a month, and forecast the twelve after it."""
    customers, past, _ = known_on(shop, months)
    days = [np.rint(7 * column).astype(int) for column in (customers.recency, customers.age)]
    rates = fit_bg_nbd(PurchaseHistories.from_days(customers.frequency, *days)).model
    again = customers.frequency > 0
    values = fit_gamma_gamma(
        OrderValues.of(customers.frequency[again], customers.spent[again] / customers.frequency[again])
    ).model
    assert rates is not None
    assert values is not None
    return expected_months(rates, values, month(months) - timedelta(days=1), customers, past)


@dataclass(frozen=True)
class Judged:
    """What the last twelve months of a shop say of a forecast: mean absolute errors, and whether the model wins."""

    model: float
    same_month_last_year: float
    last_three_months: float
    wins: bool
    within: int


def judged(shop: RevenueShop) -> Judged:
    """Hold the last twelve months of a shop against what was forecast of them, as docs/metric_definitions.md says."""
    known = shop.months - 12
    actual = [shop.revenue(known + ahead) for ahead in range(12)]
    rows = forecast(shop, known)
    said = {
        "model": [row.known_net_revenue + row.new_net_revenue + row.anonymous_net_revenue for row in rows],
        "same": [shop.revenue(known + ahead - 12) for ahead in range(12)],
        "three": [statistics.fmean(shop.revenue(known - back) for back in (1, 2, 3))] * 12,
    }
    errors = {way: [abs(a - b) for a, b in zip(each, actual, strict=True)] for way, each in said.items()}
    means = {way: statistics.fmean(each) for way, each in errors.items()}
    better = min(errors["same"], errors["three"], key=statistics.fmean)
    advantages = [b - a for a, b in zip(errors["model"], better, strict=True)]
    bound = statistics.fmean(advantages) - T_OF_11 * statistics.stdev(advantages) / math.sqrt(12)
    inside = sum(r.lower_net_revenue <= a <= r.upper_net_revenue for r, a in zip(rows, actual, strict=True))
    return Judged(means["model"], means["same"], means["three"], bound > 0, inside)
