"""The growing demo shop: rows of every input, ids for the simulated ones, an account of what must be refused."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from retensi.demo.catalog import CLOSING, COLUMNS

Row = dict[str, str]


def stamp(moment: datetime) -> str:
    """A UTC moment as text, such as 2024-05-17T10:11:12Z."""
    return f"{moment.isoformat(timespec='seconds')}Z"


def money(minor: int) -> str:
    """Hundredths of a unit as text: 1250 is 12.50, -5 is -0.05."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


class Shop:
    """Rows of every input of the contract, as text, in the order in which they are written.

    `quarantined` counts the rows that the front door must refuse by (input, reason), `superseded` the older versions
    and identical copies by input. Everything else must be accepted, the orders in `flawed` with a flaw.
    """

    def __init__(self) -> None:
        """Start with no rows."""
        self.rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.quarantined: Counter[tuple[str, str]] = Counter()
        self.superseded: Counter[str] = Counter()
        self.flawed: list[str] = []
        self.rates: dict[str, list[tuple[str, int]]] = {}
        self._simulated_orders: list[Row] = []
        self._simulated_interactions: list[Row] = []
        self._simulated_items: dict[int, list[Row]] = {}
        self._sessions = 0

    # Rows with ids of their own ------------------------------------------------------------------------------------

    def add(self, input_name: str, **cells: str | None) -> Row:
        """Append one row; columns not named are empty. An unknown column raises ValueError."""
        row = _row(input_name, cells)
        self.rows[input_name].append(row)
        return row

    def customer(
        self, customer_id: str, registered_at: str | None = "2024-01-10T03:00:00Z", **cells: str | None
    ) -> Row:
        """Append a customer with plain defaults for whatever is not given."""
        defaults: dict[str, str | None] = {
            "email": f"{customer_id}@example.com",
            "acquisition_channel": "organic_search",
            "city": "Jakarta",
            "country": "ID",
            "marketing_consent": "true",
        }
        return self.add("customers", customer_id=customer_id, registered_at=registered_at, **{**defaults, **cells})

    def order(
        self, order_id: str, customer_id: str | None, ordered_at: str, gross: str = "40.00", **cells: str | None
    ) -> Row:
        """Append an order, paid in USD unless said otherwise."""
        defaults: dict[str, str | None] = {"status": "paid", "currency": "USD", "channel": "organic_search"}
        return self.add(
            "orders",
            order_id=order_id,
            customer_id=customer_id,
            ordered_at=ordered_at,
            gross_amount=gross,
            **{**defaults, **cells},
        )

    def orders(self, customer_id: str, *moments: str) -> None:
        """Append one plain order for each moment, numbered from 1: o_gap_60_1 for customer c_gap_60."""
        for number, moment in enumerate(moments, start=1):
            self.order(f"o_{customer_id.removeprefix('c_')}_{number}", customer_id, moment)

    def event(
        self, interaction_id: str, customer_id: str | None, occurred_at: str, interaction_type: str, **cells: str | None
    ) -> Row:
        """Append an interaction."""
        return self.add(
            "interactions",
            interaction_id=interaction_id,
            customer_id=customer_id,
            occurred_at=occurred_at,
            interaction_type=interaction_type,
            **cells,
        )

    def copy(self, input_name: str, row: Row, **changed: str | None) -> Row:
        """Append a row again, with some cells changed, and count one superseded row."""
        self.superseded[input_name] += 1
        return self.add(input_name, **{**row, **changed})

    def refuse(self, input_name: str, reason: str, **cells: str | None) -> Row:
        """Append a row that belongs in quarantine for this reason."""
        self.quarantined[input_name, reason] += 1
        return self.add(input_name, **cells)

    # Simulated rows, numbered by time at the end ---------------------------------------------------------------------

    def simulate_order(self, ordered_at: datetime, items: list[Row], **cells: str | None) -> Row:
        """Keep a simulated order and its items; its id is given by `settle`."""
        row = _row("orders", {"ordered_at": stamp(ordered_at), **cells})
        self._simulated_orders.append(row)
        self._simulated_items[id(row)] = items
        return row

    def simulate(self, occurred_at: datetime, interaction_type: str, **cells: str | None) -> bool:
        """Keep a simulated interaction unless it would be after the closing moment; says whether it was kept."""
        if occurred_at > CLOSING:
            return False
        cells = {"occurred_at": stamp(occurred_at), "interaction_type": interaction_type, **cells}
        self._simulated_interactions.append(_row("interactions", cells))
        return True

    def session(self) -> str:
        """The id of a new session."""
        self._sessions += 1
        return f"s{self._sessions:05d}"

    def settle(self) -> None:
        """Number the simulated rows by time (ties in the order in which they were made) and append them."""
        for number, row in enumerate(sorted(self._simulated_orders, key=lambda row: row["ordered_at"]), start=1):
            row["order_id"] = f"o{number:05d}"
            self.rows["orders"].append(row)
            for line, item in enumerate(self._simulated_items[id(row)], start=1):
                self.add("order_items", **{**item, "order_id": row["order_id"], "line_number": str(line)})
        events = sorted(self._simulated_interactions, key=lambda row: row["occurred_at"])
        for number, row in enumerate(events, start=1):
            row["interaction_id"] = f"i{number:06d}"
            self.rows["interactions"].append(row)


def _row(input_name: str, cells: dict[str, str | None]) -> Row:
    """A whole row with every column of the input, empty where nothing was given."""
    columns = COLUMNS[input_name]
    unknown = [name for name in cells if name not in columns]
    if unknown:
        raise ValueError(f"{input_name} has no column {unknown[0]}; it has {', '.join(columns)}")
    return {name: cells.get(name) or "" for name in columns}
