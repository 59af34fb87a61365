"""What a month brought, and what those expect who go by the months before. The model has its own tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle.shop import Shop, month_of, months_later, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]


def revenue_of_months(shop: Shop) -> dict[date, Decimal]:
    """Net revenue of each month that is over, anonymous sales and credit notes included."""
    revenue = {month: ZERO for month in shop.months() if shop.month_is_over(month)}
    for order, _ in shop.sales:
        if month_of(order.order_date) in revenue:
            revenue[month_of(order.order_date)] += order.net_revenue
    return revenue


def int_revenue_months(shop: Shop) -> list[Row]:
    """One row per month that is over."""
    rows = {}
    for month, revenue in revenue_of_months(shop).items():
        sales = [(order, customer) for order, customer in shop.sales if month_of(order.order_date) == month]
        newcomers = [c for c in shop.customers if c.purchases and month_of(c.purchases[0].order_date) == month]
        first_days = [
            order.net_revenue
            for customer in newcomers
            for order in customer.purchases
            if order.order_date == customer.purchases[0].order_date
        ]
        rows[month] = {
            "month": month,
            "new_customers": len(newcomers),
            "first_net_revenue": sum(first_days, ZERO),
            "net_revenue_of_purchases": sum((o.net_revenue for o, _ in sales if o.treatment == "purchase"), ZERO),
            "anonymous_net_revenue": sum((order.net_revenue for order, owner in sales if owner is None), ZERO),
            "net_revenue": revenue,
        }
    return list(rows.values())


def baselines(known: dict[date, Decimal], month: date) -> tuple[float | None, float | None]:
    """The same month of the last year that has it, and the mean of the last three, as seen from the end of `known`."""
    last = max(known)
    same = max((each for each in known if each.month == month.month), default=None)
    if same is not None and same < months_later(month, -24):
        same = None
    recent = [known.get(months_later(last, -back)) for back in range(3)]
    three = None if None in recent else ratio(Fraction(sum(recent, ZERO)), 3)
    return None if same is None else float(known[same]), three


def revenue_forecast_by_month(shop: Shop) -> list[Row]:
    """One row per month of the twelve after that of as_of; without the model, and so without what is shown."""
    revenue = revenue_of_months(shop)
    if not revenue:
        return []
    rows = []
    for ahead in range(1, 13):
        month = months_later(month_of(shop.as_of), ahead)
        same, three = baselines(revenue, month)
        rows.append(
            {
                "month": month,
                "months_ahead": ahead,
                "same_month_last_year_net_revenue": same,
                "last_three_months_net_revenue": three,
                "is_tested": len(revenue) >= 15,
            }
        )
    return rows


def revenue_forecast_backtest(shop: Shop) -> list[Row]:
    """One row per baseline and month held out, and one for all of them."""
    revenue = revenue_of_months(shop)
    if len(revenue) < 15:
        return []
    held_out = sorted(revenue)[-12:]
    known = {month: value for month, value in revenue.items() if month < held_out[0]}
    rows = []
    for place, way in enumerate(("same_month_last_year", "last_three_months")):
        said = [baselines(known, month)[place] for month in held_out]
        errors = [
            None if each is None else each - float(revenue[month]) for each, month in zip(said, held_out, strict=True)
        ]
        actual = sum((revenue[month] for month in held_out), ZERO)
        for ahead, (month, expected, error) in enumerate(zip(held_out, said, errors, strict=True), start=1):
            rows.append(told(way, ahead, month, revenue[month], expected, error, error and abs(error)))
        if None in said:
            rows.append(told(way, 0, None, actual, None, None, None))
        else:
            rows.append(told(way, 0, None, actual, sum(said), sum(errors), sum(map(abs, errors))))
    return rows


def told(
    way: str,
    ahead: int,
    month: date | None,
    actual: Decimal,
    expected: float | None,
    error: float | None,
    absolute: float | None,
) -> Row:
    """A row of the backtest."""
    return {
        "forecast_by": way,
        "months_ahead": ahead,
        "month": month,
        "actual_net_revenue": actual,
        "expected_net_revenue": expected,
        "error": error,
        "absolute_error": absolute,
    }
