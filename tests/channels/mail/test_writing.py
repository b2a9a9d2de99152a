"""What goes out as mail, byte for byte, and a line that breaks with a mail on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy

import pytest

from bot.channels.contract import Account, Again, Letter, Outgoing, Part, Refused, Scope, Unclear
from bot.channels.loops import break_loop
from bot.channels.mail.smtp import deliver
from bot.channels.mail.writing import as_html, compose, thread
from bot.inbox import conversation_of, identity_of
from bot.outbox import write_replies
from bot.replies import Reply
from bot.services import Services
from bot.tables import Conversation, Move
from bot.words import Language
from tests.channels import captured
from tests.conftest import NOON

MARKER = "abcDEF_123-xyz0A"
WRITTEN = """\
From: Linde & =?utf-8?q?M=E1=BB=99c?= <hilfe@laden.example>\r
To: anna@kunde.example\r
Subject: Re: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\r
Date: Wed, 25 Nov 2026 12:00:00 +0000\r
Message-ID: <lotse.abcDEF_123-xyz0A@laden.example>\r
In-Reply-To: <a2@kunde.example>\r
References: <a1@kunde.example> <a2@kunde.example>\r
"""


def account(**values: str) -> Account:
    return Account("mail", "shop", {**captured.account("mail").values, **values}, b"key")


def outgoing(text: str, to: str = "anna@kunde.example", **letter: object) -> Outgoing:
    about = {"answers": "a2@kunde.example", "references": ("a1@kunde.example",), **letter}
    return Outgoing(to, Part(text), MARKER, letter=Letter("Größe", **about))  # type: ignore


def test_a_reply_in_both_forms() -> None:
    mail = compose(outgoing("Größe 42 <ist> da.\n\nXem https://laden.example/a?b=1&c=2.",
                            automatic=True, language="de"), account(), NOON)
    raw = mail.as_bytes()
    assert raw.startswith(WRITTEN.encode())
    assert raw == compose(outgoing("Größe 42 <ist> da.\n\nXem https://laden.example/a?b=1&c=2.",
                                   automatic=True, language="de"), account(), NOON).as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    plain, rich = read.iter_parts()
    assert plain.get_content().splitlines() == [
        "Größe 42 <ist> da.", "", "Xem https://laden.example/a?b=1&c=2."]
    page = rich.get_content()
    assert '<html lang="de">' in page and "<p>Größe 42 &lt;ist&gt; da.</p>" in page
    assert '<a href="https://laden.example/a?b=1&amp;c=2">' in page
    assert read["Auto-Submitted"] == "auto-replied" and read["X-Lotse-Loop"] == "shop"
    assert read["Reply-To"].addresses[0].addr_spec.startswith("hilfe+")


def test_a_person_does_not_write_automatically() -> None:
    mail = compose(outgoing("Guten Tag", automatic=False), account(reply_token="no"), NOON)
    assert mail["Auto-Submitted"] is None and mail["X-Auto-Response-Suppress"] is None
    assert mail["X-Lotse-Loop"] == "shop"
    assert mail["Reply-To"].addresses[0].addr_spec == "hilfe@laden.example"


def test_a_subject_is_answered_once_and_cannot_make_headers() -> None:
    for subject in ("Re: Hàng", "AW: Hàng", "RE: x"):
        letter = Letter(subject, "a@b.example")
        assert compose(Outgoing("x@y.example", Part("x"), MARKER, letter=letter), account(),
                       NOON)["Subject"] == subject
    with pytest.raises(ValueError, match="linefeed"):
        compose(Outgoing("x@y.example", Part("x"), MARKER, letter=Letter("a\nBcc: z@z.example")),
                account(), NOON)


def test_a_long_thread_keeps_its_beginning_and_its_end() -> None:
    whole = tuple(f"{number}@x" for number in range(50))
    kept = thread(Letter("s", "last@x", whole))
    assert (kept[0], kept[-1], len(kept)) == ("0@x", "last@x", 13)


def test_text_becomes_html_and_nothing_more() -> None:
    assert "<script>" not in as_html("<script>alert(1)</script>", "en")
    page = as_html("javascript:alert(1) https://a.example\"onclick=x", "en")
    assert 'href="javascript' not in page and "&quot;onclick" in page


@asynccontextmanager
async def server(*answers: bytes | None) -> AsyncIterator[int]:
    """Answers each line of a client in turn, the mail itself as one; None hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):  # the client said goodbye
            await talk(reader, writer)
        writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            if answer is None:
                break
            writer.write(answer + b"\r\n")
            await writer.drain()
            await reader.readuntil(b"\r\n.\r\n" if answer.startswith(b"354") else b"\r\n")

    made = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with made:
        yield made.sockets[0].getsockname()[1]


GREETED: Sequence[bytes] = (b"220 hi", b"250 hi", b"250 sender", b"250 recipient")


async def attempt(*answers: bytes | None, to: str = "anna@kunde.example") -> object:
    async with server(*answers) as port:
        return await deliver(outgoing("Hallo", to), account(
            smtp_host="127.0.0.1", smtp_port=str(port), smtp_security="none"))


async def test_a_line_that_breaks_after_the_mail_is_unclear() -> None:
    with pytest.raises(Unclear, match="SMTPServerDisconnected"):
        await attempt(*GREETED, b"354 go on", None)


@pytest.mark.parametrize(("answers", "meaning"), [
    ((None,), "unreachable"), ((b"220 hi", None), "unreachable"), ((*GREETED[:3], None),
                                                                   "unreachable"),
    ((b"421 too many",), "421"), ((*GREETED[:3], b"450 greylisted"), "450"),
    ((*GREETED, b"354 go on", b"452 full"), "452"),
])
async def test_before_that_it_is_tried_again(answers: Sequence[bytes | None], meaning: str
                                             ) -> None:
    answer = await attempt(*answers)
    assert isinstance(answer, Again) and answer.code == meaning
    assert answer.scope is (Scope.ACCOUNT if meaning == "421" else Scope.CHAT)


@pytest.mark.parametrize(("answers", "remedy"), [
    ((b"554 go away",), "fix_account"), ((*GREETED[:2], b"550 not you"), "fix_account"),
    ((*GREETED[:3], b"550 5.1.1 nobody"), "other_channel"),
    ((*GREETED, b"354 go on", b"554 spam"), "none"),
])
async def test_a_no_for_good_has_words_and_a_remedy(answers: Sequence[bytes], remedy: str) -> None:
    answer = await attempt(*answers)
    assert isinstance(answer, Refused) and answer.remedy == remedy
    assert answer.reason and answer.code.startswith("55")


async def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    assert isinstance(await attempt(*GREETED[:2], to="đức@khách.example"), Refused)


async def test_after_many_answers_in_an_hour_a_person_looks(here: Services) -> None:
    async with here.database.write() as session:
        identity = await identity_of(session, "mail", "shop", "robot@x.example", here.clock())
        thread = await conversation_of(session, identity, Language.DE, here.clock())
        for number in range(4):
            await write_replies(session, thread, [Reply(f"Antwort {number}")], here.clock())
        await break_loop(session, thread, None, here.clock())
        await break_loop(session, thread, 5, here.clock())
        assert thread.owner == "assistant"
        await break_loop(session, thread, 4, here.clock())
        await break_loop(session, thread, 4, here.clock())  # it is the queue's already
    async with here.database.read() as session:
        assert (await session.get_one(Conversation, thread.id)).owner == "queue"
        assert (await session.get_one(Move, 1)).reason == "loop"
