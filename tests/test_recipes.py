"""Recipes of CONTRIBUTING, walked on a copy: a new column of an input, ratio, count and mart show where they should."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from retensi.dictionary import pages
from retensi.front_door import check
from retensi.front_door.render import FrontDoor
from tests.dbt_project import PROJECT, WITHOUT_TESTS, build, rows

pytestmark = pytest.mark.long

PARTS = ("macros", "models", "seeds", "docs", "tests/data", "tests/oracle", "retensi/dictionary")
FILES = ("README.md", "dbt_project.yml", "profiles.yml", "selectors.yml")
ORDERS = """order_id,customer_id,ordered_at,status,gross_amount,discount_amount,device
o1,ani,2024-03-01,paid,10,1, phone
o2,budi,2024-03-02,paid,20,,
o3,,2024-03-03,paid,30,3,
"""


def after(anchor: str, added: str) -> Callable[[str], str]:
    """Give an edit that adds a text behind the first place where another one stands."""

    def edited(text: str) -> str:
        assert anchor in text, f"the recipe adds its line behind {anchor!r}, which is not there"
        return text.replace(anchor, anchor + added, 1)

    return edited


def at_end(added: str) -> Callable[[str], str]:
    """Give an edit that adds a text at the end; a file that is not there yet begins empty."""
    return lambda text: text + added


def edit_checked(text: str) -> str:
    read = after("{{ read_id('order_id') }} as order_id,\n", "        {{ read_text('device') }} as device,\n")
    return after("flawed as {{ inlined() }} (\n    select\n        _row_id,\n", "        device,\n")(read(text))


def edit_checked_yaml(text: str) -> str:
    """Describe the column, and give it to the rows of unit tests that are written as SQL."""
    described = "      - name: device\n        description: What the order was placed with, in the words of the shop.\n"
    found, count = re.subn(r"(select \*.*)(?=\n\s+from \(\s+values)", r"\1, null as device", text)
    assert count
    return after("\n    columns:\n", described)(found)


def add_to_final(text: str) -> str:
    return after("final as (\n    select\n        order_id,\n", "        device,\n")(text)


def edit_kpis(text: str) -> str:
    """Name the ratio as a column of both marts and as a metric."""
    column = "      - &a_ratio {name: anonymous_order_share, data_type: float8, description: Of nobody.}\n"
    metric = (
        "  - {name: anonymous_order_share, label: Anonymous order share, type: ratio, description: As the column.,\n"
        "      type_params: {numerator: anonymous_purchases, denominator: purchases}}\n"
    )
    text = after("description: \"{{ doc('repeat_order_share') }}\"}\n", column)(text)
    return after("\nmetrics:\n", metric)(after("*repeat_order_share,", " *a_ratio,")(text))


# "Add an input column", for a text that is nobody's identifier.
COLUMN: dict[str, Callable[[str], str]] = {
    "macros/inputs/input_contract.sql": after("'columns': {\n", "                'device': 'text',\n"),
    "models/inputs/checked/checked_orders.sql": edit_checked,
    "models/inputs/checked/checked_orders.yml": edit_checked_yaml,
    "models/staging/stg_orders.sql": after("        -- what\n", "        device,\n"),
    "models/intermediate/core/int_orders_identified.sql": add_to_final,
    "models/intermediate/core/int_orders_sequenced.sql": add_to_final,
    "models/marts/core/orders.yml": after(
        "\n    columns:\n",
        "      - name: device\n        description: What it was placed with.\n        data_type: string\n",
    ),
    "retensi/dictionary/columns_id.csv": at_end("device,perangkat\n"),
}
# "Add a metric", for a ratio of counts that exist.
RATIO: dict[str, Callable[[str], str]] = {
    "models/intermediate/kpis/int_kpis.sql": after(
        "as repeat_order_share,\n",
        "        {{ safe_divide('anonymous_purchases', 'purchases') }} as anonymous_order_share,\n",
    ),
    "models/marts/kpis/kpis.yml": edit_kpis,
    "retensi/dictionary/columns_id.csv": at_end("anonymous_order_share,porsi pesanan anonim\n"),
    "tests/oracle/kpis.py": after(
        '"repeat_order_share": ratio(repeat_purchases, len(identified)),\n',
        '        "anonymous_order_share": ratio(len(purchases) - len(identified), len(purchases)),\n',
    ),
}

# "Add a metric", for a count that adds up over customers and channels.
DISCOUNTED = "count(*) filter (where treatment = 'purchase' and discount_amount > 0) as discounted_purchases,\n"


def edit_sales(text: str) -> str:
    identified = after(
        "as identified_purchases,\n", "        sum(customer_months.discounted_purchases) as discounted_purchases,\n"
    )
    anonymous = after(
        "        'anonymous' as acquisition_channel,\n        0 as identified_purchases,\n", f"        {DISCOUNTED}"
    )
    summed = after(
        "as bigint) as purchases,\n", "        cast(sum(discounted_purchases) as bigint) as discounted_purchases,\n"
    )
    return summed(anonymous(identified(text)))


def edit_count_in_kpis(text: str) -> str:
    """Name the count as a column of both marts, never null, and as a metric."""
    column = "      - &a_count {name: discounted_purchases, data_type: bigint, description: With a discount.}\n"
    measure = "      - {name: discounted_purchases, agg: sum, expr: discounted_purchases}\n"
    metric = (
        "  - {name: discounted_purchases, label: Discounted purchases, type: simple, description: As the column.,\n"
        "      type_params: {measure: discounted_purchases}}\n"
    )
    text = after("description: \"{{ doc('anonymous_purchases') }}\"}\n", column)(text)
    text = after("*anonymous_purchases,", " *a_count,")(
        after("identified_purchases, anonymous_purchases,", " discounted_purchases,")(text)
    )
    return after("\nmetrics:\n", metric)(after("    measures:\n", measure)(text))


COUNT: dict[str, Callable[[str], str]] = {
    "models/intermediate/core/int_customer_orders_by_period.sql": after(
        "as bigint) as purchases,\n", f"        {DISCOUNTED}"
    ),
    "models/intermediate/core/int_customer_orders_by_period.yml": after(
        "\n    columns:\n", "      - {name: discounted_purchases, description: Purchases with a discount.}\n"
    ),
    "models/intermediate/kpis/int_kpi_sales.sql": edit_sales,
    "models/intermediate/kpis/int_kpi_counts.sql": after("'anonymous_purchases',", " 'discounted_purchases',"),
    "models/marts/kpis/kpis.yml": edit_count_in_kpis,
    "retensi/dictionary/columns_id.csv": at_end("discounted_purchases,pembelian berdiskon\n"),
    "tests/oracle/kpis.py": after(
        '"purchases": len(purchases),\n',
        '        "discounted_purchases": sum(order.discount_amount > 0 for order, _ in purchases),\n',
    ),
}
# "Add a mart", of orders alone.
MART: dict[str, Callable[[str], str]] = {
    "models/marts/core/orders_by_weekday.sql": at_end(
        "select\n    cast(extract(isodow from order_date) as bigint) as weekday,\n"
        "    cast(count(*) as bigint) as purchases\nfrom {{ ref('retensi', 'orders') }}\n"
        "where treatment = 'purchase'\ngroup by 1\n"
    ),
    "models/marts/core/orders_by_weekday.yml": at_end(
        "models:\n  - name: orders_by_weekday\n    description: One row per day of the week with a purchase.\n"
        "    columns:\n      - {name: weekday, data_type: bigint,\n"
        "          description: 1 is Monday., data_tests: [unique, not_null]}\n"
        "      - {name: purchases, data_type: bigint, description: Purchases on it.}\n"
    ),
    "tests/data/core/weekdays_add_up.sql": at_end(
        "{{ config(meta={'dagster': {'ref': {'name': 'orders_by_weekday', 'package': 'retensi'}}}) }}\n"
        "-- Each purchase is on one day of the week.\nselect sum(purchases) as purchases\n"
        "from {{ ref('retensi', 'orders_by_weekday') }}\nhaving sum(purchases) <> (\n"
        "    select count(*) from {{ ref('retensi', 'orders') }} where treatment = 'purchase'\n)\n"
    ),
    "models/exposures.yml": after("    depends_on:\n", "      - ref('retensi', 'orders_by_weekday')\n"),
    "README.md": after("customers, orders, interactions, calendar", ", orders_by_weekday"),
    "retensi/dictionary/marts_id.csv": at_end(
        'orders_by_weekday,pesanan per hari,"Satu baris per hari dalam minggu yang berisi pembelian."\n'
    ),
    "retensi/dictionary/columns_id.csv": at_end("weekday,hari\n"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project after all recipes."""
    copy = tmp_path_factory.mktemp("recipe") / "project"
    for part in PARTS:
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(PROJECT / file, copy / file)
    for file, edit in (*COLUMN.items(), *RATIO.items(), *COUNT.items(), *MART.items()):
        text = (copy / file).read_text(encoding="utf-8") if (copy / file).exists() else ""
        (copy / file).write_text(edit(text), encoding="utf-8")
    return copy


def recipe(title: str) -> str:
    """Give the text of a recipe."""
    _, _, found = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"## {title}\n")
    return found.partition("\n## ")[0]


def test_it_takes_few_files_and_the_recipe_names_them() -> None:
    assert (len(COLUMN), len(RATIO), len(COUNT), len(MART)) == (8, 4, 7, 7)
    names = [re.sub(r"(checked|stg)_orders", r"\1_<input>", file) for file in COLUMN]
    assert [name for name in names if name not in recipe("Add an input column")] == []
    assert [name for name in (*RATIO, *COUNT) if name not in recipe("Add a metric")] == []
    names = [re.sub(r"core/(orders_by_weekday|weekdays_add_up)", "<room>/<name>", file) for file in MART]
    assert [name for name in names if name not in recipe("Add a mart")] == []


@pytest.fixture(scope="module")
def warehouse(project: Path, tmp_path_factory) -> Path:
    """A shop of three orders in the copy."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "landing").mkdir()
    (folder / "landing" / "orders.csv").write_text(ORDERS)
    variables = {"input_path": str(folder / "landing")}
    selected = ("+orders", "+kpis_by_month", "+kpis_by_channel", "orders_by_weekday")
    build(variables, folder / "shop.duckdb", "build", *WITHOUT_TESTS, "--select", *selected, project=project)
    tested = ("checked_orders,test_type:unit", "orders_by_weekday", "weekdays_add_up")
    build(variables, folder / "shop.duckdb", "test", "--select", *tested, project=project)
    return folder / "shop.duckdb"


def test_the_column_shows_in_a_mart(warehouse: Path) -> None:
    assert rows(warehouse, "select order_id, device from marts.orders order by order_id") == [
        ("o1", "phone"),
        ("o2", None),
        ("o3", None),
    ]


def test_the_ratio_shows_in_both_marts(warehouse: Path) -> None:
    [(share,)] = rows(warehouse, "select anonymous_order_share from marts.kpis_by_month")
    assert share == pytest.approx(1 / 3)
    by_channel = rows(
        warehouse, "select acquisition_channel, anonymous_order_share from marts.kpis_by_channel order by 1"
    )
    assert [value for channel, value in by_channel if channel == "anonymous"] == [1]
    assert {value for channel, value in by_channel if channel != "anonymous"} == {0}


def test_the_count_shows_in_both_marts(warehouse: Path) -> None:
    assert rows(warehouse, "select discounted_purchases, purchases from marts.kpis_by_month") == [(2, 3)]
    by_channel = "select sum(discounted_purchases), max(discounted_purchases) from marts.kpis_by_channel"
    assert rows(warehouse, by_channel) == [(2, 1)]


def test_the_mart_is_served(warehouse: Path) -> None:
    # The first of March 2024 was a Friday.
    assert rows(warehouse, "from marts.orders_by_weekday order by all") == [(5, 1), (6, 1), (7, 1)]


def test_check_knows_the_column(project: Path, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    [orders] = check(tmp_path, project=project).inputs
    assert (orders.accepted, orders.unused_columns) == (3, ())


def test_the_demo_shop_need_not_have_it(project: Path) -> None:
    door = FrontDoor(project, {}, {})
    described = dict.fromkeys(
        column for column in door.macros.input_contract()["orders"]["columns"] if column != "device"
    )
    door._jinja.globals["graph"] = SimpleNamespace(
        nodes={"seed.retensi.demo_orders": SimpleNamespace(columns=described)}
    )
    with door.connection:
        assert "device" not in door.macros.columns_of_demo("orders")


def test_pages_of_docs_are_written_from_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "HERE", project / "retensi" / "dictionary")
    texts = {path.name: text for path, text in pages.dictionary_pages(project).items()}
    dictionaries = {"data_dictionary.md", "kamus_data.md"}
    assert {name for name, text in texts.items() if "device" in text} == {
        *dictionaries,
        "input_dictionary.md",
        "retensi.schema.json",
    }
    for added in ("orders_by_weekday", "discounted_purchases"):
        assert {name for name, text in texts.items() if added in text} == dictionaries
