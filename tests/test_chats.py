"""Chats that WhatsApp exported: what is a message, who wrote it, and what comes of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retensi.front_door import chats
from tests.test_connectors import SHOP, interactions, proposed
from tests.test_init import run

ANDROID = """\
13/01/25 09.15 - Pesan dan panggilan dienkripsi secara end-to-end.
13/01/25 09.15 - +62 812-0000-0003: Halo, paket saya di mana?
Nomor 5801
13/01/25 09.20 - Toko Rina: Selamat pagi, sedang dikirim
13/01/25 09.21 - +62 812-0000-0003: ok
13/01/25 09.21 - +62 812-0000-0003: ok
"""
# Marks that nobody sees stand before lines with a picture, and a narrow blank before PM.
IPHONE = (
    "[13/01/25, 09.15.02] Sari: \u200eMessages and calls are end-to-end encrypted.\r\n"
    "[14/01/25, 09.15.02] Sari: Terima kasih\r\n\u200e[14/01/25, 1:16:00\u202fPM] Toko Rina: \u200eimage omitted\r\n"
)


def landed(folder: Path) -> Path:
    (folder / "pesanan.csv").write_text(SHOP, encoding="utf-8")
    (folder / "WhatsApp Chat with +62 812-0000-0003.txt").write_text(ANDROID, encoding="utf-8")
    (folder / "WhatsApp Chat with Sari.txt").write_text(IPHONE, encoding="utf-8", newline="")
    return folder


def test_messages_go_on_over_lines_and_lines_without_a_sender_are_none():
    found = chats.messages(ANDROID, "WhatsApp Chat with +62 812-0000-0003.txt")
    assert [row[1:4] for row in found] == [
        ("13/01/25 09.15", "+62 812-0000-0003", "Halo, paket saya di mana?\nNomor 5801"),
        ("13/01/25 09.20", "Toko Rina", "Selamat pagi, sedang dikirim"),
        ("13/01/25 09.21", "+62 812-0000-0003", "ok"),
        ("13/01/25 09.21", "+62 812-0000-0003", "ok"),
    ]
    # The same said twice is two messages, and each is the same one in a later export of the chat.
    assert len({row[0] for row in found}) == 4
    again = chats.messages(
        ANDROID + "13/01/25 10.00 - Toko Rina: Sampai\n", "WhatsApp Chat with +62 812-0000-0003 (1).txt"
    )
    assert again[:4] == found


@pytest.mark.parametrize(
    ("name", "partner"),
    [
        ("WhatsApp Chat with +62 813-0000-0001.txt", "+62 813-0000-0001"),
        ("Chat WhatsApp dengan Bu Rina.txt", "+62 812-0000-0003"),
        ("folder/_chat.txt", "+62 812-0000-0003"),
    ],
)
def test_who_a_chat_is_with(name, partner):
    assert {row[4] for row in chats.messages(ANDROID, name)} == {partner}


@pytest.mark.parametrize(
    "text", ["order_id,time\n1,2025-01-13 09:15\n", "13/01/25 09.15 - Rina joined\n", "notes\n" + ANDROID]
)
def test_what_is_no_chat(text):
    assert not chats.is_chat(text)


def test_chats_become_messages_in_both_directions(tmp_path):
    proposal = proposed(landed(tmp_path), time_zone="Asia/Jakarta", dates="day_first")
    [source] = [source for source in proposal.mapping.sources if source.key == "whatsapp"]
    assert (source.files, source.format.chat) == (("WhatsApp Chat*.txt",), "whatsapp")
    # Who writes in both chats is the shop; what it wrote is no text of the customer.
    found = interactions(tmp_path, person="phone", more=", visitor_id, channel, body")
    assert {row[0][:9] for row in found} == {"whatsapp:"}
    [chat_id] = {row[5] for row in chats.messages(IPHONE, "WhatsApp Chat with Sari.txt")}
    phone, sari = ("+62 812-0000-0003", None), (None, f"whatsapp:{chat_id}")
    expected = [
        (who[0], at, kind, who[1], "whatsapp", body)
        for who, at, kind, body in [
            (phone, "01-13 02:15", "customer_message", "Halo, paket saya di mana?\nNomor 5801"),
            (phone, "01-13 02:20", "message_sent", None),
            (phone, "01-13 02:21", "customer_message", "ok"),
            (phone, "01-13 02:21", "customer_message", "ok"),
            (sari, "01-14 02:15", "customer_message", "Terima kasih"),
            (sari, "01-14 06:16", "message_sent", None),
        ]
    ]
    assert sorted((row[1:] for row in found), key=str) == sorted(expected, key=str)


def test_one_chat_leaves_open_who_is_the_shop(tmp_path):
    landed(tmp_path)
    (tmp_path / "WhatsApp Chat with Sari.txt").unlink()
    packed = tmp_path / "WhatsApp Chat with +62 812-0000-0003.txt"
    (tmp_path / "chat.txt.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    asked = run(tmp_path, "--time-zone", "Asia/Jakarta", "--dates", "day_first")
    assert asked.exit_code == 1
    assert "--shop-senders" in asked.output
    said = run(tmp_path, "--time-zone", "Asia/Jakarta", "--dates", "day_first", "--shop-senders", "toko rina")
    assert said.exit_code == 0, said.output
    assert [row[2] for row in interactions(tmp_path, person="cast(null as varchar)", more="")].count("01-13 02:20") == 1


def test_a_file_that_is_no_chat_is_told(tmp_path):
    landed(tmp_path)
    proposed(tmp_path, time_zone="Asia/Jakarta", dates="day_first")
    (tmp_path / "WhatsApp Chat with Sari.txt").write_text("hello\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="is no chat"):
        interactions(tmp_path)
