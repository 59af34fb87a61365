"""Odd values of every kind in one build: what is kept as it is, what is refused, and that all of it is counted."""

import threading
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt_project import build, rows
from tests.front_door import hostile
from tests.front_door.support import FRONT_DOOR, HEADER, reconciliation

GROWN = 10_000
# Behind the door: what groups, joins, ranks and multiplies by what came in.
MARTS = ("+orders", "+interactions", "+kpis_by_channel", "+campaign_performance", "+complaint_outcomes")
TEXTS = {hostile.as_read(text) for text in hostile.TEXTS.values()}
# The columns in which each of them stands, where they are read from.
KEPT = {
    "staging.stg_orders": ("order_id", "customer_id", "visitor_id", "campaign_id"),
    "staging.stg_interactions": (
        *("interaction_id", "customer_id", "visitor_id", "campaign_id"),
        *("reference_id", "session_id", "body"),
    ),
    "staging.stg_customers": ("customer_id", "city", "country"),
    "staging.stg_order_items": ("order_id", "product_id", "category"),
    "staging.stg_marketing_spend": ("campaign_id",),
    "staging.stg_exchange_rates": (),
    "staging.stg_customer_merges": ("merged_into",),
    "staging.stg_erasure_requests": (),
    "marts.orders": ("order_id", "campaign_id"),
    "marts.interactions": ("interaction_id", "campaign_id"),
}
LOWERED = {
    "staging.stg_orders": "channel",
    "staging.stg_interactions": "channel",
    "staging.stg_customers": "acquisition_channel",
    "staging.stg_marketing_spend": "channel",
    "marts.orders": "channel",
    "marts.interactions": "channel",
}


class Growing(threading.Thread):
    """Appends orders to a file, half a line at a time: slowly, and what is left at once when it is told to hurry."""

    def __init__(self, file: Path) -> None:
        super().__init__(daemon=True)
        self.file, self.hurry, self.slowly = file, threading.Event(), 0

    def run(self) -> None:
        with self.file.open("a", encoding="utf-8") as out:
            for number in range(GROWN):
                out.write(f"grown {number},c1,2024-")
                out.flush()
                self.slowly += not self.hurry.wait(0.002)
                out.write("03-01,paid,10\n")


@pytest.fixture(scope="module")
def growing(tmp_path_factory) -> Growing:
    """The hostile folder, with a file in it that grows."""
    folder = hostile.hostile_folder(tmp_path_factory.mktemp("hostile") / "it's \"; drop schema marts; --")
    file = folder / "orders" / "growing.csv"
    file.write_text(HEADER + "\n")
    return Growing(file)


@pytest.fixture(scope="module")
def warehouse(growing: Growing) -> Path:
    """The folder, built meanwhile. That every row is accounted for is seen here, before others build it again."""
    file = growing.file.parents[2] / "w.duckdb"
    growing.start()
    build_again(growing, file, *MARTS)
    counted = reconciliation(file)
    assert 0 < sum(count for source, count in counted_by_file(file).items() if source == "growing.csv") < GROWN
    assert all(received for received, *_ in counted.values())
    return file


def build_again(growing: Growing, warehouse: Path, *selected: str) -> None:
    variables = {"input_path": str(growing.file.parents[1]), "quarantine_severity": "warn"}
    build(variables, warehouse, *FRONT_DOOR, *selected)


def counted_by_file(warehouse: Path) -> dict[str, int]:
    """Give the number of orders that came by file."""
    query = "select regexp_extract(_source, '[^/]*$'), count(*) from inputs.received_orders group by 1"
    return dict(rows(warehouse, query))


def became(warehouse: Path, name: str, key: str) -> dict[str, str]:
    """Say what became of each row of an input that has its key in one file alone."""
    accepted = dict.fromkeys(
        (found for (found,) in rows(warehouse, f"select {key} from staging.stg_{name}")), "accepted"
    )
    return accepted | dict(rows(warehouse, f"select {key}, reason from inputs.quarantined_{name}"))


@pytest.mark.parametrize("relation", KEPT)
def test_odd_texts_are_kept_as_they_are(warehouse: Path, relation: str) -> None:
    for column in KEPT[relation]:
        assert {text for (text,) in rows(warehouse, f"select {column} from {relation}")} >= TEXTS, column


@pytest.mark.parametrize("relation", LOWERED)
def test_odd_channels_are_kept_in_lower_case(warehouse: Path, relation: str) -> None:
    expected = {text.lower() for text in TEXTS}
    assert {text for (text,) in rows(warehouse, f"select {LOWERED[relation]} from {relation}")} >= expected


def test_odd_values_that_are_no_date_or_answer_become_null(warehouse: Path) -> None:
    found = rows(warehouse, "select customer_id, birth_date, marketing_consent from staging.stg_customers")
    assert {row for row in found if row[0] in TEXTS} == {(text, None, None) for text in TEXTS}
    [(unreadable,)] = rows(
        warehouse, "select unreadable_values from inputs.input_reconciliation where input = 'customers'"
    )
    assert unreadable >= 2 * len(TEXTS)


def test_zero_bytes_stand_in_what_came_alone(warehouse: Path) -> None:
    texts = """
        select schema_name, table_name, column_name from duckdb_columns()
        where data_type = 'VARCHAR' and not internal and schema_name <> 'inputs'
            and column_name not in ('email_key', 'phone_key')
    """
    looked_at = [
        f"""select '{schema}.{table}.{column}' from "{schema}"."{table}" where contains("{column}", chr(0))"""
        for schema, table, column in rows(warehouse, texts)
    ]
    assert len(looked_at) > 100
    assert rows(warehouse, " union all ".join(looked_at)) == []
    came = "select count(*) from inputs.received_orders where contains(order_id, chr(0))"
    assert rows(warehouse, came) == [(3,)]


def test_a_channel_of_sql_is_a_row_of_the_marts(warehouse: Path) -> None:
    found = {
        channel for (channel,) in rows(warehouse, "select distinct acquisition_channel from marts.kpis_by_channel")
    }
    assert {text.lower() for text in TEXTS} <= found
    assert rows(warehouse, "select count(*) > 0 from marts.orders") == [(True,)]


@pytest.mark.parametrize("case", hostile.ORDERS)
def test_odd_orders_are_judged(warehouse: Path, case: str) -> None:
    changes, outcome = hostile.ORDERS[case]
    if outcome == "unreadable_row":
        query = "select count(*) from inputs.quarantined_orders where _unreadable like '%ud83d%'"
        assert rows(warehouse, query) == [(1,)]
    else:
        assert became(warehouse, "orders", "order_id")[hostile.as_read(changes.get("order_id", case))] == outcome


@pytest.mark.parametrize("name", [name for name, cases in hostile.OTHERS.items() if cases])
def test_odd_rows_of_other_inputs_are_judged(warehouse: Path, name: str) -> None:
    expected = Counter(outcome for _, outcome in hostile.OTHERS[name])
    found = Counter(
        reason
        for (reason,) in rows(
            warehouse,
            f"select coalesce(reason, 'accepted') from inputs.received_{name} as received"
            f" left join inputs.quarantined_{name} as quarantined using (_row_id)"
            " where received._source like '%/cases.json'",
        )
    )
    assert found == expected


def test_dates_of_1900_and_9999_in_parquet(warehouse: Path) -> None:
    # Beside files of text a column of times comes in as text; by itself it keeps its type: test_quantities.py.
    found = became(warehouse, "orders", "order_id")
    expected = hostile.TYPED_OUTCOMES | {"infinity": "unreadable_timestamp"}
    assert {key: found[key] for key in expected} == expected


def test_500_currencies_are_converted_each(warehouse: Path) -> None:
    currencies = ", ".join(f"'{currency}'" for currency in hostile.CURRENCIES)
    query = f"select count(*), min(gross_amount), max(gross_amount) from marts.orders where order_id in ({currencies})"
    assert rows(warehouse, query) == [(500, Decimal(20), Decimal(20))]


def test_large_amounts_are_exact(warehouse: Path) -> None:
    # In 64 bits neither the conversion nor the margin has room for them.
    query = "select order_id, net_revenue, margin from marts.orders where net_revenue > 900000000000 order by 1"
    assert rows(warehouse, query) == [
        ("12 digits", Decimal("1000000000000.0000"), Decimal("1000000000000.0000")),
        ("much of another currency", Decimal("1999999999998.0000"), Decimal("1999999999998.0000")),
    ]


def test_odd_column_names_come_along(warehouse: Path) -> None:
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in hostile.COLUMNS)
    found = rows(warehouse, f"select {names} from inputs.received_orders where order_id = 'odd columns'")
    assert found == [tuple(f"value {number}" for number in range(len(hostile.COLUMNS)))]
    typed = rows(
        warehouse,
        'select distinct "a ""quoted"" name", "it\'s" from inputs.received_orders where order_id like \'typed%\'',
    )
    assert typed == [("1", "2")]


# Last: it builds the folder again.
def test_a_file_that_grows_while_it_is_read_is_whole_at_the_next_build(warehouse: Path, growing: Growing) -> None:
    assert growing.slowly > 0
    growing.hurry.set()
    growing.join(timeout=60)
    build_again(growing, warehouse)
    reconciliation(warehouse)
    assert counted_by_file(warehouse)["growing.csv"] == GROWN
    grown = "from staging.stg_orders where order_id like 'grown %'"
    assert rows(warehouse, f"select count(*), count(distinct order_id) {grown}") == [(GROWN, GROWN)]
    query = "select count(*) from inputs.quarantined_orders where _source like '%/growing.csv'"
    assert rows(warehouse, query) == [(0,)]
