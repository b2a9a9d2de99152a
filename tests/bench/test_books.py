"""The books of the bench: who must have been answered."""

from __future__ import annotations

from pathlib import Path

from bot.database import Database
from tools.bench import books
from tools.bench.traffic import Value


def call(person: str, kind: str, number: str, **body: object) -> Value:
    return {"messages": [{"id": number, "from": person, "type": kind, "timestamp": "1795600000",
                          **body}]}


async def test_who_took_everything_back_needs_no_answer(tmp_path: Path) -> None:
    asks = [call("491", "text", "wamid.1", text={"body": "Guten Tag"})]
    takes_back = [call("492", "text", "wamid.2", text={"body": "Xin chào"}),
                  call("492", "revoke", "wamid.2.r", revoke={"original_message_id": "wamid.2"})]
    wanted = await books.orderly([asks, takes_back], tmp_path)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'orderly.db'}")
    silent = await books.compare(database, wanted, {})
    answered = await books.compare(database, wanted, {"491": []})
    await database.close()
    assert silent.lost - answered.lost == 1
    assert answered.unique == 2
