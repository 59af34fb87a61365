"""What all that is settled about a source has in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from retensi.front_door.drafts import Draft, Known
from retensi.front_door.matching import plain
from retensi.front_door.questions import Answers, Question
from retensi.front_door.samples import Row
from retensi.front_door.shapes import number
from retensi.sql_text import sql_identifier

_INDONESIAN = {"pesanan", "tanggal", "tgl", "pelanggan", "pembeli", "jumlah", "harga", "transaksi", "pembayaran"}


class Settling:
    """Settles something about how one source is read, and notes what a person should know of it."""

    def __init__(self, draft: Draft, drafts: Sequence[Draft], known: Known, ask: Answers, notes: list[str]) -> None:
        """Keep what it works with; `drafts` are all sources of the folder."""
        self.draft = draft
        self.drafts = drafts
        self.known = known
        self.ask = ask
        self._notes = notes

    def note(self, sentence: str) -> None:
        """Note a sentence about the source."""
        self._notes.append(f"{self.draft.key}: {sentence}")

    def question(self, flag: str, text: str, **more: Any) -> str:
        """Ask something about the source."""
        return self.ask(Question(flag, text, self.draft.key, **more))

    def is_indonesian(self) -> bool:
        """Tell whether the shop is Indonesian by the currency of its orders, or by the names of its columns."""
        currencies = Counter(value.strip().upper() for value in self.draft.values("orders", "currency"))
        if currencies:
            [(most, _)] = currencies.most_common(1)
            return most == "IDR"
        words = {word for column in self.draft.sample.columns for word in plain(column).split()}
        return bool(words & _INDONESIAN)

    def number(self, row: Row | None, column: str | None) -> float:
        """Read an amount of a row; 0 where there is none."""
        text = row.get(column) if row and column else None
        return number(text, self.decimal_of(column or "")) or 0.0

    def decimal_of(self, column: str) -> str:
        """Give the decimal sign of a column: numbers of a table have a point, whatever its texts have."""
        return "." if column in self.draft.sample.numbers else self.draft.format.decimal


def is_one_of(column: str, texts: Sequence[str]) -> str:
    """Write the condition that a column holds one of some texts, in any case."""
    listed = [f"'{text.replace(chr(39), chr(39) * 2)}'" for text in texts]
    is_one = f"= {listed[0]}" if len(listed) == 1 else f"in ({', '.join(listed)})"
    return f"lower(trim({sql_identifier(column)})) {is_one}"
