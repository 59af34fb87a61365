"""Whether the amounts of orders contain tax and shipping."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retensi.front_door.conventions import NOT_SAID, PARTS, SAID, Amounts
from retensi.front_door.matching import TOTAL, find_column, plain, vocabulary
from retensi.front_door.settling import Settling

# How much may differ between an amount and what it should be, by rounding.
_CENT = 0.011


class Contained(Settling):
    """Settles what the amounts of orders contain besides the goods."""

    def settle(self) -> None:
        """Take what is said, by a person, the vendor or the columns; else ask, and let it be unknown."""
        draft = self.draft
        vendors = (draft.connector.amounts or {}) if draft.connector else {}
        seen = {} if draft.connector else {**self._added_up(), **self._by_name()}
        told = {**vendors, **seen}
        answers = {part: self._asked(part, None if part in told else NOT_SAID) or told[part] for part in PARTS}
        draft.amounts = Amounts(**answers)

    def _asked(self, part: str, proposal: str | None) -> str | None:
        """Give the answer of a person; without a proposal only what was said beforehand."""
        flag = f"--{part}"
        if proposal is None and self.ask.given(flag, self.draft.key) is None:
            return None
        # Each source is asked about in the same words, so that a person is asked once.
        return self.question(
            flag,
            f"Do the amounts of orders contain {part}? It is shown beside revenue and changes no figure.",
            choices=SAID,
            proposal=proposal,
            why="the files do not say" if proposal else "",
            is_safe=True,
        )

    def _amount(self) -> str | None:
        return self.draft.base("orders", TOTAL) or self.draft.base("orders", "gross_amount")

    def _by_name(self) -> dict[str, str]:
        """Give what the name of the column of amounts says, such as "Total incl. VAT"."""
        name = plain(self._amount() or "")
        contained: Mapping[str, Mapping[str, list[str]]] = vocabulary()["contained"]
        return {
            part: said
            for part in PARTS
            for said, phrases in contained[part].items()
            if any(re.search(rf"\b{re.escape(phrase)}\b", name) for phrase in phrases)
        }

    def _added_up(self) -> dict[str, str]:
        """Give what the columns beside the amount say: which of them make it, together with the goods.

        That an amount is without the column of tax says nothing: the goods may contain theirs.
        """
        draft, words = self.draft, vocabulary()
        amount, columns = self._amount(), draft.sample.columns
        goods = find_column([each for each in columns if each != amount], words["goods"])
        extra = {part: find_column(columns, words["parts"][part]) for part in PARTS}
        if not amount or not goods or not any(extra.values()):
            return {}
        discount = draft.base("orders", "discount_amount")
        found: dict[str, list[bool]] = {part: [] for part in PARTS}
        for row in draft.sample.rows:
            if not row.get(amount) or not row.get(goods):
                continue
            rest = self.number(row, amount) - self.number(row, goods)
            tax, shipping = (self.number(row, extra[part]) for part in PARTS)
            fits = {
                (has_tax, has_shipping)
                for has_tax in (False, True)
                for has_shipping in (False, True)
                for less in (0.0, abs(self.number(row, discount)))
                if abs(rest + less - has_tax * tax - has_shipping * shipping) < _CENT
            }
            for place, part in enumerate(PARTS):
                if (tax, shipping)[place] > _CENT:
                    # Of a row that fits either way nothing is learned.
                    answers = {fit[place] for fit in fits}
                    found[part].extend(answers if len(answers) == 1 else [])
        told = {part: max(set(seen), key=seen.count) for part, seen in found.items() if seen}
        said = {part: "included" if is_in else "excluded" for part, is_in in told.items() if is_in or part != "tax"}
        for part, contained in said.items():
            how, add = ("contains", "with") if contained == "included" else ("does not contain", "without")
            self.note(f"{amount} {how} {part}: it adds up from {goods} {add} {extra[part]}")
        return said
