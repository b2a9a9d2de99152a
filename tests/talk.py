"""Small words for tests that talk: open a chat, write, let turns happen, read."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from actions.jobs import JOBS
from actions.mood import last_word
from bot.channels.web import chat
from bot.hearing import Hearing
from bot.inbox import Inbound, receive
from bot.replies import Command
from bot.services import Services
from bot.tables import Conversation, Customer, Message, Staff
from bot.turns import Turns
from bot.words import Language, Role
from bot.worker import Worker
from handoff import staff
from tests.conftest import SteadyTongue

NUMBERS = itertools.count(1)
PASSWORD = "long enough to be one"


async def open_chat(
    here: Services, language: Language = Language.DE, customer: Customer | None = None
) -> Conversation:
    """A new visitor's conversation."""
    async with here.database.write() as session:
        return await chat.open_chat(
            session, f"visitor {next(NUMBERS)}", language, customer, here.clock())


async def write(
    here: Services, conversation: Conversation, text: str, external_id: str | None = None,
    **content: Any,
) -> Message | None:
    """The customer writes."""
    async with here.database.write() as session:
        found = await session.get_one(Conversation, conversation.id)
        fact = Inbound("web", "default", "visitor", external_id or f"m{next(NUMBERS)}", text,
                       here.clock(), content)
        return await receive(session, found, fact, here.clock())


def turns(here: Services, commands: dict[str, Command] | None = None) -> Turns:
    known = commands or {}
    return Turns(here.database, Hearing(here.rasa, known, JOBS), SteadyTongue(), known,
                 last_word, here.clock, "Europe/Berlin", here.settings.key)


def worker(here: Services, commands: dict[str, Command] | None = None) -> Worker:
    return Worker(here.database, turns(here, commands), here.hub, here.clock,
                  timedelta(seconds=60))


async def now(here: Services, conversation: Conversation) -> Conversation:
    """The conversation as it stands."""
    async with here.database.read() as session:
        return await session.get_one(Conversation, conversation.id)


async def said(here: Services, conversation: Conversation, author: str = "assistant") -> list[str]:
    """What an author said, oldest first."""
    async with here.database.read() as session:
        return list(await session.scalars(
            select(Message.text).where(Message.conversation_id == conversation.id,
                                       Message.author == author).order_by(Message.id)))


async def rows(here: Services, table: type[Any], conversation: Conversation) -> list[Any]:
    async with here.database.read() as session:
        return list(await session.scalars(
            select(table).where(table.conversation_id == conversation.id).order_by(table.id)))


async def agent(here: Services, name: str = "Mai Phạm", role: Role = Role.AGENT) -> Staff:
    """A member of staff."""
    async with here.database.write() as session:
        return await staff.add(session, name, f"a{next(NUMBERS)}@example.org", PASSWORD, [role])


