"""Chats as WhatsApp exports them: a text file, whose messages become rows.

A message begins with its time, in brackets on an iPhone, with a dash behind it on Android, and its sender; lines
without a time go on with it. What stands there without a sender, such as that somebody joined, is no message.
A chat is exported from its beginning each time, under another name, so a message's id is a hash of what it says and not
its place; a partner's id is a hash of the name, so that no mart holds the name.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import PurePath

# What its rows have, in this order.
COLUMNS = ("id", "time", "sender", "text", "chat", "chat_id")
_DAY = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.? ?[Mm]\.?)?"
_TIME = rf"({_DAY}),? (?:(?:pukul|jam) )?({_CLOCK})"
_BEGINS = re.compile(rf"(?:\[{_TIME}\] |{_TIME} [-\u2013] )(.*)", re.DOTALL)
# Marks of the direction of writing, which nobody sees.
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2068\u2069\ufeff"))
_MARKS |= dict.fromkeys(map(ord, "\u00a0\u202f"), " ")
_PHONE = re.compile(r"\+?[\d ()-]{8,}")
# What WhatsApp calls the file, in English and Indonesian, before who the chat is with.
_CALLED = re.compile(r"(?i)^(?:whatsapp chat (?:with|-)|chat whatsapp (?:dengan|-)) *(.+?)(?: ?\(\d+\))?$")


def is_chat(text: str) -> bool:
    """Tell whether a text is a chat, by the lines it begins with."""
    lines = [line.translate(_MARKS) for line in text.splitlines()[:40] if line.strip()]
    begun = [line for line in lines if _BEGINS.fullmatch(line)]
    return bool(begun) and begun[0] == lines[0] and any(": " in line for line in begun)


def is_phone(name: str) -> bool:
    """Tell whether somebody is called by a phone, as who is in nobody's contacts."""
    return bool(_PHONE.fullmatch(name.strip()))


def messages(text: str, name: str) -> list[tuple[str, ...]]:
    """Give the messages of a chat.

    Args:
        text: the file.
        name: its name, which says who the chat is with.

    Returns:
        For each message its id, time, sender and text, who the chat is with, and an id of that: by the name of the file
        if that is a phone, else the only sender that is called by one, else by the name of the file. The id of a
        message is the same wherever it is exported again.
    """
    found: list[list[str]] = []
    is_message = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.translate(_MARKS)
        if begins := _BEGINS.fullmatch(line):
            day, clock = (begins[1], begins[2]) if begins[1] else (begins[3], begins[4])
            sender, sign, said = begins[5].partition(": ")
            if not sign and begins[5].endswith(":"):
                sender, sign = begins[5][:-1], ":"
            # An iPhone lets who the chat is with say that it is encrypted.
            is_message = bool(sign) and (bool(found) or "\u200e" not in raw or "end-to-end" not in said)
            if is_message:
                time = re.sub(r"(?i) ?([ap])\.? ?m\.?$", r" \1m", clock)
                found.append([f"{day} {time}", sender.strip(), said])
        elif is_message:
            found[-1][2] += f"\n{line}"
    partner = _partner(PurePath(name).name, {sender for _, sender, _ in found})
    seen: Counter[tuple[str, ...]] = Counter()
    rows: list[tuple[str, ...]] = []
    for time, sender, said in found:
        message = (partner, time, sender, said.strip("\n"))
        seen[message] += 1
        rows.append((_id(*message, str(seen[message])), *message[1:], partner, _id(partner)))
    return rows


def _id(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _partner(file: str, senders: set[str]) -> str:
    stem = re.sub(r"(?i)(?:\.txt)?(?:\.gz)?$", "", file, count=1).removesuffix(".txt")
    called = _CALLED.match(stem)
    name = (called[1] if called else stem).translate(_MARKS).strip()
    phones = [sender for sender in senders if is_phone(sender)]
    return phones[0] if not is_phone(name) and len(phones) == 1 else name
