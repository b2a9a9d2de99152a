"""Where messengers call: verified, stored, taken once and acknowledged, in one transaction."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import update

from bot.channels.contract import Arrival
from bot.channels.intake import Call
from bot.channels.known import Known
from bot.channels.registry import channel_named
from bot.channels.tables import ChannelAccount
from bot.errors import Forbidden, LotseError
from bot.services import Here, Services

router = APIRouter(prefix="/webhooks", tags=["messengers"])
LARGEST = 4 * 1024 * 1024  # bytes of one call; WhatsApp puts up to 3 MB of events into one


class TooLarge(LotseError):
    """Nobody's events are so many."""

    status = 413


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
    await here.intake.store(Call(kind, known.account, known.language, arrival, facts))
    body, media_type = kind.reply
    return Response(body, media_type=media_type)


async def _known(here: Services, channel: str, account: str) -> Known:
    return await here.accounts.get(here.database, here.settings.key, channel, account)


async def _arrival(request: Request, here: Services) -> Arrival:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge("A call of more than 4 MB is none of a messenger's.")
        chunks.append(chunk)
    return Arrival(b"".join(chunks), dict(request.headers), here.clock(),
                   dict(request.query_params), _public(request, here))


def _public(request: Request, here: Services) -> str:
    """The address as the messenger called it: a proxy may have changed host and scheme."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{here.settings.url}{request.url.path}{query}"


async def _count_refused(here: Services, known: Known) -> None:
    async with here.database.write() as session:
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.id == known.id)
            .values(refused_calls=ChannelAccount.refused_calls + 1))
