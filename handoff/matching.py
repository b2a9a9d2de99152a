"""Who could be the same person: the same e-mail address or phone number, and nothing but that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.errors import NotFound
from bot.tables import Conversation, Customer, Identity, Message
from handoff.tables import DismissedMatch, Order

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BY_PHONE, BY_MAIL = ("whatsapp", "sms"), ("mail",)
LAST_DIGITS = 6  # compared in the store, before numbers are read properly
READ_BACK = 100  # messages looked through for addresses
AT_MOST = 8

Other = Customer | Identity


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who may be the same person."""

    other: Other
    reason: str  # email, phone
    value: str


def e164(number: str | None, country: str | None = None) -> str | None:
    """A number in its one international form; None if it is none."""
    if not number:
        return None
    try:
        read = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    return str(phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164))


def phone_of(person: Other) -> str | None:
    """The phone number a record or an address has."""
    if isinstance(person, Customer):
        return e164(person.phone, person.country)
    if person.channel in BY_PHONE:
        return e164("+" + (person.phone or person.external_id).lstrip("+"))
    return None


def mail_of(person: Other) -> str | None:
    if isinstance(person, Customer):
        return (person.email or "").casefold() or None
    return person.external_id.casefold() if person.channel in BY_MAIL else None


def ref(person: Other) -> str:
    """How the console names somebody: c5 a record, i7 an address."""
    return f"{'c' if isinstance(person, Customer) else 'i'}{person.id}"


async def by_ref(session: AsyncSession, name: str) -> Other:
    """The record or address of this name."""
    table = {"c": Customer, "i": Identity}.get(name[:1])
    found = await session.get(table, int(name[1:])) if table and name[1:].isdecimal() else None
    if found is None:
        raise NotFound("This person does not exist (any more).")
    assert isinstance(found, Customer | Identity)  # noqa: S101 (the two tables above)
    return found


async def suggestions(session: AsyncSession, identity: Identity) -> list[Match]:
    """Who an agent may want to look at, without whoever is linked or was dismissed."""
    own = await linking.identities_of(session, identity)
    records = await _records(session, identity)
    people: list[Other] = [*own, *await _customers(session, records)]
    mails = {mail_of(one) for one in people} | await _mails_written(session, own)
    phones = {phone_of(one) for one in people}
    no = set(await session.scalars(select(DismissedMatch.other).where(
        DismissedMatch.identity_id.in_([one.id for one in own]))))
    seen = no | {ref(one) for one in people}
    found = []
    for other in await _candidates(session, mails - {None}, phones - {None}):
        mail, phone = mail_of(other), phone_of(other)
        match = Match(other, "email", mail) if mail and mail in mails else (
            Match(other, "phone", phone) if phone and phone in phones else None)
        whole = {ref(other), f"c{other.customer_id}"} if isinstance(other, Identity) else {
            ref(other)}
        if match and not whole & seen:
            found.append(match)
            seen |= whole
    return found[:AT_MOST]


async def _records(session: AsyncSession, identity: Identity) -> set[int]:
    if identity.customer_id is None:
        return set()
    return await linking.together(session, identity.customer_id)


async def _customers(session: AsyncSession, ids: Iterable[int]) -> Sequence[Customer]:
    return (await session.scalars(select(Customer).where(Customer.id.in_(list(ids))))).all()


async def _mails_written(session: AsyncSession, own: Sequence[Identity]) -> set[str | None]:
    """E-mail addresses the customer wrote."""
    texts = await session.scalars(
        select(Message.text).join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.identity_id.in_([one.id for one in own]), Message.direction == "in",
               Message.text.contains("@"))
        .order_by(Message.id.desc()).limit(READ_BACK))
    return {mail.casefold() for text in texts for mail in MAIL.findall(text)}


async def _candidates(
    session: AsyncSession, mails: set[str | None], phones: set[str | None]
) -> list[Other]:
    """Records first, then addresses; numbers only by their end, to be read properly after."""
    ends = {str(number)[-LAST_DIGITS:] for number in phones}
    digits: ColumnElement[str] = func.coalesce(Customer.phone, "")
    for mark in " -/().":
        digits = func.replace(digits, mark, "")
    customers = await session.scalars(select(Customer).where(or_(
        func.lower(Customer.email).in_(mails), *(digits.endswith(end) for end in ends)))
        .order_by(Customer.id).limit(100))
    identities = await session.scalars(select(Identity).where(or_(
        Identity.channel.in_(BY_MAIL) & func.lower(Identity.external_id).in_(mails),
        *(Identity.channel.in_(BY_PHONE) & Identity.external_id.endswith(end) for end in ends),
        *(Identity.phone.endswith(end) for end in ends)))
        .order_by(Identity.id).limit(100))
    return [*customers, *identities]


async def search(session: AsyncSession, words: str) -> list[Other]:
    """People by name, e-mail, phone number or order number."""
    words = words.strip()
    like = f"%{words.replace('%', '')}%"
    digits = re.sub(r"[ \-/().+]", "", words)
    by_order = select(Order.customer_id).where(Order.number == words.upper().lstrip("#"))
    phone = [func.replace(Customer.phone, " ", "").contains(digits.lstrip("0"))] if (
        len(digits) >= LAST_DIGITS and digits.isdecimal()) else []
    customers = await session.scalars(select(Customer).where(or_(
        Customer.name.ilike(like), Customer.email.ilike(like), Customer.id.in_(by_order), *phone))
        .order_by(Customer.name).limit(AT_MOST))
    identities = await session.scalars(select(Identity).where(
        Identity.customer_id.is_(None), Identity.channel != "web",
        or_(Identity.display_name.ilike(like), Identity.external_id.ilike(like),
            Identity.phone.ilike(like)))
        .order_by(Identity.id).limit(AT_MOST))
    return [*customers, *identities]
