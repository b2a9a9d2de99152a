"""A mailbox's connection in a thread of its own: waiting for mail must hold up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from bot.channels.contract import Account
from bot.channels.mail.imap import TROUBLE, Folder

T = TypeVar("T")


class Line:
    """One folder, opened and used one step after the other."""

    def __init__(self, threads: ThreadPoolExecutor, folder: Folder) -> None:
        self.threads = threads
        self.folder = folder

    @classmethod
    async def open(cls, account: Account) -> Line:
        """Connect; whatever goes wrong is one of TROUBLE."""
        threads = ThreadPoolExecutor(1, f"mail {account.name}")
        try:
            folder = await asyncio.get_running_loop().run_in_executor(threads, Folder, account)
        except BaseException:
            threads.shutdown(wait=False)
            raise
        return cls(threads, folder)

    async def run(self, step: Callable[[Folder], T]) -> T:
        """A blocking step. Cancelled, the connection is cut so that its thread comes back."""
        job = asyncio.get_running_loop().run_in_executor(self.threads, step, self.folder)
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            self.folder.cut()
            with suppress(*TROUBLE):
                await job
            raise

    async def close(self) -> None:
        """Say goodbye and let the thread go."""
        await asyncio.get_running_loop().run_in_executor(self.threads, self.folder.close)
        self.threads.shutdown(wait=False)
