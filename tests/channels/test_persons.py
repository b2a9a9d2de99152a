"""What an agent is shown of a person across channels, and what merging and parting do to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.database import Database
from bot.errors import Conflict
from bot.inbox import Inbound, conversation_of, identity_of, receive
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Event, Identity
from bot.words import Language
from handoff import crm, desk, dossier, matching, persons
from handoff.tables import Note, Order
from tests.conftest import NOON


async def customer(session: AsyncSession, key: str, **more: str) -> Customer:
    made = Customer(key=key, name=f"Kim {key}", language="de", address_form="Sie", since=NOON,
                    consents={}, **more)
    session.add(made)
    await session.flush()
    return made


async def writes(session: AsyncSession, channel: str, address: str, text: str) -> Conversation:
    identity = await identity_of(session, channel, "shop", address, NOON)
    thread = await conversation_of(session, identity, Language.DE, NOON)
    await receive(session, thread, Inbound(channel, "shop", address, text, text, NOON), NOON)
    return thread


async def ordered(session: AsyncSession, who: Customer, number: str) -> None:
    session.add(Order(
        number=number, customer_id=who.id, state="packed", placed_on=date(2026, 11, 1),
        currency="EUR", payment="card", shipping=Decimal(0), items=[]))
    await session.flush()


async def writer(session: AsyncSession, thread: Conversation) -> Identity:
    return await session.get_one(Identity, thread.identity_id)


async def shown(session: AsyncSession, thread: Conversation) -> dict[str, Any] | None:
    await session.refresh(thread)
    return await dossier.person(
        session, await desk.find(session, thread.public_id), Language.EN)


async def reasons(session: AsyncSession, thread: Conversation) -> list[tuple[str, str]]:
    return [(matching.ref(match.other), match.reason) for match in
            await matching.suggestions(session, await writer(session, thread))]


async def test_the_same_phone_or_mail_is_suggested_and_a_no_is_kept(database: Database) -> None:
    async with database.write() as session:
        by_phone = await customer(session, "p", phone="0170 123 45-67", country="DE")
        by_mail = await customer(session, "m", email="Kim@Example.org")
        await customer(session, "x", phone="0170 123 45-68", country="DE")
        thread = await writes(session, "whatsapp", "491701234567", "ich bin kim@example.org")
        assert await reasons(session, thread) == [
            (f"c{by_phone.id}", "phone"), (f"c{by_mail.id}", "email")]
        assert thread.customer_id is None  # a suggestion links nothing
        identity = await writer(session, thread)
        await persons.dismiss(session, identity, f"c{by_phone.id}", "Mai", NOON)
        await session.flush()
        assert await reasons(session, thread) == [(f"c{by_mail.id}", "email")]


async def test_another_address_with_the_number_is_suggested_until_merged(
    database: Database,
) -> None:
    async with database.write() as session:
        sms = await writes(session, "sms", "+491701234567", "hallo")
        thread = await writes(session, "whatsapp", "491701234567", "hi")
        assert await reasons(session, thread) == [(f"i{sms.identity_id}", "phone")]
        await persons.merge(session, await writer(session, thread), f"i{sms.identity_id}", "Mai",
                            NOON)
        assert await reasons(session, thread) == []
        person = await shown(session, thread)
        assert person and [past["id"] for past in person["past"]] == [sms.public_id]


async def test_two_records_are_read_together_and_part_with_what_is_theirs(
    database: Database,
) -> None:
    async with database.write() as session:
        threads = []
        for key, channel in (("a", "telegram"), ("b", "messenger")):
            who = await customer(session, key)
            thread = await writes(session, channel, key, f"von {key}")
            await ordered(session, who, f"1000{key}")
            await linking.link(session, await writer(session, thread), who.id, Evidence.PROOF,
                               "customer", NOON)
            session.add(Note(customer_id=who.id, author="Mai", text=f"Notiz {key}", at=NOON))
            threads.append(thread)
        alone = [await shown(session, thread) for thread in threads]
        mine, theirs = [await writer(session, thread) for thread in threads]
        await persons.merge(session, mine, f"c{theirs.customer_id}", "Mai", NOON)
        with pytest.raises(Conflict, match="already"):
            await persons.merge(session, mine, f"i{theirs.id}", "Mai", NOON)
        for thread in threads:
            person = await shown(session, thread)
            assert person
            assert {row["number"] for row in person["orders"]} == {"1000a", "1000b"}
            assert {row["text"] for row in person["notes"]} == {"Notiz a", "Notiz b"}
        (record,) = (await persons.about(session, mine))["records"]
        await persons.undo(session, record["link"], "Jens", NOON)
        assert [await shown(session, thread) for thread in threads] == alone
        told = await session.scalars(select(Event.conversation_id).where(Event.kind == "linked"))
        assert set(told) == {thread.id for thread in threads}


async def test_people_are_found_by_name_mail_phone_and_order(database: Database) -> None:
    async with database.write() as session:
        who = await customer(session, "a", email="kim@example.org", phone="+49 170 1234567")
        await ordered(session, who, "10021")
        thread = await writes(session, "telegram", "5", "hallo")
        identity = await writer(session, thread)
        for words in ("kim", "KIM@example", "0170 1234567", "#10021"):
            (found,) = await persons.found(session, identity, words)
            assert (found["ref"], found["orders"]) == (f"c{who.id}", 1)
        assert await persons.found(session, identity, "nobody") == []


async def test_proving_anothers_order_does_not_change_who_was_known(database: Database) -> None:
    async with database.write() as session:
        first, second = await customer(session, "a"), await customer(session, "b")
        thread = await writes(session, "telegram", "5", "hallo")
        for who in (first, second):
            await crm.link_customer(session, thread, who, NOON)
        await session.refresh(thread)
        assert thread.customer_id == first.id


async def test_what_the_login_said_is_not_parted(database: Database) -> None:
    async with database.write() as session:
        who = await customer(session, "a")
        thread = await writes(session, "web", "v", "hallo")
        link = await linking.link(
            session, await writer(session, thread), who.id, Evidence.SIGNED_LOGIN, "shop", NOON)
        with pytest.raises(Conflict, match="login"):
            await persons.undo(session, link.id, "Mai", NOON)
