"""One-time codes: sent to one address, typed at another, guessed by nobody, kept nowhere."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import codes, linking
from bot.channels import accounts
from bot.channels.posting import WindowClosed
from bot.channels.registry import CHANNELS
from bot.channels.tables import Delivery
from bot.channels.web import chat
from bot.codes import HIDDEN, TooManyCodes, typed
from bot.confirming import Verdict
from bot.errors import Conflict, NotFound
from bot.ownership import Step, move
from bot.tables import Code, Conversation, Customer, Identity, Message
from bot.texts import Voice
from bot.tokens import one_time_code
from bot.words import Language, Owner
from handoff import confirmation
from handoff.feedback import FEEDBACK
from tests import talk
from tests.channels import captured
from tests.channels.test_persons import customer, writes
from tests.channels.world import World
from tests.conftest import ScriptedRasa

DE = Voice(Language.DE, "Sie")


class Two:
    """Somebody writes on Telegram; who it could be wrote on WhatsApp before."""

    def __init__(self, world: World, rasa: ScriptedRasa) -> None:
        self.world, self.here, self.rasa = world, world.here, rasa
        self.turns = talk.turns(self.here)

    async def open(self) -> None:
        async with self.here.database.write() as session:
            self.known = await customer(session, "k", email="kim@example.org")
            there = await writes(session, "whatsapp", "4917", "hallo")
            self.there = await session.get_one(Identity, there.identity_id)
            await linking.link(session, self.there, self.known.id, linking.Evidence.PROOF,
                               "customer", self.world.clock())
            self.thread = await writes(session, "telegram", "5", "hi")
            for message in await session.scalars(select(Message)):
                message.waiting = False

    async def here_now(self, session: AsyncSession) -> Conversation:
        found = await session.get_one(Conversation, self.thread.id)
        await session.refresh(found, ["identity"])
        return found

    async def places(self) -> list[confirmation.Place]:
        async with self.here.database.read() as session:
            thread = await self.here_now(session)
            return await confirmation.places(
                session, thread.identity, f"c{self.known.id}", self.world.clock())

    async def send(self, to: str | None = None) -> str:
        """Send a code; returns it as only the key's holder can know it."""
        async with self.here.database.write() as session:
            await confirmation.send(
                session, await self.here_now(session), f"c{self.known.id}",
                to or f"i{self.there.id}", "Mai", self.world.clock())
        async with self.here.database.read() as session:
            code = await codes.newest(session, self.thread.identity_id)
            assert code
            return one_time_code(self.here.settings.key, code.nonce)

    async def types(self, text: str) -> None:
        await talk.write(self.here, self.thread, text)
        await self.turns.take(self.thread.id)

    async def shown(self) -> dict[str, Any]:
        async with self.here.database.read() as session:
            identity = await session.get_one(Identity, self.thread.identity_id)
            found = await confirmation.shown(session, identity, self.world.clock())
            assert found
            return found

    async def evidence(self) -> str | None:
        async with self.here.database.read() as session:
            return (await session.get_one(Identity, self.thread.identity_id)).evidence

    async def said(self) -> str:
        return (await talk.said(self.here, self.thread))[-1]


@pytest.fixture
async def two(world: World, rasa: ScriptedRasa) -> Two:
    made = Two(world, rasa)
    await made.open()
    return made


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.parametrize("owner", [Owner.ASSISTANT, Owner.QUEUE, Owner.AGENT])
async def test_the_right_code_joins_whoever_owns_the_conversation(
    two: Two, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    mai = await talk.agent(two.here)
    async with two.here.database.write() as session:
        thread = await session.get_one(Conversation, two.thread.id)
        if owner is not Owner.ASSISTANT:
            step = Step.HANDED_OFF if owner is Owner.QUEUE else Step.CLAIMED
            move(session, thread, step, two.world.clock(), agent=mai)
    code = await two.send()
    assert "bei WhatsApp" in await two.said()
    await two.world.send()
    assert [text for text in two.world.sent_texts() if code in text] == [
        DE.say("code.message", code=code)]
    assert await two.evidence() is None  # a code that is sent links nothing
    await two.types(f"{code[:3]} {code[3:]}")
    assert await two.evidence() == "one_time_code"
    assert await two.said() == DE.say("code.right")
    assert (await two.shown())["state"] == "used"
    assert (await talk.now(two.here, two.thread)).customer_id == two.known.id
    assert code not in caplog.text
    async with two.here.database.read() as session:
        texts = [*await session.scalars(select(Message.text).where(Message.direction == "out")),
                 *[row.part["text"] for row in await session.scalars(select(Delivery))]]
        (row,) = await session.scalars(select(Code))
    assert code not in str(texts) and HIDDEN in str(texts)
    assert code not in str(vars(row))


async def test_rasa_never_hears_a_code_and_hears_everything_else(two: Two) -> None:
    code = await two.send()
    two.rasa.on("und wo ist mein Paket?", {"say": "greet"})
    await talk.write(two.here, two.thread, f"Der Code ist {code}")
    await talk.write(two.here, two.thread, "und wo ist mein Paket?")
    await two.turns.take(two.thread.id)
    assert [heard["text"] for heard in two.rasa.heard] == ["und wo ist mein Paket?"]


async def test_wrong_codes_are_counted_and_then_even_the_right_one_is_none(two: Two) -> None:
    code = await two.send()
    for left in (4, 3, 2, 1):
        await two.types(another(code))
        assert await two.said() == DE.say("code.wrong", left=left)
        assert ((await two.shown())["state"], (await two.shown())["left"]) == ("open", left)
    await two.types(another(code))
    assert await two.said() == DE.say("code.spent")
    two.rasa.on(code, {"say": "not_understood"})
    await two.types(code)
    assert (await two.shown())["state"] == "spent"
    assert await two.evidence() is None


async def test_a_message_counts_once_however_often_its_turn_begins(two: Two) -> None:
    code = await two.send()
    two.rasa.down = True
    await talk.write(two.here, two.thread, f"Bestellung {another(code)} bitte")
    for _ in range(3):
        await two.turns._waiting(two.thread.id)
    assert (await two.shown())["wrong"] == 1


async def test_a_number_a_job_asked_for_is_the_jobs(two: Two) -> None:
    code = await two.send()
    async with two.here.database.write() as session:
        thread = await session.get_one(Conversation, two.thread.id)
        thread.memory = {"loop": "job_form"}
    two.rasa.on(another(code), {"say": "greet"})
    await two.types(another(code))
    assert [heard["text"] for heard in two.rasa.heard] == [another(code)]
    assert (await two.shown())["wrong"] == 1  # counted nevertheless: nobody guesses for nothing
    await two.types(code)
    assert await two.evidence() == "one_time_code"


async def test_a_code_ends_after_ten_minutes(two: Two) -> None:
    code = await two.send()
    two.world.clock.pass_(minutes=10)
    assert (await two.shown())["state"] == "expired"
    await two.types(code)
    assert await two.said() == DE.say("code.expired")
    assert await two.evidence() is None
    await two.world.send()  # the one that was not yet sent does not go out any more
    assert not any(code in text for text in two.world.sent_texts())
    assert "expired" in (await two.shown())["reason"]


async def test_a_new_code_ends_the_one_before_and_three_an_hour_are_enough(two: Two) -> None:
    first = await two.send()
    second = await two.send()
    await two.types(first)
    assert await two.said() == DE.say("code.wrong", left=4)
    await two.types(second)
    assert await two.evidence() == "one_time_code"
    async with two.here.database.write() as session:
        identity = await session.get_one(Identity, two.thread.identity_id)
        link = await linking.open_link(session, identity)
        assert link
        await linking.undo(session, link, "Mai", two.world.clock())
    await two.send()
    with pytest.raises(TooManyCodes):
        await two.send()
    two.world.clock.pass_(hours=1)
    await two.send()


async def test_a_shut_window_says_why_before_and_after(two: Two) -> None:
    two.world.clock.pass_(hours=25)
    (place,) = await two.places()
    assert place.channel == "whatsapp" and "too long ago" in str(place.why_not)
    with pytest.raises(WindowClosed, match="too long ago"):
        await two.send()
    assert await talk.said(two.here, two.thread) == []  # nor is anybody told to wait for one


async def test_what_the_messenger_refuses_is_shown_with_its_reason(two: Two) -> None:
    await two.send()
    two.world.script = [lambda request: httpx.Response(400, json={
        "error": {"code": 131026, "message": "Message undeliverable"}})] * 2
    await two.world.send()
    shown = await two.shown()
    assert shown["state"] == "lost" and "undeliverable" in shown["reason"]


async def test_the_records_own_mail_address_can_be_asked_and_is_known_then(two: Two) -> None:
    assert [place.to for place in await two.places()] == [f"i{two.there.id}"]
    async with two.here.database.write() as session:
        await accounts.save(session, two.here.settings.key, "mail", "shop",
                            captured.account("mail").values, Language.DE, two.world.clock())
    assert [(place.to, place.address) for place in await two.places()] == [
        (f"i{two.there.id}", "4917"), ("mail", "kim@example.org")]
    async with two.here.database.write() as session:
        (await session.get_one(Customer, two.known.id)).language = "vi"
    code = await two.send("mail")
    sent = (await two.world.deliveries())[0].part["text"]  # in the language of the record
    assert sent == Voice(Language.VI, "bạn").say("code.message", code=HIDDEN)
    assert "per E-Mail" in await two.said()
    await two.types(code)
    async with two.here.database.read() as session:
        found = await session.scalars(select(Identity).where(
            Identity.customer_id == two.known.id, Identity.evidence == "one_time_code"))
        assert {one.channel for one in found} == {"telegram", "mail"}


async def test_two_without_a_record_become_one_and_a_weaker_link_gets_stronger(
    two: Two
) -> None:
    async with two.here.database.write() as session:
        link = await linking.open_link(session, two.there)
        assert link
        await linking.undo(session, link, "Mai", two.world.clock())
        there = f"i{two.there.id}"
        await confirmation.send(session, await two.here_now(session), there, there, "Mai",
                                two.world.clock())
        code = await codes.newest(session, two.thread.identity_id)
        assert code
        identity = await session.get_one(Identity, two.thread.identity_id)
        other = await session.get_one(Identity, two.there.id)
        await linking.join(  # a colleague is faster
            session, identity, other, linking.Evidence.AGENT, "Jens", two.world.clock())
    await two.types(one_time_code(two.here.settings.key, code.nonce))
    assert await two.evidence() == "one_time_code"
    async with two.here.database.read() as session:
        found = await session.get_one(Identity, two.there.id)
        assert found.customer_id == (await talk.now(two.here, two.thread)).customer_id
        with pytest.raises(Conflict):
            await confirmation.places(
                session, found, f"c{found.customer_id}", two.world.clock())


async def test_only_addresses_of_theirs_that_we_can_reach_are_places(two: Two) -> None:
    with pytest.raises(NotFound):
        await two.send(f"i{two.thread.identity_id}")
    async with two.here.database.write() as session:
        await accounts.remove(session, "whatsapp", "shop", two.world.clock())
    assert await two.places() == []


async def test_an_echo_of_the_code_is_known_as_ours(two: Two) -> None:
    async with two.here.database.write() as session:
        thread = await writes(session, "messenger", "77", "hallo")
        identity = await session.get_one(Identity, thread.identity_id)
        await linking.link(session, identity, two.known.id, linking.Evidence.PROOF, "customer",
                           two.world.clock())
    code = await two.send(f"i{identity.id}")
    calls: list[Any] = []

    def lost(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise httpx.ReadTimeout("lost", request=request)

    two.world.script = [lost]
    await two.world.send()
    said = next(text for text in [body["message"]["text"] for body in two.world.got
                                  if "message" in body] if code in text)
    await two.world.call(two.world.echo("m_echo", text=said), "messenger")
    async with two.here.database.read() as session:
        texts = await session.scalars(select(Message.text).where(
            Message.conversation_id == thread.id, Message.direction == "out"))
        assert [code in text for text in texts] == [False]


async def test_codes_are_forgotten_and_go_with_their_visitor(two: Two) -> None:
    async with two.here.database.write() as session:
        two.thread = await writes(session, "web", "visitor", "hallo")
    await two.send()
    async with two.here.database.write() as session:
        await chat.erase_visitor(session, "visitor", FEEDBACK.erase, two.world.clock())
        assert (await session.scalars(select(Code))).all() == []
        two.thread = await writes(session, "telegram", "6", "hi")
    await two.send()
    for later, kept in ((0, 1), (24 * 3600 + 1, 0)):
        two.world.clock.pass_(seconds=later)
        async with two.here.database.write() as session:
            await codes.forget(session, two.world.clock())
            assert len((await session.scalars(select(Code))).all()) == kept


@pytest.mark.parametrize(("text", "digits", "plain"), [
    ("482913", "482913", True), (" 482 913. ", "482913", True), ("482-913", "482913", True),
    ("Der Code ist 048291", "048291", True), ("mã là 482913 nhé", "482913", True),
    ("Bestellung 123456 bitte", "123456", False),
])
def test_six_digits_may_be_a_code(text: str, digits: str, plain: bool) -> None:
    found = typed(text)
    assert found and (found.digits, found.plain) == (digits, plain)


@pytest.mark.parametrize("text", ["", "10234", "0170 1234567", "4829130", "ok", "48 29 13 und"])
def test_other_numbers_are_none(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize("language", Language)
def test_every_verdict_and_messenger_has_its_words(language: Language) -> None:
    assert re.search(r"[0-9]{6}", one_time_code(b"key", "nonce"))
    for name in CHANNELS:
        assert Voice(language, "Sie").has(f"code_way.{name}")
    for verdict in Verdict:
        assert Voice(language, "Sie").has(f"code.{verdict}")
