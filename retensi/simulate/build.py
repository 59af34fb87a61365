"""Simulate a shop block by block, so that the memory it takes does not grow with the shop."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np

from retensi.errors import RetensiError
from retensi.simulate import parameters as given
from retensi.simulate.contacts import draw_contacts
from retensi.simulate.draws import DAY, Table
from retensi.simulate.files import Landing, new_folder
from retensi.simulate.people import Span, account_rows, draw_people
from retensi.simulate.purchases import draw_orders, draw_purchases, item_rows, order_rows

# Its name begins with an underscore, so that a build passes it over.
NOTE = "_simulation.json"
# Of the streams of randomness, the one that is no block's.
SPEND_STREAM = 1 << 32

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Simulation:
    """What was written.

    Attributes:
        rows: Rows by input.
        arrived: Of them those in the folder of arrivals.
    """

    rows: dict[str, int]
    arrived: dict[str, int]


def simulate(
    customers: int,
    seed: int,
    folder: Path,
    *,
    first: date = given.FIRST_DAY,
    last: date = given.LAST_DAY,
    arrivals: Path | None = None,
    with_items: bool = True,
    progress: Progress | None = None,
) -> Simulation:
    """Write the inputs of a simulated shop.

    The same arguments give the same rows, with the same versions of NumPy and DuckDB, whatever the machine.

    Args:
        customers: Accounts of the shop, 1 or more.
        seed: Whole number, 0 or more, that decides all draws.
        folder: Folder to write into; must be empty or not exist.
        first: First day.
        last: Last day, before today.
        arrivals: Write what lands on the last day here instead: new rows, late ones, and newer versions of orders and
            accounts. Must be empty or not exist.
        with_items: Write order lines too.
        progress: Told how many customers are done, of how many.

    Raises:
        RetensiError: An argument nobody can use, or a folder that cannot be written.
    """
    _check(customers, seed, first, last)
    span = Span.of(first, last)
    opened = span.last * DAY if arrivals is not None else span.closing + 1
    report = progress or (lambda done, total, step: None)
    with ExitStack() as stack:
        new_arrivals = stack.enter_context(new_folder(arrivals, "--arrivals")) if arrivals is not None else None
        new = stack.enter_context(new_folder(folder, "--out"))
        connection = stack.enter_context(duckdb.connect())
        connection.execute("set enable_progress_bar = false")
        landing = Landing(connection, new, new_arrivals, opened)
        orders = contacts = 0
        for block, start in enumerate(range(0, customers, given.BLOCK)):
            report(start, customers, "")
            # Streams of their own, so that what is left out or split off changes nothing else.
            life, versions, lines, talk = np.random.default_rng([seed, block]).spawn(4)
            people = draw_people(start, min(given.BLOCK, customers - start), span, life)
            bought = draw_purchases(people, span, life)
            made, count = draw_orders(people, bought, span, orders, life)
            orders += count
            landing.add("customers", account_rows(people, span, life))
            landing.add("orders", order_rows(made, span, opened, versions))
            if with_items:
                landing.add("order_items", item_rows(made, lines))
            del made
            rows, count = draw_contacts(people, bought, span, contacts, talk)
            contacts += count
            landing.add("interactions", rows)
        landing.add("marketing_spend", _spend(customers, span, np.random.default_rng([seed, SPEND_STREAM])))
        landing.finish()
        report(customers, customers, "")
        note = {"customers": customers, "seed": seed, "from": str(first), "to": str(last), **_stated()}
        (new / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    return Simulation(landing.rows, landing.arrived)


def _check(customers: int, seed: int, first: date, last: date) -> None:
    if customers < 1:
        raise RetensiError(f"{customers} customers were asked for.", "1 or more", "give --customers a higher number")
    if seed < 0:
        raise RetensiError(f"The seed is {seed}.", "a whole number of 0 or more", "give --seed another number")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    if last > yesterday:
        raise RetensiError(
            f"The last day, {last}, is not over.",
            f"at the latest {yesterday}; the front door refuses rows of the future",
            "give --to an earlier day",
        )
    if first >= last:
        raise RetensiError(f"The days go from {first} to {last}.", "two days or more", "change --from or --to")


def _spend(customers: int, span: Span, random: np.random.Generator) -> Table:
    """Give what is spent on each paid channel on each Monday."""
    days = np.arange(span.first, span.last + 1)
    mondays = days[(days + 3) % 7 == 0]
    day = np.repeat(mondays, len(given.PAID_CHANNELS))
    usual = 100 * given.WEEKLY_SPEND_PER_CUSTOMER * customers / len(given.PAID_CHANNELS)
    return {
        "day": day,
        "channel": np.tile(np.arange(len(given.PAID_CHANNELS)), len(mondays)),
        "amount": np.rint(usual * random.uniform(0.7, 1.3, len(day))).astype(np.int64),
        "landed": day * DAY,
    }


def _stated() -> dict[str, object]:
    """Give the parameters by which the shop was made."""
    shares = {name.lower(): value for name, value in vars(given).items() if name.endswith("_SHARE")}
    return {"bg_nbd_weeks": asdict(given.RATES), "gamma_gamma": asdict(given.VALUES), **shares}
