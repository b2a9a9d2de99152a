"""The demo shop: products, people, orders and past conversations, dated relative to today."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Identity, Message, Move, Staff
from bot.words import Author, Owner, Role, Status
from handoff import staff
from handoff.tables import Note, Order, Packet, Product, Rating, Return

FOLDER = Path(__file__).parent / "demo"
PASSWORD = "lotse-demo-2026"  # noqa: S105 (printed at every start of the demo)
TEAM = (
    ("Mai Phạm", "mai@linde-moc.example", (Role.AGENT,), ("de", "vi")),
    ("Jens Petersen", "jens@linde-moc.example", (Role.AGENT,), ("de", "en")),
    ("Lan Trịnh", "lan@linde-moc.example", (Role.AGENT,), ("vi", "en")),
    ("Sophie Adler", "sophie@linde-moc.example", (Role.AGENT, Role.TRAINER), ("de", "en")),
    ("Admin", "admin@linde-moc.example", (Role.ADMIN,), ("de", "vi", "en")),
)


async def is_empty(session: AsyncSession) -> bool:
    """Whether nobody uses this database yet."""
    return await session.scalar(select(Staff.id).limit(1)) is None


async def load(session: AsyncSession, now: datetime) -> None:
    """Everything, once, in the running transaction."""
    team = {name: await staff.add(session, name, email, PASSWORD, roles, languages)
            for name, email, roles, languages in TEAM}
    loader = Loader(session, now, team)
    products = {row["sku"]: row for row in read("products")}
    session.add_all(loader.product(row) for row in products.values())
    for row in read("customers"):
        loader.customer(row)
    await session.flush()
    loader.notes()
    for row in read("orders"):
        loader.order(row, products)
    for number, row in enumerate(read("conversations")):
        await loader.conversation(number, row)


def read(name: str) -> list[dict[str, Any]]:
    """One file of the demo."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    return rows


class Loader:
    """Turns the files' rows into the database's."""

    def __init__(self, session: AsyncSession, now: datetime, team: Mapping[str, Staff]) -> None:
        self.session = session
        self.now = now
        self.team = team
        self.customers: dict[str, Customer] = {}
        self.noted: dict[str, list[dict[str, Any]]] = {}

    def day(self, offset: int | None) -> date | None:
        """A day relative to today."""
        return None if offset is None else self.now.date() + timedelta(days=offset)

    def moment(self, offset: int, clock: str = "10:00") -> datetime:
        day = self.now.date() + timedelta(days=offset)
        return min(datetime.combine(day, time.fromisoformat(clock), UTC), self.now)

    def product(self, row: dict[str, Any]) -> Product:
        return Product(
            sku=row["sku"], names=row["name"], category=row["category"],
            prices={currency: str(amount) for currency, amount in row["price"].items()},
            colours=row["colours"], sizes=[str(size) for size in row["sizes"]],
            aliases=row.get("aliases", []), stock=row.get("stock") or {},
        )

    def customer(self, row: dict[str, Any]) -> None:
        person = Customer(
            key=row["id"], name=row["name"], email=row["email"], phone=row["phone"],
            language=row["language"], address_form=row["address_form"], street=row["street"],
            postcode=row["postcode"], city=row["city"], country=row["country"],
            points=row["points"], level=row["level"], consents=row["consents"],
            since=self.moment(row["since"]),
        )
        self.customers[row["id"]] = person
        self.session.add(person)
        self.noted[row["id"]] = row.get("notes") or []

    def order(self, row: dict[str, Any], products: Mapping[str, Any]) -> None:
        sent = row["shipment"] or {}
        order = Order(
            number=str(row["number"]), customer_id=self.customers[row["customer"]].id,
            state=row["state"], placed_on=self.day(row["placed"]), currency=row["currency"],
            payment=row["payment"], shipping=Decimal(str(row["shipping"])),
            items=[self._item(item, row["currency"], products) for item in row["items"]],
            carrier=sent.get("carrier"), tracking=sent.get("tracking"),
            sent_on=self.day(sent.get("sent")), expected_on=self.day(sent.get("expected")),
            delivered_on=self.day(sent.get("delivered")),
        )
        order.returns = [
            Return(number=back["number"], items=back["items"], reason=back["reason"],
                   requested_on=self.day(back["requested"]),
                   received_on=self.day(back.get("received")),
                   refunded_on=self.day(back.get("refunded")))
            for back in row.get("returns") or ()
        ]
        self.session.add(order)

    def _item(
        self, item: dict[str, Any], currency: str, products: Mapping[str, Any]
    ) -> dict[str, Any]:
        price = item.get("price") or products[item["sku"]]["price"][currency]
        return {**item, "size": str(item["size"]) if item.get("size") else None,
                "price": str(price)}

    async def conversation(self, number: int, row: dict[str, Any]) -> None:
        """A past conversation, closed."""
        person = self.customers[row["customer"]]
        begun = self.moment(row["opened"], row["messages"][0]["at"])
        thread = Conversation(
            public_id=secrets.token_urlsafe(16), identity_id=await self._identity(number, row),
            customer_id=person.id, channel=row["channel"], language=row["language"],
            address_form=person.address_form, subject=row["subject"], owner=Owner.CLOSED,
            owner_since=begun, epoch=0, memory={}, opened_at=begun, last_message_at=begun,
            closed_at=begun,
        )
        self.session.add(thread)
        await self.session.flush()
        last = self._messages(thread, row["messages"], row)
        thread.last_message_at = thread.closed_at = thread.owner_since = last
        agent = self._handover(thread, row, begun, last)
        self._rating(thread, row.get("rating"), agent, last)

    async def _identity(self, number: int, row: dict[str, Any]) -> int:
        person = self.customers[row["customer"]]
        identity = Identity(
            channel=row["channel"], account="default", external_id=f"demo-{person.key}-{number}",
            display_name=person.name, created_at=self.now,
        )
        self.session.add(identity)
        await self.session.flush()
        await linking.link(self.session, identity, person.id, Evidence.SIGNED_LOGIN, "shop",
                           self.now)
        return identity.id

    def _messages(
        self, thread: Conversation, messages: Sequence[dict[str, Any]], row: dict[str, Any]
    ) -> datetime:
        moment = thread.opened_at
        handed = row.get("handed_over") or {}
        agent = self.team.get(handed.get("agent", ""))
        for entry in messages:
            at = self.moment(row["opened"], entry["at"])
            moment = max(moment, at)
            self.session.add(Message(
                conversation_id=thread.id,
                direction="in" if entry["by"] == Author.CUSTOMER else "out", author=entry["by"],
                agent_id=agent.id if agent and entry["by"] == Author.AGENT else None,
                text=entry["text"], content={"kind": "text", "buttons": []},
                language=thread.language, status=Status.SEEN, waiting=False, created_at=moment,
            ))
        return moment

    def _handover(
        self, thread: Conversation, row: dict[str, Any], begun: datetime, last: datetime
    ) -> Staff | None:
        handed = row.get("handed_over")
        steps = [("closed", Owner.ASSISTANT, Owner.CLOSED)]
        agent = self.team[handed["agent"]] if handed else None
        if handed:
            steps = [("handed_off", Owner.ASSISTANT, Owner.QUEUE),
                     ("claimed", Owner.QUEUE, Owner.AGENT), ("closed", Owner.AGENT, Owner.CLOSED)]
            wish = next(m["text"] for m in reversed(row["messages"]) if m["by"] == "customer")
            self.session.add(Packet(
                conversation_id=thread.id, reason=handed["reason"], wish=wish, job=None, facts={},
                articles=[], guesses=[], at=begun))
        for epoch, (step, before, after) in enumerate(steps, 1):
            self.session.add(Move(
                conversation_id=thread.id, epoch=epoch, step=step, owner_before=before,
                owner_after=after, agent_id=agent.id if agent and epoch > 1 else None,
                reason=handed["reason"] if handed and epoch == 1 else None,
                at=last if after is Owner.CLOSED else begun))
        thread.epoch = len(steps)
        return agent

    def _rating(
        self, thread: Conversation, rating: dict[str, Any] | None, agent: Staff | None,
        at: datetime,
    ) -> None:
        if rating:
            self.session.add(Rating(
                conversation_id=thread.id, agent_id=agent.id if agent else None,
                stars=rating["stars"], comment=rating.get("comment") or "", at=at))

    def notes(self) -> None:
        """Agents' notes, once the customers have ids."""
        for key, notes in self.noted.items():
            self.session.add_all(
                Note(customer_id=self.customers[key].id, author=note["by"], text=note["text"],
                     at=self.moment(note["at"]))
                for note in notes)
