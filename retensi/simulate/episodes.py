"""What happens between the shop and a person, as short episodes: the steps of one visit, complaint or survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retensi.simulate.draws import Table, Whole

# The interaction types of the shipped seed, by group.
GROUPS = {
    "reach": "ad_impression ad_click social_view",
    "browse": "page_view product_view search",
    "intent": "wishlist_added cart_added checkout_started",
    "account": "registered newsletter_subscribed notifications_enabled",
    "onboarding": "onboarding_step_completed",
    "message": "message_sent message_opened message_clicked customer_message campaign_withheld",
    "offer": "offer_redeemed",
    "support": "complaint_opened complaint_answered complaint_resolved complaint_reopened",
    "feedback": "survey_sent nps_response csat_response review_submitted",
    "loyalty": "loyalty_joined points_earned points_redeemed",
    "subscription": "subscription_started subscription_renewed subscription_cancelled",
    "advocacy": "referral_sent referral_converted community_post",
}
# Usual minutes from the step before to a step; others follow within some minutes.
MINUTES = {
    "ad_click": 1, "message_opened": 300, "message_clicked": 2, "nps_response": 900, "csat_response": 600,
    "complaint_answered": 700, "complaint_resolved": 2_500, "complaint_reopened": 4_000, "referral_converted": 9_000,
    "subscription_renewed": 43_200, "subscription_cancelled": 20_000, "onboarding_step_completed": 1_500,
    "newsletter_subscribed": 30, "notifications_enabled": 200, "loyalty_joined": 5_000, "points_redeemed": 30_000,
}  # fmt: skip
USUAL_MINUTES = 3
# Steps on a device of the person; the others are the shop's own or come by mail.
ON_A_DEVICE = frozenset(
    ("ad_impression", "ad_click", "social_view", "page_view", "product_view", "search", "wishlist_added", "cart_added")
)
REFERENCED = frozenset(("support", "subscription", "advocacy"))

# weight, steps
BEFORE_PURCHASE: tuple[tuple[float, str], ...] = (
    (30, "checkout_started"),
    (24, "product_view cart_added checkout_started"),
    (15, "page_view search product_view product_view cart_added checkout_started"),
    (8, "ad_impression ad_click product_view cart_added checkout_started"),
    (12, "message_sent message_opened message_clicked product_view cart_added checkout_started"),
    (5, "product_view wishlist_added cart_added checkout_started"),
    (6, ""),
)
AFTER_PURCHASE: tuple[tuple[float, str], ...] = (
    (760, ""),
    (60, "survey_sent"),
    (50, "survey_sent nps_response"),
    (30, "survey_sent csat_response"),
    (40, "review_submitted"),
    (14, "complaint_opened complaint_answered complaint_resolved"),
    (5, "complaint_opened complaint_answered"),
    (3, "complaint_opened complaint_resolved complaint_reopened complaint_resolved"),
    (10, "customer_message"),
    (10, "offer_redeemed"),
    (7, "referral_sent"),
    (5, "referral_sent referral_converted"),
    (6, "community_post"),
)
VISIT: tuple[tuple[float, str], ...] = (
    (25, "page_view"),
    (17, "product_view product_view"),
    (9, "search product_view wishlist_added"),
    (8, "page_view product_view cart_added"),
    (10, "ad_impression"),
    (8, "social_view"),
    (13, "message_sent"),
    (8, "message_sent message_opened"),
    (2, "campaign_withheld"),
)
STRANGER: tuple[tuple[float, str], ...] = (
    (30, "ad_impression"),
    (15, "ad_impression ad_click page_view"),
    (15, "social_view page_view"),
    (25, "page_view product_view product_view"),
    (10, "search product_view page_view"),
    (5, "product_view cart_added"),
)
ACCOUNT: tuple[tuple[float, str], ...] = (
    (30, "registered"),
    (20, "registered newsletter_subscribed"),
    (20, "registered newsletter_subscribed onboarding_step_completed onboarding_step_completed"),
    (10, "registered onboarding_step_completed notifications_enabled"),
    (20, "registered notifications_enabled" + 3 * " onboarding_step_completed"),
)
MEMBERSHIP: tuple[tuple[float, str], ...] = ((1, "loyalty_joined"),)
POINTS: tuple[tuple[float, str], ...] = ((85, "points_earned"), (15, "points_earned points_redeemed"))
SUBSCRIPTION: tuple[tuple[float, str], ...] = (
    (40, "subscription_started subscription_renewed subscription_renewed"),
    (40, "subscription_started subscription_renewed subscription_cancelled"),
    (20, "subscription_started"),
)
KINDS = (BEFORE_PURCHASE, AFTER_PURCHASE, VISIT, STRANGER, ACCOUNT, MEMBERSHIP, POINTS, SUBSCRIPTION)


@dataclass(frozen=True)
class Steps:
    """The steps of all episodes, one after the other.

    Attributes:
        types: Names of the types of interaction, in a fixed order.
        groups: The group of each type.
        kind_of_step: Position in `types` of each step.
        minutes: Usual minutes before each step.
        start: First step of each episode.
        length: Steps of each episode.
        first: Number of the first episode of each kind, by the kind's position in `KINDS`.
    """

    types: tuple[str, ...]
    groups: tuple[str, ...]
    kind_of_step: Whole
    minutes: NDArray[np.float64]
    start: Whole
    length: Whole
    first: tuple[int, ...]


def _steps() -> Steps:
    types = tuple(name for names in GROUPS.values() for name in names.split())
    groups = tuple(group for group, names in GROUPS.items() for _ in names.split())
    episodes = [steps.split() for kind in KINDS for _, steps in kind]
    length = np.array([len(steps) for steps in episodes])
    names = [name for steps in episodes for name in steps]
    first = np.cumsum([0, *(len(kind) for kind in KINDS)])
    return Steps(
        types=types,
        groups=groups,
        kind_of_step=np.array([types.index(name) for name in names]),
        minutes=np.array([float(MINUTES.get(name, USUAL_MINUTES)) for name in names]),
        start=np.cumsum(length) - length,
        length=length,
        first=tuple(map(int, first)),
    )


STEPS = _steps()


def mean_steps(kind: Sequence[tuple[float, str]]) -> float:
    """Say how many steps an episode of a kind has at the mean."""
    return sum(weight * len(steps.split()) for weight, steps in kind) / sum(weight for weight, _ in kind)


def played(episodes: Table, ends_at_moment: bool, random: np.random.Generator) -> Table:
    """Give the steps of episodes, a row each.

    Args:
        episodes: Columns `episode` (its number) and `moment`; the others come along for each step.
        ends_at_moment: The last step is at the moment, rather than the first.
        random: Source of randomness.

    Returns:
        The columns without `episode`, `moment` now that of the step, and `type` (position in the types).
    """
    lengths = STEPS.length[episodes["episode"]]
    row = np.repeat(np.arange(len(lengths)), lengths)
    ends = np.cumsum(lengths)
    step = STEPS.start[episodes["episode"]][row] + np.arange(len(row)) - (ends - lengths)[row]
    seconds = 60 * STEPS.minutes[step] * random.exponential(1.0, len(row))
    passed = np.cumsum(seconds)
    # From the first step of the same episode on.
    since = passed - np.concatenate([[0.0], passed])[(ends - lengths)[row]]
    since -= seconds[(ends - lengths)[row]] if len(row) else 0
    if ends_at_moment and len(row):
        since = since - since[ends[row] - 1] - 60
    rows = {name: column[row] for name, column in episodes.items() if name not in ("episode", "moment")}
    # Whole seconds, so that the steps of an episode stay in their order.
    return rows | {
        "moment": episodes["moment"][row] + np.floor(since).astype(np.int64),
        "type": STEPS.kind_of_step[step],
    }
