"""The key that mail addresses are hashed with: where it comes from, and the hash itself as SQL computes it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from retensi.errors import RetensiError
from retensi.whole_files import write_private

# The environment variable that holds the key, and the file beside the warehouse that holds it otherwise.
VARIABLE = "RETENSI_HASH_KEY"
KEY_FILE = "retensi.key"
# Characters that mean nothing to a shell, an URL or a connection option; 32 of them cannot be guessed.
USABLE = re.compile(r"[A-Za-z0-9._~+/=-]{32,}")


class HashKeyError(RetensiError):
    """There is no key, or it may not be used."""


def hash_key(environment: Mapping[str, str], folder: Path) -> str:
    """Give the key of a warehouse: from the environment, else from its file, which is made where there is none.

    Args:
        environment: Environment variables; ``RETENSI_HASH_KEY`` comes before any file.
        folder: Folder of the warehouse file.

    Raises:
        HashKeyError: the key is too short, or others than its owner may read or write its file.
    """
    given = key_given(environment)
    if given is not None:
        return given
    file = folder / KEY_FILE
    if not file.exists():
        _make(file)
    return _read(file)


def key_given(environment: Mapping[str, str]) -> str | None:
    """Give the key that the environment holds; None where it holds none.

    Raises:
        HashKeyError: it is too short or has other characters in it.
    """
    given = environment.get(VARIABLE)
    return _usable(given, VARIABLE) if given else None


def random_key() -> str:
    """Make a key that nobody can guess: 64 hexadecimal digits."""
    return secrets.token_hex(32)


def keyed_hash(key: str, text: str) -> str:
    """Hash a text with a key as the macro ``keyed_hash`` does in SQL.

    Built as HMAC (RFC 2104) is: a hash within a hash, each over one block of key material first. Here the two blocks
    are hashes of the key in hexadecimal digits, 64 bytes each, since SQL has no XOR of bytes on all engines.

    Args:
        key: The key.
        text: The text; a mail address already trimmed and in lower case.

    Returns:
        64 hexadecimal digits.
    """
    inner, outer = key_blocks(key)
    return _sha256(outer + _sha256(inner + text))


def key_blocks(key: str) -> tuple[str, str]:
    """Give what goes before the text, and before the inner hash: 64 hexadecimal digits each, a block of SHA-256."""
    return _sha256("inner:" + key), _sha256("outer:" + key)


def postgres_options(environment: Mapping[str, str], key: str) -> str:
    """Give ``PGOPTIONS`` with which every PostgreSQL session that is opened under it has the key.

    Args:
        environment: Environment variables; options that are there stay.
        key: The key.
    """
    others = re.sub(r"-c\s*retensi\.hash_key=\S*", "", environment.get("PGOPTIONS", "")).strip()
    return f"{others} -c retensi.hash_key={key}".strip()


def _make(file: Path) -> None:
    """Make a key at random. Of several that do so at once, all take the key of the first."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        write_private(unfinished, f"{random_key()}\n".encode("ascii"))
        with suppress(FileExistsError):
            os.link(unfinished, file)
    except OSError as error:
        raise HashKeyError(
            f"The key for mail addresses cannot be written to {file}: {error}",
            f"a folder that this user may write, or the key in {VARIABLE}",
            f"make the folder, change its permissions, or set {VARIABLE}",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _read(file: Path) -> str:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        key = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise HashKeyError(
            f"The key for mail addresses, {file}, cannot be read: {error}",
            "a file that this user owns and may read",
            f"change its owner, or set {VARIABLE}",
        ) from error
    if mode & 0o077:
        raise HashKeyError(
            f"The key for mail addresses, {file}, is open to others than its owner (mode {mode:04o}).",
            "a file that its owner alone may read and write",
            f"run `chmod 600 {file}`; where others may have read it, make a new key as docs/privacy.md says",
        )
    return _usable(key, str(file))


def _usable(key: str, place: str) -> str:
    if not USABLE.fullmatch(key):
        raise HashKeyError(
            f"The key for mail addresses in {place} cannot be used.",
            "at least 32 letters, digits or characters of . _ ~ + / = - and nothing else",
            "use 64 random hexadecimal digits, such as `openssl rand -hex 32` gives",
        )
    return key


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
