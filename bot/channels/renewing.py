"""Access tokens renewed: by one process at a time, stored before they are used.

A refresh token is given away once. Whoever wants to renew writes a claim into the account's row
(under a row lock on PostgreSQL, as the one writer on SQLite), asks the messenger without holding
the lock, and stores the new tokens and the end of the claim in one transaction. A claim whose
process ended stays: nobody knows whether its token is used up, so nobody uses it again, and the
account's view says that a person must log in.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import httpx
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts, renewal
from bot.channels.contract import Account, Again, Channel, Expired, Refused, Renewed
from bot.channels.registry import channel_named
from bot.channels.renewal import Move
from bot.channels.sealing import open_sealed, seal
from bot.channels.tables import ChannelAccount
from bot.clock import Clock
from bot.database import Database

log = logging.getLogger(__name__)
UNDER_WAY = Again("renewing", "The access token is being renewed.", timedelta(seconds=1))
STORE_TRIES = 5  # the new tokens are nowhere else


class Renewing:
    """Renews the tokens of accounts; one in every sender."""

    def __init__(
        self, database: Database, client: httpx.AsyncClient, clock: Clock, key: bytes
    ) -> None:
        self.database = database
        self.client = client
        self.clock = clock
        self.key = key

    async def in_time(self, account: Account) -> Account:
        """The account to send with: renewed if its token is about to end, else as it stands."""
        if channel_named(account.channel).renew is None:
            return account
        async with self.database.read() as session:
            row = await accounts.find(session, account.channel, account.name)
        if renewal.due(renewal.of(row.settings), self.clock()):
            await self._renew(account)
            async with self.database.read() as session:
                row = await accounts.find(session, account.channel, account.name)
        return accounts.opened(row, self.key)

    async def after(self, account: Account, answer: Expired) -> Again | Refused:
        """What an expired token means for the message: again with new tokens, or never."""
        trouble = await self._renew(account, refused=True)
        match trouble:
            case None:
                return Again(answer.code, answer.reason, UNDER_WAY.after)
            case Again():
                return trouble
            case str():
                return Refused(answer.code, f"{answer.reason} {trouble}", "fix_account")

    async def _renew(self, account: Account, refused: bool = False) -> Again | str | None:
        """None: there are new tokens. Again: later. Words: a person must log in.

        Who is stopped meanwhile waits for the end: the token is used up once the messenger has it,
        and the new ones would be nowhere. The call's own time limit bounds the wait.
        """
        whole = asyncio.create_task(self._claim_to_end(account, refused))
        try:
            return await asyncio.shield(whole)
        except asyncio.CancelledError:
            await asyncio.wait([whole])
            raise

    async def _claim_to_end(self, account: Account, refused: bool) -> Again | str | None:
        kind = channel_named(account.channel)
        async with self.database.write() as session:
            found = await self._claim(session, kind, account, refused)
        if not isinstance(found, Account):
            return found
        answer = await self._ask(kind, found)
        await self._store_surely(found, answer)
        return None if isinstance(answer, Renewed) else answer

    async def _claim(
        self, session: AsyncSession, kind: Channel, used: Account, refused: bool
    ) -> Account | Again | str | None:
        """The account whose tokens are ours to renew; or why they are not."""
        row, now = await _locked(session, used), self.clock()
        current, state = accounts.opened(row, self.key), renewal.of(row.settings)
        if any(current[name] != used[name] for name in kind.renews):
            return None  # another was faster
        if refused and renewal.just_renewed(state, now):
            return "The messenger refuses the access token it has just given."
        match renewal.move(state, now):
            case Move.LOG_IN:
                return renewal.trouble(state, now)
            case Move.WAIT:
                return UNDER_WAY
            case Move.CLAIM:
                row.settings = renewal.beside(row.settings, renewal.claimed(state, now))
                return current

    async def _ask(self, kind: Channel, account: Account) -> Renewed | Again | str:
        if kind.renew is None or kind.renewed is None:
            raise TypeError(f"{kind.name} has no tokens that end")
        request = kind.renew(account)
        request.extensions["timeout"] = accounts.TIMEOUT.as_dict()
        try:
            answer = kind.renewed(await self.client.send(request))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Again("unreachable", f"{type(error).__name__}: {error}")
        except httpx.HTTPError as error:
            return f"{renewal.ENDED} ({type(error).__name__})"
        if isinstance(answer, Refused):
            return (f"The messenger does not renew the tokens ({answer.code}: {answer.reason}). "
                    "Log in again there and enter both tokens.")
        return answer

    async def _store_surely(self, account: Account, answer: Renewed | Again | str) -> None:
        """A store that is away for a moment must not cost the new tokens."""
        for attempt in range(1, STORE_TRIES + 1):
            try:
                async with self.database.write() as session:
                    await self._store(session, account, answer)
                return
            except SQLAlchemyError:
                if attempt == STORE_TRIES:
                    raise
                log.exception("the renewed tokens of %r are not stored yet", account)
                await asyncio.sleep(attempt)

    async def _store(
        self, session: AsyncSession, account: Account, answer: Renewed | Again | str
    ) -> None:
        row = await _locked(session, account)
        secrets = open_sealed(self.key, row.sealed)
        kind = channel_named(account.channel)
        if any(secrets[name] != account[name] for name in kind.renews):
            return  # a person has entered others meanwhile: theirs are newer
        if isinstance(answer, Renewed):
            row.sealed = seal(self.key, {**secrets, **answer.values})
        row.settings = renewal.beside(
            row.settings, renewal.ended(renewal.of(row.settings), answer, self.clock()))
        if not isinstance(answer, Renewed):
            log.warning("the tokens of %r were not renewed: %s", account, answer)


async def _locked(session: AsyncSession, account: Account) -> ChannelAccount:
    """The account's row, no other's until the transaction ends (SQLite has one writer anyway)."""
    rows = await session.scalars(
        select(ChannelAccount).where(ChannelAccount.channel == account.channel,
                                     ChannelAccount.name == account.name).with_for_update())
    return rows.one()
