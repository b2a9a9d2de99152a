"""What the assistant cannot read: a person looks, or the customer is asked for words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.services import Services
from bot.wordless import instead
from bot.words import Language, Owner
from tests import talk

PLACE = {"location": {"latitude": 53.5, "longitude": 9.9}}
POLL = {"unsupported": "poll"}
PERSON, ASK = {"do": "hand_over", "reason": "media"}, {"say": "unsupported_message"}


@pytest.mark.parametrize(("contents", "text", "command"), [
    ([{}], "Hallo", None),
    ([{"attachments": [{"kind": "image"}]}], "so kam es an", PERSON),
    ([PLACE], "", PERSON),
    ([{"contacts": [{"name": "Lan"}]}], " ", PERSON),
    ([{"shares": [{"kind": "reel"}]}], "", PERSON),
    ([PLACE, {}], "Liefern Sie hierher?", None),
    ([POLL], "", ASK),
    ([POLL, {}], "und noch etwas", None),
    ([{"payload": "/affirm"}], "", None),
    ([{}], "", ASK),  # a button whose question is not there any more
])
def test_who_looks_at_what(
    contents: list[dict[str, Any]], text: str, command: dict[str, Any] | None
) -> None:
    assert instead(contents, text) == command


async def test_a_poll_is_asked_about_and_a_job_goes_on(here: Services) -> None:
    conversation = await talk.open_chat(here, Language.EN)
    async with here.database.write() as session:
        found = await session.merge(conversation)
        found.memory = {"loop": "job_form", "slots": {"job": "return"}}
    await talk.write(here, conversation, "", unsupported="poll")
    await talk.turns(here).take(conversation.id)
    assert "in words" in (await talk.said(here, conversation))[-1]
    after = await talk.now(here, conversation)
    assert (after.owner, after.memory["loop"]) == (Owner.ASSISTANT, "job_form")
