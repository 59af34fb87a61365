"""Deliberate cases around time: ways to write it, midnight, leap day, gaps, order of purchases, reactivation."""

from __future__ import annotations

from retensi.demo.shop import Shop


def ways_to_write_a_moment(shop: Shop) -> None:
    """A bare date, Z, an offset, a blank instead of T, fractions of a second (o_written_1 to 5)."""
    shop.customer("c_written", "2024-05-01")
    moments = (
        "2024-05-17",
        "2024-05-18T10:11:12Z",
        "2024-05-19T10:11:12+07:00",
        "2024-05-20 10:11:12",
        "2024-05-21T10:11:12.250Z",
    )
    shop.orders("c_written", *moments)
    shop.event("i_written_1", "c_written", "2024-05-17", "page_view", channel="web")
    shop.event("i_written_2", "c_written", "2024-05-17T23:30:00+07:00", "page_view", channel="web")


def near_midnight(shop: Shop) -> None:
    """Moments that a time zone moves: into the next month in Jakarta, back a month in New York, by an offset in UTC."""
    shop.customer("c_midnight", "2024-07-31T23:59:59Z")
    moments = ("2024-08-31T18:30:00Z", "2024-11-01T02:00:00Z", "2025-02-01T04:00:00+07:00", "2025-02-28T23:59:59Z")
    shop.orders("c_midnight", *moments)
    # A bare date stays where it is in every time zone.
    shop.order("o_midnight_bare", "c_midnight", "2025-03-31")


def leap_day(shop: Shop) -> None:
    """An order on 29 February 2024 and a birthday on 29 February."""
    shop.customer("c_leap", "2024-02-29T01:00:00Z", birth_date="1996-02-29")
    shop.orders("c_leap", "2024-02-29T05:00:00Z", "2025-02-28T05:00:00Z")


def month_ends(shop: Shop) -> None:
    """Orders in the first and last second of a month and of a year."""
    shop.customer("c_month_end")
    moments = ("2024-01-31T23:59:59Z", "2024-02-01T00:00:00Z", "2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z")
    shop.orders("c_month_end", *moments)


def gaps_at_the_end(shop: Shop) -> None:
    """Last purchase exactly 0, 60, 61, 90 and 91 days before the last day, once and with an earlier purchase."""
    days = (("0", "2025-12-31"), ("60", "2025-11-01"), ("61", "2025-10-31"), ("90", "2025-10-02"), ("91", "2025-10-01"))
    for gap, day in days:
        shop.customer(f"c_gap_{gap}", f"{day}T02:00:00Z")
        shop.orders(f"c_gap_{gap}", f"{day}T05:00:00Z")
        shop.customer(f"c_gap_{gap}_repeat", "2025-09-02T02:00:00Z")
        shop.orders(f"c_gap_{gap}_repeat", "2025-09-03T05:00:00Z", f"{day}T05:00:00Z")


def gaps_between_purchases(shop: Shop) -> None:
    """Two purchases 60, 61, 90 and 91 days apart: bought again before at risk, on its first day, and so on."""
    days = (("60", "2024-04-30"), ("61", "2024-05-01"), ("90", "2024-05-30"), ("91", "2024-05-31"))
    for gap, day in days:
        shop.customer(f"c_apart_{gap}", "2024-02-29T02:00:00Z")
        shop.orders(f"c_apart_{gap}", "2024-03-01T05:00:00Z", f"{day}T05:00:00Z")


def repurchase_windows(shop: Shop) -> None:
    """A second purchase exactly 30, 31, 180 and 365 days after the first."""
    days = (("30", "2024-07-31"), ("31", "2024-08-01"), ("180", "2024-12-28"), ("365", "2025-07-01"))
    for within, day in days:
        shop.customer(f"c_again_{within}", "2024-06-30T02:00:00Z")
        shop.orders(f"c_again_{within}", "2024-07-01T05:00:00Z", f"{day}T05:00:00Z")


def reactivations(shop: Shop) -> None:
    """Inactive and back once (c_back), back and away again (c_back_twice), back with two orders on one day."""
    shop.customer("c_back")
    shop.orders("c_back", "2024-02-10T05:00:00Z", "2024-08-10T05:00:00Z")
    shop.customer("c_back_twice")
    shop.orders("c_back_twice", "2024-02-10T05:00:00Z", "2024-07-01T05:00:00Z", "2025-01-15T05:00:00Z")
    shop.customer("c_back_double")
    shop.orders("c_back_double", "2024-02-10T05:00:00Z", "2024-09-01T05:00:00Z", "2024-09-01T09:00:00Z")


def same_day_and_second(shop: Shop) -> None:
    """Two orders in one second, two on a later day, and a first day with two orders, one of them cancelled as well."""
    shop.customer("c_same_second")
    shop.orders("c_same_second", "2024-10-05T05:00:00Z", "2024-10-05T05:00:00Z")
    shop.customer("c_same_day")
    shop.orders("c_same_day", "2024-10-05T05:00:00Z", "2024-10-25T03:00:00Z", "2024-10-25T11:00:00Z")
    shop.customer("c_first_day_two")
    shop.order("o_first_day_two_0", "c_first_day_two", "2024-10-05T02:00:00Z", status="cancelled")
    shop.orders("c_first_day_two", "2024-10-05T03:00:00Z", "2024-10-05T12:00:00Z")


def own_rhythm(shop: Shop) -> None:
    """Regular purchases: late for the own rhythm (c_rhythm_late), in time (c_rhythm_even), half days in the median."""
    shop.customer("c_rhythm_late", "2025-07-01T02:00:00Z")
    moments = ("2025-07-02", "2025-07-22", "2025-08-11", "2025-08-31", "2025-09-20", "2025-11-12")
    shop.orders("c_rhythm_late", *(f"{day}T05:00:00Z" for day in moments))
    shop.customer("c_rhythm_even", "2025-07-01T02:00:00Z")
    shop.orders("c_rhythm_even", *(f"2025-{month:02d}-15T05:00:00Z" for month in range(7, 13)))
    shop.customer("c_rhythm_half", "2025-10-01T02:00:00Z")
    shop.orders("c_rhythm_half", "2025-10-02T05:00:00Z", "2025-10-22T05:00:00Z", "2025-11-26T05:00:00Z")


def equal_customers(shop: Shop) -> None:
    """Two customers who are equal in everything but the id: equal scores, ties by id (c_ties_a, c_ties_b)."""
    for letter in ("a", "b"):
        shop.customer(f"c_ties_{letter}", "2024-06-01T02:00:00Z")
        shop.order(f"o_ties_{letter}", f"c_ties_{letter}", "2024-06-02T05:00:00Z", "700.00")


TIME_EDGES = (
    ways_to_write_a_moment,
    near_midnight,
    leap_day,
    month_ends,
    gaps_at_the_end,
    gaps_between_purchases,
    repurchase_windows,
    reactivations,
    same_day_and_second,
    own_rhythm,
    equal_customers,
)
