"""Whether an answer helped: stored once an answer, only for answers, and shown in the averages."""

from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.outbox import write_replies
from bot.replies import Reply
from bot.services import Services
from bot.tables import Conversation
from handoff import feedback
from handoff.tables import Helpful
from tests import talk

CARD = {"article": "returns-sale", "title": "Reduzierte Ware", "link": "/hilfe/returns-sale"}


async def test_a_verdict_is_stored_changed_and_counted(here: Services) -> None:
    thread = await talk.open_chat(here)
    async with here.database.write() as session:
        found = await session.get_one(Conversation, thread.id)
        (answer, plain) = await write_replies(session, found, [
            Reply("Ja, 14 Tage.", kind="article", card=CARD), Reply("Sonst noch etwas?")],
            here.clock())
        for verdict in (False, True):
            await feedback.helpful(session, found, answer.id, verdict, here.clock())
        with pytest.raises(BadInput):
            await feedback.helpful(session, found, plain.id, True, here.clock())
        assert await feedback.given(session, found) == {
            "rating": None, "helpful": {str(answer.id): True}}
        assert (await feedback.summary(session))["helpful"] == {"yes": 1, "no": 0}
    (row,) = await talk.rows(here, Helpful, thread)
    assert (row.article, row.helpful) == ("returns-sale", True)


async def test_nobody_judges_anothers_answer(here: Services) -> None:
    mine, yours = await talk.open_chat(here), await talk.open_chat(here)
    async with here.database.write() as session:
        found = await session.get_one(Conversation, mine.id)
        (answer,) = await write_replies(
            session, found, [Reply("Ja.", kind="article", card=CARD)], here.clock())
        other = await session.get_one(Conversation, yours.id)
        with pytest.raises(BadInput):
            await feedback.helpful(session, other, answer.id, True, here.clock())
