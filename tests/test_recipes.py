"""Recipes of CONTRIBUTING, walked on a copy: a new column of an input and a new ratio show in their marts."""

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

PARTS = ("macros", "models", "seeds", "docs", "tests/data", "tests/oracle", "retensi/dictionary")
FILES = ("dbt_project.yml", "profiles.yml", "selectors.yml")
ORDERS = """order_id,customer_id,ordered_at,status,gross_amount,device
o1,ani,2024-03-01,paid,10, phone
o2,budi,2024-03-02,paid,20,
o3,,2024-03-03,paid,30,
"""


def after(anchor: str, added: str) -> Callable[[str], str]:
    """Give an edit that adds a text behind the first place where another one stands."""

    def edited(text: str) -> str:
        assert anchor in text, f"the recipe adds its line behind {anchor!r}, which is not there"
        return text.replace(anchor, anchor + added, 1)

    return edited


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
    "retensi/dictionary/columns_id.csv": lambda text: text + "device,perangkat\n",
}
# "Add a metric", for a ratio of counts that exist.
RATIO: dict[str, Callable[[str], str]] = {
    "models/intermediate/kpis/int_kpis.sql": after(
        "as repeat_order_share,\n",
        "        {{ safe_divide('anonymous_purchases', 'purchases') }} as anonymous_order_share,\n",
    ),
    "models/marts/kpis/kpis.yml": edit_kpis,
    "retensi/dictionary/columns_id.csv": lambda text: text + "anonymous_order_share,porsi pesanan anonim\n",
    "tests/oracle/kpis.py": after(
        '"repeat_order_share": ratio(repeat_purchases, len(identified)),\n',
        '        "anonymous_order_share": ratio(len(purchases) - len(identified), len(purchases)),\n',
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project after both recipes."""
    copy = tmp_path_factory.mktemp("recipe") / "project"
    for part in PARTS:
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(PROJECT / file, copy / file)
    for file, edit in (*COLUMN.items(), *RATIO.items()):
        (copy / file).write_text(edit((copy / file).read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def recipe(title: str) -> str:
    """Give the text of a recipe."""
    _, _, found = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"## {title}\n")
    return found.partition("\n## ")[0]


def test_it_takes_few_files_and_the_recipe_names_them() -> None:
    assert (len(COLUMN), len(RATIO)) == (8, 4)
    names = [re.sub(r"(checked|stg)_orders", r"\1_<input>", file) for file in COLUMN]
    assert [name for name in names if name not in recipe("Add an input column")] == []
    assert [name for name in RATIO if name not in recipe("Add a metric")] == []


@pytest.fixture(scope="module")
def warehouse(project: Path, tmp_path_factory) -> Path:
    """A shop of three orders in the copy."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "landing").mkdir()
    (folder / "landing" / "orders.csv").write_text(ORDERS)
    variables = {"input_path": str(folder / "landing")}
    selected = ("+orders", "+kpis_by_month", "+kpis_by_channel")
    build(variables, folder / "shop.duckdb", "build", *WITHOUT_TESTS, "--select", *selected, project=project)
    build(variables, folder / "shop.duckdb", "test", "--select", "checked_orders,test_type:unit", project=project)
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
    written = {path.name for path, text in pages.dictionary_pages(project).items() if "device" in text}
    assert written == {"data_dictionary.md", "input_dictionary.md", "kamus_data.md", "retensi.schema.json"}
