"""Facts become rows, each once: whatever order they come in, and however often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import early
from bot.channels.addresses import address_of, rename
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
    Quoted,
    Reacted,
    Renamed,
    Said,
    Unknown,
)
from bot.channels.loops import break_loop
from bot.channels.mail.threads import followed
from bot.channels.progress import ORDER, UNCLEAR, advance, delivery_of, set_state
from bot.channels.registry import CHANNELS
from bot.channels.tables import Arrived, Delivery
from bot.codes import hidden
from bot.database import LOCK
from bot.events import FETCH, record
from bot.feedback import TakenBack
from bot.files.forgetting import doom
from bot.files.tables import StoredFile, attachment, waiting
from bot.inbox import Inbound, conversation_of, receive
from bot.tables import Conversation, Event, Message
from bot.views import message_view
from bot.words import Author, Language, Progress, Status

Key = tuple[str, str, str]  # channel, account, the messenger's id


async def taken_ids(
    session: AsyncSession, facts: Sequence[tuple[str, str, Fact]]
) -> set[Key]:
    """Which of these messages (channel, account, fact) were taken before: most calls come again."""
    ids = {fact.id for _, _, fact in facts if isinstance(fact, (Said, Echo))}
    if not ids:
        return set()
    rows = await session.execute(
        select(Arrived.channel, Arrived.account, Arrived.external_id)
        .where(tuple_(Arrived.channel, Arrived.account).in_({fact[:2] for fact in facts}),
               Arrived.external_id.in_(ids)))
    return {(channel, account, external_id) for channel, account, external_id in rows}


class Ledger:
    """One account's facts, written within one transaction."""

    def __init__(
        self, session: AsyncSession, channel: str, account: str, language: Language, now: datetime,
        taken_back: TakenBack, seen: set[Key] | None = None,
    ) -> None:
        self.seen = seen  # of the facts' ids, those taken already; None: to be looked up
        self.taken_back = taken_back
        self.session = session
        self.place = self.channel, self.account = channel, account
        self.language = language  # of a first message, until there is evidence
        self.now = now

    async def take(self, facts: Sequence[Fact]) -> list[str]:
        """Write all facts; returns the kinds nobody had a use for."""
        if self.seen is None:
            self.seen = await taken_ids(
                self.session, [(self.channel, self.account, fact) for fact in facts])
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
                case Renamed():
                    await rename(self.session, *self.place, fact.person, fact.at, self.now)
                case Unknown():
                    unknown.append(fact.kind)
        return unknown

    async def _said(self, fact: Said) -> None:
        if self._is_taken(fact.id):
            return
        conversation = await self._conversation(fact.person, fact.follows)
        text, content = await understood(self.session, conversation, fact)
        files = waiting(fact.media, self.now)
        inbound = Inbound(self.channel, self.account, fact.person.id, fact.id, text, fact.at,
                          {**content, **dict(fact.extra), **attachments(files)})
        message = await receive(self.session, conversation, inbound, self.now)
        if message is not None:
            self._attach(files, message)
            await self._note(fact.id, message)
            await self._answers(message)
            most = CHANNELS[self.channel].most_an_hour
            await break_loop(self.session, conversation, most, self.now)

    async def _answers(self, message: Message) -> None:
        """A message that answers another by the messenger's id names it by ours, too."""
        if target := message.content.get("reply_to", {}).get("message"):
            fact = Quoted(target, message.id, self.now)
            found = await self._message(target)
            if found is None:
                await early.keep(self.session, self.channel, self.account, fact, self.now)
            else:
                await self._change(found, fact)

    async def _echo(self, fact: Echo) -> None:
        """Our own words came back: known ones are ours, others an agent wrote elsewhere."""
        if self._is_taken(fact.id) or await self._settled(fact):
            return
        conversation = await self._conversation(fact.person)
        files = waiting(fact.media, self.now)
        message = Message(
            conversation_id=conversation.id, direction="out", author=Author.AGENT,
            external_id=fact.id, text=fact.text, language=conversation.language,
            content={"kind": "text", "buttons": [], "elsewhere": True, **attachments(files)},
            status=Status.SENT, waiting=False, created_at=self.now,
            said_at=min(fact.at, self.now))
        self.session.add(message)
        await self.session.flush()
        self._attach(files, message)
        record(self.session, conversation.id, "message", self.now, message_view(message))
        await self._note(fact.id, message, echo=True)

    async def _settled(self, echo: Echo) -> bool:
        """Whether it is a delivery of ours; one whose answer we never got is settled by it."""
        moved = Moved(echo.id, Progress.SENT, echo.at, echo.marker)
        delivery = (await delivery_of(self.session, self.channel, self.account, moved)
                    or await self._same_words(echo))
        if delivery is None:
            return False
        if delivery.external_id is None:
            await record_sent(self.session, delivery, echo.id, self.now)
        return True

    async def _same_words(self, echo: Echo) -> Delivery | None:
        """A delivery to this person that may have arrived, as far as we know, with these words."""
        identity = await address_of(self.session, *self.place, echo.person, self.now)
        unsure = or_(Delivery.state == Progress.SENDING,
                     and_(Delivery.state == Progress.DEAD, Delivery.code == UNCLEAR))
        found = await self.session.scalars(
            select(Delivery).join(Conversation, Conversation.id == Delivery.conversation_id)
            .where(Delivery.channel == self.channel, Delivery.account == self.account,
                   Conversation.identity_id == identity.id, Delivery.external_id.is_(None), unsure)
            .order_by(Delivery.id).with_for_update(of=Delivery))
        ours = (echo.text.strip(), hidden(echo.text).strip())  # a code of ours is not stored
        return next((delivery for delivery in found
                     if delivery.part["text"].strip() in ours), None)

    async def _changed(self, fact: Edited | Deleted | Reacted) -> None:
        message = await self._message(fact.target)
        if message is None:
            await early.keep(self.session, self.channel, self.account, fact, self.now)
        else:
            await self._change(message, fact)

    async def _change(
        self, message: Message, fact: Edited | Deleted | Reacted | Quoted
    ) -> None:
        words = message.text
        turns = await change(self.session, message, fact, self.now)
        if turns is not None:
            await self.taken_back(self.session, message, words, turns)

    async def _moved(self, fact: Moved) -> None:
        delivery = await delivery_of(self.session, self.channel, self.account, fact)
        if delivery is None:
            await early.keep(self.session, self.channel, self.account, fact, self.now)
        else:
            await advance(self.session, delivery, fact, self.now)

    async def _moved_up_to(self, fact: MovedUpTo) -> None:
        identity = await address_of(self.session, *self.place, fact.person, self.now)
        behind = [Progress.SENDING, *(state for state in Progress if
                                      ORDER[Progress.SENT] <= ORDER[state] < ORDER[fact.progress])]
        rows = await self.session.scalars(
            select(Delivery).join(Conversation, Conversation.id == Delivery.conversation_id)
            .where(Conversation.identity_id == identity.id, Delivery.state.in_(behind),
                   Delivery.tried_at <= fact.until))
        for delivery in rows:
            if delivery.state == Progress.SENDING:  # the answer to our own call is on its way
                await early.keep(self.session, self.channel, self.account,
                                 Moved(delivery.marker, fact.progress, fact.until), self.now)
            else:
                await set_state(self.session, delivery, fact.progress, self.now)

    async def _conversation(self, person: Person, follows: Sequence[str] = ()) -> Conversation:
        identity = await followed(
            self.session, *self.place, follows) or await address_of(
            self.session, *self.place, person, self.now)
        if self.session.get_bind().dialect.name != "sqlite":  # which has one writer anyway
            # Two first messages in two processes must not open two conversations.
            await self.session.refresh(identity, with_for_update=LOCK)
        if identity.external_id == person.id:  # and not somebody answering for them
            identity.display_name = person.name or identity.display_name
        spoken = person.language if person.language in set(Language) else self.language
        return await conversation_of(self.session, identity, Language(spoken), self.now)

    def _is_taken(self, external_id: str) -> bool:
        return self.seen is not None and (self.channel, self.account, external_id) in self.seen

    def _attach(self, files: Sequence[StoredFile], message: Message) -> None:
        """The message's files, to be fetched from the messenger after this transaction."""
        for row in files:
            row.message_id, row.conversation_id = message.id, message.conversation_id
            self.session.add(row)
        if files:
            self.session.info.setdefault("wake", set()).add(FETCH)

    async def _arrived(self, external_id: str) -> Arrived | None:
        return await self.session.scalar(select(Arrived).where(
            Arrived.channel == self.channel, Arrived.account == self.account,
            Arrived.external_id == external_id))

    async def _message(self, target: str) -> Message | None:
        if found := await self._arrived(target):
            return await self.session.get_one(Message, found.message_id, with_for_update=LOCK)
        delivery = await self.session.scalar(select(Delivery).where(
            Delivery.channel == self.channel, Delivery.account == self.account,
            Delivery.external_id == target))
        return await self.session.get(Message, delivery.message_id) if delivery else None

    async def _note(self, external_id: str, message: Message, echo: bool = False) -> None:
        """The id is taken from now on; what was told of it earlier is applied."""
        if self.seen is not None:
            self.seen.add((self.channel, self.account, external_id))
        self.session.add(Arrived(channel=self.channel, account=self.account,
                                 external_id=external_id, message_id=message.id, echo=echo))
        await self.session.flush()
        for kept in await early.take_kept(self.session, self.channel, self.account, external_id):
            if not isinstance(kept, Moved):
                await self._change(message, kept)


async def record_sent(
    session: AsyncSession, delivery: Delivery, external_id: str, now: datetime
) -> None:
    """The messenger took a delivery: its id is known, and what came before the id is applied."""
    await advance(session, delivery, Moved(external_id, Progress.SENT, now), now)
    await session.flush()
    await _forget_echo(session, delivery, external_id, now)
    message = await session.get_one(Message, delivery.message_id)
    where = (session, delivery.channel, delivery.account)
    # What was kept of an earlier try that came to nothing is about other messages.
    marked = [kept for kept in await early.take_kept(*where, delivery.marker)
              if delivery.tried_at and kept.at >= delivery.tried_at]
    for kept in [*await early.take_kept(*where, external_id), *marked]:
        if isinstance(kept, Moved):
            await advance(session, delivery, kept, now)
        else:
            await change(session, message, kept, now)


async def _forget_echo(
    session: AsyncSession, delivery: Delivery, external_id: str, now: datetime
) -> None:
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
    await doom(session, StoredFile.message_id == mistaken.message_id, now)
    await session.execute(delete(Message).where(Message.id == mistaken.message_id))


def attachments(files: Sequence[StoredFile]) -> dict[str, Any]:
    """What a message's content tells of its files."""
    return {"attachments": [attachment(row) for row in files]} if files else {}
