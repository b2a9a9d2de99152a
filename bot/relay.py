"""The hub of several app processes: wakes and signals travel by Redis, and rows stay the truth."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import secrets
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import RedisError

from bot.errors import StartFailed
from bot.events import FETCH, PULSE, SEND, WORK, Hub
from bot.settings import Settings

log = logging.getLogger(__name__)
# The process that makes work is awake already and takes it; the others find it by their own pulse.
AT_HOME = {WORK, SEND, FETCH}
SECONDS = 2.0  # between tries to reach Redis again, and between looks for who else is there
LOST_PULSE = 1.0  # seconds between a page's looks while no nudge comes from elsewhere
MOST = 1000  # signals kept for one call; typing is worth no more


class Relay(Hub):
    """A hub that tells the other processes too. Without Redis everything goes on by polling."""

    def __init__(self, url: str, key: bytes) -> None:
        super().__init__()
        self.name = secrets.token_hex(8)
        # One Redis may serve several shops: those who share a signing key are one of them.
        self.channel = f"lotse:live:{hashlib.sha256(key).hexdigest()[:16]}"
        self.redis = Redis.from_url(url, decode_responses=True, socket_connect_timeout=2.0,
                                    socket_timeout=2.0, retry=Retry(NoBackoff(), 0))
        self._wakes: set[str] = set()
        self._signals: list[tuple[list[str], dict[str, Any]]] = []
        self._news = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Reach Redis once, then keep the line in the background."""
        try:
            [(_, others)] = await self.redis.pubsub_numsub(self.channel)
        except (RedisError, OSError) as error:
            await self.redis.aclose()
            raise StartFailed(
                f"Redis does not answer at {self.address} ({error}): start it, or unset REDIS_URL "
                "to run a single app process without it.") from error
        self.processes = others + 1
        self._loops = [asyncio.create_task(loop())
                       for loop in (self._hear, self._speak, self._count)]

    async def close(self) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await self.redis.aclose()

    @property
    def address(self) -> str:
        """Where Redis is, without a password."""
        found = self.redis.connection_pool.connection_kwargs
        return str(found.get("path") or f"{found.get('host')}:{found.get('port')}")

    def wake(self, topics: set[str]) -> None:
        super().wake(topics)
        if self.state == "connected" and (abroad := topics - AT_HOME):
            self._wakes |= abroad
            self._news.set()

    def signal(self, topics: set[str], data: dict[str, Any]) -> None:
        super().signal(topics, data)
        if self.state == "connected" and len(self._signals) < MOST:
            self._signals.append((sorted(topics), data))
            self._news.set()

    async def _speak(self) -> None:
        """Publish what has gathered since the last call; a call that fails is not repeated."""
        while True:
            await self._news.wait()
            self._news.clear()
            told = {"by": self.name, "wakes": sorted(self._wakes), "signals": self._signals}
            self._wakes, self._signals = set(), []
            with contextlib.suppress(RedisError, OSError):  # _hear notices by itself, and says so
                await self.redis.publish(self.channel, json.dumps(told))

    async def _hear(self) -> None:
        """Listen for the other processes, and begin again whenever the line breaks."""
        while True:
            try:
                await self._follow()
            except (RedisError, OSError) as error:
                if self.state != "lost":
                    log.error("Redis is lost (%r): pages look every second instead", error)
                self._turn("lost", LOST_PULSE)
                await self.redis.connection_pool.disconnect(inuse_connections=False)  # all stale
            await asyncio.sleep(SECONDS / 4)

    async def _follow(self) -> None:
        async with self.redis.pubsub() as ears:
            await ears.subscribe(self.channel)
            if self.state == "lost":
                log.error("Redis is back")
            self._turn("connected", PULSE)
            asked = False
            while True:
                said = await ears.get_message(timeout=SECONDS)
                if said is None and asked:
                    raise RedisGone("no answer to a ping")
                if asked := said is None:  # quiet, or dead without a word
                    await ears.ping()
                elif said["type"] == "message":
                    self._take(json.loads(said["data"]))

    async def _count(self) -> None:
        """How many share the work: each listens exactly once."""
        while True:
            await asyncio.sleep(SECONDS)
            with contextlib.suppress(RedisError, OSError):  # until then, as many as there were
                [(_, listeners)] = await self.redis.pubsub_numsub(self.channel)
                self.processes = max(1, listeners)

    def _take(self, told: dict[str, Any]) -> None:
        if told["by"] == self.name:
            return
        super().wake(set(told["wakes"]))
        for topics, data in told["signals"]:
            super().signal(set(topics), data)

    def _turn(self, state: str, pulse: float) -> None:
        """What was said meanwhile is lost: everybody looks again."""
        if self.state != state:
            self.state, self.pulse = state, pulse
            super().wake(set(self._listeners))


def hub_for(settings: Settings) -> Hub:
    """The relay where REDIS_URL names a Redis, else the hub of one process."""
    return Relay(settings.redis_url, settings.key) if settings.redis_url else Hub()
