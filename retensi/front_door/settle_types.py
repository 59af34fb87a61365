"""What unknown types of interactions are here; those of Google Analytics are in the seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from retensi.front_door.chats import is_phone
from retensi.front_door.mapping import Column
from retensi.front_door.settling import Settling, is_one_of
from retensi.sql_text import sql_identifier


class Types(Settling):
    """Settles what the types of interactions are."""

    def settle(self) -> None:
        """Settle what unknown types are, and which are left out."""
        draft = self.draft
        column = draft.inputs["interactions"].columns["interaction_type"]
        if draft.format.chat:
            self._settle_senders()
            return
        if draft.connector and not draft.connector.events:
            # What becomes of each type stands in its file.
            return
        met = Counter(value.strip().lower() for value in draft.values("interactions", "interaction_type"))
        unknown = [name for name in met if name not in self.known.types]
        if unknown and column.column:
            self._settle_unknown_types(column.column, met, unknown)

    def _settle_senders(self) -> None:
        """Settle who of a chat is the shop: what they write is sent to the customer, the rest is written by them."""
        sample = self.draft.sample
        chats: dict[str, set[str]] = defaultdict(set)
        for row in sample.rows:
            chats[row["sender"] or ""].add(row["chat"] or "")
        names = [name for name in chats if not is_phone(name) and chats[name] != {name}]
        # Who writes in several chats is no customer.
        common = [name for name in names if len(chats[name]) > 1]
        met = ", ".join(sorted(name for name in chats if not is_phone(name))[:12])
        answer = self.question(
            "--shop-senders",
            f"Which names in the chats are the shop's? Met, without phones: {met}. Names with commas between.",
            proposal=",".join(common or names) or None,
            why="they write in several chats" if common else "the chats are called otherwise",
            is_safe=bool(common),
            check=lambda said: None if said.strip() else "expected a name as it stands in the chats",
        )
        shop = [name.strip().lower() for name in answer.split(",") if name.strip()]
        if not shop:
            return
        given = self.draft.inputs["interactions"].columns
        is_shop = is_one_of("sender", shop)
        self.draft.set(
            "interactions",
            interaction_type=replace(given["interaction_type"], when={"message_sent": is_shop}),
            body=Column(expression=f"case when not coalesce({is_shop}, false) then {sql_identifier('text')} end"),
        )
        others = {(row["chat"], row["sender"]) for row in sample.rows if (row["sender"] or "").lower() not in shop}
        groups = [chat or "" for chat, count in Counter(chat for chat, _ in others).items() if count > 1]
        if groups:
            self.note(f"{len(groups)} chats are of several people and read as one person: take such groups out")
        unknown = {row["chat"] for row in sample.rows if row["chat"] and not is_phone(row["chat"])}
        if unknown:
            self.note(
                f"{len(unknown)} chats are with a name instead of a phone, and so with nobody that other files know;"
                " add customer_id with values from such a name to an id, or name the file by the phone"
            )

    def _settle_unknown_types(self, base: str, met: Counter[str], unknown: Sequence[str]) -> None:
        listed = ", ".join(f"{name} ({met[name]})" for name in unknown[:12])
        answer = self.question(
            "--interaction-types",
            f"These types of interactions are not known: {listed}. What are they here? Write ours or nothing behind"
            " each, such as cart=cart_added,ping= (nothing leaves it out), or later.",
            proposal="later",
            why="nothing is decided by itself",
            is_safe=True,
            check=self._types_problem,
        )
        if answer.strip() == "later":
            self.note(f"unknown types stay as they are, and are refused by name: {', '.join(unknown[:12])}")
            return
        pairs = {theirs.strip().lower(): ours.strip() for theirs, _, ours in map(_parted, answer.split(","))}
        given = self.draft.inputs["interactions"]
        column = given.columns["interaction_type"]
        values = {**column.values, **{theirs: ours for theirs, ours in pairs.items() if ours}}
        self.draft.set("interactions", interaction_type=replace(column, values=values))
        dropped = [theirs.replace("'", "''") for theirs, ours in pairs.items() if not ours]
        if dropped:
            listed = ", ".join(f"'{name}'" for name in dropped)
            where = f"lower(trim(coalesce({sql_identifier(base)}, ''))) not in ({listed})"
            where = f"{given.where} and {where}" if given.where else where
            self.draft.inputs["interactions"] = replace(self.draft.inputs["interactions"], where=where)

    def _types_problem(self, answer: str) -> str | None:
        ours = [] if answer.strip() == "later" else [part.partition("=")[2].strip() for part in answer.split(",")]
        wrong = [name for name in ours if name and name not in self.known.types]
        return f"there is no type {', '.join(wrong)} in interaction_types" if wrong else None


def _parted(text: str) -> tuple[str, str, str]:
    return text.partition("=")
