"""The demo shop loads whole, and its numbers agree."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from bot.services import Services
from bot.tables import Conversation, Customer
from handoff import crm, demo_shop
from handoff.tables import Order, Rating
from nlu.components.catalogue import Catalogue


async def test_the_shop_is_furnished(here: Services) -> None:
    async with here.database.write() as session:
        assert await demo_shop.is_empty(session)
        await demo_shop.load(session, here.clock())
    async with here.database.read() as session:
        customers = Counter(await session.scalars(select(Customer.language)))
        states = Counter(await session.scalars(select(Order.state)))
        past = await session.scalar(select(func.count()).select_from(Conversation))
        rated = await session.scalar(select(func.count()).select_from(Rating))
        assert not await demo_shop.is_empty(session)
        assert sum(customers.values()) >= 60
        assert min(customers[code] for code in ("de", "vi", "en")) >= 10
        assert sum(states.values()) >= 200
        assert min(states.values()) >= 5
        assert past is not None and past >= 30
        assert rated is not None and rated >= 20
        order = await crm.order_by_number(session, "10234")
        assert order is not None
        assert crm.proves(order.customer, "22303")
        assert crm.proves(order.customer, "Katharina.Brandt@example.org ")
        assert not crm.proves(order.customer, "22304")
        assert not crm.proves(order.customer, "")
        assert order.expected_on is not None
        assert order.expected_on > here.clock().date()


async def test_the_products_names_are_written_once(here: Services, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    async with here.database.write() as session:
        await demo_shop.load(session, here.clock())
        products = await crm.catalogue(session)
    assert crm.write_names(products, path)
    assert not crm.write_names(products, path)
    assert Catalogue(json.loads(path.read_text("utf-8"))).find("das Leinenhemd Elbe")
    told = dict(crm.proper_names(products))
    assert {"leinenhemd", "linen", "áo"} <= told[frozenset({"elbe"})]
    assert frozenset({"sen", "áo", "dài"}) in told
