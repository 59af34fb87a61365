"""Read the plans that Spark makes, and say what in them does not grow with the cluster."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Operators that keep the number of rows or lower it, so that what is below tells how many there can be.
PASSING = ("Project", "Filter", "BroadcastExchange", "Exchange", "Sort", "Window", "AdaptiveSparkPlan")


@dataclass
class Operator:
    """One line of a plan, with the operators whose rows it takes."""

    text: str
    below: list["Operator"] = field(default_factory=list)

    @property
    def inputs(self) -> list["Operator"]:
        """What its rows come from: not the subqueries, each of which gives one value."""
        return [operator for operator in self.below if operator.name not in ("Subquery", "ReusedSubquery")]

    @property
    def name(self) -> str:
        """Its first word: SortMergeJoin, Exchange, …"""
        return re.split(r"[ (\[]", self.text, maxsplit=1)[0]

    def all(self) -> Iterator["Operator"]:
        """Give this operator and all below it."""
        yield self
        for operator in self.below:
            yield from operator.all()


def read(plan: str) -> Operator:
    """Read the text that EXPLAIN gives as a tree."""
    top = Operator("plan")
    path = [(-1, top)]
    for line in plan.splitlines():
        drawn = re.match(r"^(?:[ :]  )*(?:[+:]- )?(?:\*\(\d+\) )?", line).group()
        text = line[len(drawn) :]
        if not text or text.startswith("=="):
            continue
        depth = len(re.sub(r"\*\(\d+\) $", "", drawn))
        while path[-1][0] >= depth:
            path.pop()
        operator = Operator(text)
        path[-1][1].below.append(operator)
        path.append((depth, operator))
    return top


def tables(operator: Operator) -> set[str]:
    """Give the tables that the rows of an operator come from, without schemas."""
    found = {match.group(1)} if (match := re.search(r"Scan .*?spark_catalog\.\w+\.(\w+)", operator.text)) else set()
    return found.union(*(tables(each) for each in operator.inputs))


def problems(plan: str, few_rows: set[str], few_values: set[str]) -> list[str]:
    """Say what a plan does that gets slow or impossible with many customers.

    A join that compares every row of one side with every row of the other is fine where one side has few rows however
    many customers there are, and so is bringing few rows into one partition or sorting them.

    Args:
        plan: what EXPLAIN gives with ``spark.sql.autoBroadcastJoinThreshold=-1``, so that small test data does not hide
            how large data would be joined.
        few_rows: tables with few rows, however many customers there are.
        few_values: columns with few values; a group for each is few rows.
    """
    found = []
    for operator in read(plan).all():
        large = [side for side in operator.inputs if not _has_few_rows(side, few_rows, few_values)]
        if operator.name in ("CartesianProduct", "BroadcastNestedLoopJoin") and len(large) == len(operator.inputs):
            found.append("compares every row with every row: " + " and ".join(map(_named, large)))
        elif operator.text.startswith("Exchange SinglePartition") and large:
            found.append("brings all rows into one partition: " + _named(large[0]))
        elif operator.text.startswith("Exchange rangepartitioning") and large:
            found.append("sorts all rows: " + _named(large[0]))
    return found


def _has_few_rows(operator: Operator, few_rows: set[str], few_values: set[str]) -> bool:
    """Say whether few rows come from an operator, by what it reads or by how it groups or limits what it reads."""
    if tables(operator) <= few_rows or operator.name in ("LocalLimit", "GlobalLimit", "TakeOrderedAndProject"):
        return True
    if "Aggregate" in operator.name and (keys := re.search(r"keys?=\[(.*?)\], functions", operator.text)):
        names = re.findall(r"(\w+)#\d+", keys.group(1))
        return set(names) <= few_values
    if operator.name in ("CartesianProduct", "BroadcastNestedLoopJoin", "SortMergeJoin", "Union"):
        return all(_has_few_rows(side, few_rows, few_values) for side in operator.inputs)
    return operator.name in PASSING and _has_few_rows(operator.inputs[0], few_rows, few_values)


def _named(operator: Operator) -> str:
    return ", ".join(sorted(tables(operator))) or "no table"
