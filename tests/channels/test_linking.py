"""Any interleaving of links, their ends, messages and conversations loses nothing."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.channels.tables import Delivery
from bot.database import Database
from bot.errors import Conflict
from bot.inbox import Inbound, conversation_of, identity_of, receive
from bot.linking import Evidence
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import Conversation, Customer, Event, Identity, Link, Message
from bot.words import Language
from tests.conftest import NOON

ADDRESSES = [("telegram", "11"), ("whatsapp", "4912"), ("messenger", "77"), ("sms", "+4912")]
TABLES = [Customer, Identity, Link, Conversation, Message, Event, Delivery]  # each after its own
History = dict[int, set[str]]  # by identity: what an agent sees of the person who writes there


class Shop:
    """Four addresses, two customers, and everything that can happen to them."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database = database
        self.chance = chance
        self.now = NOON
        self.said: dict[str, int] = {}  # a text, and the identity it was said from

    async def open(self) -> None:
        async with self.database.write() as session:
            for table in reversed(TABLES):
                await session.execute(delete(table))
            session.add_all(Customer(
                key=f"k{n}", name=f"Kim {n}", language="de", address_form="Sie", since=self.now,
                consents={}) for n in (1, 2))
            for channel, address in ADDRESSES:
                await identity_of(session, channel, "shop", address, self.now)

    async def message(self) -> None:
        async with self.database.write() as session:
            identity = self.chance.choice(await identities(session))
            thread = await conversation_of(session, identity, Language.DE, self.now)
            text = f"m{len(self.said)}"
            await receive(session, thread, Inbound(
                identity.channel, "shop", identity.external_id, text, text, self.now), self.now)
            await write_replies(session, thread, [Reply(f"re {text}")], self.now)
            self.said[text] = identity.id

    async def new_conversation(self) -> None:
        """All are closed, and so much time goes by that the next message opens one."""
        async with self.database.write() as session:
            for thread in await session.scalars(select(Conversation)):
                thread.closed_at = self.now
        self.now += timedelta(days=1)

    async def join(self) -> None:
        async with self.database.write() as session:
            everybody = await identities(session)
            others = [*everybody, *await session.scalars(select(Customer))]
            one, other = self.chance.choice(everybody), self.chance.choice(others)
            evidence = self.chance.choice(list(Evidence))
            try:
                await linking.join(session, one, other, evidence, "Mai", self.now)
            except Conflict:
                return

    async def undo(self) -> None:
        async with self.database.write() as session:
            if links := await open_links(session):
                await linking.undo(session, self.chance.choice(links), "Mai", self.now)

    async def join_and_undo(self) -> None:
        """Apart again, each history shows what it showed, and what has come since."""
        async with self.database.read() as session:
            before, people = await histories(session), await persons(session)
            known = {link.id for link in await open_links(session)}
        count = len(self.said)
        await self.join()
        for _ in range(3):
            await self.message()
        async with self.database.write() as session:
            for link in await open_links(session):
                if link.id not in known:
                    await linking.undo(session, link, "Mai", self.now)
        async with self.database.read() as session:
            after = await histories(session)
        for identity, shown in before.items():
            since = {text for text, at in list(self.said.items())[count:] if at in people[identity]}
            assert after[identity] == shown | since

    async def check(self) -> None:
        """What always holds."""
        async with self.database.read() as session:
            threads = {c.id: c for c in await session.scalars(select(Conversation))}
            kept = {m.text: threads[m.conversation_id].identity_id
                    for m in await session.scalars(select(Message)) if m.direction == "in"}
            assert kept == self.said
            owner = {link.identity_id: link.customer_id for link in await open_links(session)
                     if link.identity_id}
            assert {c.id: c.customer_id for c in threads.values()} == {
                c.id: owner.get(c.identity_id) for c in threads.values()}
            addresses = {i.id: i for i in await identities(session)}
            for row in await session.scalars(select(Delivery)):
                identity = addresses[threads[row.conversation_id].identity_id]
                assert row.channel == identity.channel
                assert self.said[row.part["text"].removeprefix("re ")] == identity.id


async def identities(session: AsyncSession) -> list[Identity]:
    return list(await session.scalars(select(Identity).order_by(Identity.id)))


async def open_links(session: AsyncSession) -> list[Link]:
    return list(await session.scalars(
        select(Link).where(Link.undone_at.is_(None)).order_by(Link.id)))


async def persons(session: AsyncSession) -> dict[int, set[int]]:
    """For every address all addresses of the person."""
    return {i.id: {own.id for own in await linking.identities_of(session, i)}
            for i in await identities(session)}


async def histories(session: AsyncSession) -> History:
    said = defaultdict(set)
    for text, identity in await session.execute(
            select(Message.text, Conversation.identity_id).join(Conversation, Conversation.id
            == Message.conversation_id).where(Message.direction == "in")):
        said[identity].add(text)
    return {one: set().union(*(said[own] for own in people))
            for one, people in (await persons(session)).items()}


STEPS = st.sampled_from([Shop.message, Shop.message, Shop.new_conversation, Shop.join, Shop.undo,
                         Shop.join_and_undo])


@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is emptied each time
@given(chance=st.randoms(use_true_random=False), steps=st.lists(STEPS, min_size=2, max_size=8))
async def test_nothing_is_lost_by_any_interleaving(
    database: Database, chance: random.Random, steps: list[Callable[[Shop], Awaitable[None]]]
) -> None:
    shop = Shop(database, chance)
    await shop.open()
    for step in [Shop.message, *steps]:
        await step(shop)
        await shop.check()


async def test_somebody_else_signing_in_reads_nothing_of_the_first(database: Database) -> None:
    shop = Shop(database, random.Random(0))
    await shop.open()
    async with database.write() as session:
        device = (await identities(session))[0]
        threads = []
        for customer in (1, 2):
            await linking.link(session, device, customer, Evidence.SIGNED_LOGIN, "shop", NOON)
            threads.append(await conversation_of(session, device, Language.DE, NOON))
    assert [thread.customer_id for thread in threads] == [1, 2]
    assert threads[0].id != threads[1].id
