"""Opened accounts, remembered for a moment: every webhook needs one, and they hardly change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.registry import channel_named
from bot.database import Database
from bot.words import Language

FRESH = 2.0  # seconds until a change made by another process is seen


@dataclass(frozen=True, slots=True)
class Known:
    """An account as a webhook needs it."""

    id: int
    account: Account
    language: Language


class KnownAccounts:
    """The accounts of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._found: dict[tuple[str, str], tuple[float, Known]] = {}

    async def get(self, database: Database, key: bytes, channel: str, name: str) -> Known:
        """The account, read again when it is not fresh; NotFound when there is none."""
        since, known = self._found.get((channel, name), (float("-inf"), None))
        if known is None or self.clock() - since > FRESH:
            async with database.read() as session:
                row = await accounts.find(session, channel, name)
            account = accounts.opened(row, key)
            known = Known(row.id, lasting(account), Language(row.language))
            self._found[channel, name] = (self.clock(), known)
        return known


def lasting(account: Account) -> Account:
    """The account without tokens that end: what is remembered must not outlive them."""
    renews = channel_named(account.channel).renews
    return replace(account, values={
        name: value for name, value in account.values.items() if name not in renews})
