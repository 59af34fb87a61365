"""Which orders are sales: statuses, cash on delivery, cancellations, orders below zero."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retensi.front_door.mapping import Column
from retensi.front_door.matching import TOTAL, find_column, vocabulary
from retensi.front_door.samples import Row
from retensi.front_door.settling import Settling, is_one_of
from retensi.front_door.shapes import times
from retensi.sql_text import sql_identifier


class Statuses(Settling):
    """Settles which orders of a source are sales."""

    def settle(self) -> None:
        """Settle what the statuses of a source mean."""
        draft = self.draft
        base = draft.base("orders", "status")
        if draft.connector and not base and "status" in draft.inputs["orders"].columns:
            # Reckoned from several columns, as its file says.
            return
        if not base:
            draft.set("orders", status=Column(constant="paid"))
            self.note("no column says what became of an order; every row counts as a sale")
            return
        column = draft.inputs["orders"].columns["status"]
        met = Counter(value.strip().lower() for value in draft.sample.values(base))
        values = {**column.values, **({} if draft.connector else self._values_of(met))}
        lowered = {key.lower() for key in values}
        unknown = [status for status in met if status not in lowered and status not in self.known.statuses]
        asked = {"authorized": "the payment is reserved, but not yet taken"} if "authorized" in lowered else {}
        asked |= (draft.connector.asked or {}) if draft.connector else {}
        values |= self._sales_of(met, unknown, {status: asked[status] for status in met if status in asked})
        draft.set("orders", status=replace(column, values=values))
        self._settle_cancelled()
        self._settle_cash_on_delivery()
        self._settle_negative_orders()
        shown = {key: value for key, value in values.items() if key in met}
        if shown:
            self.note("statuses: " + ", ".join(f"{key} is read as {value}" for key, value in shown.items()))

    def _values_of(self, met: Counter[str]) -> dict[str, str]:
        """Give what statuses are called here: those met, and all of WooCommerce's where one of them was met."""
        words = vocabulary()["statuses"]
        of_woocommerce = ["on-hold", "checkout-draft", "trash", *(name for name in words if name.startswith("wc-"))]
        is_woocommerce = any(status.startswith("wc-") for status in met)
        return {
            status: ours
            for status, ours in words.items()
            if (status in met and status not in self.known.statuses) or (is_woocommerce and status in of_woocommerce)
        }

    def _sales_of(self, met: Counter[str], unknown: Sequence[str], doubtful: Mapping[str, str]) -> dict[str, str]:
        if not unknown and not doubtful:
            return {}
        listed = [f"{status} ({met[status]} of {met.total()})" for status in unknown]
        listed += [f"{status} ({met[status]} of {met.total()}: {why})" for status, why in doubtful.items()]
        answer = self.question(
            "--sales-statuses",
            f"Which of these statuses are sales: {', '.join(listed)}? Names with commas between, or none."
            + (" later: leave the unknown ones to the front door, which refuses them by name." if unknown else ""),
            proposal="later" if unknown else "none",
            why="nothing is decided by itself" if unknown else "only what is paid for is a sale",
            is_safe=True,
        )
        if answer.strip().lower() == "later":
            if unknown:
                self.note(f"unknown statuses stay as they are, and are refused by name: {', '.join(unknown)}")
            return dict.fromkeys(doubtful, "pending")
        sales = {text.strip().lower() for text in answer.split(",")}
        return {status: "paid" if status in sales else "pending" for status in [*unknown, *doubtful]}

    def _settle_cancelled(self) -> None:
        draft = self.draft
        column = draft.inputs["orders"].columns["status"]
        cancelled = find_column(draft.sample.columns, vocabulary()["cancelled_at"])
        if draft.connector or not cancelled or not draft.sample.values(cancelled):
            return
        if times(draft.sample.values(cancelled)).share > 0.5:
            when = {"cancelled": f"{sql_identifier(cancelled)} is not null", **column.when}
            draft.set("orders", status=replace(column, when=when))
            self.note(f"an order with a day in {cancelled} is cancelled, whatever its status")

    def _settle_cash_on_delivery(self) -> None:
        draft = self.draft
        words = vocabulary()
        column = draft.inputs["orders"].columns["status"]
        base = column.column or ""
        fulfilment = find_column(draft.sample.columns, words["fulfilment"])
        if not fulfilment or fulfilment == base:
            return
        cancelled = find_column(draft.sample.columns, words["cancelled_at"])
        rows = [
            row
            for row in draft.sample.rows
            if self._status_text(row) == "pending"
            and (row.get(base) or "").strip().lower() not in ("authorized", "draft")
            and (row.get(fulfilment) or "").strip().lower() in words["went_out"]
            and not (cancelled and row.get(cancelled))
        ]
        if not rows:
            return
        payment = find_column(draft.sample.columns, words["payment"])
        paid_later = [row for row in rows if payment and _says(row.get(payment), words["cash_on_delivery"])]
        statuses = sorted({(row.get(base) or "").strip().lower() for row in rows})
        gone = sorted({(row.get(fulfilment) or "").strip().lower() for row in rows})
        text = (
            f"{len(rows)} of {len(draft.sample.rows)} rows are {' or '.join(statuses)}, but {' or '.join(gone)}"
            + (f", {len(paid_later)} of them by cash on delivery" if paid_later else "")
            + ". Are these sales?"
        )
        answer = self.question(
            "--cash-on-delivery",
            text,
            choices=("yes", "no"),
            proposal="yes",
            why="the goods went out",
            is_safe=bool(paid_later),
        )
        when = {text: condition for text, condition in column.when.items() if text != "paid"}
        if answer == "yes":
            condition = f"{is_one_of(base, statuses)} and {is_one_of(fulfilment, gone)}"
            when["paid"] = column.when.get("paid", condition)
            self.note(
                f"{' and '.join(statuses)} with {fulfilment} {' or '.join(gone)} counts as paid (cash on delivery)"
            )
        draft.set("orders", status=replace(column, when=when))

    def _settle_negative_orders(self) -> None:
        draft = self.draft
        column = draft.inputs["orders"].columns["status"]
        base = draft.base("orders", "gross_amount") or draft.base("orders", TOTAL)
        if not base or "credit_note" in column.when:
            return
        treated = {"ignored", "credit_note"}
        rows = [
            row
            for row in draft.sample.rows
            if self.number(row, base) < 0
            and self.known.statuses.get(self._status_text(row), "unknown") not in treated | {"unknown"}
        ]
        if not rows:
            return
        answer = self.question(
            "--negative-orders",
            f"{len(rows)} orders are below zero, such as {rows[0].get(base)}, and are no credit notes by their status."
            " Read them as credit notes, or let the front door refuse them?",
            choices=("credit_note", "refused"),
            proposal="refused",
            why="nothing is decided by itself",
            is_safe=True,
        )
        if answer == "refused":
            self.note(f"{len(rows)} orders below zero are refused; they can be read with --negative-orders credit_note")
            return
        others = sorted(
            (row.get(column.column or "") or "").strip().lower()
            for row in draft.sample.rows
            if self.known.statuses.get(self._status_text(row)) in treated
        )
        condition = f"trim({sql_identifier(base)}) like '-%'"
        if others and column.column:
            condition += f" and not coalesce({is_one_of(column.column, sorted(set(others)))}, false)"
        draft.set("orders", status=replace(column, when={**column.when, "credit_note": condition}))

    def _status_text(self, row: Row) -> str:
        """Give the status a row has by the mapping, in small letters; without what conditions say."""
        column = self.draft.inputs["orders"].columns["status"]
        if column.constant:
            return column.constant
        text = (row.get(column.column or "") or "").strip().lower()
        values = {key.lower(): value for key, value in column.values.items()}
        return (values.get(text, text) or "").lower()


def _says(text: str | None, words: Sequence[str]) -> bool:
    return bool(text) and any(re.search(rf"\b{re.escape(word)}\b", (text or "").lower()) for word in words)
