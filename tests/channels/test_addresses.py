"""One person on WhatsApp stays one conversation, whatever they are called by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import linking
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Identity, Link
from handoff import crm, matching, persons
from tests.channels.world import World
from tests.conftest import NOON

PHONE, OTHER = "84900000001", "84900000009"
ID, NEW, THIRD = "VN.77x1", "VN.77x9", "VN.77x3"


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
        self.last = {"id": f"m{self.count}", "timestamp": str(int(self.world.clock().timestamp())),
                     "type": kind, kind: body, **names}
        await self.comes_again()

    async def comes_again(self) -> None:
        assert await self.world.call(self.world.value(messages=[self.last])) == 200

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


@pytest.mark.parametrize("order", [(OTHER, PHONE), (PHONE, OTHER)])
async def test_who_had_the_new_number_before_is_somebody_else(
    lan: Lan, world: World, order: tuple[str, str]
) -> None:
    kim = await customer(world, "kim")
    for number in order:
        await lan.says(phone=number)
        world.clock.pass_(hours=1)
    await belongs(world, PHONE, kim)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    world.clock.pass_(days=6)
    await lan.comes_again()
    assert await evidence(world) == {PHONE: (kim, "proof"), OTHER: (None, None)}
    assert [thread.customer_id for thread in await world.rows(Conversation)] == [
        kim if number == PHONE else None for number in order]


async def test_a_message_that_comes_late_was_said_when_it_was_said(lan: Lan, world: World) -> None:
    await lan.says(phone=PHONE)
    assert await world.call(world.text("late", "hi", NOON - timedelta(hours=1), OTHER)) == 200
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    assert await world.rows(Link) == []


async def test_a_change_may_be_told_days_after_it(lan: Lan, world: World) -> None:
    await lan.says(phone=PHONE)
    await lan.says(phone=OTHER)
    world.clock.pass_(days=6)
    lan.last = {"id": "told", "type": "system", "from": PHONE,
                "timestamp": str(int(NOON.timestamp()) + 300),
                "system": {"type": "user_changed_number", "wa_id": OTHER}}
    await lan.comes_again()
    (made,) = await world.rows(Customer)
    assert await evidence(world) == {PHONE: (made.id, "messenger"), OTHER: (made.id, "messenger")}


async def test_who_got_the_old_number_afterwards_is_somebody_else(lan: Lan, world: World) -> None:
    await lan.says(id=ID)
    await lan.says(id=NEW, phone=OTHER)
    world.clock.pass_(days=1)
    await lan.says(phone=PHONE)
    told = {"user_id": NEW, "previous_user_id": ID, "wa_id": OTHER}
    lan.last = {"id": "told", "timestamp": str(int(NOON.timestamp())), "from": PHONE,
                "type": "system", "system": {"type": "user_changed_number", **told}}
    await lan.comes_again()
    (made,) = await world.rows(Customer)
    assert await evidence(world) == {
        ID: (made.id, "messenger"), NEW: (made.id, "messenger"), PHONE: (None, None)}


@pytest.mark.parametrize("undone", [1, 2])
async def test_what_an_agent_has_parted_is_not_linked_again(
    lan: Lan, world: World, undone: int
) -> None:
    await lan.says(phone=PHONE, id=ID)
    await lan.says(phone=OTHER, id=NEW)
    await goes_on(lan, ID, NEW)
    await part(world, undone)
    before = await evidence(world)
    await goes_on(lan, ID, NEW)
    assert await evidence(world) == before


async def test_records_an_agent_has_parted_stay_apart(lan: Lan, world: World) -> None:
    for name, key in ((ID, "kim"), (NEW, "person-1")):
        await lan.says(id=name)
        await belongs(world, name, await customer(world, key))
    await goes_on(lan, ID, NEW)
    await part(world)
    await goes_on(lan, ID, NEW)
    assert await merges(world) == 1


async def test_records_below_others_that_an_agent_has_parted_stay_apart(
    lan: Lan, world: World
) -> None:
    for name, key in ((ID, "kim"), (NEW, "person-2")):
        await lan.says(id=name)
        await belongs(world, name, await customer(world, key))
    above = await customer(world, "person-1")
    async with world.here.database.write() as session:
        identity = (await session.scalars(
            select(Identity).where(Identity.external_id == NEW))).one()
        await linking.join(session, identity, await session.get_one(Customer, above),
                           Evidence.AGENT, "Mai", world.clock())
    await goes_on(lan, ID, NEW)
    await part(world)
    await goes_on(lan, ID, NEW)
    assert await merges(world) == 1


async def test_what_was_proved_since_is_not_parted(lan: Lan, world: World) -> None:
    await lan.says(id=ID)
    await lan.says(id=NEW)
    await goes_on(lan, ID, NEW)
    (made,) = await world.rows(Customer)
    (_, thread) = await world.rows(Conversation)
    kim = await customer(world, "kim")
    async with world.here.database.write() as session:
        await crm.link_customer(
            session, thread, await session.get_one(Customer, kim), world.clock())
    await lan.says(id=THIRD)
    await goes_on(lan, NEW, THIRD)
    assert (await evidence(world))[THIRD] == (made.id, "messenger")


async def test_being_parted_from_one_is_not_being_parted_from_all(
    lan: Lan, world: World
) -> None:
    kim = await customer(world, "kim")
    await lan.says(id=ID)
    await belongs(world, ID, kim)
    await lan.says(id=NEW)
    await goes_on(lan, ID, NEW)
    await part(world)
    await lan.says(id=THIRD)
    await goes_on(lan, NEW, THIRD)
    await goes_on(lan, ID, NEW)  # told again
    (_, made) = await world.rows(Customer)
    assert await evidence(world) == {
        ID: (kim, "proof"), NEW: (made.id, "messenger"), THIRD: (made.id, "messenger")}


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


async def goes_on(lan: Lan, before: str, after: str) -> None:
    await lan.is_renamed("user_changed_user_id", None, user_id=after, previous_user_id=before)


async def part(world: World, count: int = 1) -> None:
    """An agent ends the newest links a messenger has made."""
    async with world.here.database.write() as session:
        links = await session.scalars(
            select(Link).where(Link.evidence == Evidence.MESSENGER).order_by(Link.id.desc()))
        for link in links.all()[:count]:
            await linking.undo(session, link, "Mai", world.clock())


async def merges(world: World) -> int:
    """How often the messenger has made one of two records."""
    return len([link for link in await world.rows(Link)
                if link.member_id and link.evidence == Evidence.MESSENGER])


async def evidence(world: World) -> dict[str, tuple[int | None, str | None]]:
    return {one.external_id: (one.customer_id, one.evidence) for one in await world.rows(Identity)}


async def test_a_new_number_where_there_are_no_ids(lan: Lan) -> None:
    await lan.says(phone=PHONE)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    assert await lan.known_as() == [(OTHER, OTHER)]


async def test_a_number_taken_over_is_nobody_elses_any_more(lan: Lan, world: World) -> None:
    await lan.says(phone=OTHER, id=NEW)
    await lan.says(phone=PHONE)
    await lan.is_renamed("user_changed_number", PHONE, wa_id=OTHER)
    await lan.says(phone=OTHER)
    assert await lan.known_as() == [(NEW, None), (OTHER, OTHER)]
    threads = [message.conversation_id for message in await world.messages()]
    assert threads == [threads[0], threads[1], threads[1]]


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
