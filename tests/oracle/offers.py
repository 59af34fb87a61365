"""What should we offer whom, and would it have been bought? Written from the definition, over lists of purchases."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import NormalDist, median

Z = NormalDist().inv_cdf(0.975)
LATELY_DAYS, PRODUCTS_OF_CUSTOMER, PARTNERS, POPULAR, OFFERS = 90, 20, 10, 10, 5
REASONS = ("replenish", "bought_with", "popular_alike", "popular")


@dataclass(frozen=True)
class Line:
    """A line of a purchase of a known customer, with its product."""

    customer_id: str
    product_id: str
    category: str | None
    ordered_at: datetime
    order_date: date


@dataclass(frozen=True)
class Offer:
    """A product to offer, and what speaks for it."""

    product_id: str
    reason: str
    because_of: str | None
    cases: int
    out_of: int

    @property
    def score(self) -> float:
        """The lower bound of Wilson's interval, in the form of its first lines: the root of a quadratic equation."""
        share = self.cases / self.out_of
        middle = share + Z * Z / (2 * self.out_of)
        spread = Z * math.sqrt(share * (1 - share) / self.out_of + Z * Z / (4 * self.out_of**2))
        return max((middle - spread) / (1 + Z * Z / self.out_of), 0.0)

    @property
    def place(self) -> tuple[int, float, str]:
        """What offers of a customer are sorted by: the score to so many digits that equal ones are equal."""
        return (REASONS.index(self.reason), -round(self.score, 12), self.product_id)


class Known:
    """What was known at the end of a day."""

    def __init__(self, lines: Iterable[Line], day: date, days_ahead: int) -> None:
        """Look at the lines up to the day, and so many days ahead."""
        self.day, self.ahead = day, timedelta(days=days_ahead)
        self.lines = [line for line in lines if line.order_date <= day]
        self.days: dict[str, dict[str, list[date]]] = defaultdict(dict)
        for line in self.lines:
            own = self.days[line.customer_id].setdefault(line.product_id, [])
            if line.order_date not in own:
                own.append(line.order_date)

    @cached_property
    def categories(self) -> dict[str, str]:
        """The category of each product that has one."""
        latest: dict[str, tuple[datetime, str]] = {}
        for line in self.lines:
            if line.category is not None:
                seen = latest.get(line.product_id)
                if (
                    seen is None
                    or line.ordered_at > seen[0]
                    or (line.ordered_at == seen[0] and line.category < seen[1])
                ):
                    latest[line.product_id] = (line.ordered_at, line.category)
        return {product: category for product, (_, category) in latest.items()}

    @cached_property
    def rhythms(self) -> dict[str, int]:
        """The days after which a replenished product is bought again."""
        waits: dict[str, list[list[int]]] = defaultdict(list)
        for products in self.days.values():
            for product, days in products.items():
                days = sorted(days)
                waits[product].append([(b - a).days for a, b in pairwise(days)])
        found = {}
        for product, of_buyers in waits.items():
            back = [days for days in of_buyers if days]
            if len(back) >= 3 and len(back) / len(of_buyers) >= 1 / 5:
                found[product] = math.ceil(median(wait for days in back for wait in days))
        return found

    def due_on(self, customer: str, product: str) -> date | None:
        """The day on which a customer is to buy a product again."""
        if product not in self.rhythms:
            return None
        return max(self.days[customer][product]) + timedelta(days=self.rhythms[product])

    def may_get(self, customer: str, product: str) -> bool:
        """Whether a product may be offered: it is sold, and not what the customer has, unless that is due."""
        if product not in self.recent_buyers:
            return False
        if product not in self.days[customer]:
            return True
        due = self.due_on(customer, product)
        return due is not None and due <= self.day + self.ahead

    @cached_property
    def recent_buyers(self) -> dict[str, set[str]]:
        """Who bought a product lately."""
        found = defaultdict(set)
        for line in self.lines:
            if line.order_date > self.day - timedelta(days=LATELY_DAYS):
                found[line.product_id].add(line.customer_id)
        return dict(found)

    def bought_last(self, customer: str) -> list[str]:
        """The products of a customer, the one bought last first."""
        own = self.days[customer]
        by_name = sorted(own)
        return sorted(by_name, key=lambda product: (max(own[product]), len(own[product])), reverse=True)

    @cached_property
    def baskets(self) -> dict[str, list[str]]:
        """What counts of a customer for pairs."""
        return {customer: self.bought_last(customer)[:PRODUCTS_OF_CUSTOMER] for customer in self.days}

    @cached_property
    def partners(self) -> dict[str, list[tuple[str, int, int]]]:
        """The products that most buyers of one have, too: how many of them, of how many."""
        buyers = Counter(product for basket in self.baskets.values() for product in basket)
        both: dict[str, Counter[str]] = defaultdict(Counter)
        for basket in self.baskets.values():
            for product in basket:
                both[product].update(other for other in basket if other != product and other in self.recent_buyers)
        return {
            product: [
                (other, number, buyers[product])
                for other, number in sorted(others.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS]
            ]
            for product, others in both.items()
        }

    @cached_property
    def favourites(self) -> dict[str, str]:
        """The category that a customer buys most: on most days, counted by product, then bought last, then by name."""
        found = {}
        for customer, products in self.days.items():
            of_category: dict[str, list[date]] = defaultdict(list)
            for product, days in products.items():
                if product in self.categories:
                    of_category[self.categories[product]] += days
            if of_category:
                best = max((len(days), max(days)) for days in of_category.values())
                found[customer] = min(name for name, days in of_category.items() if (len(days), max(days)) == best)
        return found

    @cached_property
    def popular(self) -> dict[str | None, tuple[list[tuple[str, int]], int]]:
        """What the customers with a favourite, and under None all, bought lately, and how many customers these are."""
        found: dict[str | None, tuple[list[tuple[str, int]], int]] = {}
        for liking in {None, *self.favourites.values()}:
            counted = {
                product: len([buyer for buyer in buyers if liking is None or self.favourites.get(buyer) == liking])
                for product, buyers in self.recent_buyers.items()
            }
            people = {
                buyer
                for buyers in self.recent_buyers.values()
                for buyer in buyers
                if liking is None or self.favourites.get(buyer) == liking
            }
            best = sorted((item for item in counted.items() if item[1]), key=lambda item: (-item[1], item[0]))
            found[liking] = (best[:POPULAR], len(people))
        return found

    def liked_by(self, customer: str, liking: str | None) -> list[Offer]:
        """What people like a customer, or all, bought lately."""
        best, people = self.popular[liking]
        reason = "popular" if liking is None else "popular_alike"
        return [
            Offer(product, reason, liking, number, people)
            for product, number in best
            if self.may_get(customer, product)
        ]

    def offers(self, customer: str, model: str) -> list[Offer]:
        """The offers of a model, the first one first."""
        own = self.days[customer]
        days = len({day for bought in own.values() for day in bought})
        if model == "bought_last":
            return [
                Offer(product, "", None, len(own[product]), days) for product in self.bought_last(customer)[:OFFERS]
            ]
        found = self.liked_by(customer, None)
        if model == "personal":
            if customer in self.favourites:
                found += self.liked_by(customer, self.favourites[customer])
            for product in self.baskets[customer]:
                for other, number, buyers in self.partners.get(product, []):
                    if self.may_get(customer, other):
                        found.append(Offer(other, "bought_with", product, number, buyers))
            found += [Offer(p, "replenish", None, len(own[p]), days) for p in own if self.may_get(customer, p)]
        best: dict[str, Offer] = {}
        for offer in sorted(found, key=lambda offer: (*offer.place, offer.because_of or "")):
            best.setdefault(offer.product_id, offer)
        return list(best.values())[:OFFERS]


@dataclass(frozen=True)
class Backtest:
    """How often each model, by number of offers, named what was then bought; and where the personal one wins."""

    customers: int
    hits: dict[tuple[str, int], int]
    advantage_low: dict[int, float]

    @property
    def wins(self) -> bool:
        """Whether personal offers are shown."""
        return self.customers > 0 and self.advantage_low[5] > 0


def lower_bound(gained: int, lost: int, customers: int) -> float:
    """The lower bound of the difference of two paired shares by Agresti and Min (2005): Wald's, with half a case more
    in each of the four cells of the table."""
    more, fewer, trials = gained + 0.5, lost + 0.5, customers + 2
    difference = (more - fewer) / trials
    variance = (more / trials + fewer / trials - difference**2) / trials
    return difference - Z * math.sqrt(variance)


def backtest(lines: Sequence[Line], as_of: date, days: int) -> Backtest:
    """Hold the offers as of so many days before `as_of` against what was bought since."""
    known = Known(lines, as_of - timedelta(days=days), days)
    bought = defaultdict(set)
    for line in lines:
        if known.day < line.order_date <= as_of:
            bought[line.customer_id].add(line.product_id)
    served = [customer for customer in known.days if customer in bought]
    is_hit = {
        (model, top): [
            any(offer.product_id in bought[customer] for offer in known.offers(customer, model)[:top])
            for customer in served
        ]
        for model in ("personal", "popular", "bought_last")
        for top in (1, 3, 5)
    }
    hits = {key: sum(found) for key, found in is_hit.items()}
    lower = {}
    for top in (1, 3, 5):
        other = "bought_last" if hits["bought_last", top] > hits["popular", top] else "popular"
        pairs = Counter(zip(is_hit["personal", top], is_hit[other, top], strict=True))
        lower[top] = lower_bound(pairs[True, False], pairs[False, True], len(served))
    return Backtest(len(served), hits, lower)
