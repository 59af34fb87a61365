"""What a folder of files would move against what the warehouse holds: rows of inputs, orders and revenue by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from retensi import keys
from retensi.front_door.refused import CheckError
from retensi.front_door.render import FrontDoor
from retensi.front_door.warehouse import WarehouseError, attach
from retensi.sql_text import sql_identifier, sql_literal

DEFAULT_WAREHOUSE = "data/warehouse.duckdb"
# Tables and views of a build that are looked at, wherever its project keeps them.
_NEEDED = ("input_reconciliation", "stg_orders")
_COUNTS = ("received", "accepted", "superseded", "quarantined")
# More ids of orders than these are counted.
_MOST_IDS = 20

# What an order of staging, called `orders`, is worth.
REVENUE = """
    case orders.treatment
        when 'purchase' then orders.gross_amount - orders.discount_amount - orders.refunded_amount
        when 'credit_note' then -abs(orders.gross_amount)
        else 0
    end
"""


@dataclass(frozen=True)
class Moved:
    """A figure as the warehouse has it, and as a build would have it now."""

    then: int | Decimal
    now: int | Decimal

    @property
    def is_moved(self) -> bool:
        """Whether a build would change it."""
        return self.then != self.now


@dataclass(frozen=True)
class MovedInput:
    """The rows of an input, then and now; see ``inputs.input_reconciliation``."""

    name: str
    received: Moved
    accepted: Moved
    superseded: Moved
    quarantined: Moved

    @property
    def is_moved(self) -> bool:
        """Whether a build would change any of these counts."""
        return any(each.is_moved for each in (self.received, self.accepted, self.superseded, self.quarantined))


@dataclass(frozen=True)
class MovedOrders:
    """Accepted orders that are in one of the two only, or differ.

    Attributes:
        rows: How many.
        ids: The first of their ids, only where records were asked for.
    """

    rows: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Against:
    """What a build of a folder would move.

    Attributes:
        warehouse: The DuckDB file.
        built_at: When the build began that was the last to change it, UTC.
        is_whole: Whether that build came through; where not, the marts may be older than the inputs.
        has_key: Whether mail addresses and pseudonyms could be compared, which takes the key of the warehouse.
        inputs: Rows by input; inputs that never came are left out.
        purchases: Orders that are sales.
        customers: People with a purchase, as the orders name them: before ids, mail addresses and visitors are joined.
        revenue: Net revenue, in the reporting currency of each.
        months: Net revenue by month, YYYY-MM, of the months where it moves.
        new: Orders that the warehouse does not have.
        gone: Orders that the warehouse has, and that a build would not have.
        changed: Of the orders in both, those that differ, by what does: amount, day, status, customer.
    """

    warehouse: str
    built_at: str | None
    is_whole: bool
    has_key: bool
    inputs: tuple[MovedInput, ...]
    purchases: Moved
    customers: Moved
    revenue: Moved
    months: Mapping[str, Moved]
    new: MovedOrders
    gone: MovedOrders
    changed: Mapping[str, MovedOrders]

    @property
    def moves(self) -> bool:
        """Whether a build would change anything that is compared."""
        figures: tuple[Moved | MovedInput, ...] = (
            self.purchases,
            self.customers,
            self.revenue,
            *self.inputs,
            *self.months.values(),
        )
        orders = (self.new, self.gone, *self.changed.values())
        return any(each.is_moved for each in figures) or any(each.rows for each in orders)


class LastBuild:
    """The warehouse of the last build, attached for reading to the connection of a front door."""

    def __init__(self, front_door: FrontDoor, project: Path, environment: Mapping[str, str]) -> None:
        """Attach it.

        Args:
            front_door: Where it is attached; its session gets the key of the warehouse, where that is known.
            project: Folder of the dbt project.
            environment: ``RETENSI_WAREHOUSE`` and ``RETENSI_HASH_KEY`` count as in a build.

        Raises:
            CheckError: there is none, it cannot be read, or it holds no inputs.
        """
        self._front_door = front_door
        self.file = project / environment.get("RETENSI_WAREHOUSE", DEFAULT_WAREHOUSE)
        if not self.file.is_file():
            raise CheckError(
                f"There is no warehouse {self.file} to compare with.",
                "the DuckDB file that a build has written",
                "run `uv run dbt build` first, set RETENSI_WAREHOUSE as it was for the build, or leave out"
                " --against-last-build",
            )
        # Views name the database, which DuckDB calls after its file.
        self._name = self.file.stem
        try:
            attach(front_door.connection, self.file)
        except WarehouseError as error:
            raise CheckError(error.found, error.expected, error.advice) from error
        self._schemas = {
            name: schema
            for schema, name in self._run(
                "select table_schema, table_name from information_schema.tables"
                f" where table_catalog = {sql_literal(self._name)} and table_schema <> 'marts'"
            )
        }
        if missing := [name for name in _NEEDED if name not in self._schemas]:
            raise CheckError(
                f"The warehouse {self.file} lacks {' and '.join(missing)}.",
                "the inputs that a build has written, not a copy for reading such as `retensi publish` makes",
                "run `uv run dbt build` first, or set RETENSI_WAREHOUSE as it was for the build",
            )
        self._has_key = self._take_key(environment)

    def _take_key(self, environment: Mapping[str, str]) -> bool:
        """Give the session the key of the warehouse, and say whether it is that."""
        if keys.key_given(environment) is None and (self.file.parent / keys.KEY_FILE).exists():
            key = keys.hash_key(environment, self.file.parent)
            self._run(f"set variable retensi_hash_key = {sql_literal(key)}")
        if "hash_key" not in self._schemas:
            return False
        check = self._front_door.macros.hash_key_check()
        return (check,) in self._run(f"select key_check from {self._table('hash_key')}")

    def refuse_other_shop(self, folder: str | None) -> None:
        """Stop where the warehouse holds another shop than that of a folder, or of the tables at hand.

        It is the same where the folder is the one that was built, or has one of its files: a copy with another mapping.

        Args:
            folder: The landing folder; None where the inputs are tables.

        Raises:
            CheckError: it holds another one.
        """
        macros = self._front_door.macros
        found = self._run(f"select kind, place from {self._table('source_held')}") if self._has("source_held") else []
        asked = macros.source_asked_for()
        for kind, place in found:
            held = {"kind": kind, "place": place}
            if kind == asked["kind"] and (
                place == asked["place"]
                or (self._has_file_of(Path(folder)) if folder else macros.share_orders(place, asked["place"]))
            ):
                continue
            raise CheckError(
                f"The warehouse {self.file} holds {macros.source_in_words(held)},"
                f" and not {macros.source_in_words(asked)}.",
                "a warehouse built from these files or tables, or from a copy of the folder",
                "set RETENSI_WAREHOUSE to the one of this shop, or leave out --against-last-build",
            )

    def _has_file_of(self, folder: Path) -> bool:
        if not self._has("landed_files"):
            return False
        loaded = {(Path(name).name, size) for name, size in self._run(f"select name, size from {self._ledger}")}
        return any((file.name, file.stat().st_size) in loaded for file in folder.rglob("*") if file.is_file())

    @property
    def _ledger(self) -> str:
        return self._table("landed_files")

    def compare(self, reconciliation: Iterable[Mapping[str, Any]], show_records: bool) -> Against:
        """Compare it with the front door, whose models are built.

        Args:
            reconciliation: The rows of ``input_reconciliation`` as they are now.
            show_records: Whether to give ids of orders, which may be personal.

        Raises:
            CheckError: the warehouse cannot be compared with.
        """
        # Who an order names; without the key of the warehouse no hash can be compared, but those of one can be counted.
        hashes = "email_key" if self._has_key else "case when email_key is not null then 'somebody with a mail' end"
        customer_id = "customer_id" if self._has_key else "regexp_replace(customer_id, '^erased_.*', 'erased')"
        orders = f"""
            select
                order_id, order_date as day, status, treatment, gross_amount, discount_amount, refunded_amount,
                coalesce(customer_id, email_key, visitor_id) as person,
                coalesce({customer_id}, {hashes}, visitor_id) as customer,
                cast({REVENUE} as decimal(38, 4)) as revenue
            from"""
        try:
            self._run(f"create temp table orders_then as {orders} {self._table('stg_orders')} as orders")
        except duckdb.Error as error:
            raise CheckError(
                f"The orders of the warehouse {self.file} cannot be read: {str(error).splitlines()[0]}",
                "a warehouse of this version of retensi under the name it was built with",
                "build it anew, or leave out --against-last-build",
            ) from error
        self._run(f"create temp table orders_now as {orders} {self._front_door.ref('stg_orders')} as orders")
        [(purchases_then, people_then, revenue_then), (purchases_now, people_now, revenue_now)] = [
            self._run(
                "select count(*) filter (treatment = 'purchase'),"
                " count(distinct person) filter (treatment = 'purchase'),"
                f" coalesce(sum(revenue), 0) from {table}"
            )[0]
            for table in ("orders_then", "orders_now")
        ]
        return Against(
            warehouse=str(self.file),
            built_at=self._built_at(),
            is_whole=self._is_whole(),
            has_key=self._has_key,
            inputs=tuple(self._inputs(reconciliation)),
            purchases=Moved(purchases_then, purchases_now),
            customers=Moved(people_then, people_now),
            revenue=Moved(revenue_then, revenue_now),
            months={month: Moved(then, now) for month, then, now in self._run(_MONTHS)},
            new=self._orders(_NEW, show_records),
            gone=self._orders(_GONE, show_records),
            changed={what: self._orders(_CHANGED.format(differs), show_records) for what, differs in _DIFFERS.items()},
        )

    def _inputs(self, reconciliation: Iterable[Mapping[str, Any]]) -> Iterable[MovedInput]:
        columns = ", ".join(f"rows_{count}" for count in _COUNTS)
        held = self._run(f"select input, {columns} from {self._table('input_reconciliation')}")
        then = {name: counts for name, *counts in held}
        for row in reconciliation:
            now = [row[f"rows_{count}"] for count in _COUNTS]
            before = then.get(row["input"], [0] * len(_COUNTS))
            if any(now) or any(before):
                yield MovedInput(row["input"], *map(Moved, before, now))

    def _orders(self, query: str, show_records: bool) -> MovedOrders:
        [(rows,)] = self._run(f"select count(*) from ({query}) as found")
        # o9 before o10.
        first = f"select order_id from ({query}) as found order by length(order_id), order_id limit {_MOST_IDS}"
        return MovedOrders(rows, tuple(order_id for (order_id,) in self._run(first)) if show_records else ())

    def _built_at(self) -> str | None:
        if not self._has("last_build"):
            return None
        [(moment,)] = self._run(f"select strftime(max(started_at), '%Y-%m-%d %H:%M') from {self._table('last_build')}")
        return None if moment is None else str(moment)

    def _is_whole(self) -> bool:
        if not self._has("history_state") or not self._has("pending_changes"):
            return False
        [(states, pending)] = self._run(
            f"select (select count(*) from {self._table('history_state')}),"
            f" (select count(*) from {self._table('pending_changes')})"
        )
        return bool(states > 0 and pending == 0)

    def _has(self, name: str) -> bool:
        return name in self._schemas

    def _table(self, name: str) -> str:
        return ".".join(map(sql_identifier, (self._name, self._schemas[name], name)))

    def _run(self, query: str) -> list[tuple[Any, ...]]:
        return self._front_door.connection.execute(query).fetchall()


_MONTHS = """
    with months as (
        select strftime(day, '%Y-%m') as month, sum(revenue) as then_revenue, 0 as now_revenue
        from orders_then
        group by all
        union all
        select strftime(day, '%Y-%m') as month, 0 as then_revenue, sum(revenue) as now_revenue
        from orders_now
        group by all
    )

    select month, cast(sum(then_revenue) as decimal(38, 4)), cast(sum(now_revenue) as decimal(38, 4))
    from months
    group by month
    having sum(then_revenue) <> sum(now_revenue)
    order by month
"""
_NEW = "select order_id from orders_now where order_id not in (select order_id from orders_then)"
_GONE = "select order_id from orders_then where order_id not in (select order_id from orders_now)"
_CHANGED = """
    select order_id
    from orders_then as then_orders
    inner join orders_now as now_orders using (order_id)
    where {}
"""
_DIFFERS = {
    "amount": " or ".join(
        f"then_orders.{amount} is distinct from now_orders.{amount}"
        for amount in ("gross_amount", "discount_amount", "refunded_amount")
    ),
    "day": "then_orders.day <> now_orders.day",
    # What a status means may have changed, too: a seed says that.
    "status": "(then_orders.status, then_orders.treatment) is distinct from (now_orders.status, now_orders.treatment)",
    "customer": "then_orders.customer is distinct from now_orders.customer",
}
