"""What a sitemap says (sitemaps.org/protocol.html): addresses of pages, or of more sitemaps."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from bot.errors import BadInput

UNPACKED = 20_000_000  # bytes
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses of one sitemap, in its order; one of the two is empty."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def parse(content: bytes) -> Sitemap:
    """A sitemap or an index of sitemaps, packed or not. Raises BadInput."""
    try:
        root = ElementTree.fromstring(unpacked(content), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadInput(f"is no sitemap: {' '.join(str(error).split())}") from error
    addresses = tuple(dict.fromkeys(
        element.text.strip() for entry in root for element in entry
        if _name(element.tag) == "loc" and element.text and element.text.strip()))
    match _name(root.tag):
        case "urlset":
            return Sitemap(addresses, ())
        case "sitemapindex":
            return Sitemap((), addresses)
    raise BadInput(f"is no sitemap: its root is <{_name(root.tag)}>")


def unpacked(content: bytes) -> bytes:
    """Gzip taken off, never more than UNPACKED bytes of it. Raises BadInput."""
    if not content.startswith(GZIP):
        return content
    try:
        out = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, UNPACKED + 1)
    except zlib.error as error:
        raise BadInput(f"is damaged: {error}") from error
    if len(out) > UNPACKED:
        raise BadInput(f"unpacks to more than {UNPACKED:,} bytes")
    return out


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
