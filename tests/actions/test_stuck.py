"""Not knowing what was asked leads to a person; looking for it is waited for."""

from __future__ import annotations

from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from actions import asking, talking
from bot.rasa import Understanding
from bot.replies import TurnContext
from bot.tables import Conversation
from bot.texts import Voice
from bot.words import Language
from tests.conftest import NOON


def stuck(asked: str | None) -> TurnContext:
    """A turn in the middle of a job that has just asked for a fact."""
    slots = {"job": "order_status", "requested_slot": asked}
    return TurnContext(
        session=cast(AsyncSession, None), conversation=Conversation(), slots=slots, now=NOON,
        voice=Voice(Language.DE, "Sie"), text="", understanding=cast(Understanding, None))


@pytest.mark.parametrize(("asked", "said"), [
    ("order_number", "über Namen und Adresse"), ("proof", "auf anderem Weg"),
    ("description", "mit Ihnen klären"), (None, "worum es geht"),
])
async def test_who_does_not_know_is_offered_a_person(asked: str | None, said: str) -> None:
    context = stuck(asked)
    (reply,) = await talking.go_without(context, {})
    assert said in reply.text
    assert context.person_offered
    assert [button.payload for button in reply.buttons] == ["/request_human", "/deny"]
    assert await asking.ask(context, {"slot": asked or "job"}) == []  # the offer stands alone


async def test_a_moment_is_given_without_asking_again() -> None:
    context = stuck("description")
    (reply,) = await talking.wait(context, {})
    assert "Lassen Sie sich Zeit" in reply.text
    assert not context.person_offered
    assert await asking.ask(context, {"slot": "description"}) == []
