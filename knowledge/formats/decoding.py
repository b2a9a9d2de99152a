"""Bytes to text: says so when the encoding had to be guessed."""

from __future__ import annotations

import codecs
import unicodedata

from bot.errors import BadInput

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
# đ Đ ă â ê ô ơ ư, the five tone marks and ₫ as Windows-1258 writes them. In Windows-1252 most of
# them are letters that German and English never use.
VIETNAMESE = frozenset(b"\xf0\xd0\xe3\xc3\xf5\xd5\xfd\xdd\xcc\xd2\xde\xec\xf2\xfe")


def decode(content: bytes, declared: str = "") -> tuple[str, str]:
    """The text, and one sentence when the encoding was guessed. Raises BadInput.

    `declared`: what the document says of itself; it is believed when it is true.
    """
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return _as(content, name), ""
    for name in (declared, "utf-8"):
        try:
            if name:
                return content.decode(name), ""
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(content)


def _as(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise BadInput(f"is not {name.upper()}, as its first bytes say "
                       f"(byte {error.start})") from error


def _guessed(content: bytes) -> tuple[str, str]:
    high = [byte for byte in content if byte >= 0xC0]
    if 2 * sum(byte in VIETNAMESE for byte in high) > len(high):
        name, shown = "cp1258", "Windows-1258 (Vietnamese)"
    else:
        name, shown = "cp1252", "Windows-1252 (Western European)"
    try:
        text = unicodedata.normalize("NFC", content.decode(name))
    except UnicodeDecodeError as error:
        raise BadInput("has letters of no known encoding; save it as UTF-8 "
                       f"(byte {error.start})") from error
    if "\x00" in text:
        raise BadInput("has zero bytes where text should be; save it as UTF-8")
    return text, f"is not UTF-8; it was read as {shown}: look whether its letters are right"
