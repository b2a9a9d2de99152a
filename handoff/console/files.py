"""Files in the console: shown, asked for again when they did not come, kept to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.file_parts import needs_address, sendable
from bot.channels.mail.channel import MAIL
from bot.channels.registry import CHANNELS
from bot.errors import Conflict, NotFound
from bot.files.fetching import fetch_again
from bot.files.serving import find, respond
from bot.files.tables import StoredFile, attachment
from bot.files.uploads import keep
from bot.services import Here, Services
from bot.tables import Conversation
from handoff import desk
from handoff.console.doors import Agent

router = APIRouter(prefix="/api", tags=["console"])


@router.get("/files/{file_id}")
async def file(
    file_id: str, here: Here, agent: Agent,
    range_: Annotated[str | None, Header(alias="range")] = None,
) -> Response:
    """A file of a conversation, for staff; never run by the browser."""
    async with here.database.read() as session:
        row = await find(session, file_id)
    return await respond(here.files.store, row, range_)


@router.post("/files/{file_id}/fetch", status_code=204)
async def again(file_id: str, here: Here, agent: Agent) -> None:
    """Ask the messenger once more for a file that did not come."""
    async with here.database.write() as session:
        row = await session.get(StoredFile, file_id)
        if row is None or row.message_id is None:
            raise NotFound("This file is not there any more.")
        await fetch_again(session, row, here.clock())


@router.post("/conversations/{public_id}/files")
async def attach(
    public_id: str, request: Request, here: Here, agent: Agent, name: str = "",
) -> dict[str, Any]:
    """Keep a file to be sent with the next reply; the body is the file itself.

    Answers with the attachment, and with how it will go out: `as` is its kind, or "link".
    """
    async with here.database.read() as session:
        found = await desk.find(session, public_id)
    channel = CHANNELS.get(found.channel)
    if channel and not channel.shows.together:  # there every file has to be fetched from us
        check_reachable(here)
    row = await keep(here, request.stream(), found.id, name, request.headers.get("content-type"))
    goes = sendable(channel.shows, row.kind, row.type or "", row.size or 0) if channel else row.kind
    if goes is None:  # a link
        check_reachable(here)
    return {**attachment(row), "as": goes or "link"}


async def check_files(
    session: AsyncSession, here: Services, conversation: Conversation, ids: Sequence[str]
) -> None:
    """Conflict when a file of a reply could not be fetched from us."""
    if channel := CHANNELS.get(conversation.channel):
        held = await session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))
        if needs_address(channel, [attachment(row) for row in held]):
            check_reachable(here)


def check_reachable(here: Services) -> None:
    """Messengers fetch files from us, and customers open links: both need a public address."""
    if here.settings.public_url is None:
        raise Conflict("Files can be sent on messengers once this system has an address on the "
                       "internet: an administrator sets LOTSE_PUBLIC_URL. E-mails take files of "
                       f"{MAIL.shows.together // 1024 ** 2} MB together without it.")
