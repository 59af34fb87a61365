"""What becomes of tables whose columns have types of their own: the same on every engine.

A test makes, in the schema ``raw``, four orders, five order items and a customer of the engine's own types; a comment
beside each expectation says what it comes from.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt_project import BuildError, run_dbt
from tests.engines.engine import Engine
from tests.front_door.support import FRONT_DOOR


def through_the_door(engine: Engine, folder: Path) -> None:
    """Build inputs and staging from the tables of the schema ``raw``.

    Args:
        engine: where.
        folder: takes the target and log folders.

    Raises:
        BuildError: with the error messages of the run.
    """
    # Most lines are refused, which is told, values and all, and holds nothing up.
    variables = {"input_schema": "raw", "quarantine_severity": "warn"}
    run_dbt(variables, folder, engine.environment, *FRONT_DOOR, "--target", engine.target)


def assert_held(engine: Engine, folder: Path) -> None:
    """See that the database knows whose rows it holds, and that a build from another schema is refused."""
    held = engine.query("select kind, place from inputs.source_held")[1]
    assert held == [("tables", "raw")]
    with pytest.raises(BuildError, match="would replace the shop in the warehouse by another source"):
        run_dbt({"input_schema": "other"}, folder, engine.environment, *FRONT_DOOR, "--target", engine.target)
    assert engine.query("select kind, place from inputs.source_held")[1] == held


def assert_judged_as_on_duckdb(engine: Engine, note: str) -> None:
    """Compare what came through the door with what DuckDB makes of such values.

    Args:
        engine: where.
        note: the column ``a Note``, quoted as the engine wants it.
    """

    def rows(sql: str) -> list[tuple]:
        return engine.query(sql)[1]

    # Ids are whole decimals; 20:00 at seven hours ahead of UTC is 13:00 UTC; amounts are floats.
    assert rows("select order_id, ordered_at, status, gross_amount from staging.stg_orders order by order_id") == [
        ("1", datetime(2024, 3, 1, 13), "paid", Decimal("10.5")),
        ("4", datetime(2024, 3, 1, 13), "paid", Decimal("0.1")),
    ]
    # NaN and infinity are no amounts; a column that the contract does not know is kept under the name it has.
    assert rows(f"select reason, order_id, {note} from inputs.quarantined_orders order by order_id") == [
        ("unreadable_amount", "2", "note"),
        ("unreadable_amount", "3", "note"),
    ]
    # The id is an integer, the day of registration a date, the birthday a timestamp without a time zone.
    assert rows("select customer_id, registration_date, birth_date from staging.stg_customers") == [
        ("7", date(2024, 1, 1), date(2000, 2, 29))
    ]
    # Line numbers are floats: 1; and 1.5, NaN, 1e30 and null, which are none.
    assert rows("select line_number from staging.stg_order_items") == [(1,)]
    assert rows("select reason, count(*) from inputs.quarantined_order_items group by reason") == [("missing_key", 4)]
