"""Net revenue of the next twelve months: what the fits expect of customers known and to come, with an interval.

Customers known buy as BG/NBD and Gamma-Gamma say. Customers to come arrive as `arrivals` says, pay on their first day
what others paid in the last twelve months, and then buy as the fits say of somebody new. Sales without a customer go on
at the mean of the last three months. The interval is drawn from the same laws with a fixed seed: it knows the chance of
purchases, values and arrivals, but no error of the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retensi.clv.arrivals import RECENT_MONTHS, YEAR, expected_arrivals, spread, without_seasons
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.expected import expected_value, probability_alive, purchases_if_alive
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import DAYS_PER_WEEK, Floats

MONTHS_AHEAD = 12
# Nine of ten draws lie within the bounds.
BOUNDS = (0.05, 0.95)
DRAWS = 400
# Customers that are drawn, each of whom stands for as many as bring the same.
DRAWN = 400
SEED = 20240229
# Times at which customers of a month arrive, spread evenly over it.
ARRIVALS = 8


@dataclass(frozen=True)
class KnownCustomers:
    """Customers by what they did, an array position for each history, sorted.

    Attributes:
        frequency: Purchase days after the first one.
        recency: Weeks from the first to the last purchase day.
        age: Weeks from the first purchase day to the last day known.
        customers: Customers with this history.
        payers: Of them those whose later days were worth something.
        spent: What those days were worth, all together.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats
    payers: Floats
    spent: Floats


@dataclass(frozen=True)
class PastMonths:
    """Whole months up to the last day known, without a gap, the latest last.

    Attributes:
        new_customers: Customers whose first purchase day lies in the month.
        first_net_revenue: Net revenue of those days.
        net_revenue_of_purchases: Of all purchases, before credit notes.
        anonymous_net_revenue: Of sales without a customer.
        net_revenue: Of all orders, credit notes taken off.
    """

    new_customers: Floats
    first_net_revenue: Floats
    net_revenue_of_purchases: Floats
    anonymous_net_revenue: Floats
    net_revenue: Floats


@dataclass(frozen=True)
class ExpectedMonth:
    """What a month is expected to bring, in the reporting currency.

    Attributes:
        month: First day of the month, as text.
        known_net_revenue: Of customers known on the last day.
        new_net_revenue: Of customers to come.
        anonymous_net_revenue: Of sales without a customer.
        lower_net_revenue, upper_net_revenue: Bounds of the three together.
    """

    month: str
    known_net_revenue: float
    new_net_revenue: float
    anonymous_net_revenue: float
    lower_net_revenue: float
    upper_net_revenue: float


def expected_months(
    rates: BgNbd, values: GammaGamma, day: date, customers: KnownCustomers, past: PastMonths
) -> list[ExpectedMonth]:
    """Expect the twelve whole months after a day, from what was known on it.

    Args:
        rates: How often customers buy, fitted on what was known.
        values: What a purchase day is worth, likewise.
        day: Last day known.
        customers: Customers known.
        past: Whole months up to the day; of fewer than three there is no forecast.
    """
    if len(past.net_revenue) < RECENT_MONTHS:
        return []
    random = np.random.default_rng(SEED)
    months = [month_after(day, ahead) for ahead in range(MONTHS_AHEAD + 2)]
    # In weeks from the last day known: the end of its month, then of each month ahead.
    ends = np.array([(month - day).days - 1 for month in months[1:]]) / DAYS_PER_WEEK
    left_of_month = ends[0] * DAYS_PER_WEEK / (months[1] - months[0]).days
    known, off_known = _known(rates, values, customers, ends, random)
    new, off_new = _new(rates, values, past, ends, left_of_month, random)
    anonymous = np.full(MONTHS_AHEAD, past.anonymous_net_revenue[-RECENT_MONTHS:].mean())
    off_anonymous = _shocks(spread(past.anonymous_net_revenue[-YEAR:]), MONTHS_AHEAD, random) * anonymous
    expected = known + new + anonymous
    lower, upper = np.quantile(expected + off_known + off_new + off_anonymous, BOUNDS, axis=0)
    # A mean may lie above nearly all draws where few customers spend most.
    rows = zip(known, new, anonymous, np.minimum(lower, expected), np.maximum(upper, expected), strict=True)
    return [ExpectedMonth(str(month), *map(float, row)) for month, row in zip(months[1:-1], rows, strict=True)]


def month_after(day: date, months: int) -> date:
    """First day of the month so many months after that of a day."""
    index = day.year * YEAR + day.month - 1 + months
    return date(index // YEAR, index % YEAR + 1, 1)


def _known(
    rates: BgNbd, values: GammaGamma, customers: KnownCustomers, ends: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """What customers known bring each month, and draws of how far it is off."""
    x, size, payers = customers.frequency, customers.customers, customers.payers
    alive = probability_alive(rates, x, customers.recency, customers.age)
    spent = np.divide(customers.spent, payers, out=np.zeros_like(x), where=payers > 0)
    worth = payers * expected_value(values, x, spent) + (size - payers) * values.population_mean
    # What is expected of somebody alive depends on frequency and age alone.
    pairs, position = np.unique(np.stack([x, customers.age]), axis=1, return_inverse=True)
    until = np.stack([purchases_if_alive(rates, pairs[0], pairs[1], end) for end in ends], axis=1)
    by_pair = np.bincount(position.ravel(), weights=alive * worth, minlength=pairs.shape[1])
    expected = np.sum(by_pair[:, None] * np.diff(until, axis=1), axis=0)

    brought = alive * worth * (until[:, -1] - until[:, 0])[position.ravel()]
    chosen = _evenly(brought)
    stands_for = brought.sum() / len(chosen) / (brought[chosen] / size[chosen]) if len(chosen) else np.zeros(0)
    weeks = np.broadcast_to(np.diff(ends, prepend=0.0), (len(chosen), len(ends)))
    drawn = _Customers(x[chosen], customers.age[chosen], spent[chosen], alive[chosen], weeks, stands_for)
    return expected, drawn.off(rates, values, random)[:, 1:]


def _new(
    rates: BgNbd,
    values: GammaGamma,
    past: PastMonths,
    ends: Floats,
    left_of_month: float,
    random: np.random.Generator,
) -> tuple[Floats, Floats]:
    """What customers to come bring each month, and draws of how far it is off."""
    # The month of the last day known is the one after the last whole month, unless nothing is left of it.
    later = np.arange(MONTHS_AHEAD + 1.0) + (left_of_month > 0)
    arriving = expected_arrivals(past.new_customers, later) * np.r_[left_of_month, np.ones(MONTHS_AHEAD)]
    starts = np.r_[0.0, ends[:-1]]
    at = (starts[:, None] + (ends - starts)[:, None] * (np.arange(ARRIVALS) + 0.5) / ARRIVALS).ravel()
    elapsed = np.maximum(np.r_[0.0, ends][None, :] - at[:, None], 0.0)
    lengths, position = np.unique(elapsed, return_inverse=True)
    nobody = np.zeros(1)
    until = np.array([purchases_if_alive(rates, nobody, nobody, length)[0] for length in lengths])
    later_days = np.diff(until[position.reshape(elapsed.shape)], axis=1)
    later_days = later_days.reshape(MONTHS_AHEAD + 1, ARRIVALS, -1).mean(axis=1) * values.population_mean
    # What a customer who comes in one month (row) brings in each month (column), from the first day on.
    brings = later_days + np.eye(MONTHS_AHEAD + 1) * _first_value(past)
    # The first days of past months show how far both arrivals and what they are worth are off.
    shocks = _shocks(spread(without_seasons(past.first_net_revenue)), MONTHS_AHEAD + 1, random)
    each = np.repeat(arriving / ARRIVALS, ARRIVALS)
    nothing = np.zeros_like(at)
    drawn = _Customers(nothing, nothing, nothing, nothing + 1, np.diff(elapsed, axis=1), each)
    off = (shocks * arriving) @ brings + drawn.off(rates, values, random)
    return (arriving @ brings)[1:], off[:, 1:]


def _first_value(past: PastMonths) -> float:
    """What a first purchase day was worth in the last year, less the share that credit notes took of all purchases."""
    customers, first, purchases, net = (
        float(column[-YEAR:].sum())
        for column in (past.new_customers, past.first_net_revenue, past.net_revenue_of_purchases, past.net_revenue)
    )
    return first / customers * (net / purchases if purchases > 0 else 1.0) if customers > 0 else 0.0


def _shocks(share: float, months: int, random: np.random.Generator) -> Floats:
    """Draws of how far months are off, as a share: each on its own, and the mean of three months they go by."""
    level = random.standard_normal((DRAWS, 1)) / np.sqrt(RECENT_MONTHS)
    return np.asarray(np.maximum(share * (level + random.standard_normal((DRAWS, months))), -1.0))


def _evenly(brought: Floats) -> NDArray[np.int64]:
    """Positions at even distances along what is brought: each chosen one stands for the same sum."""
    ends = np.cumsum(brought)
    if not len(ends) or ends[-1] <= 0:
        return np.zeros(0, dtype=np.int64)
    return np.asarray(np.searchsorted(ends, (np.arange(DRAWN) + 0.5) / DRAWN * ends[-1]), dtype=np.int64)


@dataclass(frozen=True)
class _Customers:
    """Customers that are drawn, a position each.

    Attributes:
        frequency, age, spent: What each did.
        alive: Probability that each still buys.
        weeks: For each customer (row) the weeks in which to buy, of each month (column).
        stands_for: Customers like this one.
    """

    frequency: Floats
    age: Floats
    spent: Floats
    alive: Floats
    weeks: Floats
    stands_for: Floats

    def off(self, rates: BgNbd, values: GammaGamma, random: np.random.Generator) -> Floats:
        """Draw how far what all of them bring is from its mean, by draw and month."""
        shape, x = (DRAWS, len(self.frequency)), self.frequency
        rate = random.standard_gamma(rates.r + x, shape) / (rates.alpha + self.age)
        leaving = random.beta(max(rates.a, 1e-12), np.maximum(rates.b + x, 1e-12), shape)
        # After how many purchases somebody alive leaves; who is gone buys nothing.
        with np.errstate(divide="ignore"):
            last = np.ceil(np.log(random.random(shape)) / np.log1p(-np.clip(leaving, 1e-12, 1.0)))
        last = np.where(random.random(shape) < self.alive, np.maximum(last, 1.0), 0.0)
        bought = np.minimum(np.cumsum(random.poisson(rate[:, :, None] * self.weeks), axis=2), last[:, :, None])
        informs = (x > 0) & (self.spent > 0)
        scale = random.standard_gamma(values.q + values.p * np.where(informs, x, 0.0), shape)
        scale /= values.v + np.where(informs, self.spent, 0.0)
        worth = random.standard_gamma(values.p * np.diff(bought, axis=2, prepend=0.0)) / scale[:, :, None]
        # Independent customers: the deviations of so many alike grow with the root of their number.
        return np.asarray(np.sum(np.sqrt(self.stands_for)[:, None] * (worth - worth.mean(axis=0)), axis=1))
