"""Arbitrary rows and arbitrary text through the front door: the build ends cleanly, and every row is accounted for.

A build takes seconds, so hypothesis draws all rows first and one build judges them. What fails is told by the file and
the case number of its row.
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.dbt_project import rows
from tests.front_door.support import INPUTS, reconciliation, through_the_door

# Rows of each input; the same ones each time, unless another number is asked for.
EXAMPLES = 300 * int(os.environ.get("RETENSI_EXAMPLES", "1"))
# A zero byte in a file of text stops the build by name, which test_landing.py shows; so does half a character.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\x00")
ANY_TEXT = st.text(CHARACTERS, max_size=12)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, st.lists(ANY_TEXT, max_size=2), st.just({"a": [1]})
)


def usually(likely: st.SearchStrategy, otherwise: st.SearchStrategy) -> st.SearchStrategy:
    """Draw 14 times of 15 from the first; `one_of` would leave equal branches out."""
    return st.sampled_from([likely] * 14 + [otherwise]).flatmap(lambda chosen: chosen)


# Few, so that rows meet: versions of one key, merges that lead in a circle, items of orders.
IDS = usually(st.integers(0, 60).map(str), st.sampled_from(["1", "a", "A", " a ", "a'b", "", None]))
TIMES = usually(
    st.dates(date(2020, 1, 1), date(2024, 12, 31)).map(lambda day: day.isoformat()),
    st.one_of(
        st.dates().map(lambda day: day.isoformat()),
        st.datetimes().map(lambda moment: moment.isoformat()),
        st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat(" ")),
        st.sampled_from(["2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31T23:59:60Z", "2024-01-01T00:00-15:59"]),
    ),
)
NUMBERS = usually(
    st.decimals(-2, 100, places=2).map(str),
    st.one_of(
        st.integers(),
        st.integers(-(10**40), 10**40).map(str),
        st.decimals(allow_nan=True).map(str),
        st.floats(),
        st.sampled_from(["10", "0.5", "1e99", "999999999999.999999", "-0", "1_000", "\u0661", "0x10"]),
    ),
)
OFTEN_NONE = st.one_of(st.none(), IDS)
# Some of them below nothing, so that each flaw is met whatever else hypothesis draws: it also draws constants of the
# modules loaded by then, which depend on the tests that ran before.
LITTLE = usually(st.decimals("-0.2", 1, places=2).map(str), NUMBERS)
CURRENCIES = st.sampled_from([None, None, "USD", "EUR", "eur", "GBP", "??"])
OF_COLUMNS = {
    "status": st.sampled_from(["paid", "PAID ", "refunded", "credit_note", "cancelled", "lost"]),
    "interaction_type": st.sampled_from(["page_view", "nps_response", "points_earned", "Review_Submitted", "sneeze"]),
    "currency": CURRENCIES,
    **dict.fromkeys(
        ("marketing_consent", "email_consent", "phone_consent"), st.sampled_from(["yes", "no", "perhaps", True, 0])
    ),
    "birth_date": TIMES,
    "customer_id": st.sampled_from([IDS] * 9 + [st.none()]).flatmap(lambda chosen: chosen),
    "visitor_id": OFTEN_NONE,
    "email": usually(st.none(), ANY_TEXT),
    "phone": usually(st.none(), st.sampled_from(["+62 812 0000 0003", "0812-0000-0003", "12"])),
    "discount_amount": LITTLE,
    "refunded_amount": st.one_of(st.none(), LITTLE),
    "cost_amount": LITTLE,
    "total_amount": st.sampled_from([None, None, None, "1", "50"]),
    "is_test": usually(st.none(), st.booleans()),
    "cancelled_at": usually(st.none(), TIMES),
}
COLUMNS = {
    "orders": "order_id customer_id ordered_at status gross_amount total_amount discount_amount refunded_amount "
    "cost_amount is_test cancelled_at currency channel campaign_id email phone visitor_id updated_at",
    "interactions": "interaction_id customer_id email phone visitor_id occurred_at interaction_type channel "
    "campaign_id reference_id session_id value body updated_at",
    "customers": "customer_id registered_at email phone acquisition_channel birth_date city country "
    "marketing_consent email_consent phone_consent updated_at",
    "order_items": "order_id line_number product_id category quantity amount",
    "marketing_spend": "spend_date channel amount campaign_id currency",
    "exchange_rates": "currency valid_from rate",
    "customer_merges": "customer_id merged_into merged_at",
    "erasure_requests": "customer_id requested_at",
}


def column(name: str) -> st.SearchStrategy:
    """Values of a column: mostly what belongs there, else anything."""
    if name in OF_COLUMNS:
        likely = OF_COLUMNS[name]
    elif name.endswith(("_at", "_date", "_from")):
        likely = TIMES
    elif name.endswith(("_id", "_into")):
        likely = IDS
    else:
        likely = NUMBERS if name in ("rate", "value", "quantity", "line_number") or "amount" in name else ANY_TEXT
    return usually(likely, ANYTHING)


def drawn(strategy: st.SearchStrategy, count: int) -> list:
    """Let hypothesis draw so many values."""
    values = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize="RETENSI_EXAMPLES" not in os.environ,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value) -> None:
        values.append(value)

    draw()
    return values


def as_csv(cells: list) -> str:
    """Write a CSV record, every field quoted."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(
        json.dumps(cell) if isinstance(cell, (list, dict)) else cell for cell in cells
    )
    return text.getvalue()


def garbage() -> Iterator[tuple[str, str]]:
    """Give files of which only the first line is sure: its columns."""
    pieces = st.lists(st.one_of(st.sampled_from([",", '"', '""', "\n", "\r", "\r\n", "{", "}", "o1,", ":"]), ANY_TEXT))
    for number, parts in enumerate(drawn(pieces, 20)):
        text = "".join(parts)
        yield f"garbage {number}.csv", "order_id,ordered_at,status,gross_amount\n" + text
        keys = json.dumps({"order_id": None, "ordered_at": None, "status": None, "gross_amount": None})
        yield f"garbage {number}.json", f"{keys}\n{text}"


@pytest.fixture(scope="module")
def landed_rows(tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """A warehouse, and how many rows landed in each file whose rows can be counted."""
    folder = tmp_path_factory.mktemp("fuzz") / "landing"
    counts = {}
    for name, listed in COLUMNS.items():
        columns = listed.split()
        if name == "erasure_requests":
            # Of nobody who has other rows: what becomes of those is another matter.
            values = [st.integers().map(lambda number: f"gone {number}"), column("requested_at")]
        else:
            values = [column(each) for each in columns]
        found = drawn(st.tuples(*values), EXAMPLES)
        (folder / name).mkdir(parents=True)
        halves = found[: len(found) // 2], found[len(found) // 2 :]
        header = ",".join([*columns, "case_number"]) + "\n"
        records = "".join(as_csv([*row, number]) for number, row in enumerate(halves[0]))
        (folder / name / "rows.csv").write_text(header + records, encoding="utf-8", newline="")
        # The first line has all keys; the others leave out what is null.
        documents = [dict.fromkeys([*columns, "case_number"])]
        documents += [
            {key: value for key, value in zip(columns, row, strict=True) if value is not None} | {"case_number": number}
            for number, row in enumerate(halves[1])
        ]
        lines = "".join(json.dumps(each, ensure_ascii=number % 2 == 0) + "\n" for number, each in enumerate(documents))
        (folder / name / "rows.json").write_text(lines, encoding="utf-8", newline="")
        counts |= {f"{name}/rows.csv": len(halves[0]), f"{name}/rows.json": len(documents)}
    for file, text in garbage():
        (folder / "orders" / file).write_text(text, encoding="utf-8", newline="")
    warehouse = through_the_door(folder, folder.parent / "w.duckdb", quarantine_severity="warn")
    return warehouse, counts


def test_arbitrary_rows_are_all_received(landed_rows: tuple[Path, dict[str, int]]) -> None:
    warehouse, counts = landed_rows
    found = {}
    for name in INPUTS:
        query = (
            f"select '{name}/' || regexp_extract(_source, '[^/]*$'), count(*) from inputs.received_{name} group by 1"
        )
        found |= dict(rows(warehouse, query))
    assert {file: found.get(file) for file in counts} == counts


def test_arbitrary_rows_are_all_accounted_for(landed_rows: tuple[Path, dict[str, int]]) -> None:
    warehouse, _ = landed_rows
    for name, (received, accepted, superseded, quarantined) in reconciliation(warehouse).items():
        ids = {
            relation: [row_id for (row_id,) in rows(warehouse, f"select _row_id from inputs.{relation}")]
            for relation in (f"received_{name}", f"quarantined_{name}")
        }
        query = f"select _row_id from inputs.checked_{name} where row_status = 'superseded'"
        older = {row_id for (row_id,) in rows(warehouse, query)}
        refused = set(ids[f"quarantined_{name}"])
        assert (len(set(ids[f"received_{name}"])), len(refused), len(older)) == (received, quarantined, superseded), (
            name
        )
        assert refused | older <= set(ids[f"received_{name}"]), name
        assert not refused & older, name
        # Reads every value, so that none is an error yet to come; mail addresses need the key of a session of dbt.
        read = f"select columns(lambda name: name not in ('email_key', 'phone_key')) from staging.stg_{name}"
        assert len(rows(warehouse, read)) == accepted, name
        assert min(received, accepted, quarantined) > 0, name


def test_arbitrary_rows_reach_every_fate(landed_rows: tuple[Path, dict[str, int]]) -> None:
    # Else the rows drawn would prove little.
    warehouse, _ = landed_rows
    found = {
        reason for name in INPUTS for (reason,) in rows(warehouse, f"select reason from inputs.quarantined_{name}")
    }
    assert found >= {
        *("unreadable_row", "missing_key", "missing_person", "unreadable_timestamp", "timestamp_in_future"),
        *("unknown_status", "unknown_interaction_type", "unreadable_amount", "negative_amount"),
        *("value_out_of_range", "missing_exchange_rate", "orphan", "merge_cycle"),
    }
    flaws = {
        flaw
        for (named,) in rows(warehouse, "select flaws from inputs.checked_orders")
        for flaw in (named or "").split(", ")
    }
    assert flaws == {"", "negative_amount", "refund_exceeds_order", "refund_without_amount", "total_differs"}


def test_no_arbitrary_purchase_is_worth_less_than_nothing(landed_rows: tuple[Path, dict[str, int]]) -> None:
    warehouse, _ = landed_rows
    query = """
        select count(*), count(*) filter (flaws is not null),
            min(discount_amount), min(refunded_amount), min(cost_amount),
            min(gross_amount - discount_amount - refunded_amount)
        from staging.stg_orders where treatment = 'purchase'
    """
    [(purchases, flawed, *lowest)] = rows(warehouse, query)
    assert flawed > 0
    assert purchases > flawed
    assert min(lowest) >= 0
    money = "sum(gross_amount + discount_amount + refunded_amount)"
    [(ignored, counted)] = rows(
        warehouse, f"select count(*), {money} from staging.stg_orders where treatment = 'ignored'"
    )
    assert ignored > 0
    assert counted == 0
