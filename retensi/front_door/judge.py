"""What a build's front door would say of a landing folder, without dbt and without a warehouse."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import yaml

from retensi.front_door.against import Against, LastBuild
from retensi.front_door.conventions import Amounts, said_of
from retensi.front_door.findings import Finding, findings
from retensi.front_door.mapping import FILE_NAME
from retensi.front_door.refused import CheckError, RefusedFile, check_place, write_refused
from retensi.front_door.render import FrontDoor, Refused
from retensi.front_door.warehouse import open_warehouse
from retensi.sql_text import without_values

# Before what is judged by them.
_FIRST = ("exchange_rates", "customer_merges", "orders")
_HASHED = ("email_key", "phone_key")


@dataclass(frozen=True)
class Refusal:
    """Rows of an input that were refused for one reason.

    Attributes:
        reason: As in ``quarantined_<input>``.
        rows: How many.
        values: The values met most often, as words; of what may be personal only the shape.
        advice: What to do.
        record: One of these rows as it came, only where records were asked for.
    """

    reason: str
    rows: int
    values: str
    advice: str
    record: dict[str, str] | None = None


@dataclass(frozen=True)
class JudgedInput:
    """An input that came, and what became of its rows: ``received = accepted + superseded + quarantined``.

    Attributes:
        name: The input.
        files: The files or tables it came from.
        received: Rows, records that cannot be taken apart among them.
        accepted: Rows that count; ``flawed`` of these have a flaw.
        flawed: See ``accepted``.
        superseded: Rows that a newer version replaces.
        quarantined: Rows that were refused.
        unreadable_values: Values of accepted rows that could not be read and are empty now.
        refusals: The quarantined rows by reason, most frequent first.
        unused_columns: Columns that came and that nothing reads; of a file that gives several inputs, at the first.
        is_of_tables: Whether ``files`` are tables.
    """

    name: str
    files: tuple[str, ...]
    received: int
    accepted: int
    flawed: int
    superseded: int
    quarantined: int
    unreadable_values: int
    refusals: tuple[Refusal, ...]
    unused_columns: tuple[str, ...]
    is_of_tables: bool = False


@dataclass(frozen=True)
class Judged:
    """What :func:`check` found.

    Attributes:
        folder: The landing folder; of tables their mapping, or the schema.
        inputs: The inputs that came, in the order of the contract. None where a build would not come to reading them.
        findings: What looks wrong in rows that a build would take.
        problems: Why a build would stop; none where it would go through.
        warnings: What a build would warn of.
        refused_files: Where refused rows were written, where that was asked for.
        against: What a build would move against the last one, where that was asked for and the files could be read.
        amounts: What the mapping says that amounts of orders contain, by source.
    """

    folder: str
    inputs: tuple[JudgedInput, ...]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    refused_files: tuple[RefusedFile, ...] = ()
    against: Against | None = None
    amounts: Mapping[str, Amounts] = field(default_factory=dict)

    @property
    def would_build(self) -> bool:
        """Whether the front door would let a build through."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """Give all of it as plain values, for JSON."""
        return {"would_build": self.would_build, **asdict(self)}


@dataclass(frozen=True)
class _Place:
    """Where the inputs lie that are looked at: a folder, or else tables."""

    says: str
    are_tables: bool = False

    @property
    def folder(self) -> str | None:
        return None if self.are_tables else self.says


def check(
    folder: str | Path | None = None,
    *,
    target: str | None = None,
    project: str | Path = ".",
    variables: Mapping[str, Any] | None = None,
    show_records: bool = False,
    refused_to: str | Path | None = None,
    overwrite: bool = False,
    against_last_build: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Judged:
    """Judge the files of a landing folder, or the tables of a shop, as a build would.

    It reads them once into memory and writes nothing but what ``refused_to`` asks for. What does not fit
    into memory (``RETENSI_MEMORY``, 4GB) is read again with an encrypted temporary file, which is removed at the end.

    Example:
        >>> from retensi.front_door import check
        >>> judged = check("mydata")
        >>> judged.would_build
        True
        >>> [(each.name, each.accepted, each.quarantined) for each in judged.inputs]
        [('orders', 990, 10)]
        >>> [(finding.name, finding.says) for finding in judged.findings]
        [('times_without_offset', '990 times (100.0 %) of ordered_at have no offset ...')]

    Args:
        folder: The landing folder, or one with a mapping of tables; without it, what the vars, ``RETENSI_INPUT_PATH``,
            ``RETENSI_MAPPING`` or ``RETENSI_INPUT_SCHEMA`` name, as for a build.
        target: The dbt target whose tables are read; the profile's own where it is left out.
        project: Folder of the dbt project.
        variables: dbt vars, as ``--vars`` gives them to a build.
        show_records: Whether to give a record of each reason as it came, which may be personal.
        refused_to: Folder outside the landing folder that takes the refused rows, as CSV to mend: personal data.
        overwrite: Whether files of refused rows that are there give way.
        against_last_build: Whether to compare with what the warehouse (``RETENSI_WAREHOUSE``) holds.
        environment: Environment variables; those of this process where they are not given.

    Raises:
        CheckError: there is no folder to look at, refused rows cannot go where they should, or there is no warehouse of
            this shop to compare with.
        RetensiError: tables cannot be reached.
        ProjectError: ``project`` is not the folder of the dbt project.
    """
    given = os.environ if environment is None else environment

    def judged(spill: Path | None) -> Judged:
        front_door = FrontDoor(Path(project), variables or {}, given, spill)
        with front_door.connection, ExitStack() as stack:
            place = _place(front_door, folder)
            if place.are_tables:
                opened = open_warehouse(front_door.connection, Path(project), target, given)
                front_door.use(stack.enter_context(opened))
            elif target:
                raise CheckError(
                    f"{place.says} is a folder of files, which no target reads.",
                    "tables, by a mapping of such or their schema",
                    "leave out --target",
                )
            held = _last_build(front_door, Path(project), given) if against_last_build else None
            return _judged(front_door, place, show_records, Path(refused_to) if refused_to else None, overwrite, held)

    try:
        return judged(None)
    except duckdb.OutOfMemoryException:
        with tempfile.TemporaryDirectory(prefix="retensi-check-") as spill:
            return judged(Path(spill))


def judged_by(front_door: FrontDoor, folder: str | Path | None, show_records: bool) -> Judged:
    """Judge a folder as :func:`check` does, by a front door whose models can be looked at afterwards."""
    return _judged(front_door, _place(front_door, folder), show_records, None, False, None)


def _last_build(front_door: FrontDoor, project: Path, environment: Mapping[str, str]) -> LastBuild:
    warehouse = front_door.warehouse
    if warehouse and warehouse.engine != "duckdb":
        raise CheckError(
            f"The last build is on {warehouse.name}, and only that of a DuckDB file is compared with.",
            "a target on DuckDB",
            "leave out --against-last-build",
        )
    return LastBuild(front_door, project, environment)


def _judged(
    front_door: FrontDoor,
    place: _Place,
    show_records: bool,
    refused_to: Path | None,
    overwrite: bool,
    held: LastBuild | None,
) -> Judged:
    path = place.says
    if held:
        held.refuse_other_shop(place.folder)
    if refused_to:
        check_place(place.folder, refused_to)
    problems = [
        *_problems_of(front_door.macros.check_configuration),
        *_problems_of(front_door.macros.check_inputs),
    ]
    if problems:
        return Judged(path, (), (), tuple(problems), tuple(front_door.warnings))
    sources = {name: front_door.macros.input_source(name) for name in front_door.macros.input_contract()}
    given = {name: source["parts"] for name, source in sources.items() if source["parts"]}
    if problem := read_inputs(front_door, given, show_records or refused_to is not None, held is not None):
        return Judged(path, (), (), (problem,), tuple(front_door.warnings))
    # The model stops a build by its hook; here that is asked for afterwards.
    reconciliation = {row["input"]: row for row in front_door.query(front_door.text_of("input_reconciliation")).dicts()}
    unused = _unused(front_door, given)
    inputs = tuple(
        _judged_input(front_door, reconciliation[name], parts, unused[name], show_records)
        for name, parts in given.items()
    )
    return Judged(
        path,
        inputs,
        findings(front_door),
        tuple(_over_limit(front_door, reconciliation)),
        tuple(front_door.warnings),
        write_refused(front_door, given, place.folder or "", refused_to, overwrite) if refused_to else (),
        held.compare(reconciliation.values(), show_records) if held else None,
        said_of(front_door.macros.amounts_said()),
    )


def _place(front_door: FrontDoor, folder: str | Path | None) -> _Place:
    """Say what is looked at, and have the macros look there."""
    if folder is not None:
        are_tables = has_tables(Path(folder) / FILE_NAME)
        front_door.set_var("input_path", None if are_tables else str(folder))
        front_door.set_var("input_schema", None)
        front_door.set_var("mapping", str(Path(folder) / FILE_NAME) if are_tables else None)
    place = front_door.macros.input_place()
    if place["path"] is not None:
        return _Place(str(place["path"]))
    if place["mapping"] or place["schema"]:
        return _Place(str(place["mapping"] or place["schema"]), are_tables=True)
    raise CheckError(
        "Nothing says where the inputs lie.",
        "a folder of files or with a mapping of tables",
        "name it, `retensi check mydata`, or set RETENSI_INPUT_PATH, RETENSI_MAPPING or RETENSI_INPUT_SCHEMA",
    )


def has_tables(mapping: Path) -> bool:
    """Tell whether a mapping names tables and no files; what else is wrong with it, its reader says."""
    try:
        said = yaml.safe_load(mapping.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError):
        return False
    sources = said.get("sources") if isinstance(said, dict) else None
    given = [source for source in sources.values() if isinstance(source, dict)] if isinstance(sources, dict) else []
    return any("table" in source for source in given) and not any("files" in source for source in given)


def _problems_of(macro: Callable[[], Any]) -> list[str]:
    """Give what a macro would stop the build with, as the points of its message."""
    try:
        macro()
    except Refused as refused:
        first, *points = str(refused).split("\n  - ")
        return [point.split("\nCorrect them")[0] for point in points] or [first]
    return []


def read_inputs(
    front_door: FrontDoor, given: Mapping[str, list[dict[str, Any]]], keep_all: bool, keep_hashes: bool
) -> str | None:
    """Build the front door; say what it failed on, or None.

    Args:
        front_door: What is built.
        given: The parts of the inputs that came, by input.
        keep_all: Whether to keep columns that the contract does not know, for records that are shown or written.
        keep_hashes: Whether to make the keyed hashes of orders and interactions, where they are compared.
    """
    contract = front_door.macros.input_contract()
    names = [*_FIRST, *(name for name in contract if name not in _FIRST)]
    at = "erasure_requests"
    tables = _Tables(front_door, given)
    try:
        # Who is to be forgotten is looked for in all inputs before any is received.
        for name in given if at in given else ():
            tables.bring(name)
        front_door.build("input_presence")
        front_door.build("erased_identifiers")
        for at in names:
            others = [] if keep_all or at not in given else _others(front_door, at, given[at])
            tables.bring(at)
            front_door.build(f"received_{at}", left_out=others)
            tables.let_go(at)
            # A keyed hash takes as long as all else.
            emptied = _HASHED if at in ("orders", "interactions") and not keep_hashes else []
            front_door.build(f"checked_{at}", emptied=emptied)
        # Orders ask for rates.
        for at in sorted(names, key=lambda name: name != "exchange_rates"):
            for name in (f"quarantined_{at}", f"stg_{at}"):
                front_door.build(name, as_view=True)
        at = "orders"
        front_door.build("input_rows_by_day")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return f"{at}: cannot be read ({without_values(error)})"
    return None


class _Tables:
    """The tables of the inputs, of which no more lie in memory than have to."""

    def __init__(self, front_door: FrontDoor, given: Mapping[str, list[dict[str, Any]]]) -> None:
        self._warehouse = front_door.warehouse
        self._of = {
            name: [relation for part in parts if (relation := front_door.relation_of(part))]
            for name, parts in given.items()
        }
        # By a mapping all columns are texts, whatever their type.
        self._with_types = not front_door.macros.input_place()["mapping"]

    def bring(self, name: str) -> None:
        if self._warehouse is None:
            return
        for relation in self._of.get(name, []):
            self._warehouse.bring(relation, self._with_types)

    def let_go(self, name: str) -> None:
        """Forget the tables of an input that no other one is made of."""
        gone = self._of.pop(name, [])
        if self._warehouse is None:
            return
        for relation in gone:
            if not any(relation in others for others in self._of.values()):
                self._warehouse.let_go(relation)


def _others(front_door: FrontDoor, name: str, parts: list[dict[str, Any]]) -> list[str]:
    """Give the columns of a received input that the contract does not know."""
    known = {*front_door.macros.input_contract()[name]["columns"], *front_door.macros.own_names()}
    came = [column.lower() for part in parts for column in part["columns"]]
    return [column for column in front_door.macros.names_received(name, parts, came) if column not in known]


def _unused(front_door: FrontDoor, given: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """Give by input the columns that came and that nothing reads.

    Of a file that a mapping names these are the columns it names for no input; the first input of that file has them.
    """
    contract = front_door.macros.input_contract()
    read: dict[str, set[str]] = {}
    for part in (part for parts in given.values() for part in parts if "used" in part):
        read.setdefault(part["name"], set()).update(column.lower() for column in part["used"])
    unused: dict[str, tuple[str, ...]] = {}
    for name, parts in given.items():
        found: dict[str, None] = {}
        for part in parts:
            is_mapped = "used" in part
            came = part["file"]["columns"] if is_mapped else part["columns"]
            known = read.pop(part["name"], None) if is_mapped else contract[name]["columns"]
            if known is not None:
                found |= dict.fromkeys(column for column in came if column.lower() not in known)
        unused[name] = tuple(found)
    return unused


def _judged_input(
    front_door: FrontDoor,
    counts: dict[str, Any],
    parts: list[dict[str, Any]],
    unused: tuple[str, ...],
    show_records: bool,
) -> JudgedInput:
    name = counts["input"]
    return JudgedInput(
        name=name,
        files=tuple(part["name"] for part in parts),
        received=counts["rows_received"],
        accepted=counts["rows_accepted"],
        flawed=counts["rows_flawed"],
        superseded=counts["rows_superseded"],
        quarantined=counts["rows_quarantined"],
        unreadable_values=counts["unreadable_values"],
        refusals=_refusals(front_door, name, show_records) if counts["rows_quarantined"] else (),
        unused_columns=unused,
        is_of_tables=front_door.warehouse is not None,
    )


def _refusals(front_door: FrontDoor, name: str, show_records: bool) -> tuple[Refusal, ...]:
    quarantined = front_door.ref(f"quarantined_{name}")
    counted = front_door.run_query(
        f"select reason, count(*) from {quarantined} group by reason order by count(*) desc, reason"
    )
    known = front_door.macros.quarantine_reasons()
    return tuple(
        Refusal(
            reason,
            rows,
            front_door.macros.values_refused(name, reason),
            known[reason]["do"],
            _record(front_door, name, reason) if show_records else None,
        )
        for reason, rows in counted.rows
    )


def _record(front_door: FrontDoor, name: str, reason: str) -> dict[str, str]:
    """Give the first row that was refused for a reason, as it came."""
    [record] = front_door.run_query(
        f"select * exclude (reason, _row_id, _loaded_at) from {front_door.ref(f'quarantined_{name}')}"
        f" where reason = '{reason}' order by _row_id limit 1"
    ).dicts()
    return {column: str(value) for column, value in record.items() if value is not None}


def _over_limit(front_door: FrontDoor, reconciliation: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say which inputs have more rows in quarantine than a build lets through."""
    rows = ", ".join(
        f"('{name}', {row['rows_received']}, {row['rows_quarantined']})" for name, row in reconciliation.items()
    )
    front_door.connection.execute(
        f"create table reconciled as select * from (values {rows}) as counted (input, rows_received, rows_quarantined)"
    )
    found = front_door.macros.over_quarantine_limit("reconciled")
    said = [
        f"{name}: {over}; --vars '{{quarantine_severity: warn}}' reads the other rows" for name, over in found.items()
    ]
    if front_door.var("quarantine_severity") == "error":
        return said
    front_door.warnings.extend(said)
    return []
