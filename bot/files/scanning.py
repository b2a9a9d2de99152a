"""The shop's own virus scanner, asked about every file before anybody sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shlex
from pathlib import Path

from bot.errors import LotseError
from bot.files.kinds import Unwanted

log = logging.getLogger(__name__)
LONGEST = 60.0  # seconds


class Unscanned(LotseError):
    """The scanner gave no verdict, so the file is not taken for clean."""

    status = 503


async def scan(command: str, path: Path, seconds: float = LONGEST) -> None:
    """Run the command with the path as its last argument: 0 is clean, 1 infected, else no verdict.

    Nothing happens without a command. Unwanted when infected, Unscanned without a verdict.
    """
    if not command:
        return
    words = [*shlex.split(command), str(path)]
    try:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL)
    except OSError as error:
        raise _unscanned(f"{words[0]} cannot be started: {error.strerror}") from error
    try:
        status = await asyncio.wait_for(process.wait(), seconds)
    except TimeoutError as error:
        raise _unscanned(f"{words[0]} took longer than {seconds:.0f} s") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if status == 1:
        raise Unwanted("infected", "The virus scanner found something in this file; "
                                   "it was deleted.")
    if status != 0:
        raise _unscanned(f"{words[0]} ended with status {status}")


def _unscanned(trouble: str) -> Unscanned:
    log.error("a file could not be scanned: %s", trouble)
    return Unscanned("This file could not be scanned for viruses just now; please try again later.")
