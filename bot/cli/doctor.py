"""What `lotse doctor` looks at."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from bot.database import Database
from bot.encoder.export import verify
from bot.errors import LotseError
from bot.health import current_revision, head_revision
from bot.relay import hub_for
from bot.settings import Settings
from nlu import models


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the system and how it is."""

    part: str
    well: bool
    state: str
    remedy: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, the well ones too."""
    found = [
        Finding("Python", sys.version_info[:2] == (3, 11), sys.version.split()[0],
                "install Python 3.11 and run make setup"),
        Finding("Rasa's environment", settings.rasa_python.exists(), str(settings.rasa_python),
                "run make setup"),
        _disk(settings), _encoder(settings),
    ]
    found += [finding async for finding in _database(settings)]
    if settings.redis_url:
        found.append(await _redis(settings))
    found += [finding async for finding in _running(settings)]
    return [f if not f.well else Finding(f.part, f.well, f.state) for f in found]


def _disk(settings: Settings) -> Finding:
    settings.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.var).free // 2**20
    return Finding("disk", free > 500, f"{free} MB free", "free some space")


def _encoder(settings: Settings) -> Finding:
    try:
        verify(settings.encoder_folder)
    except (LotseError, OSError, ValueError) as error:
        return Finding("encoder", False, str(error),
                       f"delete {settings.encoder_folder} and run lotse prepare")
    return Finding("encoder", True, str(settings.encoder_folder))


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    database = Database(settings.database)
    try:
        async with database.read() as session:
            revision = await current_revision(session)
            yield Finding("database", revision == head_revision(),
                          f"migration {revision}", "run lotse prepare")
            live = await models.live(session) if revision else None
        if live is None:
            yield Finding("model", False, "none is live", "run lotse train")
            return
        models.check_file(live)
        yield Finding("model", True, f"{live.name}, {live.examples} examples")
    except LotseError as error:
        yield Finding("model", False, error.sentence, "run lotse train --fresh")
    except OSError as error:
        yield Finding("database", False, str(error), "check DATABASE_URL")
    finally:
        await database.close()


async def _redis(settings: Settings) -> Finding:
    relay = hub_for(settings)
    try:
        await relay.open()
    except LotseError as error:
        return Finding("Redis", False, error.sentence, "check REDIS_URL")
    await relay.close()
    return Finding("Redis", True, "answers")


async def _running(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            reply = await client.get(f"{settings.local_url}/ready")
    except httpx.HTTPError:
        yield Finding("running system", False, "does not answer", "start it with lotse run")
        return
    yield Finding("running system", reply.status_code == 200, reply.text, "see var/log")


