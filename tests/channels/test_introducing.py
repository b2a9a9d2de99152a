"""Whoever meets the assistant on a messenger is told what it is, once."""

from __future__ import annotations

from bot.introducing import introducing
from bot.replies import Button, Reply
from bot.tables import Conversation
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language
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
        told = [Reply(voice.say("ask_bot"))]
        assert introducing(told, voice) == told


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
