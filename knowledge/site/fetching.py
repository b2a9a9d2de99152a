"""One page at a time from the hosts allowed: robots.txt kept, pauses made, everything bounded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
from protego import Protego

from bot.errors import BadInput
from knowledge.site.sitemap import unpacked

AGENT = "LotseBot"
HEADERS = {"User-Agent": f"{AGENT}/1.0 (imports help pages of its own shop)",
           "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9",
           "Accept-Encoding": "identity"}  # fmt: skip
PAGE_BYTES = 5_000_000
REDIRECTS = 5
REQUEST_SECONDS = 20.0
LONGEST_PAUSE = 10.0  # seconds, whatever robots.txt asks for


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave in the end."""

    address: str  # after redirects
    content: bytes
    type: str
    charset: str


@dataclass(slots=True)
class Fetcher:
    """Asks one site; not for use by several tasks at once."""

    client: httpx.AsyncClient
    hosts: Collection[str]
    deadline: float  # time.monotonic
    pause: float  # seconds between requests
    robots: dict[str, Protego] = field(default_factory=dict)
    last: float = 0.0

    async def get(self, address: str, limit: int = PAGE_BYTES) -> Page:
        """What an address gives, at most `limit` bytes of it. Raises BadInput."""
        for _ in range(REDIRECTS + 1):
            url = self._allowed(address)
            robots = await self._robots(url)
            if not robots.can_fetch(str(url), AGENT):
                raise BadInput("is closed to us by the site's robots.txt")
            asked = robots.crawl_delay(AGENT) or 0.0
            response, content = await self._ask(url, limit, min(asked, LONGEST_PAUSE))
            if not response.has_redirect_location:
                return _page(url, response, content)
            address = urljoin(str(url), response.headers["location"])
        raise BadInput(f"leads on more than {REDIRECTS} times")

    def _allowed(self, address: str) -> httpx.URL:
        try:
            url = httpx.URL(address)
        except (httpx.InvalidURL, ValueError) as error:
            raise BadInput(f"is no address: {error}") from error
        if url.scheme not in ("http", "https") or url.userinfo:
            raise BadInput("is no plain http or https address")
        if url.host not in self.hosts:
            raise BadInput(f"is on {url.host or 'no host'}, which is none of the hosts allowed "
                           f"({', '.join(sorted(self.hosts))})")
        return url.copy_with(fragment=None)

    async def _robots(self, url: httpx.URL) -> Protego:
        """The rules of a host (RFC 9309): none when it has no file, no entry when it fails."""
        origin = str(url.join("/"))
        if origin not in self.robots:
            try:
                response, content = await self._ask(url.join("/robots.txt"), PAGE_BYTES, 0.0)
            except BadInput as problem:
                raise BadInput(f"is left alone: its robots.txt {problem.sentence}") from problem
            if response.status_code >= 500:
                raise BadInput("is left alone: its robots.txt cannot be read "
                               f"(status {response.status_code})")
            rules = content.decode("utf-8", "replace") if response.is_success else ""
            self.robots[origin] = Protego.parse(rules)
        return self.robots[origin]

    async def _ask(
        self, url: httpx.URL, limit: int, pause: float
    ) -> tuple[httpx.Response, bytes]:
        now = time.monotonic()
        wait = max(0.0, self.last + max(self.pause, pause) - now)
        left = self.deadline - now - wait
        if left <= 0:
            raise OutOfTime("was not asked for: the time for this import is over")
        await asyncio.sleep(wait)
        try:
            async with asyncio.timeout(min(left, REQUEST_SECONDS)):
                return await self._stream(url, limit)
        except (httpx.HTTPError, TimeoutError) as error:
            reason = str(error) or "no answer in time"
            raise BadInput(f"cannot be reached: {reason}") from error
        finally:
            self.last = time.monotonic()

    async def _stream(self, url: httpx.URL, limit: int) -> tuple[httpx.Response, bytes]:
        content = bytearray()
        async with self.client.stream("GET", url) as response:
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > limit:
                    raise BadInput(f"is longer than {limit:,} bytes")
        match response.headers.get("content-encoding", "identity").lower():
            case "identity" | "":
                return response, bytes(content)
            case "gzip" | "x-gzip":  # not asked for, and yet some send it
                return response, unpacked(bytes(content))
            case other:
                raise BadInput(f"is packed as {other}, which was not asked for")


class OutOfTime(BadInput):
    """Nothing more can be asked in this import."""


def _page(url: httpx.URL, response: httpx.Response, content: bytes) -> Page:
    if not response.is_success:
        raise BadInput(f"answered with status {response.status_code}")
    type_ = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return Page(str(url), content, type_, response.charset_encoding or "")
