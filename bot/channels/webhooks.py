"""Where messengers call: verified, stored, taken once and acknowledged, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Account, Arrival, Channel
from bot.channels.facts import Fact
from bot.channels.known import Known
from bot.channels.ledger import Ledger
from bot.channels.registry import channel_named
from bot.channels.tables import ChannelAccount, WebhookEvent
from bot.errors import BadInput, Forbidden
from bot.services import Here, Services
from bot.words import Language

log = logging.getLogger(__name__)
router = APIRouter(prefix="/webhooks", tags=["messengers"])
LARGEST = 1024 * 1024  # bytes of one call
RACES = 5  # two processes given the same call at once: one wins, the other looks again


@router.get("/{channel}/{account}")
async def handshake(channel: str, account: str, request: Request, here: Here) -> Response:
    """A messenger makes sure that this address is ours."""
    kind, known = channel_named(channel), await _known(here, channel, account)
    arrival = await _arrival(request, here)
    answer = kind.handshake(arrival, known.account) if kind.handshake else None
    if answer is None:
        raise Forbidden("This is not the verification this account expects.")
    return PlainTextResponse(answer, headers={"X-Content-Type-Options": "nosniff"})


@router.post("/{channel}/{account}")
async def receive(channel: str, account: str, request: Request, here: Here) -> Response:
    """A call with events; 200 means that they are stored and will never be lost or taken twice."""
    kind, known = channel_named(channel), await _known(here, channel, account)
    arrival = await _arrival(request, here)
    if not kind.verify(arrival, known.account):
        await _count_refused(here, known)
        raise Forbidden("The call's signature is wrong.")
    facts = kind.parse(arrival, known.account)
    await store(here, kind, known.account, known.language, arrival, facts)
    return PlainTextResponse("ok")


async def store(
    here: Services, kind: Channel, account: Account, language: Language, arrival: Arrival,
    facts: Sequence[Fact],
) -> None:
    """The raw call and its facts together. What we cannot take is kept with its error."""
    for _ in range(RACES):
        try:
            async with here.database.write() as session:
                await take(session, kind, account, language, arrival, facts)
            return
        except IntegrityError as error:
            trouble: Exception = error
        except Exception as error:
            trouble = error
            break
    log.error("a call of %r was kept and not understood", account, exc_info=trouble)
    async with here.database.write() as session:
        session.add(_event(kind, account, arrival, error=repr(trouble)[:2000]))


async def take(
    session: AsyncSession, kind: Channel, account: Account, language: Language, arrival: Arrival,
    facts: Sequence[Fact],
) -> None:
    """Raw call and facts as rows of the running transaction."""
    event = _event(kind, account, arrival)
    session.add(event)
    ledger = Ledger(session, kind.name, account.name, language, arrival.at)
    event.unknown = await ledger.take(facts)
    event.processed_at = arrival.at


def _event(
    kind: Channel, account: Account, arrival: Arrival, error: str | None = None
) -> WebhookEvent:
    return WebhookEvent(
        channel=kind.name, account=account.name, body=arrival.body, received_at=arrival.at,
        headers={name: arrival.headers[name] for name in kind.headers if name in arrival.headers},
        error=error)


async def _known(here: Services, channel: str, account: str) -> Known:
    return await here.accounts.get(here.database, here.settings.key, channel, account)


async def _arrival(request: Request, here: Services) -> Arrival:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            raise BadInput("A call of more than 1 MB is none of a messenger's.")
        chunks.append(chunk)
    return Arrival(b"".join(chunks), dict(request.headers), here.clock(),
                   dict(request.query_params))


async def _count_refused(here: Services, known: Known) -> None:
    async with here.database.write() as session:
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.id == known.id)
            .values(refused_calls=ChannelAccount.refused_calls + 1))
