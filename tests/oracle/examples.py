"""Short ways to write down a small shop and to look up what came out of it."""

from __future__ import annotations

from datetime import date

from tests.oracle.marts import recompute
from tests.oracle.shop import Settings

Row = dict[str, object]


def order(order_id: str, at: str, customer_id: str | None = "a", amount: str = "10", **columns: str | None) -> Row:
    """A paid order of customer `a` over 10."""
    return {
        "order_id": order_id,
        "ordered_at": at,
        "status": "paid",
        "gross_amount": amount,
        "customer_id": customer_id,
        **columns,
    }


def happening(kind: str, at: str, customer_id: str | None = "a", **columns: str | None) -> Row:
    """An interaction of customer `a`, its id made of what it says."""
    return {
        "interaction_id": " ".join([kind, at, *(str(value) for value in columns.values())]),
        "interaction_type": kind,
        "occurred_at": at,
        "customer_id": customer_id,
        **columns,
    }


def marts(orders: list[Row], as_of: str, *interactions: Row, **more: object) -> dict[str, list[Row]]:
    """The marts of a shop; `more` holds settings and further inputs."""
    given_inputs = {name: rows for name, rows in more.items() if isinstance(rows, list)}
    chosen = {name: value for name, value in more.items() if name not in given_inputs}
    inputs = {"orders": orders, **given_inputs}
    if interactions:
        inputs["interactions"] = list(interactions)
    return recompute(inputs, Settings(as_of=date.fromisoformat(as_of), **chosen))


def spans(result: dict[str, list[Row]], customer_id: str = "a") -> list[tuple[str, str, str]]:
    """Start, stage and reason of a customer's spans."""
    return [
        (str(row["valid_from"]), row["lifecycle_stage"], row["entered_by"])
        for row in result["lifecycle_stage_history"]
        if row["customer_id"] == customer_id
    ]


def only(rows: list[Row], **wanted: object) -> Row:
    """The one row that holds the wanted values."""
    [found] = [row for row in rows if all(row[column] == value for column, value in wanted.items())]
    return found
