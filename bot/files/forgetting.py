"""Files that go: with their message, with their conversation, with time.

A row is doomed in the transaction that decides it, and loses its name, its message and its
conversation there; the fetcher's loop then deletes the bytes and at last the row, so a crash or a
store that is down leaves nothing behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.events import FETCH
from bot.files.tables import State, StoredFile, attachment, new_id
from bot.tables import Message

UNSENT = timedelta(days=1)  # an agent's file that was never sent


async def doom(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    """Let go of files; of those a messenger still has, nothing is fetched any more."""
    await session.execute(
        update(StoredFile).where(which, StoredFile.state != State.DOOMED)
        .values(state=State.DOOMED, conversation_id=None, message_id=None, name=None,
                reference=None, detail=None, next_try_at=now)
        .execution_options(synchronize_session=False))
    session.info.setdefault("wake", set()).add(FETCH)


async def forget_old_files(session: AsyncSession, before: datetime, now: datetime) -> None:
    """Files from before a moment go, and their messages say so; unsent ones go after a day."""
    old = (await session.scalars(
        select(StoredFile).where(StoredFile.created_at < before,
                                 StoredFile.message_id.is_not(None),
                                 StoredFile.state.in_((State.STORED, State.WAITING)))
        .limit(2000))).all()
    for row in old:
        await _leave_a_mark(session, row)
    await doom(session, StoredFile.id.in_([row.id for row in old]), now)
    await doom(session, StoredFile.message_id.is_(None)
               & (StoredFile.created_at < now - UNSENT), now)


async def _leave_a_mark(session: AsyncSession, row: StoredFile) -> None:
    message = await session.get_one(Message, row.message_id)
    gone = {**attachment(row), "state": str(State.GONE), "name": None, "id": new_id()}
    message.content = {**message.content, "attachments": [
        gone if each.get("id") == row.id else each
        for each in message.content.get("attachments", [])]}
