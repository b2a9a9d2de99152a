"""The text of a mail: the right part, its letters, and HTML turned into text."""

from __future__ import annotations

import re
from email.message import Message

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from bot.channels.mail.headers import storable

LONGEST = 200_000  # characters; nobody writes more, and everything after it is read by the rules
BLOCKS = frozenset({"p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5",
                    "h6", "blockquote", "pre", "hr", "section", "article"})
# How mail programs wrap what they quote: Gmail, Yahoo, Outlook, Proton, GMX, Thunderbird.
QUOTES = ("blockquote[type=cite], blockquote.gmail_quote, div.gmail_quote, div.yahoo_quoted, "
          "div.protonmail_quote, div[name=quote], div#mail-editor-reference-message-container")
SIGNATURES = "div.gmail_signature, div.moz-signature, pre.moz-signature, div.protonmail_signature"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0")
TAGS = {"a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i",
        "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead",
        "tr", "u", "ul"}
MARKS = {"*": {"class", "id", "style", "type", "name"}, "a": {"href"}}


def children(part: Message) -> list[Message]:
    """The parts within a part. (A plain part's payload is better not asked for undecoded: its
    charset may be nonsense.)"""
    return [p for p in part.get_payload() if isinstance(p, Message)] if part.is_multipart() else []


def payload(part: Message) -> bytes:
    """The bytes of a part; an attached mail as it came."""
    if part.is_multipart():
        return b"".join(bytes(p) for p in children(part))
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def content(part: Message) -> str:
    """The text of a text part, whatever its charset claims to be."""
    data = payload(part)
    try:
        charset = part.get_content_charset() or "us-ascii"
    except (LookupError, ValueError, TypeError):
        charset = "us-ascii"
    # Most that say nothing, or plain ASCII, write UTF-8; what it cannot be is from Windows.
    for name in (charset, "utf-8", "cp1252"):
        try:
            return _clean(data.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _clean(data.decode("utf-8", "replace"))


def _clean(text: str) -> str:
    return CONTROLS.sub("", storable(text.replace("\r\n", "\n").replace("\r", "\n")))[:LONGEST]


def shown_as_text(part: Message) -> bool:
    """Whether a part is the mail's own text, and not a file that is one."""
    return (part.get_content_type() in ("text/plain", "text/html")
            and part.get_content_disposition() != "attachment" and not part.get_filename())


def text_of(part: Message) -> str:
    """The whole text; of a part given in several forms the plain one, unless it is empty."""
    if part.get_content_maintype() != "multipart":
        return own_text(part) if shown_as_text(part) else ""
    texts = [(p.get_content_type() == "text/html" or p.get_content_maintype() == "multipart",
              text_of(p)) for p in children(part)]
    full = [(rich, text) for rich, text in texts if text.strip()]
    if part.get_content_type() == "multipart/alternative":
        return min(full, default=(False, ""), key=lambda found: found[0])[1]
    return "\n".join(text for _, text in full)[:LONGEST]


def own_text(part: Message) -> str:
    """One text part as plain text."""
    if part.get_content_type() == "text/html":
        return from_html(content(part))
    if str(part.get_param("format", "")).lower() == "flowed":
        return unflowed(content(part), str(part.get_param("delsp", "")).lower() == "yes")
    return content(part)


def unflowed(text: str, without_space: bool) -> str:
    """Lines that end in a space go on in the next (RFC 3676); the signature's mark does not."""
    lines = list[str]()
    open_line = False
    for raw in text.split("\n"):
        line = raw[1:] if raw.startswith(" ") else raw  # space-stuffed
        if open_line and not line.startswith(">") and line != "-- ":
            lines[-1] = (lines[-1][:-1] if without_space else lines[-1]) + line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def sanitised(html: str) -> str:
    """HTML that can do nothing: no scripts, no forms, nothing loaded from elsewhere."""
    return nh3.clean(html[:LONGEST], tags=TAGS, attributes=MARKS, url_schemes={
        "http", "https", "mailto", "tel"}, clean_content_tags={"script", "style", "title"})


def from_html(html: str) -> str:
    """HTML as text; what the sender's program quotes stands behind "> "."""
    page = BeautifulSoup(sanitised(html), "lxml")
    for hidden in page.find_all(style=HIDDEN):
        if not hidden.decomposed:
            hidden.decompose()
    for signature in page.select(SIGNATURES):
        signature.insert_before("\n-- \n")
    quoted = {id(tag) for tag in page.select(QUOTES)}
    pieces = list[str]()
    depth = 0
    for tag, opens in _walk(page):
        if isinstance(tag, NavigableString):
            pieces.append(re.sub(r"[ \t\n\xa0]+", " ", tag) if str(tag) != "\n-- \n" else tag)
            continue
        if id(tag) in quoted or tag.name == "blockquote":
            depth += 1 if opens else -1
            pieces.append(f"\n\x01{depth}\n")
        elif tag.name in BLOCKS or (tag.name == "br" and opens):
            pieces.append("\n")
    return _lines("".join(pieces))


def _walk(page: Tag) -> list[tuple[Tag | NavigableString, bool]]:
    """Every element at its beginning and its end, every text once; no recursion to run out of."""
    steps = list[tuple[Tag | NavigableString, bool]]()
    waiting: list[tuple[Tag | NavigableString, bool]] = [(page, True)]
    while waiting:
        tag, opens = waiting.pop()
        steps.append((tag, opens))
        if isinstance(tag, Tag) and opens:
            waiting.append((tag, False))
            waiting += [(child, True) for child in reversed(tag.contents)
                        if isinstance(child, Tag | NavigableString)]
    return steps


def _lines(text: str) -> str:
    """Lines with their quote marks, at most one empty line in a row."""
    lines, depth = list[str](), 0
    for line in text.split("\n"):
        if line.startswith("\x01"):
            depth = int(line[1:])
            continue
        words = line.strip() if line != "-- " else line
        if words or (lines and lines[-1].strip("> ")):
            lines.append("> " * min(depth, 3) + words)
    while lines and not lines[-1].strip("> "):
        lines.pop()
    return "\n".join(lines)
