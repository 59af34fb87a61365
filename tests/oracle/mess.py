"""What makes a made-up shop untidy: merged ids, rows to refuse, several versions of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.made_up import ShopMaker


def merge_some(shop: ShopMaker) -> None:
    """Merges of two ids, chains of three, an older opinion on an id, cycles, and an id only merges know."""
    names = [f"c{number}" for number in range(1, shop.plan.customers + 1)]
    shop.random.shuffle(names)
    while len(names) >= 6 and shop.happens(0.7):
        first, second, third = names.pop(), names.pop(), names.pop()
        merged_at = "2024-02-01 10:00:00"
        shop.merges.append({"customer_id": first, "merged_into": second, "merged_at": merged_at})
        if shop.happens(0.5):
            shop.merges.append({"customer_id": second, "merged_into": third, "merged_at": merged_at})
        if shop.happens(0.3):
            shop.merges.append({"customer_id": first, "merged_into": names[0], "merged_at": None})
    if len(names) >= 2 and shop.happens(0.4):
        shop.merges.append({"customer_id": names[0], "merged_into": names[1], "merged_at": None})
        shop.merges.append({"customer_id": names[1], "merged_into": names[0], "merged_at": None})
    if shop.happens(0.2):
        shop.merges.append({"customer_id": "c0", "merged_into": "c0", "merged_at": None})
    if shop.happens(0.3):
        shop.merges.append({"customer_id": "c0x", "merged_into": "renamed", "merged_at": None})
        shop.order(shop.any_day(), customer_id="c0x")


def refused_rows(shop: ShopMaker) -> None:
    """Rows that the front door turns away, fewer than would stop a build."""
    day = shop.any_day()
    for wrong in shop.random.sample(
        (
            {"status": "on the moon"},
            {"gross_amount": "-3.00"},
            {"gross_amount": "much"},
            {"ordered_at": "2024-02-30"},
            {"order_id": None},
            {"currency": "XXX"},
            {"currency": "GBP", "ordered_at": "2023-10-02"},
        ),
        3,
    ):
        shop.order(day, **{"customer_id": "refused", **wrong})
    shop.interaction(shop.moment(day), "nps_response", customer_id="refused", value="11")
    shop.interaction(shop.moment(day), "telepathy", customer_id="refused")
    shop.interaction(shop.moment(day), "page_view")


def flawed_orders(shop: ShopMaker) -> None:
    """Orders with something wrong about their money that count nevertheless, and some that never came about."""
    day = shop.any_day()
    for wrong in shop.random.sample(
        (
            {"gross_amount": "1.00", "refunded_amount": "1.01", "discount_amount": None},
            {"gross_amount": "20.00", "refunded_amount": "20.00", "discount_amount": "5.00"},
            {"gross_amount": "20.00", "refunded_amount": "1.00", "discount_amount": "20.0001"},
            {"discount_amount": "-3.00"},
            {"refunded_amount": "-3.00"},
            {"cost_amount": "-3.00"},
            {"gross_amount": None, "total_amount": "8.00", "discount_amount": "2.00"},
            {"gross_amount": "999.00", "total_amount": "8.00", "discount_amount": "-2.00", "refunded_amount": "3.00"},
            {"status": "credit_note", "gross_amount": None, "total_amount": "-8.00", "discount_amount": "2.00"},
            {"is_test": "yes"},
            {"cancelled_at": "2024-02-03 22:00:00"},
            {"status": "credit_note", "cost_amount": "-3.00"},
            {"status": "refunded", "refunded_amount": None},
            {"status": "Refunded ", "refunded_amount": "0", "currency": "EUR"},
            {"status": "refunded", "refunded_amount": "-7.00"},
            {"status": "partially_refunded", "refunded_amount": None},
            {"status": "cancelled", "gross_amount": "-3.00"},
            {"status": "cancelled", "gross_amount": None, "currency": "XXX"},
            {"status": "test", "discount_amount": "much"},
        ),
        7,
    ):
        shop.order(day, **{"customer_id": "flawed", **wrong})


def older_versions(shop: ShopMaker) -> None:
    """A second, older version of some rows, or an identical copy, or a newer one that is refused."""
    for rows, changes in (
        (shop.orders, {"gross_amount": "999.99", "customer_id": "older"}),
        (shop.interactions, {"customer_id": "older"}),
        (shop.customers, {"city": "Older", "email": "older@shop.example"}),
    ):
        for row in shop.random.sample(rows, min(len(rows), 3)):
            choice = shop.random.choice(("older", "copy", "refused"))
            if choice == "copy":
                rows.append(dict(row))
            elif choice == "older":
                rows.append(row | changes | {"updated_at": shop.random.choice((None, "2023-01-01 00:00:00"))})
                row["updated_at"] = "2024-01-29 00:00:00"
            elif rows is shop.orders:
                rows.append(row | {"status": "on the moon", "updated_at": "2024-06-01 00:00:00"})
