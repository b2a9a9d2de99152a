"""Files that come to our own doors: a customer's in the web chat, an agent's in the console."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from fastapi import UploadFile
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadInput
from bot.files.store import CHUNK, key_of
from bot.files.tables import State, StoredFile, new_id, short
from bot.services import Services
from bot.tables import Message


async def keep(
    here: Services, chunks: AsyncIterator[bytes], conversation_id: int, name: str | None,
    claimed: str | None,
) -> StoredFile:
    """Check and store; Unwanted or Unscanned when it may not come in.

    The row is written before the bytes: whatever happens in between, it names what may lie in the
    store, and an hourly sweep (bot.files.forgetting) takes what belongs to no message.
    """
    now = here.clock()
    async with here.files.checked(chunks, claimed) as checked:
        file_id = new_id()
        row = StoredFile(
            id=file_id, conversation_id=conversation_id, kind=checked.type.kind,
            claimed_type=(claimed or "")[:200] or None, type=checked.type.name, name=short(name),
            size=checked.size, digest=checked.digest, key=key_of(checked.digest, file_id),
            state=State.STORED, attempts=0, next_try_at=now, created_at=now)
        async with here.database.write() as session:
            session.add(row)
        await here.files.store.put(key_of(checked.digest, file_id), checked.path, checked.digest)
    return row


async def unsent(
    session: AsyncSession, conversation_id: int, ids: Sequence[str]
) -> list[StoredFile]:
    """The files of these ids that wait to be sent in a conversation, in this order."""
    rows = await session.scalars(
        select(StoredFile).where(StoredFile.id.in_(ids), StoredFile.message_id.is_(None),
                                 StoredFile.conversation_id == conversation_id,
                                 StoredFile.state == State.STORED))
    found = {row.id: row for row in rows}
    if missing := [number for number in ids if number not in found]:
        raise BadInput(f"{len(missing)} of the attached files are not there any more; attach them "
                       "again.")
    return [found[number] for number in ids]


async def attach(session: AsyncSession, ids: Sequence[str], message: Message) -> None:
    """From now on the files are the message's, and go with it."""
    for row in await unsent(session, message.conversation_id, ids):
        row.message_id = message.id


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """The bytes of a form's file."""
    while chunk := await file.read(CHUNK):
        yield chunk
