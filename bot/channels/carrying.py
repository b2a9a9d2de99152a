"""Files that go within a message, as a mail has them: their bytes out of the store."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.contract import Again, File, Outgoing, Refused
from bot.database import Database
from bot.errors import LotseError, NotFound
from bot.files.serving import find
from bot.files.store import Store


async def loaded(database: Database, store: Store, out: Outgoing) -> Outgoing | Again | Refused:
    """The message with its files' bytes; Again while the store does not give them."""
    attached = list[tuple[File, bytes]]()
    try:
        for file in out.part.beside:
            attached.append((file, await _bytes(database, store, file)))
    except NotFound:
        return Refused("file_gone", "A file of this message is not there any more.", "none")
    except (LotseError, OSError) as error:
        return Again("store", f"The file store does not give a file: {error}"[:500])
    return replace(out, attached=tuple(attached))


async def _bytes(database: Database, store: Store, file: File) -> bytes:
    async with database.read() as session:
        row = await find(session, file.url)
    chunks = await store.open(row.key or "", 0, row.size or 0)
    return b"".join([chunk async for chunk in chunks])
