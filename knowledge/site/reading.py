"""A sitemap to drafts: one page after the other, each with its address as the article's link."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx

from bot.errors import BadInput
from knowledge.articles import LINK_CHARACTERS
from knowledge.formats.decoding import decode
from knowledge.formats.drafts import Draft, Problem
from knowledge.formats.html import charset, draft
from knowledge.site.addresses import PublicTransport
from knowledge.site.fetching import HEADERS, Fetcher, OutOfTime, Page
from knowledge.site.sitemap import UNPACKED, parse

PAUSE = 0.5  # seconds between two requests
SITEMAPS = 50  # files, of an index
HTML = ("text/html", "application/xhtml+xml")
ENDING = re.compile(r"\.(?:x?html?|php|aspx?)$")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far an import from a site may go."""

    hosts: frozenset[str]  # empty: the sitemap's own
    pages: int
    seconds: float
    allow_private: bool = False  # may they lie in our own network
    pause: float = PAUSE


async def read_site(sitemap: str, bounds: Bounds) -> AsyncIterator[Draft | Problem]:
    """The pages a sitemap lists. Raises BadInput when the sitemap itself cannot be read."""
    home = _host(sitemap)
    hosts = {_host(f"https://{host}") for host in bounds.hosts} or {home}
    transport = PublicTransport(bounds.allow_private)
    # trust_env: a proxy of the environment would connect without the transport's check.
    async with httpx.AsyncClient(transport=transport, headers=HEADERS, trust_env=False) as client:
        fetcher = Fetcher(client, hosts, time.monotonic() + bounds.seconds, bounds.pause)
        addresses, problems = await _addresses(fetcher, sitemap)
        for problem in problems:
            yield problem
        for address in addresses[: bounds.pages]:
            try:
                yield _draft(await fetcher.get(address), home)
            except OutOfTime as over:
                yield Problem(address, over.sentence)
                break
            except BadInput as problem:
                yield Problem(address, problem.sentence)
        if len(addresses) > bounds.pages:
            yield Problem(sitemap, f"lists {len(addresses):,} pages; only the first "
                                   f"{bounds.pages:,} were read (--limit)")


def _host(address: str) -> str:
    """The host as addresses are compared: small letters, no punycode. Raises BadInput."""
    try:
        return httpx.URL(address).host
    except (httpx.InvalidURL, ValueError) as error:
        raise BadInput(f"{address} is no address: {error}") from error


async def _addresses(fetcher: Fetcher, sitemap: str) -> tuple[list[str], list[Problem]]:
    """Every page of a sitemap, or of the sitemaps it lists."""
    try:
        first = parse((await fetcher.get(sitemap, UNPACKED)).content)
    except BadInput as problem:
        raise BadInput(f"{sitemap} {problem.sentence}") from problem
    addresses, problems = list(first.pages), []
    for address in first.sitemaps[:SITEMAPS]:
        try:
            more = parse((await fetcher.get(address, UNPACKED)).content)
            if more.sitemaps:
                raise BadInput("is an index within an index")
            addresses += more.pages
        except BadInput as problem:
            problems.append(Problem(address, problem.sentence))
    if len(first.sitemaps) > SITEMAPS:
        problems.append(Problem(sitemap, f"lists {len(first.sitemaps):,} sitemaps; only the "
                                         f"first {SITEMAPS} were read"))
    return list(dict.fromkeys(addresses)), problems


def _draft(page: Page, home: str) -> Draft:
    """The page as an article; its id is made of the path, so the next import finds it again."""
    if page.type not in HTML:
        raise BadInput(f"is no HTML page ({page.type or 'of no type'})")
    text, _ = decode(page.content, page.charset or charset(page.content))
    url = httpx.URL(page.address)
    path = ENDING.sub("", url.path.strip("/")) or "index"
    path += f"-{url.query.decode()}" if url.query else ""
    host = "" if url.host == home else f"{url.host}/"
    found = draft(text, f"{host}{path}.html", base=page.address)
    link = page.address if len(page.address) <= LINK_CHARACTERS else None
    return replace(found, where=page.address, fields={**found.fields, "link": link})
