"""Whether the amount of an order is what was charged before or after its discount."""

from __future__ import annotations

from collections.abc import Sequence

from retensi.front_door.matching import PRICE, TOTAL, find_column, plain, rows_by, vocabulary
from retensi.front_door.samples import Row
from retensi.front_door.settling import Settling

# How much may differ between an amount and what it should be, by rounding.
_CENT = 0.011
# From which share of discounted orders on a discount above the amount is no mistake.
_SHARE_BEYOND = 0.03


class Total(Settling):
    """Settles what the amount of an order is."""

    def settle(self) -> None:
        """Decide whether the amount of an order is before or after its discount, from the data where it tells."""
        draft = self.draft
        columns = draft.inputs["orders"].columns
        gross, total, discount = (draft.base("orders", name) for name in ("gross_amount", TOTAL, "discount_amount"))
        if draft.connector and not gross and total:
            self._check_lines(total, discount)
            return
        if draft.connector:
            return
        amount = total or gross
        if not amount:
            return
        discounted = [row for row in draft.sample.rows if discount and abs(self.number(row, discount)) > 0]
        verdict, why = self._after_discount(amount, discount, discounted, gross if total else None)
        by_name = "after_discount" if total else "before_discount"
        said = self.ask.given("--total", draft.key)
        if verdict and not said:
            self.note(f"{amount} is {verdict.replace('_', ' the ')}: {why}")
        elif said or discounted:
            met = discounted[0] if discounted else {}
            example = (
                f" One order has {amount} {met.get(amount)} and {discount} {met.get(discount or '')}." if met else ""
            )
            verdict = self.question(
                "--total",
                f"Is {amount} what was charged before or after the discount?{example}",
                choices=("after_discount", "before_discount"),
                proposal=by_name,
                why="the column is called so",
                is_safe=(plain(amount) == "gross amount" or bool(total and gross))
                and not self._discounted_beyond(amount, discount, discounted),
            )
        is_after = (verdict or by_name) == "after_discount" and bool(discount)
        given = columns[TOTAL if total else "gross_amount"]
        draft.set("orders", **{TOTAL: given if is_after else None, "gross_amount": None if is_after else given})

    def _after_discount(
        self, amount: str, discount: str | None, discounted: Sequence[Row], subtotal: str | None
    ) -> tuple[str | None, str]:
        """Give what the data says, and by what: lines first, then a subtotal, then discounts above the amount."""
        if not discount or not discounted:
            return None, ""
        after, before = self._line_evidence(amount, discount)
        if after > before:
            told = f"with the discount it is the sum of the lines in {after} of {after + before} orders"
            return "after_discount", told
        if before > after:
            return "before_discount", f"it is the sum of the lines in {before} of {after + before} orders"
        if subtotal:
            rows = [row for row in discounted if row.get(subtotal)]
            less = sum(
                abs(self.number(row, subtotal) - abs(self.number(row, discount)) - self.number(row, amount)) < _CENT
                for row in rows
            )
            if less * 2 > len(rows):
                return "after_discount", f"it is {subtotal} less {discount} in {less} of {len(rows)} orders"
        beyond = self._discounted_beyond(amount, discount, discounted)
        # A few of many may be mistakes of the shop.
        if len(beyond) >= _SHARE_BEYOND * len(discounted) and beyond:
            example = f"{beyond[0].get(discount)} of {beyond[0].get(amount)}"
            return "after_discount", f"the discount is more than the amount in {len(beyond)} orders ({example})"
        return None, ""

    def _discounted_beyond(self, amount: str, discount: str | None, discounted: Sequence[Row]) -> list[Row]:
        return [row for row in discounted if abs(self.number(row, discount)) > self.number(row, amount) + _CENT > 0]

    def _line_evidence(self, amount: str, discount: str | None) -> tuple[int, int]:
        """Count the discounted orders whose amount is after, and before the discount, by the sum of their lines."""
        lines = self._lines()
        orders = self.draft.inputs["orders"].columns
        if any(column.lines for column in orders.values() if column.column == amount):
            return self._row_evidence(amount, discount)
        after = before = 0
        order_id = self.draft.base("orders", "order_id") or ""
        for name, rows in rows_by(self.draft.sample, order_id).items():
            head = next((row for row in rows if row.get(amount)), None)
            taken = abs(self.number(head, discount)) if head and discount else 0.0
            if not head or name not in lines or taken < _CENT:
                continue
            charged = self.number(head, amount)
            after += abs(charged + taken - lines[name]) <= max(_CENT * 2, lines[name] * 0.001)
            before += abs(charged - lines[name]) <= max(_CENT * 2, lines[name] * 0.001)
        return after, before

    def _row_evidence(self, amount: str, discount: str | None) -> tuple[int, int]:
        """Count the same of lines, whose amounts are added up, by what so many units cost."""
        names = vocabulary()["columns"]["order_items"]
        price = find_column(self.draft.sample.columns, names[PRICE])
        quantity = find_column(self.draft.sample.columns, names["quantity"])
        after = before = 0
        for row in self.draft.sample.rows if price and quantity and price != amount else ():
            taken, charged = abs(self.number(row, discount)), self.number(row, amount)
            worth = self.number(row, quantity) * self.number(row, price)
            if taken >= _CENT:
                after += abs(charged + taken - worth) <= _CENT * 2
                before += abs(charged - worth) <= _CENT * 2
        return after, before

    def _lines(self) -> dict[str, float]:
        """Add up the lines of each order, as far as they were seen whole."""
        sums: dict[str, float] = {}
        for draft in self.drafts:
            if "order_items" not in draft.inputs:
                continue
            names = vocabulary()["columns"]["order_items"]
            price = find_column(draft.sample.columns, names[PRICE])
            quantity = find_column(draft.sample.columns, names["quantity"])
            order_id = draft.base("order_items", "order_id")
            amount = draft.base("order_items", "amount")
            if not order_id or not (amount or price):
                continue
            for name, rows in rows_by(draft.sample, order_id).items():
                if price and quantity:
                    parts = [self.number(row, quantity) * self.number(row, price) for row in rows]
                else:
                    parts = [self.number(row, amount or price or "") for row in rows]
                sums[name] = sum(parts)
        return sums

    def _check_lines(self, total: str, discount: str | None) -> None:
        after, before = self._line_evidence(total, discount)
        if after or before:
            told = f"with the discount it is the sum of the lines in {after} of {after + before} discounted orders"
            self.note(f"{total} is after the discount: {told}")
