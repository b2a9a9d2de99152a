"""Agents: claiming, answering, closing; nobody answers twice, nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Conflict
from bot.ownership import Step, move
from bot.services import Services
from bot.tables import Conversation, Message, Move, Staff
from bot.words import Language, Owner, Reason
from handoff import desk, dossier, feedback
from handoff.tables import Packet, Product, Rating
from tests import talk
from tests.conftest import ScriptedRasa, SetClock


async def queued(here: Services) -> Conversation:
    thread = await talk.open_chat(here)
    await talk.write(here, thread, "ein Mensch bitte")
    async with here.database.write() as session:
        found = await session.get_one(Conversation, thread.id)
        move(session, found, Step.HANDED_OFF, here.clock(), reason=Reason.ASKED_FOR_PERSON)
    return thread


async def claim(here: Services, thread: Conversation, who: Staff) -> None:
    async with here.database.write() as session:
        await desk.claim(session, await desk.find(session, thread.public_id), who, here.clock())


async def test_the_second_to_claim_learns_who_was_first(here: Services) -> None:
    thread = await queued(here)
    mai, jens = await talk.agent(here, "Mai Phạm"), await talk.agent(here, "Jens Petersen")
    await claim(here, thread, mai)
    await claim(here, thread, mai)  # pressing twice changes nothing
    with pytest.raises(Conflict, match="Mai Phạm has already taken"):
        await claim(here, thread, jens)
    assert len(await talk.rows(here, Move, thread)) == 2


async def test_only_the_owner_answers_and_a_resent_answer_is_one(here: Services) -> None:
    thread = await queued(here)
    mai, jens = await talk.agent(here, "Mai"), await talk.agent(here, "Jens")
    await claim(here, thread, mai)
    for _ in range(2):
        async with here.database.write() as session:
            found = await desk.find(session, thread.public_id)
            await desk.reply(session, found, mai, "client-1", "Guten Tag", here.clock())
    assert await talk.said(here, thread, "agent") == ["Guten Tag"]
    with pytest.raises(Conflict, match="before you answer"):
        async with here.database.write() as session:
            found = await desk.find(session, thread.public_id)
            await desk.reply(session, found, jens, "client-2", "Ich auch", here.clock())


async def test_the_list_says_who_waits_and_how_long(here: Services, clock: SetClock) -> None:
    thread = await queued(here)
    mai = await talk.agent(here)
    clock.pass_(minutes=11)
    async with here.database.read() as session:
        shown = await desk.listing(session, mai, "queue", here.clock())
    (row,) = shown["items"]
    assert row["id"] == thread.public_id
    assert (row["sla"], row["unread"], row["last"]["text"]) == ("late", 1, "ein Mensch bitte")
    assert shown["counts"] == {"queue": 1, "mine": 0, "open": 1}


@pytest.mark.parametrize(("search", "found"), [("Mensch", 1), ("MENSCH", 1), ("Roboter", 0)])
async def test_search_finds_what_was_said(here: Services, search: str, found: int) -> None:
    await queued(here)
    mai = await talk.agent(here)
    async with here.database.read() as session:
        shown = await desk.listing(session, mai, "open", here.clock(), search)
    assert len(shown["items"]) == found


async def test_closing_asks_for_a_rating_which_is_stored_and_shown(here: Services) -> None:
    thread = await queued(here)
    mai = await talk.agent(here, "Mai Phạm")
    await claim(here, thread, mai)
    async with here.database.write() as session:
        await desk.close(session, await desk.find(session, thread.public_id), mai, here.clock())
    question = (await talk.rows(here, Message, thread))[-1]
    assert question.content["kind"] == "rating"
    assert "Mai Phạm" in question.text
    for stars in (3, 5):  # a customer who thinks again
        async with here.database.write() as session:
            found = await session.get_one(Conversation, thread.id)
            await feedback.rate(session, found, stars, " schnell ", here.clock())
    (rating,) = await talk.rows(here, Rating, thread)
    assert (rating.stars, rating.comment, rating.agent_id) == (5, "schnell", mai.id)
    async with here.database.read() as session:
        shown = await dossier.thread(
            session, await desk.find(session, thread.public_id), Language.DE, here.clock())
    assert shown["rating"]["stars"] == 5


async def test_a_customer_who_writes_after_the_end_is_answered_by_the_assistant(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await queued(here)
    mai = await talk.agent(here)
    await claim(here, thread, mai)
    async with here.database.write() as session:
        await desk.close(session, await desk.find(session, thread.public_id), mai, here.clock())
    rasa.on("ein Mensch bitte\nhallo", {"say": "greet"})
    await talk.write(here, thread, "hallo")
    await talk.turns(here).take(thread.id)
    assert (await talk.now(here, thread)).owner == Owner.ASSISTANT


async def test_notes_are_for_colleagues(here: Services) -> None:
    thread = await queued(here)
    mai = await talk.agent(here)
    async with here.database.write() as session:
        await desk.note(session, await desk.find(session, thread.public_id), mai, "ruft an",
                        here.clock())
    assert "ruft an" not in [m.text for m in await talk.rows(here, Message, thread)]


@pytest.mark.parametrize(("minutes", "mark"), [(1, "ok"), (4, "due"), (11, "late")])
async def test_waiting_marks(here: Services, minutes: int, mark: str) -> None:
    thread = await queued(here)
    later = here.clock() + timedelta(minutes=minutes)
    assert desk.sla(await talk.now(here, thread), later) == mark


async def test_the_packet_tells_facts_as_the_agent_would_say_them(here: Services) -> None:
    thread = await queued(here)
    async with here.database.write() as session:
        session.add(Product(
            sku="LM-1", names={"de": "Hemd Elbe", "vi": "Áo Elbe", "en": "Elbe shirt"},
            category="clothes", prices={}, colours=[], sizes=[], aliases=[], stock={}))
        session.add(Packet(
            conversation_id=thread.id, reason=Reason.CASE, wish="?", articles=[],
            guesses=[], at=here.clock(),
            facts={"items": ["LM-1", "LM-2"], "product": "LM-1", "size": "M", "colour": "blue",
                   "day": "2026-12-04", "contact": "LM-1"}))
    async with here.database.read() as session:
        shown = await dossier.packet(session, thread, Language.VI)
    assert shown is not None
    assert {fact["label"]: fact["value"] for fact in shown["facts"]} == {
        "items": "Áo Elbe, LM-2", "product": "Áo Elbe", "size": "M", "colour": "xanh dương",
        "day": "thứ Sáu, 4/12", "contact": "LM-1"}


async def test_a_packet_with_a_day_that_is_none_opens(here: Services) -> None:
    thread = await queued(here)
    async with here.database.write() as session:
        session.add(Packet(conversation_id=thread.id, reason=Reason.CASE, wish="?", articles=[],
                           guesses=[], at=here.clock(), facts={"day": "leipzig"}))
    async with here.database.read() as session:
        shown = await dossier.packet(session, thread, Language.EN)
    assert shown is not None
    assert [fact["value"] for fact in shown["facts"]] == ["leipzig"]
