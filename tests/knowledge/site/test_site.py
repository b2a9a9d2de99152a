"""A site's pages are read from a real server on loopback: politely, within its bounds."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import BadInput
from knowledge.articles import ArticleText
from knowledge.formats.drafts import Draft, Problem
from knowledge.formats.gathering import gather
from knowledge.site.addresses import public
from knowledge.site.reading import Bounds, read_site
from knowledge.site.sitemap import parse

Answer = tuple[int, dict[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """Answers paths from a table, and remembers what was asked and when."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, float]] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, time.monotonic()))
                site.agents.add(self.headers["User-Agent"])
                status, headers, body = site.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the reader hangs up on a page without end
                    self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def page(self, path: str, title: str, body: str = "These are the words.") -> None:
        page = f"<html lang=en><title>{title}</title><main><h1>{title}</h1>{body}</main>"
        self.answers[path] = (200, HTML, page.encode())

    def sitemap(self, *paths: str, at: str = "/sitemap.xml", index: bool = False) -> None:
        root, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
        locs = "".join(f"<{entry}><loc>{path if '//' in path else self.address + path}</loc>"
                       f"</{entry}>" for path in paths)
        xml = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</{root}>'
        self.answers[at] = (200, {"Content-Type": "application/xml"}, xml.encode())


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def bounds(**more: object) -> Bounds:
    few = {"hosts": frozenset(), "pages": 100, "seconds": 30.0, "allow_private": True,
           "pause": 0.0}
    return Bounds(**{**few, **more})  # type: ignore[arg-type]


async def run(site: Site, **more: object) -> tuple[list[ArticleText], list[Problem]]:
    found: list[Draft | Problem] = []
    async for one in read_site(f"{site.address}/sitemap.xml", bounds(**more)):
        found.append(one)
    return gather(found)


async def test_pages_become_articles_with_their_addresses(site: Site) -> None:
    site.sitemap("/help/returns.html", "/de/help/returns?p=1", "/")
    site.page("/help/returns.html", "Returns", '<a href="../x">x</a> words')
    site.page("/de/help/returns?p=1", "Rückgabe")
    site.page("/", "Home")
    texts, problems = await run(site)
    assert problems == []
    assert [(text.key, text.title) for text in texts] == [
        ("help-returns", "Returns"), ("help-returns-p-1", "Rückgabe"), ("index", "Home")]
    assert texts[0].link == f"{site.address}/help/returns.html"
    assert texts[0].body == f"[x]({site.address}/x) words"
    assert all(agent.startswith("LotseBot/") for agent in site.agents)
    assert [text.hash for text in (await run(site))[0]] == [text.hash for text in texts]


async def test_robots_are_respected_with_wildcards_and_pauses(site: Site) -> None:
    site.sitemap("/open", "/closed/a", "/list?sort=up")
    site.page("/open", "Open")
    site.page("/closed/a", "Closed")
    site.page("/list?sort=up", "Sorted")
    site.answers["/robots.txt"] = (200, {}, b"User-agent: LotseBot\nDisallow: /closed\n"
                                            b"Disallow: /*?sort=\nCrawl-delay: 0.2\n")
    texts, problems = await run(site)
    assert [text.key for text in texts] == ["open"]
    assert [problem.sentence for problem in problems] == [
        "is closed to us by the site's robots.txt"] * 2
    assert site.paths == ["/robots.txt", "/sitemap.xml", "/open"]
    moments = [moment for _, moment in site.asked]
    assert moments[-1] - moments[-2] >= 0.19


async def test_without_readable_robots_nothing_is_read(site: Site) -> None:
    site.sitemap("/a")
    site.page("/a", "A")
    site.answers["/robots.txt"] = (503, {}, b"")
    with pytest.raises(BadInput, match=r"robots\.txt cannot be read"):
        await run(site)
    assert site.paths == ["/robots.txt"]


async def test_other_hosts_are_left_alone(site: Site) -> None:
    site.sitemap("http://other.example/a", "/away", "file:///etc/passwd", "http://u:p@127.0.0.1/")
    site.answers["/away"] = (302, {"Location": "http://other.example/b"}, b"")
    texts, problems = await run(site)
    assert texts == []
    assert ["none of the hosts allowed" in p.sentence for p in problems] == [
        True, True, False, False]
    assert all("no plain http" in problem.sentence for problem in problems[2:])
    with pytest.raises(BadInput, match="none of the hosts allowed"):
        await run(site, hosts=frozenset({"shop.example"}))


async def test_hosts_are_compared_as_names(site: Site) -> None:
    site.sitemap("http://MÜNCHEN.example/a", "http://xn--mnchen-3ya.example/b", "http://x.example/")
    _, problems = await run(site, hosts=frozenset({"127.0.0.1", "München.example"}))
    assert ["none of the hosts" in p.sentence for p in problems] == [False, False, True]
    with pytest.raises(BadInput, match="no address"):
        await run(site, hosts=frozenset({"a:b:c"}))


async def test_redirects_within_the_host_and_their_end(site: Site) -> None:
    site.sitemap("/old", "/loop")
    site.answers["/old"] = (301, {"Location": "/new"}, b"")
    site.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    site.page("/new", "New")
    texts, problems = await run(site)
    assert [(text.key, text.link) for text in texts] == [("new", f"{site.address}/new")]
    assert [problem.sentence for problem in problems] == ["leads on more than 5 times"]


async def test_an_index_of_sitemaps_some_packed(site: Site) -> None:
    site.sitemap("/one.xml.gz", "/two.xml", "/sitemap.xml", "/gone.xml", index=True)
    site.sitemap("/a", at="/one.xml.gz")
    status, headers, xml = site.answers["/one.xml.gz"]
    site.answers["/one.xml.gz"] = (status, headers, gzip.compress(xml))
    site.sitemap("/a", "/b", at="/two.xml")
    site.page("/a", "A")
    site.page("/b", "B")
    texts, problems = await run(site)
    assert [text.key for text in texts] == ["a", "b"]
    assert [problem.sentence for problem in problems] == [
        "is an index within an index", "answered with status 404"]


async def test_what_is_broken_is_told_and_the_rest_read(site: Site) -> None:
    site.sitemap("/film", "/image", "/packed", "/gone", "/good")
    site.answers["/film"] = (200, HTML, b"x" * 5_000_001)
    site.answers["/image"] = (200, {"Content-Type": "image/png"}, b"x")
    site.answers["/packed"] = (200, {**HTML, "Content-Encoding": "br"}, b"x")
    site.page("/good", "Good")
    texts, problems = await run(site)
    assert [text.key for text in texts] == ["good"]
    assert [problem.sentence for problem in problems] == [
        "is longer than 5,000,000 bytes", "is no HTML page (image/png)",
        "is packed as br, which was not asked for", "answered with status 404"]


async def test_pages_and_time_are_bounded(site: Site) -> None:
    site.sitemap(*(f"/{n}" for n in range(9)))
    for n in range(9):
        site.page(f"/{n}", f"Page {n}")
    texts, problems = await run(site, pages=2)
    assert len(texts) == 2
    assert "lists 9 pages; only the first 2" in problems[0].sentence
    texts, problems = await run(site, seconds=0.6, pause=0.15)
    assert len(texts) < 9
    assert [problem.sentence for problem in problems] == [
        "was not asked for: the time for this import is over"]


async def test_private_addresses_are_refused(site: Site) -> None:
    site.sitemap("/a")
    with pytest.raises(BadInput, match="private address"):
        await run(site, allow_private=False)
    assert site.paths == []


async def test_a_page_of_a_site_chooses_neither_id_nor_state(site: Site) -> None:
    site.sitemap("/a")
    carried = '{"article": {"id": "other", "status": "draft", "body": "x"}, "seen": ""}'
    site.answers["/a"] = (200, HTML, (
        f"<html lang=en><meta name='lotse:article' content='{carried}'><title>T</title>"
        "<main>Words.</main>").encode())
    texts, _ = await run(site)
    assert [(text.key, text.status, text.body) for text in texts] == [("a", "published", "Words.")]


@pytest.mark.parametrize(("address", "open_"), [
    ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
    ("192.168.0.1", False), ("169.254.169.254", False), ("0.0.0.1", False), ("100.64.0.1", False),
    ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
    ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
])  # fmt: skip
def test_addresses_of_the_open_internet(address: str, open_: bool) -> None:
    assert public(address) is open_


@pytest.mark.parametrize(("content", "sentence"), [
    (b"<html></html>", "root is <html>"), (b"no xml", "no sitemap"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "no sitemap"),
    (gzip.compress(b"0" * 30_000_000), "unpacks to more"), (b"\x1f\x8bnothing", "damaged"),
])
def test_what_is_no_sitemap(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        parse(content)
