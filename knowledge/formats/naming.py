"""Names: the id and language a file's path tells, and the path an article is exported to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from bot.words import Language
from knowledge.articles import KEY_CHARACTERS, ArticleText

SPELLED = str.maketrans({"đ": "d", "ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae"})
LANGUAGES = frozenset(Language)


def slug(name: str) -> str:
    """Small Latin letters, digits and hyphens; the same for the same name, never empty."""
    folded = unicodedata.normalize("NFC", name).lower().translate(SPELLED)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    made = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if made and len(made) <= KEY_CHARACTERS:
        return made
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{made[: KEY_CHARACTERS - 11] or 'article'}-{mark}"


def id_of(path: str) -> str:
    """de/versand/kosten.de.html → versand-kosten: what translations in other folders share."""
    stem = str(PurePosixPath(path).with_suffix("")) if PurePosixPath(path).suffix else path
    parts = [part for part in re.split(r"[/.]", stem) if part.lower() not in LANGUAGES]
    return slug("/".join(parts))


def language_of(path: str) -> str:
    """The language a folder or a suffix names (de/x.html, x.vi.docx); empty: none does."""
    found = [part for part in re.split(r"[/.]", path.lower()) if part in LANGUAGES]
    return found[-1] if found else ""


def title_of(path: str) -> str:
    """What a file's name says when the file itself has no title."""
    return " ".join(re.split(r"[\s_]+|(?<=\w)-(?=\w)", PurePosixPath(path).stem)).strip()


def path_of(article: ArticleText, suffix: str) -> str:
    """Where an export keeps an article: language/id, safe on every file system."""
    safe = slug(article.key)
    if safe != article.key:  # two ids may fold to the same name
        safe += "-" + hashlib.sha256(article.key.encode()).hexdigest()[:6]
    return f"{article.language}/{safe}{suffix}"
