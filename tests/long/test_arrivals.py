"""After any sequence of arrivals the marts of `dbt build` are those of `dbt build --full-refresh`, row for row."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import WITHOUT_TESTS, build, copy_of, numbered_twice, rows
from tests.engines.compare import differences, marts, on_duckdb
from tests.oracle.front_door import Row

STEPS = int(os.environ.get("RETENSI_ARRIVALS", "2"))
# Where a build ends that somebody stops: the front door, or some of history.
STOPPED_AT = ("+checked_orders", "+int_orders_identified", "+int_customers_changed", "+int_orders_sequenced")


@pytest.mark.parametrize("seed", [int(seed) for seed in os.environ.get("RETENSI_SEEDS", "4,16").split(",")])
def test_any_sequence_of_arrivals_equals_a_full_refresh(seed: int, tmp_path: Path) -> None:
    arrivals = Arrivals(tmp_path / "inputs", plan_of(seed))
    random = Random(seed)
    continued, whole = tmp_path / "continued" / "shop.duckdb", tmp_path / "whole" / "shop.duckdb"
    for folder in (continued.parent, whole.parent):
        folder.mkdir()
    build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
    went_on = []
    for step in range(STEPS):
        arrivals.happen()
        if random.random() < 0.3:
            stopped_at = random.choice(STOPPED_AT)
            arrivals.told.append(f"a build that ends with {stopped_at}")
            build(arrivals.variables, continued, "build", "--select", stopped_at, *WITHOUT_TESTS)
            arrivals.happen(rare=False)
        build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
        build(arrivals.variables, whole, "build", "--full-refresh", *WITHOUT_TESTS)
        found = differences(marts(), on_duckdb(whole), on_duckdb(continued))
        assert numbered_twice(continued) == []
        went_on += rows(continued, "select count(distinct _loaded_at) > 1 from inputs.received_orders")
        assert not found, "\n".join([f"seed {seed}, step {step}", *arrivals.told, *map(str, found)])
    assert (True,) in went_on, "each build was a whole one, so nothing was tested"


def test_the_first_events_of_a_step_restate_funnels_and_no_other_history(tmp_path: Path) -> None:
    arrivals = Arrivals(tmp_path / "inputs", plan_of(3))
    # All that reaches the first step of two funnels and the last one of them, and the second of a third.
    held_back = {"ad_impression", "ad_click", "social_view", "page_view", "onboarding_step_completed"}
    held_back |= {"referral_sent", "review_submitted", "nps_response"}
    rows_of_types: dict[bool, list[Row]] = {True: [], False: []}
    for row in [*arrivals.landed("interactions"), *arrivals.waiting["interactions"]]:
        rows_of_types[(row["interaction_type"] or "").strip().lower() in held_back].append(row)
    first_events = [
        {"interaction_id": f"first{number}", "occurred_at": f"2023-11-{number}", "interaction_type": kind}
        | {"customer_id": "c1", "visitor_id": None, "value": "5"}
        for number, kind in enumerate(sorted(held_back), start=10)
    ]
    for file, (name, _) in list(arrivals.files.items()):
        if name == "interactions":
            arrivals.write(file, name, [])
    arrivals.land("interactions", rows_of_types[False])
    continued, whole = tmp_path / "continued" / "shop.duckdb", tmp_path / "whole" / "shop.duckdb"
    for folder in (continued.parent, whole.parent):
        folder.mkdir()
    build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
    names = marts()
    before = copy_of(continued, tmp_path / "before")
    loaded = rows(continued, "select min(_loaded_at), max(_loaded_at) from inputs.received_orders")
    unmeasured = "select count(distinct (funnel, step)) from marts.funnel_steps_by_month where not is_measured"
    [(missing,)] = rows(continued, unmeasured)

    arrivals.land("interactions", rows_of_types[True] + first_events)
    landed = arrivals.folder / "interactions" / f"{arrivals.number:04}.csv"
    build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
    build(arrivals.variables, whole, "build", "--full-refresh", *WITHOUT_TESTS)
    assert not (found := differences(names, on_duckdb(whole), on_duckdb(continued))), "\n".join(map(str, found))
    assert rows(continued, "select min(_loaded_at), max(_loaded_at) from inputs.received_orders") == loaded
    assert rows(continued, unmeasured)[0][0] < missing
    # Others than those who did something new walk the funnels again.
    with duckdb.connect(str(continued)) as connection:
        connection.execute(f"attach '{before}' as old (read_only)")
        [(restated,)] = connection.execute("""
            select count(distinct person_id)
            from (
                (from intermediate.int_funnel_progress except from old.intermediate.int_funnel_progress)
                union all
                (from old.intermediate.int_funnel_progress except from intermediate.int_funnel_progress)
            ) as walks
            where person_id not in (select changed_key from intermediate.int_customers_changed)
        """).fetchall()
    assert restated > 0

    # The file is taken away again, and a build ends once it has seen which steps that leaves.
    landed.unlink()
    build(arrivals.variables, continued, "build", "--select", "+int_funnel_steps", *WITHOUT_TESTS)
    build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
    assert not (found := differences(names, on_duckdb(before), on_duckdb(continued))), "\n".join(map(str, found))


def test_a_row_put_into_the_demo_shop_is_worked_in(tmp_path: Path) -> None:
    warehouse = tmp_path / "shop.duckdb"
    build({}, warehouse, "build", *WITHOUT_TESTS)
    [(known,)] = rows(warehouse, "select count(*) from marts.orders")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create temp table others as from demo.orders")
        connection.execute("""
            create or replace table demo.orders as
            select * replace ('a new one' as order_id) from others where status = 'paid' limit 1
        """)
        connection.execute("insert into demo.orders from others")
    build({}, warehouse, "build", *WITHOUT_TESTS, "--exclude-resource-type", "seed")
    assert rows(warehouse, "select count(distinct _loaded_at) from inputs.received_orders") == [(2,)]
    assert numbered_twice(warehouse) == []
    assert rows(warehouse, "select count(*), count(distinct order_id) from marts.orders") == [(known + 1, known + 1)]
