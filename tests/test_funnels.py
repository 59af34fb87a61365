"""Funnels: random people in random funnels as a naive walk finds them, and configuration that cannot be used."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.dbt_project import PROJECT, WITHOUT_TESTS, BuildError, build, rows
from tests.oracle import Settings, funnels
from tests.oracle.compare import assert_same, read_marts
from tests.oracle.files import write_inputs
from tests.oracle.front_door import FrontDoor, Inputs, Row
from tests.oracle.identity import open_shop
from tests.oracle.points import Move, points_expiring

pytestmark = pytest.mark.long

MARTS = ("funnel_steps_by_month", "funnel_steps_by_channel", "funnel_steps_by_campaign")
SELECTION = ("--select", *(f"+{mart}" for mart in MARTS), "+int_points_expiring", "+input_findings")
DERIVED = ("registration", "purchase", "second_purchase", "fourth_purchase", "positive_review", "promoter_response")
TYPES = (
    "ad_impression",
    "ad_click",
    "page_view",
    "search",
    "message_clicked",
    "cart_added",
    "registered",
    "newsletter_subscribed",
    "onboarding_step_completed",
    "loyalty_joined",
    "referral_sent",
    "review_submitted",
    "nps_response",
    "points_earned",
    "points_redeemed",
)
VALUES = {"review_submitted": ("3", "4", "5"), "nps_response": ("8", "9", "10")}
START = datetime(2023, 10, 1)
# Seconds from one event to the next: none, one, and around the ends of windows of 1, 30 and 90 days.
PAUSES = (0, 0, 0, 1, 1, 3600, 50_000, 86_399, 86_400, 86_401, *(86_400 * days - 1 for days in (30, 90)), 86_400 * 30)
SETTINGS = Settings(as_of=date(2024, 6, 15), timezone="Europe/Berlin")


@dataclass(frozen=True)
class Copy:
    """A copy of the project with a funnel_steps seed of its own, the folder of its inputs, its warehouse."""

    project: Path
    inputs: Path
    warehouse: Path

    @property
    def seed(self) -> Path:
        return self.project / "seeds" / "reference" / "funnel_steps.csv"

    def build(self) -> None:
        """Build the funnels from scratch. dbt in this process keeps the file open, so it is emptied, not deleted."""
        if self.warehouse.exists():
            for schema in ("intermediate", "marts"):
                rows(self.warehouse, f"drop schema if exists {schema} cascade")
        variables = {"input_path": str(self.inputs), **SETTINGS.dbt_vars()}
        build(variables, self.warehouse, "build", *SELECTION, *WITHOUT_TESTS, project=self.project)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    folder = tmp_path_factory.mktemp("funnels")
    project = folder / "project"
    for part in ("models", "macros", "seeds", "tests/data", "docs"):
        shutil.copytree(PROJECT / part, project / part)
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / part, project / part)
    made = Copy(project, folder / "inputs", folder / "funnels.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(funnels, "FUNNEL_STEPS", made.seed)
        yield made


def shipped() -> list[str]:
    return (PROJECT / "seeds" / "reference" / "funnel_steps.csv").read_text(encoding="utf-8").splitlines()


def random_funnels(random: Random, count: int) -> list[str]:
    """Lines of the seed: funnels of 2 to 8 steps, one to three events a step, with and without a window.

    A window is a number, however many zeros are written before it.
    """
    lines = []
    for number in range(count):
        window = random.choice(("", "1", "30", "90"))
        for step in range(1, random.choice((2, 3, 4, 8)) + 1):
            for event in random.sample(TYPES + DERIVED, random.randint(1, 3)):
                written = window and random.choice(("", "0")) + window
                lines.append(f"random_{number},{written},{step},step {step},{event}")
    return lines


def random_people(random: Random, count: int) -> Inputs:
    """People with a handful of events each, many of them in one second or at the end of a window.

    Some shops never send some kinds of events, and some accounts never say when they were opened.
    """
    kinds = random.sample(TYPES, random.randint(1, len(TYPES)))
    accounts_say_when = random.random() < 0.5
    inputs: Inputs = {"orders": [], "interactions": [], "customers": []}
    # A shop begins with its first order; most people come later, some before.
    inputs["orders"].append(
        {"order_id": "first", "ordered_at": "2023-11-05 10:00:00", "status": "paid", "gross_amount": "1"}
    )
    for number in range(count):
        customer_id = f"c{number}" if random.random() < 0.8 else None
        visitor_id = f"v{number}" if customer_id is None or random.random() < 0.4 else None
        at = START + timedelta(days=random.randint(0, 150), seconds=random.choice((0, 79_199, 79_200, 82_800, 40_000)))
        if customer_id is not None and random.random() < 0.6:
            registered_at = str(at + timedelta(seconds=random.choice(PAUSES)))
            if not accounts_say_when or random.random() < 0.3:
                registered_at = None
            inputs["customers"].append(
                {
                    "customer_id": customer_id,
                    "registered_at": registered_at,
                    "acquisition_channel": random.choice(("Ads", None)),
                }
            )
        for _ in range(random.randint(1, 14)):
            row: dict[str, str | None] = {
                "channel": random.choice(("Web", "email", None)),
                "campaign_id": random.choice(("spring", None)),
            }
            if visitor_id is None or (customer_id is not None and random.random() < 0.7):
                row["customer_id"] = customer_id
            if "customer_id" not in row or random.random() < 0.3:
                row["visitor_id"] = visitor_id
            if customer_id is not None and random.random() < 0.3:
                paid = {"status": random.choice(("paid", "paid", "cancelled")), "gross_amount": "10"}
                order = {"order_id": f"o{len(inputs['orders'])}", "ordered_at": str(at)}
                inputs["orders"].append(row | order | paid)
            else:
                kind = random.choice(kinds)
                value = random.choice(VALUES.get(kind, ("10", "25")))
                happening = {"interaction_id": f"i{len(inputs['interactions'])}", "occurred_at": str(at)}
                inputs["interactions"].append(row | happening | {"interaction_type": kind, "value": value})
            at += timedelta(seconds=random.choice(PAUSES))
    for part in inputs.values():
        random.shuffle(part)
    return inputs


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    # A build takes seconds, so a failing shop is told by its seed rather than made smaller.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32 - 1))
def test_random_people_in_random_funnels(copy: Copy, seed: int) -> None:
    random = Random(seed)
    copy.seed.write_text("\n".join([*shipped(), *random_funnels(random, 6)]) + "\n", encoding="utf-8")
    inputs = random_people(random, 400)
    shutil.rmtree(copy.inputs, ignore_errors=True)
    write_inputs(inputs, copy.inputs)
    copy.build()
    shop = open_shop(FrontDoor(inputs, SETTINGS).accept(), SETTINGS)
    expected = {mart: getattr(funnels, mart)(shop) for mart in MARTS}
    assert_same(read_marts(copy.warehouse, MARTS), expected, f"seed {seed}, built in {copy.warehouse.parent}")
    # What is found of steps before any model of funnels is what these models go by.
    told = rows(
        copy.warehouse,
        "select row_count, share from inputs.input_findings where finding = 'funnel_step_without_events'",
    )
    steps = "select distinct funnel, step_number, is_measured from intermediate.int_funnel_steps"
    [(unmeasured, share)] = rows(
        copy.warehouse, f"select count(*) filter (where not is_measured), avg((not is_measured)::int) from ({steps})"
    )
    assert [(count, round(part, 9)) for count, part in told] == [(unmeasured, round(share, 9))] * (unmeasured > 0)
    moves = [
        Move(customer.customer_id, row.interaction_date, row.interaction_type == "points_redeemed", row.value)
        for row, customer in shop.interactions
        if customer is not None and row.interaction_type in ("points_earned", "points_redeemed")
    ]
    found = rows(copy.warehouse, "select customer_id, expires_on, points from intermediate.int_points_expiring")
    assert {(customer_id, day): points for customer_id, day, points in found} == points_expiring(moves, shop.as_of)


@pytest.fixture
def two_people(copy: Copy) -> Copy:
    """One who browsed, signed up for news and bought in ten days, and one who took twenty, joined and posted."""
    interactions = [
        {"interaction_id": f"{person}{day}", "occurred_at": f"2024-01-{day}", "interaction_type": kind}
        | {"customer_id": person}
        for person, day, kind in (
            ("a", "01", "page_view"),
            ("a", "03", "newsletter_subscribed"),
            ("b", "01", "page_view"),
            ("b", "05", "newsletter_subscribed"),
            ("b", "22", "loyalty_joined"),
            ("b", "23", "community_post"),
        )
    ]
    orders = [
        {"order_id": person, "customer_id": person, "ordered_at": f"2024-01-{day}", "status": "paid"}
        | {"gross_amount": "10"}
        for person, day in (("a", "11"), ("b", "21"))
    ]
    shutil.rmtree(copy.inputs, ignore_errors=True)
    write_inputs({"orders": orders, "interactions": interactions}, copy.inputs)
    return copy


def happened(kind: str, day: str, person: str = "a", value: str | None = None) -> list[Row]:
    """An interaction of a type by a customer, on a day of January."""
    row: Row = {"interaction_id": f"{person} {kind}", "occurred_at": f"2024-01-{day}", "interaction_type": kind}
    return [row | {"customer_id": person, "value": value}]


def bought(*days: str, person: str | None = "a") -> list[Row]:
    """Purchases by a customer, or by nobody, on some days of January."""
    return [
        {"order_id": f"{person} {day}", "ordered_at": f"2024-01-{day}", "status": "paid", "gross_amount": "10"}
        | {"customer_id": person}
        for day in days
    ]


# Shops that do not send everything: what came in, and the people at each step of the shipped funnels in January.
PARTIAL: dict[str, tuple[Inputs, dict[str, list[int | None]]]] = {
    "only orders": (
        {"orders": bought("02", "05", "09", "11") + bought("03", "04", person="b") + bought("03", person="c")},
        {
            "marketing": [None, None, None, None],
            # One order serves one step: the first purchase, then the second, then the fourth.
            "customer_journey": [None, None, 3, 2, 1, None],
            "ecommerce_lifecycle": [None, 3, None, 2, None],
            "onboarding": [None, None, 3, 2],
        },
    ),
    "orders and a bad review": (
        {
            "orders": bought("02", "05") + bought("03", person="b"),
            "interactions": happened("review_submitted", "06", value="1"),
        },
        {
            "marketing": [None, None, None, None],
            # Reviews are measured, and nobody was pleased.
            "customer_journey": [None, None, 2, 1, 0, 0],
            "ecommerce_lifecycle": [None, 2, None, 1, 0],
            "onboarding": [None, None, 2, 1],
        },
    ),
    "page views, orders and an account without a time": (
        {
            "orders": bought("02", "05") + bought("03", person="b"),
            "interactions": happened("page_view", "01") + happened("page_view", "04", person="b"),
            "customers": [{"customer_id": "a", "registered_at": None}],
        },
        {
            "marketing": [None, 2, None, 1],
            "customer_journey": [2, None, 1, 1, 0, None],
            "ecommerce_lifecycle": [2, 1, None, 1, None],
            "onboarding": [None, None, 2, 1],
        },
    ),
    "an account and orders of nobody": (
        {"orders": bought("02", person=None), "customers": [{"customer_id": "a", "registered_at": "2024-01-01"}]},
        {
            "marketing": [None, None, None, None],
            # The order measures purchases, though no customer made one.
            "customer_journey": [None, 1, 0, 0, 0, None],
            "ecommerce_lifecycle": [None, 0, None, 0, None],
            "onboarding": [1, None, 0, 0],
        },
    ),
    "ads, news and a cancelled order": (
        {
            "orders": [row | {"status": "cancelled"} for row in bought("02")],
            "interactions": happened("ad_click", "01") + happened("newsletter_subscribed", "02"),
        },
        {
            "marketing": [None, None, None, None],
            "customer_journey": [1, 1, None, None, None, None],
            "ecommerce_lifecycle": [1, None, 1, None, None],
            "onboarding": [None, None, None, None],
        },
    ),
}


@pytest.mark.parametrize("name", PARTIAL)
def test_steps_of_which_nothing_came_in_are_passed_over(copy: Copy, name: str) -> None:
    inputs, people = PARTIAL[name]
    copy.seed.write_text("\n".join(shipped()) + "\n", encoding="utf-8")
    shutil.rmtree(copy.inputs, ignore_errors=True)
    write_inputs(inputs, copy.inputs)
    copy.build()
    found = rows(
        copy.warehouse,
        """
        select funnel, step_number, people from marts.funnel_steps_by_month
        where entry_month = '2024-01-01' order by funnel, step_number
        """,
    )
    assert {funnel: [count for name, _, count in found if name == funnel] for funnel in people} == people
    shop = open_shop(FrontDoor(inputs, SETTINGS).accept(), SETTINGS)
    assert_same(read_marts(copy.warehouse, MARTS), {mart: getattr(funnels, mart)(shop) for mart in MARTS}, name)


def test_three_lines_add_a_funnel_as_the_docs_say(two_people: Copy) -> None:
    guide = (PROJECT / "docs" / "funnels.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0].splitlines() for part in guide.split("```csv\n")[1:]]
    assert [len(lines) for lines in examples] == [3, 3]
    two_people.seed.write_text("\n".join([*shipped(), *examples[0], *examples[1]]) + "\n", encoding="utf-8")
    two_people.build()
    found = rows(
        two_people.warehouse,
        """
        select funnel, step_number, step, people from marts.funnel_steps_by_month
        where funnel in ('newsletter', 'community') and entry_month = '2024-01-01' order by funnel desc, step_number
        """,
    )
    assert [row[1:] for row in found[:3]] == [(1, "look", 2), (2, "subscribe", 2), (3, "buy", 1)]
    # Nobody ever sent a referral.
    assert [row[1:] for row in found[3:]] == [(1, "join", 1), (2, "post", 1), (3, "recommend", None)]


def test_what_the_docs_show_is_not_cut_off() -> None:
    pages = [PROJECT / "CONTRIBUTING.md", PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    commands = [
        line for page in pages for line in page.read_text(encoding="utf-8").splitlines() if "run dbt show" in line
    ]
    assert commands
    for command in commands:
        # dbt prints six columns and leaves out those behind.
        assert len(re.search(r'--inline "select (.*?) from ', command)[1].split(",")) <= 6, command


MISTAKES = {
    "typo": (
        ["1,look,page_vieuw", "2,buy,purchase"],
        "event page_vieuw is neither a type of interaction_types nor one of",
    ),
    "gap": (
        ["1,look,page_view", "3,buy,purchase"],
        "its steps are numbered up to 3, but there are 2; expected no gaps",
    ),
    "single": (["1,look,page_view"], "it has a single step; expected two or more"),
    "number": (["1,look,page_view", "two,buy,purchase"], "step_number is two; expected a whole number from 1 to 8"),
    "long": ([f"{step},s{step},page_view" for step in range(1, 10)], "step_number is 9; expected a whole number"),
    "empty": (["1,look,page_view", "2,,purchase"], "a line has no step"),
}


def test_funnels_that_cannot_be_used_stop_the_build_by_name(two_people: Copy) -> None:
    lines = [f"{funnel},,{line}" for funnel, (mistaken, _) in MISTAKES.items() for line in mistaken]
    lines += ["windows,7,1,look,page_view", "windows,8,2,buy,purchase"]
    two_people.seed.write_text("\n".join([*shipped(), *lines]) + "\n", encoding="utf-8")
    with pytest.raises(BuildError) as failure:
        two_people.build()
    message = str(failure.value)
    for funnel, (_, problem) in MISTAKES.items():
        assert f"funnel {funnel}: {problem}" in message
    assert "funnel windows: window_days differs between its lines" in message
    assert "funnel marketing" not in message
    built = rows(two_people.warehouse, "select table_name from duckdb_tables() where table_name like '%funnel%'")
    assert {name for (name,) in built} == {"funnel_steps"}


# Funnel, window in days, and what reaches each step, as the definitions have it.
SHIPPED = {
    ("marketing", "30"): {
        "attention": {"ad_impression", "ad_click", "social_view"},
        "interest": {"page_view", "product_view", "search", "message_opened", "message_clicked"},
        "desire": {"wishlist_added", "cart_added", "checkout_started"},
        "action": {"purchase"},
    },
    ("customer_journey", ""): {
        "reach": {"ad_impression", "ad_click", "social_view", "page_view"},
        "acquisition": {"registration", "newsletter_subscribed"},
        "conversion": {"purchase"},
        "retention": {"second_purchase"},
        "loyalty": {"fourth_purchase", "loyalty_joined"},
        "advocacy": {"referral_sent", "positive_review", "promoter_response"},
    },
    ("ecommerce_lifecycle", ""): {
        "reach": {"ad_impression", "ad_click", "social_view", "page_view"},
        "acquire": {"purchase"},
        "develop": {"newsletter_subscribed", "notifications_enabled", "message_clicked", "customer_message"},
        "retain": {"second_purchase"},
        "advocate": {"referral_sent", "positive_review", "promoter_response"},
    },
    ("onboarding", "90"): {
        "register": {"registration"},
        "first_step": {"onboarding_step_completed"},
        "first_purchase": {"purchase"},
        "second_purchase": {"second_purchase"},
    },
}


def test_the_shipped_funnels_are_those_of_the_definitions() -> None:
    expected = [
        (funnel, window, str(number), step, event)
        for (funnel, window), steps in SHIPPED.items()
        for number, (step, events) in enumerate(steps.items(), start=1)
        for event in events
    ]
    with (PROJECT / "seeds" / "reference" / "funnel_steps.csv").open(encoding="utf-8", newline="") as file:
        found = [tuple(line.values()) for line in csv.DictReader(file)]
    assert sorted(found) == sorted(expected)
