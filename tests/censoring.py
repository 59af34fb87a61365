"""What a mart said on one day holds on any later one, but for what could not be seen yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.oracle.compare import KEYS, same
from tests.oracle.shop import month_of, months_later, next_month

Row = dict[str, object]
Marts = dict[str, list[Row]]

MARTS = (
    "cohort_retention_by_month",
    "cohort_retention_by_week",
    "cohort_retention_by_channel",
    "cohort_retention_by_attribute",
    "cohort_repurchase",
    "first_purchase_outcomes",
    "order_intervals",
    "payback_by_channel",
)
# Whether somebody comes then or later is never known for good; it can only rise.
MAY_RISE = ("retained_on_or_after", "retention_rate_on_or_after")
PERCENTS = (10, 25, 50, 75, 90)
WITHIN_DAYS = (30, 60, 90, 180, 365)


class Comparison:
    """Collects what differs without a reason, and how many figures were held against each other."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.compared: dict[str, int] = {}

    def holds(self, mart: str, where: object, is_so: bool) -> None:
        """Note one figure that was looked at, and whether it is as it must be."""
        self.compared[mart] = self.compared.get(mart, 0) + 1
        if not is_so:
            self.broken.append(f"{mart}: {where}")

    def equal(self, mart: str, early: Row, late: Row, columns: Iterator[str] | list[str]) -> None:
        """Note figures that may not have changed."""
        for column in columns:
            where = f"{early}: {column} was {early[column]}, became {late[column]}"
            self.holds(mart, where, same(late[column], early[column], column))


def compare(early: Marts, late: Marts, as_of: date) -> Comparison:
    """Hold marts as they were on a day against those of a later one.

    Args:
        early: the rows of each mart of MARTS, built with the earlier `as_of`.
        late: the same with a later one.
        as_of: the earlier day.
    """
    found = Comparison()
    for mart in MARTS:
        later = {tuple(row[key] for key in KEYS[mart]): row for row in late[mart]}
        for row in early[mart]:
            key = tuple(row[name] for name in KEYS[mart])
            if key in later:
                RULES[mart](found, mart, row, later[key], as_of)
            else:
                # Bands go by the mean of the month, which moves as long as the month runs.
                found.holds(mart, f"{row} is gone", mart == "first_purchase_outcomes" and not row["eligible_customers"])
    return found


def cells(found: Comparison, mart: str, early: Row, late: Row, _: date) -> None:
    """A period that was over stays as it was."""
    if early["is_complete"]:
        found.equal(mart, early, late, [column for column in early if column not in MAY_RISE])
        for column in MAY_RISE:
            found.holds(mart, f"{early}: {column} fell to {late[column]}", late[column] >= early[column])


def windows(found: Comparison, mart: str, early: Row, late: Row, as_of: date) -> None:
    """Who was watched long enough still counts, and with what came of them; others join them."""
    joined = late["eligible_customers"] - early["eligible_customers"]
    returned = late["repurchased_customers"] - early["repurchased_customers"]
    found.holds(mart, f"{early} became {late}", 0 <= returned <= joined)
    if joined == 0:
        moves = ("customers", "cohort_size", "repurchase_rate_of_all")
        found.equal(mart, early, late, [column for column in early if column not in moves])
    if (
        "cohort_month" in early
        and next_month(early["cohort_month"]) + timedelta(days=early["within_days"] - 1) <= as_of
    ):
        found.equal(mart, early, late, list(early))


def intervals(found: Comparison, mart: str, early: Row, late: Row, as_of: date) -> None:
    """Where all customers of a year were watched for so many days, what the curve says of these days is final."""
    if early["order_number"] != 1 or early["cohort_year"] == "all":
        return
    watched = (as_of - date(int(early["cohort_year"]), 12, 31)).days
    if watched >= 0:
        found.equal(mart, early, late, ["customers"])
    found.equal(mart, early, late, [f"returned_within_{days}_days" for days in WITHIN_DAYS if days <= watched])
    for percent in PERCENTS:
        days = [row[f"days_p{percent}"] for row in (early, late)]
        if any(day is not None and day <= watched for day in days):
            found.holds(mart, f"{early}: days_p{percent} became {days[1]}", days[0] == days[1])


def paybacks(found: Comparison, mart: str, early: Row, late: Row, as_of: date) -> None:
    """A cohort that was paid back in a month that was over is so; one that was not can be from the running month on."""
    running = month_of(as_of + timedelta(days=1))
    if early["cohort_month"] >= running:
        return
    found.equal(mart, early, late, ["cohort_size", "marketing_spend", "customer_acquisition_cost"])
    months = [
        None if row["payback_months"] is None else months_later(row["cohort_month"], row["payback_months"])
        for row in (early, late)
    ]
    if any(month is not None and month < running for month in months):
        found.holds(mart, f"{early}: paid back in {months[0]}, then in {months[1]}", months[0] == months[1])
    else:
        found.holds(mart, f"{early}: paid back in {months[1]}", months[1] is None or months[1] >= running)


RULES = {
    **dict.fromkeys(MARTS[:4], cells),
    "cohort_repurchase": windows,
    "first_purchase_outcomes": windows,
    "order_intervals": intervals,
    "payback_by_channel": paybacks,
}
