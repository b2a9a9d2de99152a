"""Articles of the library as files: one an article, or one for all, in a folder or an archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import BadInput
from knowledge.articles import ArticleText
from knowledge.formats.naming import path_of
from knowledge.formats.registry import Format, format_of
from knowledge.formats.sources import ARCHIVE

ALL = "articles"  # the name of a file that holds all
MADE_AT = (1980, 1, 1, 0, 0, 0)  # the same articles, the same archive


def export(articles: Sequence[ArticleText], target: Path, format_: Format) -> list[Path]:
    """Write the articles to a folder, a .zip, or (many in one file) that file; what was written.

    Every file is written whole beside its place and moved there. Raises BadInput.
    """
    if target.suffix.lower() == ARCHIVE:
        return [_put(target, _archive(articles, format_))]
    if format_.many and target.suffix.lower() == format_.suffixes[0]:
        return [_put(target, format_.write(articles))]
    if target.is_file() or format_of(target.name):  # a folder called x.pdf helps nobody
        raise BadInput(f"{target} is (or is named like) a file; name a folder or a {ARCHIVE} "
                       f"for articles as {format_.name}.")
    return [_put(target / path, content) for path, content in _files(articles, format_)]


def packed(articles: Sequence[ArticleText], format_: Format) -> tuple[str, bytes]:
    """All articles as one file to download, and its name: an archive where each has its own."""
    if format_.many:
        return f"{ALL}{format_.suffixes[0]}", format_.write(articles)
    return f"{ALL}{ARCHIVE}", _archive(articles, format_)


def _files(articles: Sequence[ArticleText], format_: Format) -> Iterator[tuple[str, bytes]]:
    suffix = format_.suffixes[0]
    if format_.many:
        yield f"{ALL}{suffix}", format_.write(articles)
        return
    for article in articles:
        yield path_of(article, suffix), format_.write([article])


def _archive(articles: Sequence[ArticleText], format_: Format) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in _files(articles, format_):
            archive.writestr(zipfile.ZipInfo(path, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(content)
    half.replace(path)
    return path
