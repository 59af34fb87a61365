"""CDNOW as the papers and the package `lifetimes` use it."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files

import numpy as np

DATA = files("lifetimes") / "datasets"
SAMPLE = "CDNOW_sample.txt"
MASTER = "CDNOW_master.txt"


@dataclass(frozen=True)
class Customers:
    """One array position per customer; times in days."""

    ids: list[str]
    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    mean_value: np.ndarray


def orders(name: str) -> list[tuple[str, date, Decimal]]:
    """Customer, day and amount of each order; of the sample, the customer's number within it."""
    lines = [line.split() for line in (DATA / name).read_text().splitlines()]
    first_field = 1 if name == SAMPLE else 0
    return [
        (line[first_field], date.fromisoformat(line[first_field + 1]), Decimal(line[-1]))
        for line in lines
        if len(line) >= 4 and line[first_field + 1].isdigit()
    ]


def customers(name: str, last_day: date) -> Customers:
    """Sum up the orders of a data set up to a day."""
    spent: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for customer, day, amount in orders(name):
        if day <= last_day:
            spent[customer][day] += amount
    rows = []
    for customer in sorted(spent):
        days = sorted(spent[customer])
        again = [spent[customer][day] for day in days[1:]]
        mean = float(sum(again) / len(again)) if again else 0.0
        rows.append((len(again), (days[-1] - days[0]).days, (last_day - days[0]).days, mean))
    return Customers(sorted(spent), *np.array(rows, dtype=float).T)


def published(name: str) -> dict[str, np.ndarray]:
    """A summary that comes with the package, by column."""
    with (DATA / name).open() as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}
