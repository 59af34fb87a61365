"""What a build's front door would say of a landing folder, without dbt and without a warehouse."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from retensi.front_door.against import Against, LastBuild
from retensi.front_door.conventions import Amounts, said_of
from retensi.front_door.findings import Finding, findings
from retensi.front_door.refused import CheckError, RefusedFile, check_place, write_refused
from retensi.front_door.render import FrontDoor, Refused

# Before what is judged by them.
_FIRST = ("exchange_rates", "customer_merges", "orders")
_HASHED = ("mail_key", "phone_key")


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
        files: The files it came from.
        received: Rows, records that cannot be taken apart among them.
        accepted: Rows that count; ``flawed`` of these have a flaw.
        flawed: See ``accepted``.
        superseded: Rows that a newer version replaces.
        quarantined: Rows that were refused.
        unreadable_values: Values of accepted rows that could not be read and are empty now.
        refusals: The quarantined rows by reason, most frequent first.
        unused_columns: Columns that came and that nothing reads; of a file that gives several inputs, at the first.
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


@dataclass(frozen=True)
class Judged:
    """What :func:`check` found.

    Attributes:
        folder: The landing folder.
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


def check(
    folder: str | Path | None = None,
    *,
    project: str | Path = ".",
    variables: Mapping[str, Any] | None = None,
    show_records: bool = False,
    refused_to: str | Path | None = None,
    overwrite: bool = False,
    against_last_build: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Judged:
    """Judge the files of a landing folder as a build would.

    It reads the files once into memory and writes nothing but what ``refused_to`` asks for. A folder that does not fit
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
        folder: The landing folder; without it, the one that the vars or ``RETENSI_INPUT_PATH`` name, as for a build.
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
        ProjectError: ``project`` is not the folder of the dbt project.
    """
    given = os.environ if environment is None else environment

    def judged(spill: Path | None) -> Judged:
        front_door = FrontDoor(Path(project), variables or {}, given, spill)
        with front_door.connection:
            held = LastBuild(front_door, Path(project), given) if against_last_build else None
            return judged_by(
                front_door, folder, show_records, Path(refused_to) if refused_to else None, overwrite, held
            )

    try:
        return judged(None)
    except duckdb.OutOfMemoryException:
        with tempfile.TemporaryDirectory(prefix="retensi-check-") as spill:
            return judged(Path(spill))


def judged_by(
    front_door: FrontDoor,
    folder: str | Path | None,
    show_records: bool,
    refused_to: Path | None = None,
    overwrite: bool = False,
    held: LastBuild | None = None,
) -> Judged:
    """Judge a folder as :func:`check` does, by a front door whose models can be looked at afterwards."""
    path = _place(front_door, folder)
    if held:
        held.refuse_other_shop(path)
    if refused_to:
        check_place(path, refused_to)
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
        write_refused(front_door, given, path, refused_to, overwrite) if refused_to else (),
        held.compare(reconciliation.values(), show_records) if held else None,
        said_of(front_door.macros.amounts_said()),
    )


def _place(front_door: FrontDoor, folder: str | Path | None) -> str:
    """Say which folder is looked at, and have the macros look there."""
    if folder is not None:
        front_door.set_var("input_path", str(folder))
        front_door.set_var("input_schema", None)
        front_door.set_var("mapping", None)
    place = front_door.macros.input_place()
    if place["path"] is None:
        raise CheckError(
            f"The inputs lie in tables of the schema {place['schema']}."
            if place["schema"]
            else f"The inputs lie in tables that {place['mapping']} names."
            if place["mapping"]
            else "Nothing says where the inputs lie.",
            "a folder of files",
            "name it, `retensi check mydata`, or set RETENSI_INPUT_PATH; tables are looked at by a build",
        )
    return str(place["path"])


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
    try:
        front_door.build("input_presence")
        front_door.build("erased_identifiers")
        for at in names:
            others = [] if keep_all or at not in given else _others(front_door, at, given[at])
            front_door.build(f"received_{at}", left_out=others)
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
        # What stands in quotes may be a value of a row.
        said = re.sub(r"'[^']*'|\"[^\"]*\"", "…", str(error).splitlines()[0])
        return f"{at}: cannot be read ({said})"
    return None


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
