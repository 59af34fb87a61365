"""Made-up shops that go where the definitions have their edges.

Hypothesis chooses the settings, the size and the seed of a shop; the shop itself is drawn from that seed, because a
shop of some dozen customers is more than hypothesis can hold. So a failing example is told, and repeated, by its plan.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.oracle.front_door import Inputs
from tests.oracle.made_up import FIRST_DAY, ShopMaker
from tests.oracle.shop import Settings

TIMEZONES = ("UTC", "America/New_York", "Asia/Jakarta", "Pacific/Auckland")
MAY_BE_ABSENT = ("interactions", "customers", "marketing_spend", "customer_merges")


@dataclass(frozen=True)
class Plan:
    """What a shop is made from. The same plan always makes the same shop."""

    seed: int
    customers: int
    days: int
    timezone: str
    as_of_days_back: int | None
    thresholds: tuple[int, int, int]
    gross_margin_rate: str
    absent: frozenset[str]
    file_format: str

    def settings(self) -> Settings:
        """The settings the shop is to be built with."""
        as_of = None
        if self.as_of_days_back is not None:
            as_of = FIRST_DAY + timedelta(days=self.days - self.as_of_days_back)
        return Settings(
            as_of=as_of,
            as_of_follows=("purchases", "all")[self.seed % 2],
            timezone=self.timezone,
            gross_margin_rate=Decimal(self.gross_margin_rate),
            at_risk_after_days=self.thresholds[0],
            inactive_after_days=self.thresholds[1],
            quiet_after_days=self.thresholds[2],
            points_valid_days=(45, 365)[self.seed % 2],
            subscription_grace_days=(7, 0)[self.seed // 2 % 2],
            contacts_per_day=(3, None)[self.seed // 8 % 2],
            attribution_window_days=(30, 7)[self.seed // 2 % 2],
            phone_region=("ID", None)[self.seed // 4 % 2],
            join_ids_by_contact=bool(self.seed % 2),
        )

    def inputs(self) -> Inputs:
        """The rows of the shop."""
        made = ShopMaker(Random(self.seed), self).make()
        return {name: rows for name, rows in made.items() if name not in self.absent}


@st.composite
def plans(draw: st.DrawFn, smallest: int = 1, largest: int = 12) -> Plan:
    """Plans of shops with a number of customers between the two."""
    return Plan(
        seed=draw(st.integers(0, 2**32 - 1)),
        customers=draw(st.integers(smallest, largest)),
        days=draw(st.sampled_from((200, 213, 273, 366))),
        timezone=draw(st.sampled_from(TIMEZONES)),
        as_of_days_back=draw(st.sampled_from((None, None, 0, 30, 61, 91))),
        thresholds=draw(st.sampled_from(((60, 90, 45), (60, 90, 45), (30, 75, 20)))),
        gross_margin_rate=draw(st.sampled_from(("1.0", "0.35"))),
        absent=draw(st.frozensets(st.sampled_from(MAY_BE_ABSENT), max_size=1)),
        file_format=draw(st.sampled_from(("csv", "csv", "json"))),
    )


def builds_of_shops(examples: int) -> settings:
    """How shops are drawn that are built, the same ones each time unless RETENSI_EXAMPLES asks for more."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize="RETENSI_EXAMPLES" not in os.environ,
        database=None,
        # A build takes seconds, so a failing shop is told as it is rather than made smaller.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
