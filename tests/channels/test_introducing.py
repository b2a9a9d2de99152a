"""Whoever meets the assistant on a messenger is told what it is, once."""

from __future__ import annotations

from bot.introducing import introducing
from bot.replies import Button, Reply
from bot.tables import Conversation
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language
from bot.worker import queue_unanswered
from tests import talk
from tests.channels.world import World
from tests.conftest import ScriptedRasa


def test_a_greeting_becomes_the_opening_and_the_rest_gets_a_sentence_before() -> None:
    for language in Language:
        voice = Voice(language, DEFAULT_FORM[language])
        (opened,) = introducing([Reply(voice.say("greet"))], voice)
        assert opened.text == voice.say("opening")
        first, second = introducing(
            [Reply("A?", (Button("1", "/affirm"),)), Reply("B")], voice)
        assert first.text == f"{voice.say('introduction')}\n\nA?" and first.buttons
        assert second.text == "B"
        (named,) = introducing([Reply(voice.say("greet_by_name", name="Anna"))], voice)
        assert named.text == (f"{voice.say('introduction_ungreeting')}\n\n"
                              f"{voice.say('greet_by_name', name='Anna')}")
        told = [Reply(voice.say("ask_bot"))]
        assert introducing(told, voice) == told


async def test_a_watchdog_that_speaks_first_says_so_too(world: World) -> None:
    await world.call(world.messenger(message={"mid": "m1", "text": "hallo"}), "messenger")
    (thread,) = await world.rows(Conversation)
    async with world.here.database.write() as session:
        await queue_unanswered(session, thread.id, world.clock())
    voice = Voice(Language(thread.language), thread.address_form)
    assert [m.text for m in await world.messages("out")] == [
        f"{voice.say('introduction')}\n\n{voice.say('hand_over.unanswered')}"]


async def test_start_on_telegram_opens_the_conversation_once(
    world: World, rasa: ScriptedRasa
) -> None:
    rasa.on("/greet", {"say": "greet"})
    voice = Voice(Language.VI, DEFAULT_FORM[Language.VI])
    for number in (1, 2):
        await world.call({"update_id": number, "message": {
            "message_id": number, "from": {"id": 77, "first_name": "Lan", "language_code": "vi"},
            "chat": {"id": 77, "type": "private"}, "date": 1795608000 + number,
            "text": "/start"}}, "telegram")
        (thread,) = await world.rows(Conversation)
        await talk.turns(world.here).take(thread.id)
    assert [m.text for m in await world.messages("out")] == [
        voice.say("opening"), voice.say("greet")]
