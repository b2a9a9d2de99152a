"""Facts become rows, each once: whatever order they come in, and however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import early
from bot.channels.changing import change
from bot.channels.choosing import understood
from bot.channels.facts import (
    Deleted,
    Echo,
    Edited,
    Fact,
    Moved,
    MovedUpTo,
    Person,
    Reacted,
    Said,
    Unknown,
)
from bot.channels.progress import ORDER, advance, delivery_of, set_state
from bot.channels.tables import Arrived, Delivery
from bot.events import record
from bot.inbox import Inbound, conversation_of, identity_of, receive
from bot.tables import Conversation, Event, Message
from bot.views import message_view
from bot.words import Author, Language, Progress, Status


class Ledger:
    """One account's facts, written within one transaction."""

    def __init__(
        self, session: AsyncSession, channel: str, account: str, language: Language, now: datetime
    ) -> None:
        self.session = session
        self.channel = channel
        self.account = account
        self.language = language  # of a first message, until there is evidence
        self.now = now

    async def take(self, facts: Sequence[Fact]) -> list[str]:
        """Write all facts; returns the kinds nobody had a use for."""
        unknown = []
        for fact in facts:
            match fact:
                case Said():
                    await self._said(fact)
                case Echo():
                    await self._echo(fact)
                case Edited() | Deleted() | Reacted():
                    await self._changed(fact)
                case Moved():
                    await self._moved(fact)
                case MovedUpTo():
                    await self._moved_up_to(fact)
                case Unknown():
                    unknown.append(fact.kind)
        return unknown

    async def _said(self, fact: Said) -> None:
        if await self._arrived(fact.id):
            return
        conversation = await self._conversation(fact.person)
        text, content = await understood(self.session, conversation, fact)
        inbound = Inbound(self.channel, self.account, fact.person.id, fact.id, text, fact.at,
                          {**content, **dict(fact.extra), **attachments(fact)})
        message = await receive(self.session, conversation, inbound, self.now)
        if message is not None:
            await self._note(fact.id, message)

    async def _echo(self, fact: Echo) -> None:
        """Our own words came back: known ones are ours, others an agent wrote elsewhere."""
        if await self._arrived(fact.id) or await self._settled(fact):
            return
        conversation = await self._conversation(fact.person)
        message = Message(
            conversation_id=conversation.id, direction="out", author=Author.AGENT,
            external_id=fact.id, text=fact.text, language=conversation.language,
            content={"kind": "text", "buttons": [], "elsewhere": True}, status=Status.SENT,
            waiting=False, created_at=self.now, said_at=min(fact.at, self.now))
        self.session.add(message)
        await self.session.flush()
        record(self.session, conversation.id, "message", self.now, message_view(message))
        await self._note(fact.id, message, echo=True)

    async def _settled(self, echo: Echo) -> bool:
        """Whether it is a delivery of ours; one whose answer we never got is settled by it."""
        mine = select(Delivery).where(
            Delivery.channel == self.channel, Delivery.account == self.account)
        if await self.session.scalar(mine.where(Delivery.external_id == echo.id)):
            return True
        identity = await identity_of(
            self.session, self.channel, self.account, echo.person.id, self.now)
        under_way = await self.session.scalars(
            mine.join(Conversation, Conversation.id == Delivery.conversation_id)
            .where(Conversation.identity_id == identity.id, Delivery.external_id.is_(None),
                   Delivery.state == Progress.SENDING))
        for delivery in under_way:
            if delivery.part["text"].strip() == echo.text.strip():
                await advance(self.session, delivery, Moved(echo.id, Progress.SENT, echo.at),
                              self.now)
                return True
        return False

    async def _changed(self, fact: Edited | Deleted | Reacted) -> None:
        message = await self._message(fact.target)
        if message is None:
            await early.keep(self.session, self.channel, self.account, fact, self.now)
        else:
            await change(self.session, message, fact, self.now)

    async def _moved(self, fact: Moved) -> None:
        delivery = await delivery_of(self.session, self.channel, self.account, fact)
        if delivery is None:
            await early.keep(self.session, self.channel, self.account, fact, self.now)
        else:
            await advance(self.session, delivery, fact, self.now)

    async def _moved_up_to(self, fact: MovedUpTo) -> None:
        identity = await identity_of(
            self.session, self.channel, self.account, fact.person.id, self.now)
        behind = [state for state in Progress
                  if ORDER[Progress.SENT] <= ORDER[state] < ORDER[fact.progress]]
        rows = await self.session.scalars(
            select(Delivery).join(Conversation, Conversation.id == Delivery.conversation_id)
            .where(Conversation.identity_id == identity.id, Delivery.state.in_(behind),
                   Delivery.tried_at <= fact.until))
        for delivery in rows:
            await set_state(self.session, delivery, fact.progress, self.now)

    async def _conversation(self, person: Person) -> Conversation:
        identity = await identity_of(
            self.session, self.channel, self.account, person.id, self.now)
        if self.session.get_bind().dialect.name != "sqlite":  # which has one writer anyway
            # Two first messages in two processes must not open two conversations.
            await self.session.refresh(identity, with_for_update=True)
        identity.display_name = person.name or identity.display_name
        spoken = person.language if person.language in set(Language) else self.language
        return await conversation_of(self.session, identity, Language(spoken), self.now)

    async def _arrived(self, external_id: str) -> Arrived | None:
        return await self.session.scalar(select(Arrived).where(
            Arrived.channel == self.channel, Arrived.account == self.account,
            Arrived.external_id == external_id))

    async def _message(self, target: str) -> Message | None:
        if found := await self._arrived(target):
            return await self.session.get_one(Message, found.message_id, with_for_update=True)
        delivery = await self.session.scalar(select(Delivery).where(
            Delivery.channel == self.channel, Delivery.account == self.account,
            Delivery.external_id == target))
        return await self.session.get(Message, delivery.message_id) if delivery else None

    async def _note(self, external_id: str, message: Message, echo: bool = False) -> None:
        """The id is taken from now on; what was told of it earlier is applied."""
        self.session.add(Arrived(channel=self.channel, account=self.account,
                                 external_id=external_id, message_id=message.id, echo=echo))
        await self.session.flush()
        for kept in await early.take_kept(self.session, self.channel, self.account, external_id):
            if not isinstance(kept, Moved):
                await change(self.session, message, kept, self.now)


async def record_sent(
    session: AsyncSession, delivery: Delivery, external_id: str, now: datetime
) -> None:
    """The messenger took a delivery: its id is known, and what came before the id is applied."""
    await advance(session, delivery, Moved(external_id, Progress.SENT, now), now)
    await session.flush()
    await _forget_echo(session, delivery, external_id)
    message = await session.get_one(Message, delivery.message_id)
    for kept in await early.take_kept(session, delivery.channel, delivery.account, external_id):
        if isinstance(kept, Moved):
            await advance(session, delivery, kept, now)
        else:
            await change(session, message, kept, now)


async def _forget_echo(session: AsyncSession, delivery: Delivery, external_id: str) -> None:
    """An echo that came before our own answer was taken for somebody else's words: it is ours."""
    mistaken = await session.scalar(select(Arrived).where(
        Arrived.channel == delivery.channel, Arrived.account == delivery.account,
        Arrived.external_id == external_id, Arrived.echo))
    if mistaken is None:
        return
    await session.delete(mistaken)
    await session.flush()
    events = await session.scalars(select(Event).where(
        Event.conversation_id == delivery.conversation_id, Event.kind == "message"))
    for event in events:
        if event.data.get("id") == mistaken.message_id:
            await session.delete(event)
    await session.execute(delete(Message).where(Message.id == mistaken.message_id))


def attachments(fact: Said) -> dict[str, Any]:
    """Files as the messenger names them; without an id of ours there is nothing to open yet."""
    files = [{"id": None, **asdict(media)} for media in fact.media]
    return {"attachments": files} if files else {}
