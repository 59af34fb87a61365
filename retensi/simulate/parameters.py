"""What is true of a simulated shop: every rate and parameter, in one place. docs/simulate.md states them too."""

from __future__ import annotations

from datetime import date

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2025, 12, 31)
# Customers that are drawn together, from a stream of randomness of their own, and written as one file. Another number
# would make another shop.
BLOCK = 25_000

# How often customers buy and leave (weeks), and what a purchase day is worth (USD, before refunds).
RATES = BgNbd(1.2, 3.5, 0.4, 6.0)
VALUES = GammaGamma(6.0, 4.0, 15.0)
# Accounts that never buy.
LEAD_SHARE = 0.12
# New customers a day at the end of the first year over those at its beginning; the season comes on top.
YEARLY_GROWTH = 1.3
# New customers by month, January first; purchases know no season, for BG/NBD has none.
SEASON = (0.8, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1.0, 1.1, 1.5, 1.4)
# When people are about, by hour of the day in UTC.
HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 10, 9, 8, 8, 9, 11, 13, 14, 12, 8, 4)

# Shares of purchases.
SAME_DAY_SHARE = 0.015  # two orders on one day, which share its value
DISCOUNT_SHARE = 0.12  # 5 to 25 percent off
REFUND_SHARE = 0.03  # half of them whole, half of them in part
CREDIT_NOTE_SHARE = 0.005  # given back as a row of its own, 3 to 30 days later
CANCELLED_SHARE = 0.04  # orders that failed shortly before the purchase, on top
ANONYMOUS_SHARE = 0.015  # sales to nobody known, on top
GUEST_SHARE = 0.04  # known by the mail address alone
VISITOR_SHARE = 0.3  # that say from which device
COST_SHARE = 0.7  # whose cost is known

# Shares of rows.
LATE_SHARE = 0.01  # land 1 to 30 days after they happened
LATEST_DAYS = 30
DUPLICATE_SHARE = 0.01  # land twice, the same
HISTORY_SHARE = 0.03  # orders whose first state landed too, before they were changed
CHANGED_CUSTOMERS_SHARE = 0.03  # accounts with a newer version
# An order gets its last status so many hours after it was made.
SETTLED_AFTER_HOURS = (2, 200)

# People.
MEMBER_SHARE = 0.2  # in the loyalty programme
SUBSCRIBER_SHARE = 0.05
SECOND_DEVICE_SHARE = 0.3  # of visits
NOT_LOGGED_IN_SHARE = 0.25  # visits whose rows name only the visitor, up to the checkout
VISITS_A_WEEK = 0.18  # that lead to no purchase, at the mean
STRANGERS = 0.8  # visitors whom nobody ever knows, per customer

# Names and weights.
CHANNELS = (
    ("organic_search", 26), ("paid_search", 20), ("social_ads", 20), ("referral", 12), ("email", 9),
    ("marketplace", 13),
)  # fmt: skip
MEDIA = (("email", 60), ("push", 25), ("whatsapp", 15))
PLACES = (
    ("Jakarta", "ID", 30), ("Surabaya", "ID", 14), ("Bandung", "ID", 12), ("Medan", "ID", 8), ("Denpasar", "ID", 7),
    ("Yogyakarta", "ID", 9), ("Singapore", "SG", 8), ("Kuala Lumpur", "MY", 5), ("Amsterdam", "NL", 4),
    ("Berlin", "DE", 3),
)  # fmt: skip
SETTLED = (("completed", 45), ("delivered", 25), ("paid", 15), ("shipped", 15))
FAILED = (("cancelled", 6), ("failed", 3), ("declined", 1))
CATEGORIES = (
    "coffee", "tea", "batik", "home", "care", "jewellery", "kitchen", "garden", "books", "toys", "sport", "travel",
)  # fmt: skip
PRODUCTS = 400  # sold by Zipf's law
LINES = (0.6, 0.25, 0.1, 0.05)  # orders of 1, 2, 3, 4 lines
WEEKLY_SPEND_PER_CUSTOMER = 0.02  # USD, split over the paid channels
PAID_CHANNELS = ("paid_search", "social_ads", "marketplace")
