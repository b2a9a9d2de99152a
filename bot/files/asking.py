"""Asking a messenger for a file: its address first where that is its way, then the bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot.channels.contract import Account, Channel, NotOurs
from bot.channels.facts import Media
from bot.files.guard import Resolve, Unsafe, guarded, origin, resolve

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
REDIRECTS = 5
LATER = frozenset({408, 425, 429})
EXPIRED = frozenset({404, 410})


class Denied(Exception):
    """Asking again would change nothing."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail[:300]


class Later(Denied):
    """Not now; after the time the messenger asked for, if it named one."""

    def __init__(self, reason: str, detail: str = "", after: timedelta | None = None) -> None:
        super().__init__(reason, detail)
        self.after = after


@dataclass(frozen=True, slots=True)
class Asker:
    """The client, and how names are resolved."""

    client: httpx.AsyncClient
    lookup: Resolve = resolve

    @asynccontextmanager
    async def opened(
        self, channel: Channel, account: Account, media: Media, now: datetime
    ) -> AsyncIterator[httpx.Response]:
        """The answer that carries the file, its body unread."""
        home = account.values.get("api_url", "")
        try:
            request = (channel.media(media, account) if channel.media
                       else httpx.Request("GET", media.reference))
            if channel.located:
                async with self._answer(request, home, now) as response:
                    await response.aread()
                    request = channel.located(response, account)
        except (NotOurs, KeyError, TypeError, ValueError, httpx.InvalidURL) as error:
            raise Denied("unreadable", f"{type(error).__name__}: {error}") from error
        async with self._answer(request, home, now) as response:
            yield response

    @asynccontextmanager
    async def _answer(
        self, request: httpx.Request, home: str, now: datetime
    ) -> AsyncIterator[httpx.Response]:
        """A good answer, redirects followed, each looked at by the guard."""
        for _ in range(REDIRECTS + 1):
            response = await self._send(request, home)
            try:
                if response.has_redirect_location:
                    request = redirected(request, response)
                    continue
                if not response.is_success:
                    raise await refusal(response, now)
                yield response
                return
            finally:
                await response.aclose()
        raise Denied("address", "too many redirects")

    async def _send(self, request: httpx.Request, home: str) -> httpx.Response:
        try:
            request.extensions = {**request.extensions, "timeout": TIMEOUT.as_dict()}
            return await self.client.send(
                await guarded(request, home, self.lookup), stream=True, follow_redirects=False)
        except Unsafe as error:
            raise Denied("address", str(error)) from error
        except httpx.HTTPError as error:
            raise Later("unreachable", type(error).__name__) from error


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """The next call; our secret goes along to the same place only."""
    target = request.url.join(response.headers["location"])
    same = origin(target) == origin(request.url)
    headers = {"authorization": request.headers["authorization"]} \
        if same and "authorization" in request.headers else {}
    return httpx.Request("GET", target, headers=headers)


async def refusal(response: httpx.Response, now: datetime) -> Denied:
    """What an answer that is no file means."""
    status = response.status_code
    words = f"{status} {await beginning(response)}".strip()
    if status in LATER or status >= 500:
        return Later("busy", words, retry_after(response.headers.get("retry-after"), now))
    return Denied("expired" if status in EXPIRED else "denied", words)


async def beginning(response: httpx.Response) -> str:
    """The first words of an answer, for people to read."""
    text = b""
    async for chunk in response.aiter_bytes(300):
        text += chunk
        if len(text) >= 300:
            break
    return " ".join(text[:300].decode("utf-8", "replace").split())


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3); at most an hour."""
    if not value:
        return None
    try:
        wait = (timedelta(seconds=int(value)) if value.isdecimal()
                else parsedate_to_datetime(value) - now)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(timedelta(), min(wait, timedelta(hours=1)))
