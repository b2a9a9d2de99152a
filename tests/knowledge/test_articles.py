"""What is wrong with a file is said in one sentence; what is right is read whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from knowledge.articles import parse
from knowledge.building import read_folder
from knowledge.own import ARTICLES
from knowledge.rendering import render

GOOD = "---\nid: a\nlanguage: en\ntitle: T\n{}---\nBody\n"


def test_a_whole_file() -> None:
    text = parse(GOOD.format("tags: [x]\nlink: /help/a\nvalid_to: 2026-12-24\n").encode())
    assert (text.key, text.language, text.title, text.body) == ("a", "en", "T", "Body")
    assert text.valid_to == datetime(2026, 12, 24, 23, 59, 59, 999999, UTC)
    assert (text.audience, text.status, text.tags) == ("public", "published", ("x",))


@pytest.mark.parametrize(("content", "sentence"), [
    (b"no front matter", "front matter"),
    (b"\xff\xfe", "UTF-8"),
    (b"---\nid: [\n---\nx", "not YAML"),
    (b"---\nid: a\n---\n", "no text"),
    (b"---\nlanguage: en\ntitle: T\n---\nx", "no id"),
    (b"---\nid: a\nlanguage: fr\ntitle: T\n---\nx", "'fr'"),
    (GOOD.format("colour: red\n").encode(), "colour"),
    (GOOD.format("tags: x\n").encode(), "no list"),
    (GOOD.format("link: javascript:alert(1)\n").encode(), "link"),
    (GOOD.format("link: //evil.example\n").encode(), "link"),
    (GOOD.format("valid_from: soon\n").encode(), "no date"),
    (GOOD.format("valid_from: 2026-02-31\n").encode(), "not YAML"),
    (GOOD.format("status: perhaps\n").encode(), "perhaps"),
    (b"x" * 2_000_000, "at most"),
])
def test_a_broken_file(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as caught:
        parse(content)
    assert "\n" not in caught.value.sentence


def test_hashes_tell_apart_what_search_reads() -> None:
    one, other = (parse(GOOD.format(f"author: {name}\n").encode()) for name in ("An", "Bo"))
    assert one.hash != other.hash
    assert one.content_hash == other.content_hash


def test_the_shop_s_articles_are_whole_and_translated() -> None:
    texts = read_folder(ARTICLES)
    keys = {language: {t.key for t in texts if t.language == language}
            for language in ("de", "vi", "en")}
    assert keys["de"] == keys["vi"] == keys["en"]
    assert len(keys["de"]) >= 35


def test_pages_are_safe() -> None:
    html = render("# Big\n\n<script>alert(1)</script><b onclick=x>hi</b>\n\n"
                  "[bad](javascript:alert(1)) [good](https://example.org)\n\n|a|\n|-|\n|b|")
    assert "<h2>Big</h2>" in html
    assert "<td>b</td>" in html
    assert 'href="https://example.org"' in html
    assert not any(bad in html for bad in ("<script", "onclick", 'href="javascript'))
