"""A made-up shop whose rows land bit by bit: late, corrected, repeated, taken back, merged, in files that change."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.oracle.files import REQUIRED
from tests.oracle.front_door import Inputs, Row
from tests.oracle.made_up import FIRST_DAY
from tests.oracle.strategies import TIMEZONES, Plan

KEYS = {"orders": "order_id", "interactions": "interaction_id", "customers": "customer_id"}
# Rows of these come with all others, so that no build is refused for a rate or a campaign that is still to come.
AT_ONCE = ("exchange_rates", "marketing_spend")


def plan_of(seed: int) -> Plan:
    """The shop of a seed."""
    random = Random(seed)
    back = random.choice((None, None, 0, 30))
    return Plan(
        seed, random.randint(20, 60), 213, random.choice(TIMEZONES), back, (60, 90, 45), "0.35", frozenset(), "csv"
    )


@dataclass
class Arrivals:
    """The landing folder of one shop, and what is still to land.

    Attributes:
        folder: the landing folder.
        plan: what the shop is made from; its seed also draws what happens.
        variables: the dbt vars of the next build.
        told: what has happened so far, a line each, for whoever reads a failure.
    """

    folder: Path
    plan: Plan
    variables: dict = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.plan.seed)
        self.waiting: Inputs = self.plan.inputs()
        self.columns = {
            name: list(dict.fromkeys([*REQUIRED[name], *sorted({key for row in rows for key in row})]))
            for name, rows in self.waiting.items()
        }
        self.columns |= {
            "customer_merges": ["customer_id", "merged_into", "merged_at"],
            "erasure_requests": ["customer_id", "requested_at"],
        }
        self.columns["orders"] = list(dict.fromkeys([*self.columns["orders"], "updated_at"]))
        self.files: dict[Path, tuple[str, list[Row]]] = {}
        self.number = 0
        self.variables = {"input_path": str(self.folder), "quarantine_limit": 1.0, **self.plan.settings().dbt_vars()}
        self.land_first()

    def land_first(self) -> None:
        """Half of the shop, each input in a file or two, and whatever comes at once."""
        for name in self.columns:
            rows = self.waiting.get(name, [])
            self.random.shuffle(rows)
            count = len(rows) if name in AT_ONCE else len(rows) // 2
            self.land(name, [rows.pop() for _ in range(count // 2)])
            self.land(name, [rows.pop() for _ in range(count - count // 2)])

    def land(self, name: str, rows: list[Row]) -> None:
        """Write rows of an input as a new file."""
        self.number += 1
        self.write(self.folder / name / f"{self.number:04}.csv", name, rows)

    def write(self, file: Path, name: str, rows: list[Row]) -> None:
        """Write a file, new or anew."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(self.columns[name])
            writer.writerows([row.get(column) for column in self.columns[name]] for row in rows)
        self.files[file] = (name, rows)

    def landed(self, name: str) -> list[Row]:
        """All rows of an input that lie in a file."""
        return [row for kind, rows in self.files.values() if kind == name for row in rows]

    def some(self, rows: list[Row], most: int = 4) -> list[Row]:
        """A few of the rows."""
        return self.random.sample(rows, min(len(rows), self.random.randint(1, most)))

    def any_file(self, *names: str) -> Path | None:
        """A landed file of one of these inputs."""
        files = [file for file, (name, _) in self.files.items() if name in names]
        return self.random.choice(files) if files else None

    def customer_ids(self) -> list[str]:
        """Ids that landed rows name."""
        named = {row.get("customer_id") for row in [*self.landed("orders"), *self.landed("customers")]}
        return sorted(name for name in named if name)

    # What can happen between two builds. Each says what it did.

    def late_rows(self) -> str:
        """More of the shop lands, whenever it happened."""
        counts = {}
        for name, rows in self.waiting.items():
            taken = [rows.pop() for _ in range(min(len(rows), self.random.randint(0, max(1, len(rows) // 4))))]
            if taken:
                self.land(name, taken)
                counts[name] = len(taken)
        return f"landed {counts}"

    def corrected_orders(self) -> str:
        """Refunds, other statuses, other customers, mails that turn out to be wrong."""
        changes = (
            {"status": "cancelled"},
            {"status": "refunded", "refunded_amount": "0.01"},
            {"customer_id": None},
            {"customer_id": self.random.choice(self.customer_ids())},
            {"email": "somebody.else@shop.example"},
            {"email": None, "visitor_id": None},
            {"gross_amount": "12.34", "discount_amount": None, "refunded_amount": None},
            {"ordered_at": "2023-12-24 18:00:00"},
            {"ordered_at": "2999-01-01 00:00:00"},
            {"gross_amount": "nothing"},
        )
        updated = {"updated_at": f"2025-01-01 00:00:{self.number % 60:02}"}
        rows = [row | self.random.choice(changes) | updated for row in self.some(self.landed("orders"))]
        self.land("orders", rows)
        return f"corrected orders {[row['order_id'] for row in rows]}"

    def corrected_interactions(self) -> str:
        """Interactions that move to another visitor, customer or time."""
        changes = (
            {"visitor_id": "v1"},
            {"customer_id": None, "visitor_id": "v2"},
            {"occurred_at": "2024-01-05 10:00:00"},
        )
        updated = {"updated_at": f"2025-01-01 00:00:{self.number % 60:02}"}
        rows = [row | self.random.choice(changes) | updated for row in self.some(self.landed("interactions"))]
        self.land("interactions", rows)
        return f"corrected interactions {[row['interaction_id'] for row in rows]}"

    def corrected_customers(self) -> str:
        """Accounts with another mail, another day of registration, or none of what they had."""
        changes = (
            {"email": "shared@shop.example"},
            {"email": None},
            {"registered_at": "2023-10-03 09:00:00"},
            {"registered_at": None},
            {"acquisition_channel": "Referral", "city": "Elsewhere"},
        )
        updated = {"updated_at": f"2025-01-01 00:00:{self.number % 60:02}"}
        rows = [row | self.random.choice(changes) | updated for row in self.some(self.landed("customers"))]
        self.land("customers", rows)
        return f"corrected customers {[row['customer_id'] for row in rows]}"

    def copies(self) -> str:
        """Rows that land a second time as they are."""
        name = self.random.choice([*KEYS])
        rows = self.some(self.landed(name), 8)
        self.land(name, [dict(row) for row in rows])
        return f"landed {len(rows)} copies of {name}"

    def changed_file(self) -> str:
        """A file under its old name, without some of its rows and with others changed."""
        file = self.any_file(*KEYS)
        name, rows = self.files[file]
        kept = [row | ({"channel": "tv"} if "channel" in row else {}) for row in rows if self.random.random() < 0.8]
        self.write(file, name, kept)
        return f"changed {name}/{file.name}: {len(kept)} of {len(rows)} rows"

    def equal_versions(self) -> str:
        """Rows that land once more with something else in them, and no later time of change."""
        changes = {
            "orders": {"status": "cancelled"},
            "interactions": {"channel": "tv"},
            "customers": {"city": "Elsewhere"},
        }
        name = self.random.choice([*KEYS])
        self.land(name, [row | changes[name] for row in self.some(self.landed(name))])
        return f"other {name} of the same time"

    def moved_rows(self) -> str:
        """A file whose rows stand in another order."""
        file = self.any_file(*self.columns)
        name, rows = self.files[file]
        self.write(file, name, self.random.sample(rows, len(rows)))
        return f"moved the rows of {name}/{file.name}"

    def renamed_file(self) -> str:
        """A file that comes before or behind others under its new name."""
        file = self.any_file(*self.columns)
        self.number += 1
        renamed = file.with_name(f"{self.random.choice(('9', '10', 'B', 'b'))}_{self.number}.csv")
        self.files[file.rename(renamed)] = self.files.pop(file)
        return f"called {file.parent.name}/{file.name} {renamed.name}"

    def untouched_file(self) -> str:
        """A file that is written again as it was, by a copying program."""
        file = self.any_file(*self.columns)
        name, rows = self.files[file]
        self.write(file, name, rows)
        return f"wrote {name}/{file.name} again"

    def gone_file(self) -> str:
        """A file that somebody took away."""
        file = self.any_file(
            *[name for name in KEYS if len([1 for kind, _ in self.files.values() if kind == name]) > 2]
        )
        if file is None:
            return "no file to take away"
        name, rows = self.files.pop(file)
        file.unlink()
        return f"took {name}/{file.name} away, {len(rows)} rows"

    def merges(self) -> str:
        """Two accounts that are one person, now and then in a chain or a circle."""
        pair = self.random.sample(self.customer_ids(), 2)
        self.land(
            "customer_merges", [{"customer_id": pair[0], "merged_into": pair[1], "merged_at": "2024-03-01 00:00:00"}]
        )
        return f"merged {pair[0]} into {pair[1]}"

    def erasures(self) -> str:
        """Somebody asks to be forgotten, and may go on buying."""
        customer_id = self.random.choice(self.customer_ids())
        self.land("erasure_requests", [{"customer_id": customer_id, "requested_at": "2024-05-01 00:00:00"}])
        return f"{customer_id} asked to be forgotten"

    def rates(self) -> str:
        """Another rate from some day on."""
        day = FIRST_DAY + timedelta(days=self.random.randint(0, self.plan.days))
        self.land("exchange_rates", [{"currency": "EUR", "valid_from": day.isoformat(), "rate": "1.23"}])
        return f"another rate from {day}"

    def damaged_file(self) -> str:
        """A file with a quote that nobody closed."""
        file = self.any_file("orders", "interactions")
        name, _ = self.files[file]
        with file.open("a", encoding="utf-8") as text:
            text.write('"a quote that is not closed\n')
        return f"damaged {name}/{file.name}"

    def other_day(self) -> str:
        """As_of set to another day."""
        day = FIRST_DAY + timedelta(days=self.plan.days - self.random.randint(0, 100))
        self.variables["as_of"] = day.isoformat()
        return f"as_of {day}"

    def other_threshold(self) -> str:
        """A threshold that is another from now on."""
        self.variables["inactive_after_days"] = self.random.choice((75, 80, 100))
        return f"inactive_after_days {self.variables['inactive_after_days']}"

    def happen(self, rare: bool = True) -> None:
        """Let some of the above happen, whatever the seed says."""
        often: list[Callable[[], str]] = [
            self.late_rows,
            self.corrected_orders,
            self.corrected_interactions,
            self.corrected_customers,
            self.copies,
            self.changed_file,
            self.merges,
            self.equal_versions,
        ]
        seldom = [self.gone_file, self.untouched_file, self.rates, self.other_day, self.damaged_file]
        seldom += [self.moved_rows, self.renamed_file]
        chosen = self.random.sample(often, self.random.randint(1, 4)) + self.random.sample(seldom, 1)
        if rare and self.random.random() < 0.2:
            chosen.append(self.erasures)
        if rare and self.random.random() < 0.1:
            chosen.append(self.other_threshold)
        self.told.append("; ".join(event() for event in chosen))
