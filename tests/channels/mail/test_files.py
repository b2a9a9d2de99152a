"""Files an agent attaches go out within the mail, to a real server; what is too much is a link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import cast

import httpx
import pytest
from pydantic import HttpUrl

from bot.channels.contract import Refused
from bot.channels.mail.channel import MOST
from bot.channels.mail.smtp import deliver
from bot.files.tables import StoredFile
from bot.tables import Conversation
from tests.channels.mail.conftest import Shop
from tests.channels.mail.test_servers import mail
from tests.channels.mail.test_writing import account, outgoing, server
from tests.channels.test_agents_files import Desk, desk
from tests.channels.world import World
from tests.files.samples import PNG, archive

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
LARGE = b"%PDF-1.7\n" + b"0" * (MOST - 1000)


@pytest.fixture
async def mai(shop: Shop, world: World) -> AsyncIterator[Desk]:
    """An agent who has taken a mail's conversation."""
    async with shop.fetching():
        await shop.receives(mail("Haben Sie die Rechnung?"))
        await shop.until(shop.said)
    made = await desk(world, (await shop.rows(Conversation))[0])
    yield made
    await made.web.aclose()


def attached(letter: EmailMessage) -> list[tuple[str, str | None, bytes]]:
    """(media type, name, bytes) of a mail's files."""
    return [(part.get_content_type(), part.get_filename(), cast(bytes, part.get_payload(
        decode=True))) for part in letter.iter_attachments()]


async def test_one_mail_has_the_words_and_the_files(shop: Shop, mai: Desk) -> None:
    kept = [(await mai.keep(data, name)).json() for data, name in (
        (PDF, "Rechnung für Größe 42.pdf"), (PNG, "Ảnh đôi giày.png"),
        (archive("[Content_Types].xml", "word/document.xml"), "a\r\nBcc: x@y.example.docx"),
        ("Grüße".encode(), 'so "named".txt'))]
    assert [each["as"] for each in kept] == ["file", "image", "file", "file"]
    sent = await mai.reply("Bitte sehr.", *(each["id"] for each in kept))
    assert sent.status_code == 200
    await shop.send()
    letter = await shop.letter("anna")
    assert letter.get_content_type() == "multipart/mixed"
    assert letter.get_body(("plain",)).get_content() == "Bitte sehr.\n"  # type: ignore[union-attr]
    assert "<p>Bitte sehr.</p>" in letter.get_body(("html",)).get_content()  # type: ignore
    files = attached(letter)
    assert files[0] == ("application/pdf", "Rechnung für Größe 42.pdf", PDF)
    assert files[1] == ("image/png", "Ảnh đôi giày.png", PNG)
    assert files[2][1] == "aBcc: x@y.example.docx" and letter["Bcc"] is None
    assert files[3] == ("text/plain", 'so "named".txt', "Grüße".encode())
    assert letter["Auto-Submitted"] is None
    (delivery,) = await shop.rows(type(await shop.delivery()))
    assert delivery.state == "sent" and len(shop.servers.letters("anna")) == 1


async def test_files_alone_are_a_mail_too(shop: Shop, mai: Desk) -> None:
    kept = (await mai.keep(PNG)).json()["id"]
    assert (await mai.reply("", kept)).status_code == 200
    await shop.send()
    assert attached(await shop.letter("anna")) == [("image/png", "Foto.png", PNG)]


async def test_what_has_no_room_any_more_is_a_link(shop: Shop, mai: Desk) -> None:
    first, second = [(await mai.keep(LARGE, f"{n}.pdf")).json()["id"] for n in (1, 2)]
    refused = await mai.reply("Beide", first, second)
    assert refused.status_code == 409 and "LOTSE_PUBLIC_URL" in refused.json()["sentence"]
    shop.here.settings.public_url = HttpUrl("https://chat.example")
    shop.sender.public = "https://chat.example"
    assert (await mai.reply("Beide", first, second)).status_code == 200
    await shop.send()
    shop.clock.pass_(seconds=10)
    await shop.send()
    await shop.letter("anna", 2)
    letters = sorted([await shop.letter("anna", number) for number in (1, 2)],
                     key=lambda letter: -len(attached(letter)))  # the large one comes later
    assert [len(attached(letter)) for letter in letters] == [1, 0]
    assert attached(letters[0])[0][2] == LARGE
    words = letters[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert words.startswith(f"2.pdf\nhttps://chat.example/files/{second}")


async def test_a_file_too_large_for_any_mail_needs_our_address(shop: Shop, mai: Desk) -> None:
    answer: httpx.Response = await mai.keep(LARGE + b"0" * 2000)
    assert answer.status_code == 409 and "14 MB" in answer.json()["sentence"]


async def test_a_file_that_is_gone_is_told_and_a_store_that_is_down_waited_for(
    shop: Shop, mai: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (await mai.keep(PNG)).json()["id"]
    await mai.reply("Bitte sehr", kept)

    async def down(*_: object) -> object:
        raise OSError("no disk")

    with monkeypatch.context() as broken:
        broken.setattr(shop.here.files.store, "open", down)
        await shop.send()
    delivery = await shop.delivery()
    assert (delivery.state, delivery.code) == ("waiting", "store") and "no disk" in delivery.reason
    async with shop.here.database.write() as session:
        (await session.get_one(StoredFile, kept)).state = "gone"
    shop.clock.pass_(minutes=1)
    await shop.send()
    delivery = await shop.delivery()
    assert (delivery.state, delivery.code) == ("dead", "file_gone")
    assert shop.servers.letters("anna") == []


async def test_a_server_that_takes_only_small_mails_is_believed() -> None:
    async with server(b"220 hi", b"250-hi\r\n250 SIZE 1000") as port:
        answer = await deliver(outgoing("Wort " * 300), account(
            smtp_host="127.0.0.1", smtp_port=str(port), smtp_security="none"))
    assert isinstance(answer, Refused) and (answer.code, answer.remedy) == ("size", "other_channel")
