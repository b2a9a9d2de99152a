"""The assistant's first words to somebody on a messenger say what it is, and that people are there.

The web chat opens with a message of its own; on a messenger the customer speaks first, and one
message more would count (Zalo) or cost (SMS): so it stands before the first answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.replies import Reply
from bot.tables import Conversation, Message
from bot.texts import Voice
from bot.words import Author

SAYS_SO = ("opening", "ask_bot")  # texts that introduce the assistant by themselves


async def introduced(
    session: AsyncSession, conversation: Conversation, replies: Sequence[Reply], voice: Voice
) -> list[Reply]:
    """The replies, with an introduction where the assistant has not spoken here before."""
    spoken = await session.scalar(
        select(Message.id).where(Message.conversation_id == conversation.id,
                                 Message.author == Author.ASSISTANT).limit(1))
    return list(replies) if spoken or not replies else introducing(replies, voice)


def introducing(replies: Sequence[Reply], voice: Voice) -> list[Reply]:
    """A greeting becomes the opening; before anything else stands one sentence."""
    first, *others = replies
    if first.text in [voice.say(key) for key in SAYS_SO]:
        return list(replies)
    greeting = voice.say("greet")
    if first.text == greeting:
        return [replace(first, text=voice.say("opening")), *others]
    greets = first.text.startswith(greeting.split(".")[0])  # by name, say: once is enough
    before = voice.say("introduction_ungreeting" if greets else "introduction")
    return [replace(first, text=f"{before}\n\n{first.text}"), *others]
