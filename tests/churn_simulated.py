"""Shops whose customers buy by a known law, and what churn risk makes of them, without a warehouse."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from retensi.clv.churn import COVARIATES, INTERCEPT, fit_churn
from retensi.clv.fit import fit_bg_nbd
from retensi.clv.histories import PurchaseHistories
from tests.clv_predictions import probability_alive
from tests.oracle.risk import Row, churn_risk_backtest

AS_OF, WINDOW, ACTIVE_FOR, FRESH_FOR = 900, 90, 90, 60
# A day with more purchases than this is none of a customer.
ALL_CUSTOMERS = 100_000


@dataclass(frozen=True)
class Law:
    """How customers buy: at rates that are gamma distributed, and leaving by chances that are beta distributed.

    Attributes:
        shape: Of the rates; infinite where all buy at the same one.
        days_between: Mean days between purchases at the mean rate.
        leaving: Both parameters of the probability of leaving; None where nobody leaves.
        complaining: Share who complain on the day they bought last before 180 days before the end, and never buy again.
    """

    shape: float
    days_between: float
    leaving: tuple[float, float] | None
    complaining: float = 0.0


@dataclass(frozen=True)
class Person:
    """The purchase days of a customer, the day of a complaint, and facts that say nothing."""

    days: list[int]
    complained_on: int | None
    noise: tuple[float, ...]


def simulate_shop(law: Law, customers: int, random: np.random.Generator) -> list[Person]:
    """Make up customers whose first purchase days are spread evenly over the days up to AS_OF."""
    people = []
    for first in random.integers(0, AS_OF, customers):
        rate = (random.gamma(law.shape) / law.shape if math.isfinite(law.shape) else 1.0) / law.days_between
        leaving = random.beta(*law.leaving) if law.leaving else 0.0
        time, days, complained_on = float(first), [int(first)], None
        while random.random() >= leaving:
            if random.random() < law.complaining:
                complained_on = days[-1]
                break
            time += random.exponential(1 / max(rate, 1e-9))
            if time >= AS_OF + 1:
                break
            days.append(int(time))
        people.append(Person(sorted(set(days)), complained_on, tuple(random.normal(size=2))))
    return people


def seen(people: list[Person], day: int) -> list[Row]:
    """What is known on a day of each customer who is active then, with whether he bought afterwards."""
    rows: list[Row] = []
    for person in people:
        known = [each for each in person.days if each <= day]
        if not known or day - known[-1] > ACTIVE_FOR:
            continue
        repeats, span, age = len(known) - 1, known[-1] - known[0], day - known[0]
        complained = person.complained_on is not None and person.complained_on <= day
        rows.append(
            {
                "silence": math.log1p(day - known[-1]),
                "rhythm": repeats * math.log((7 + age) / (7 + span)) if repeats else None,
                "purchases": math.log(len(known)),
                "age": math.log1p(age),
                "spend": person.noise[0],
                "discount": person.noise[1],
                "feedback": None,
                "complaints": math.log(2) if complained and day - person.complained_on < 365 else 0.0,
                "channel": 0.5,
                "stage": "at_risk" if day - known[-1] > FRESH_FOR else "repeat" if repeats else "new",
                "history": (repeats, span / 7, age / 7),
                "lost": int(not any(day < each <= day + WINDOW for each in person.days)),
            }
        )
    return rows


def backtest(people: list[Person]) -> dict[tuple[str, int], Row]:
    """Fit on what was known two windows before the end, and hold the models against the last window."""
    learned, asked = seen(people, AS_OF - 2 * WINDOW), seen(people, AS_OF - WINDOW)
    sample = {name: [row[name] for row in learned] for name in (*COVARIATES, "lost")}
    sample |= {"fit": ["holdout"] * len(learned), "customers": [1] * len(learned)}
    terms = fit_churn({"fit": ["holdout"], "customers_at_most": [ALL_CUSTOMERS]}, sample)
    parts = {
        term.term: [0.0 if row[term.term] is None else (row[term.term] - term.mean) / term.scale for row in asked]
        for term in terms
        if term.term != INTERCEPT
    }
    log_odds = sum(term.coefficient * np.array(parts.get(term.term, 1.0)) for term in terms)
    share = {
        stage: float(np.mean([row["lost"] for row in learned if row["stage"] == stage]))
        for stage in {row["stage"] for row in learned}
    }
    risks = {
        "stage": [share[row["stage"]] for row in asked],
        "bg_nbd": bg_nbd_risks(people, asked),
        "regression": expit(log_odds).tolist(),
    }
    return churn_risk_backtest(risks, [row["lost"] for row in asked])


def bg_nbd_risks(people: list[Person], asked: list[Row]) -> list[float | None]:
    """What BG/NBD, fitted on all customers of two windows before the end, says of those who are asked about."""
    day = AS_OF - 2 * WINDOW
    known = [[each for each in person.days if each <= day] for person in people]
    known = [days for days in known if days]
    model = fit_bg_nbd(
        PurchaseHistories.from_days(
            [len(days) - 1 for days in known], [days[-1] - days[0] for days in known], [day - days[0] for days in known]
        )
    ).model
    if model is None:
        return [None] * len(asked)
    x, recency, age = (np.array(column) for column in zip(*(row["history"] for row in asked), strict=True))
    silent = np.exp(-(model.r + x) * np.log1p(WINDOW / 7 / (model.alpha + age)))
    risks: list[float | None] = (1 - probability_alive(model, x, recency, age) * (1 - silent)).tolist()
    return risks
