"""The control group of a campaign: who is in it by chance, and the landing file that says so to the next build.

It lands as interactions, so marts and erasure read it as any other file. Its row ids are numbers, since a hash of the
customer id would lead back to the customer.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import yaml

from retensi.export.errors import ExportError
from retensi.export.files import write_whole
from retensi.landing import MAPPING

FOLDER = "interactions"
HEADER = ("interaction_id", "customer_id", "occurred_at", "interaction_type", "campaign_id")
_MOST = 1 << 64


def is_held_out(campaign: str, customer_id: str, share: float) -> bool:
    """Say whether a customer is in the control group of a campaign.

    That is chance, and the same in each run: the first 8 bytes of the SHA-256 of both ids, as a fraction of all there
    are, against the share. Nobody's place in a list counts, and another campaign draws anew.

    Args:
        campaign: Id of the campaign.
        customer_id: Id of the customer.
        share: Of all, from 0 to 1.
    """
    drawn = hashlib.sha256(f"{campaign}\x1f{customer_id}".encode()).digest()[:8]
    return int.from_bytes(drawn) < share * _MOST


def file_name(campaign: str) -> str:
    """Give the name of the file of a campaign's control group; two campaigns never share one."""
    written = re.sub(r"[^A-Za-z0-9-]+", "_", campaign).strip("_")[:60]
    if written != campaign:
        written = f"{written}_{hashlib.sha256(campaign.encode()).hexdigest()[:8]}"
    return f"withheld_{written}.csv"


def place(folder: Path, campaign: str) -> Path:
    """Give the landing file of a campaign's control group.

    Raises:
        ExportError: a mapping in the folder reads the files that lie there as something else.
    """
    file = folder / FOLDER / file_name(campaign)
    below = PurePosixPath(FOLDER) / file.name
    for glob in _globs(folder / MAPPING):
        if _matches(below, glob):
            raise ExportError(
                f"{folder / MAPPING} reads {below} by its own rules: its files {glob!r} are all of that name.",
                "a file whose columns are those of the contract, which no source of the mapping claims",
                f"name that source's files more closely than {glob!r}, or write the group elsewhere with --control",
            )
    return file


def read_group(file: Path, campaign: str) -> dict[str, list[str]]:
    """Give the rows of a control group by customer id; empty where there is no file yet.

    Raises:
        ExportError: the file is none of ours.
    """
    if not file.exists():
        return {}
    rows = _read(file)
    if rows is None or any(row[3:] != ["campaign_withheld", campaign] for row in rows):
        raise ExportError(
            f"{file} is not the control group of {campaign}.",
            f"a file with the columns {', '.join(HEADER)} and rows of this campaign alone",
            "move it away, or name another file with --control",
        )
    return {row[1]: row for row in rows}


def write_group(file: Path, campaign: str, customer_ids: Sequence[str], at: datetime) -> int:
    """Write who is in the control group; who was stays as they were, so that writing again changes nothing.

    Args:
        file: The landing file.
        campaign: Id of the campaign.
        customer_ids: Who is in the group now.
        at: When, for those who are new in it.

    Returns:
        The number of customers who are new in it.

    Raises:
        ExportError: the file is none of ours, or cannot be written.
    """
    there = read_group(file, campaign)
    new = sorted(set(customer_ids) - set(there))
    if not new:
        return 0
    when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    # The id says nothing of the customer: it is that of the row, told apart by its number.
    first = 1 + max((int(row[0].rpartition(":")[2]) for row in there.values()), default=0)
    for number, customer_id in enumerate(new, first):
        row = [f"withheld:{campaign}:{number}", customer_id, when, "campaign_withheld", campaign]
        there[customer_id] = row
    _write(file, list(there.values()))
    return len(new)


def forget(file: Path, pseudonyms: Mapping[str, str]) -> bool:
    """Put pseudonyms in place of the ids of people in the file of a control group.

    Args:
        file: Any landing file; one that is no control group is left alone.
        pseudonyms: By customer id.

    Returns:
        Whether somebody was in it.
    """
    if file.suffix != ".csv" or not file.name.startswith("withheld_") or file.parent.name != FOLDER:
        return False
    rows = _read(file)
    if rows is None or not any(row[1] in pseudonyms for row in rows):
        return False
    _write(file, [[row[0], pseudonyms.get(row[1], row[1]), *row[2:]] for row in rows])
    return True


def _read(file: Path) -> list[list[str]] | None:
    """Give the rows of a file of ours; None where it is none."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
    except (OSError, UnicodeDecodeError, csv.Error, ValueError):
        return None
    shaped = tuple(header) == HEADER and all(len(row) == len(HEADER) for row in rows)
    return rows if shaped and all(re.search(r":\d+\Z", row[0]) for row in rows) else None


def _write(file: Path, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    write_whole({file: text.getvalue().encode()})


def _globs(mapping: Path) -> list[str]:
    """Give what the sources of a mapping call their files; what is wrong with it a build says."""
    try:
        given = yaml.safe_load(mapping.read_text(encoding="utf-8"))
        sources = given["sources"].values()
        return [str(glob) for source in sources for glob in _listed(source.get("files"))]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        return []


def _listed(files: object) -> list[object]:
    return files if isinstance(files, list) else [files]


def _matches(path: PurePosixPath, glob: str) -> bool:
    parts = PurePosixPath(glob).parts
    if "**" in parts:
        return fnmatchcase(path.name, parts[-1] if parts[-1] != "**" else "*")
    return len(parts) == len(path.parts) and all(map(fnmatchcase, path.parts, parts))
