"""Exchange rates that move every month, and weekly marketing spend by channel and campaign."""

from __future__ import annotations

from datetime import date, timedelta

from retensi.demo.catalog import CAMPAIGNS, CLOSING, FIRST_DAY, LAST_DAY, SEASON
from retensi.demo.dice import Dice
from retensi.demo.shop import Shop, money

# channel, usual spend in a week in US cents, currency of its invoices
WEEKLY_SPEND = (("paid_search", 9800, "USD"), ("social_ads", 9200, "USD"), ("marketplace", 3100, "USD"))


def add_exchange_rates(shop: Shop, seed: int) -> None:
    """Monthly rates of EUR and IDR in USD, from the month before the first order on.

    `shop.rates` keeps them as whole numbers of ten-millionths, for the amounts of simulated orders.
    """
    dice = Dice(seed)
    euro, rupiah = 10_900_000, 642
    month = date(2023, 12, 1)
    while month <= LAST_DAY:
        for currency, rate in (("EUR", euro), ("IDR", rupiah)):
            shop.add(
                "exchange_rates",
                currency=currency,
                valid_from=month.isoformat(),
                rate=f"{rate // 10_000_000}.{rate % 10_000_000:07d}",
            )
            shop.rates.setdefault(currency, []).append((month.isoformat(), rate))
        euro += (dice.between(-180, 200)) * 1_000
        rupiah += dice.between(-9, 7)
        month = (month + timedelta(days=31)).replace(day=1)


def local_amount(shop: Shop, cents: int, currency: str, day: str) -> int:
    """US cents as hundredths of another currency at the rate of a day; rupiah are rounded to whole hundreds."""
    if currency == "USD":
        return cents
    rate = [rate for valid_from, rate in shop.rates[currency] if valid_from <= day][-1]
    if currency == "IDR":
        return cents * 100_000 // rate // 100 * 100 * 100
    return cents * 10_000_000 // rate


def add_marketing_spend(shop: Shop, seed: int) -> None:
    """Weekly spend of the paid channels, monthly rewards for referrals in EUR, and the cost of each campaign."""
    dice = Dice(seed)
    week = FIRST_DAY
    while week <= LAST_DAY:
        for channel, usual, currency in WEEKLY_SPEND:
            growth = 100 + (week - FIRST_DAY).days // 12
            cents = int(usual * SEASON[week.month - 1]) * growth * dice.between(80, 120) // 10_000
            campaign = f"{channel}_always_on"
            if channel != "marketplace" and week.month in (11, 12) and dice.chance(0.5):
                campaign = f"{channel}_year_end"
            shop.add(
                "marketing_spend",
                spend_date=week.isoformat(),
                channel=channel,
                amount=money(cents),
                campaign_id=campaign,
                currency=currency,
            )
        if week.day <= 7:
            shop.add(
                "marketing_spend",
                spend_date=week.isoformat(),
                channel="referral",
                amount=money(dice.between(2500, 6000)),
                campaign_id="refer_a_friend",
                currency="EUR",
            )
        week += timedelta(days=7)
    for campaign, day, medium, _, _ in CAMPAIGNS:
        if day <= CLOSING.date():
            shop.add(
                "marketing_spend",
                spend_date=day.isoformat(),
                channel="email" if medium == "email" else medium,
                amount=money(dice.between(2500, 9000)),
                campaign_id=campaign,
                currency="USD",
            )
