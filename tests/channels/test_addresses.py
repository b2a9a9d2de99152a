"""One person on WhatsApp stays one conversation, whatever they are called by."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot import linking
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Identity, Link
from handoff import crm, matching, persons
from tests.channels.world import World

PHONE, OTHER = "84900000001", "84900000009"
ID, NEW = "VN.77x1", "VN.77x9"


class Lan:
    """Says one thing after another, under the names WhatsApp has for her just then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.count = 0

    async def says(self, **names: str) -> None:
        await self._event("text", {"body": "hi"}, **{NAMES[key]: names[key] for key in names})

    async def is_renamed(self, kind: str, phone: str | None, **system: str) -> None:
        was = {"from": phone} if phone else {}
        await self._event("system", {"body": "…", "type": kind, **system}, **was)

    async def _event(self, kind: str, body: dict[str, Any], **names: str) -> None:
        self.count += 1
        event = {"id": f"m{self.count}", "timestamp": str(int(self.world.clock().timestamp())),
                 "type": kind, kind: body, **names}
        assert await self.world.call(self.world.value(messages=[event])) == 200

    async def known_as(self) -> list[tuple[str, str | None]]:
        found = await self.world.rows(Identity)
        assert len(await self.world.rows(Conversation)) == len(found)
        return [(one.external_id, one.phone) for one in found]


NAMES = {"phone": "from", "id": "from_user_id"}


@pytest.fixture
def lan(world: World) -> Lan:
    return Lan(world)


async def test_a_number_gets_an_id_and_is_hidden(lan: Lan) -> None:
    await lan.says(phone=PHONE)
    assert await lan.known_as() == [(PHONE, PHONE)]
    await lan.says(phone=PHONE, id=ID)
    await lan.says(id=ID)
    assert await lan.known_as() == [(ID, PHONE)]


async def test_a_late_call_that_tells_the_number_alone(lan: Lan) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.says(phone=PHONE)
    assert await lan.known_as() == [(ID, PHONE)]


async def test_a_number_alone_means_the_person_with_an_id(lan: Lan, world: World) -> None:
    await lan.says(id=ID)
    await lan.says(phone=PHONE)
    await lan.says(phone=PHONE, id=ID)
    assert await lan.known_as() == [(ID, PHONE), (PHONE, PHONE)]
    await lan.says(phone=PHONE)
    threads = [message.conversation_id for message in await world.messages("in")]
    assert threads == [threads[0], threads[1], threads[0], threads[0]]


async def test_whoever_gets_a_number_that_was_given_up_is_somebody_else(lan: Lan) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.says(phone=PHONE, id=NEW)
    assert await lan.known_as() == [(ID, None), (NEW, PHONE)]


async def test_a_new_number_brings_a_new_id(lan: Lan) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER, user_id=NEW,
                         previous_user_id=ID)
    assert await lan.known_as() == [(NEW, OTHER)]
    await lan.is_renamed("user_changed_user_id", None, user_id=ID, previous_user_id=NEW)
    assert await lan.known_as() == [(ID, OTHER)]


async def test_a_change_told_late_links_what_was_begun_under_the_new_id(
    lan: Lan, world: World
) -> None:
    kim = await customer(world, "kim")
    await lan.says(phone=PHONE, id=ID)
    await belongs(world, ID, kim)
    await lan.says(phone=OTHER, id=NEW)
    for _ in range(2):
        await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER, user_id=NEW,
                             previous_user_id=ID)
    assert await lan.known_as() == [(ID, PHONE), (NEW, OTHER)]
    assert await evidence(world) == {ID: (kim, "proof"), NEW: (kim, "messenger")}
    threads = await world.rows(Conversation)
    assert [thread.customer_id for thread in threads] == [kim, kim]


async def test_a_change_told_late_makes_one_person_of_strangers(lan: Lan, world: World) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.says(phone=OTHER, id=NEW)
    await lan.is_renamed("user_changed_user_id", None, user_id=NEW, previous_user_id=ID)
    (made,) = await world.rows(Customer)
    assert await evidence(world) == {ID: (made.id, "messenger"), NEW: (made.id, "messenger")}
    kim = await customer(world, "kim")
    (_, thread) = await world.rows(Conversation)
    async with world.here.database.write() as session:  # an order is proved afterwards
        await crm.link_customer(
            session, thread, await session.get_one(Customer, kim), world.clock())
        assert (await linking.head(session, made.id)).id == kim
    assert (await evidence(world))[NEW] == (made.id, "proof")


async def test_who_had_the_new_number_before_is_somebody_else(lan: Lan, world: World) -> None:
    await lan.says(phone=OTHER)
    kim = await customer(world, "kim")
    await belongs(world, OTHER, kim)
    await lan.says(phone=PHONE)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    assert (await evidence(world))[PHONE] == (None, None)


async def test_what_an_agent_has_parted_is_not_linked_again(lan: Lan, world: World) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.says(phone=OTHER, id=NEW)
    told = ("user_changed_user_id", None)
    await lan.is_renamed(*told, user_id=NEW, previous_user_id=ID)
    async with world.here.database.write() as session:
        (link, *_) = await session.scalars(select(Link).order_by(Link.id.desc()))
        await linking.undo(session, link, "Mai", world.clock())
    before = await evidence(world)
    await lan.is_renamed(*told, user_id=NEW, previous_user_id=ID)
    assert await evidence(world) == before


async def test_records_an_agent_has_parted_stay_apart(lan: Lan, world: World) -> None:
    for name, key in ((ID, "kim"), (NEW, "person-1")):
        await lan.says(id=name)
        await belongs(world, name, await customer(world, key))
    for _ in range(2):
        await lan.is_renamed("user_changed_user_id", None, user_id=NEW, previous_user_id=ID)
        async with world.here.database.write() as session:
            merged = (await session.scalars(select(Link).where(
                Link.member_id.is_not(None), Link.undone_at.is_(None)))).all()
            for link in merged:
                await linking.undo(session, link, "Mai", world.clock())
    assert len([link for link in await world.rows(Link) if link.member_id]) == 1


@pytest.mark.parametrize(("keys", "links"), [(("kim", "lan"), 2), (("kim", "person-1"), 3)])
async def test_two_customers_of_the_shop_are_left_to_an_agent(
    lan: Lan, world: World, keys: tuple[str, str], links: int
) -> None:
    for name, key in zip((ID, NEW), keys, strict=True):
        await lan.says(id=name)
        await belongs(world, name, await customer(world, key))
    await lan.is_renamed("user_changed_user_id", None, user_id=NEW, previous_user_id=ID)
    assert len(await world.rows(Link)) == links


async def customer(world: World, key: str) -> int:
    async with world.here.database.write() as session:
        made = Customer(key=key, name=key, language="vi", address_form="bạn", since=world.clock())
        session.add(made)
        await session.flush()
        return made.id


async def belongs(world: World, name: str, customer_id: int) -> None:
    async with world.here.database.write() as session:
        identity = await session.scalar(select(Identity).where(Identity.external_id == name))
        assert identity is not None
        await linking.link(session, identity, customer_id, Evidence.PROOF, "customer",
                           world.clock())


async def evidence(world: World) -> dict[str, tuple[int | None, str | None]]:
    return {one.external_id: (one.customer_id, one.evidence) for one in await world.rows(Identity)}


async def test_a_new_number_where_there_are_no_ids(lan: Lan) -> None:
    await lan.says(phone=PHONE)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    assert await lan.known_as() == [(OTHER, OTHER)]


async def test_a_stranger_who_is_renamed_is_of_no_interest(lan: Lan) -> None:
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    assert await lan.known_as() == []


async def test_words_from_the_shops_own_phone_join_the_conversation(
    lan: Lan, world: World
) -> None:
    await lan.says(phone=PHONE, id=ID)
    echo = {"id": "e1", "from": "4930", "to": PHONE, "timestamp": "1795600000", "type": "text",
            "text": {"body": "Chị gửi ngay nhé"}}
    body = world.value(message_echoes=[echo])
    body["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
    assert [await world.call(body), await world.call(body)] == [200, 200]
    assert await lan.known_as() == [(ID, PHONE)]
    (message,) = await world.messages("out")
    assert (message.author, message.content["elsewhere"]) == ("agent", True)


async def test_agents_see_the_number_beside_the_id(lan: Lan, world: World) -> None:
    await lan.says(phone=PHONE, id=ID)
    (one,) = await world.rows(Identity)
    assert persons.address_of(one) == PHONE
    assert matching.phone_of(one) == f"+{PHONE}"
    assert one.known_as == PHONE
    one.display_name = "Lan"
    assert one.known_as == "Lan"
    assert Identity(external_id=ID).known_as == ID
