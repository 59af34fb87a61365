"""What lies in a landing folder, and CSV taken apart record by record."""

import csv
import io
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retensi import landing
from retensi.landing import csv_records, describe_file, describe_folder, path_pattern

# Text that Python's csv module can write and UTF-8 can hold; the front door refuses files with NUL characters.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8) | st.sampled_from(
    ["", '"', '""', "a,b", "a\nb", "a\r\nb", "\r", " x ", "\ufeff", "\u2028", "\x85", "\x0b"]
)
TABLES = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
DAMAGED = st.text(st.sampled_from(list('ab,"\n\r ')), max_size=60)


def written(tmp_path_factory, data: bytes) -> str:
    file = tmp_path_factory.getbasetemp() / "landing_property.csv"
    file.write_bytes(data)
    return str(file)


# With line feeds alone, Python's csv module leaves a carriage return unquoted unless told to quote everything.
@given(
    table=TABLES,
    dialect=st.sampled_from([{}, {"lineterminator": "\n", "quoting": csv.QUOTE_ALL}]),
    with_mark=st.booleans(),
)
def test_what_csv_writers_write_is_read_back(tmp_path_factory, table, dialect, with_mark):
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(table)
    data = text.getvalue().encode("utf-8-sig" if with_mark or text.getvalue().startswith("\ufeff") else "utf-8")

    records = list(csv_records(written(tmp_path_factory, data)))

    assert [[cell or "" for cell in record["fields"]] for record in records] == table


@given(text=DAMAGED)
def test_a_damaged_file_loses_no_character(tmp_path_factory, text):
    records = list(csv_records(written(tmp_path_factory, text.encode())))

    # All that is missing is what separates records: line ends.
    position = 0
    for record in records:
        found = text.index(record["record"], position)
        assert not text[position:found].strip("\r\n")
        position = found + len(record["record"])
    assert not text[position:].strip("\r\n")


@given(text=DAMAGED)
def test_the_fields_of_a_whole_record_are_its_text(tmp_path_factory, text):
    for record in csv_records(written(tmp_path_factory, text.encode())):
        if record["fields"] is not None:
            assert [[cell or "" for cell in record["fields"]]] == list(
                csv.reader(io.StringIO(record["record"], newline=""), strict=True)
            )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a,b\n"1"x,2\n3,4\n', [["a", "b"], None, ["3", "4"]], id="text behind a closing quote"),
        pytest.param('a,b\n1,"2\n3,4\n', [["a", "b"], None], id="unclosed quote swallows the rest"),
        pytest.param('a,b\n1,"2\n3,"4"\n5,6\n', [["a", "b"], None, ["5", "6"]], id="unclosed quote ends at the next"),
        pytest.param('a,b\n1,5" pipe\n', [["a", "b"], ["1", '5" pipe']], id="quote inside plain text"),
        pytest.param("a,b\n1\n1,2,3\n", [["a", "b"], ["1"], ["1", "2", "3"]], id="ragged rows"),
        pytest.param("a,b\n1,\n,2\n", [["a", "b"], ["1", None], [None, "2"]], id="empty cells"),
        pytest.param("a,b\r\n1,2\n3,4\r5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]], id="mixed line ends"),
        pytest.param("\n\na,b\n\n1,2\n\n", [["a", "b"], ["1", "2"]], id="blank lines"),
    ],
)
def test_records_of_a_damaged_file(tmp_path, text, expected):
    file = tmp_path / "orders.csv"
    file.write_bytes(text.encode())
    assert [record["fields"] for record in csv_records(str(file))] == expected


def test_a_long_damaged_file_is_read_in_reasonable_time(tmp_path):
    # A pattern that tries every way to split quotes would never come back from this one.
    file = tmp_path / "orders.csv"
    file.write_text('a,b\n1,"' + 'x""\n' * 1_000_000)
    assert [record["fields"] is None for record in csv_records(str(file))] == [False, True]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("orders.csv", b"", "is empty"),
        ("orders.csv", b"\norder_id\n", "begins with an empty line"),
        ("orders.csv", "order_id\ncaf\u00e9\n".encode("latin-1"), "is not UTF-8"),
        ("orders.csv", "order_id\n1\n".encode("utf-16"), "is not UTF-8"),
        ("orders.csv", "order_id\n1\n".encode("utf-16-le"), "is not UTF-8"),
        ("orders.csv", "caf\u00e9".encode()[:-1], "is not UTF-8"),
        ("orders.csv", b"order_id\nzero\x00byte\n", "is not UTF-8"),
        ("orders.csv", b"order_id;status\n1;paid\n", "is separated by ';'; expected commas"),
        (
            "orders.csv",
            b"sep=;\r\norder_id;status\r\n1;paid\r\n",
            "begins with 'sep=;', as Excel writes it; `retensi init`",
        ),
        ("orders.csv", b"order_id\tstatus\n1\tpaid\n", "is separated by '\\t'; expected commas"),
        ("orders.csv", b"order_id,,status\n", "has a column without a name"),
        ("orders.csv", b"order_id,Order_ID\n", "the same but for upper and lower case: order_id, Order_ID"),
        ("orders.csv", b'order_id,"status\n1,paid\n', "has a header that cannot be read"),
        ("orders.json", b'{"status": 1}\n{"Status": 2}\n', "the same but for upper and lower case"),
        ("orders.json", b'{"": 1}\n', "has a column without a name"),
        ("orders.json", "{}".encode("utf-16"), "is not UTF-8"),
        ("orders.json", b'{"order_id": 1, "a\\u0000b": 2}\n', "has a column name with a zero byte"),
        ("orders.parquet", b"", "cannot be read as Parquet"),
        ("orders.parquet", b"PAR1 and then nothing", "cannot be read as Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, data, problem):
    file = tmp_path / name
    file.write_bytes(data)
    assert problem in describe_file(str(file))["problem"]


def test_a_zero_byte_in_the_name_of_a_parquet_column_is_said(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "orders.parquet"
    with pyarrow.parquet.ParquetWriter(file, pyarrow.schema([("a\x00b", pyarrow.string())])) as writer:
        writer.write(pyarrow.table({"a\x00b": ["x"]}))
    assert describe_file(str(file))["problem"].startswith("has a column name with a zero byte")


@pytest.mark.parametrize(
    ("name", "data", "columns"),
    [
        ("orders.csv", b"\xef\xbb\xbforder_id, status \n", ["order_id", "status"]),
        ("orders.csv", b'"order_id","a ""b"", c","two\nlines"\r\n1,2,3\r\n', ["order_id", 'a "b", c', "two\nlines"]),
        ("orders.json", b'\xef\xbb\xbf{"b": 1}\r\n\r\nnot json\r\n[1]\r\n{"a.b": {"c": 1}}', ["a.b", "b"]),
        ("orders.json", b"", []),
        ("orders.json", json.dumps({"body": "x" * 3_000_000}).encode(), ["body"]),
    ],
)
def test_columns_of_text_files(tmp_path, name, data, columns):
    file = tmp_path / name
    file.write_bytes(data)
    described = describe_file(str(file))
    assert described["problem"] is None
    assert list(described["columns"]) == columns


def test_a_character_cut_by_the_reading_block_is_still_utf8(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_id\n" + "x" * ((1 << 20) - 10) + "\u00e9\r\n", encoding="utf-8", newline="")
    described = describe_file(str(file))
    assert described["problem"] is None
    assert not described["is_regular"]


def test_files_belong_to_the_input_they_are_named_for(tmp_path):
    (tmp_path / "orders").mkdir()
    for name in ("orders/b.csv", "orders/a [1].csv", "orders/.hidden.csv", "orders/_SUCCESS", "customers.CSV"):
        (tmp_path / name).write_text("order_id\n")
    (tmp_path / "orders" / "2024").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "README.md").write_text("not an input")

    found = describe_folder(str(tmp_path))

    assert {name: [part["name"].rsplit("/", 1)[1] for part in parts] for name, parts in found.items()} == {
        "customers": ["customers.CSV"],
        "orders": ["2024", "a [1].csv", "b.csv"],
        "README": ["README.md"],
    }
    not_read = [part["name"] for parts in found.values() for part in parts if part["problem"] == landing.NOT_READ]
    assert sorted(name.rsplit("/", 1)[1] for name in not_read) == ["2024", "README.md"]
    assert describe_folder(str(tmp_path / "nowhere")) == {}


@pytest.mark.parametrize("name", ["a[1].csv", "a*.csv", "a?.csv", "{a,b}.csv", "it's.csv", "a b.csv"])
def test_a_path_is_no_pattern_for_other_files(tmp_path, name):
    (tmp_path / name).write_text("x\nmine\n")
    for other in ("a1.csv", "ab.csv", "a.csv", "b.csv"):
        (tmp_path / other).write_text("x\nother\n")
    with duckdb.connect() as connection:
        found = connection.execute("select x from read_csv(?, header = true)", [path_pattern(str(tmp_path / name))])
        assert found.fetchall() == [("mine",)]


def test_a_file_that_is_known_is_not_looked_into_again(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_id\n1\n", encoding="utf-8")
    known = describe_file(str(file)) | {"columns": {"as it was": "VARCHAR"}}
    landing.remember_file(known)
    assert describe_file(str(file)) == known
    # Of another size, it is another file.
    file.write_text("order_id,status\n1,paid\n", encoding="utf-8")
    assert describe_file(str(file))["columns"] == {"order_id": "VARCHAR", "status": "VARCHAR"}
