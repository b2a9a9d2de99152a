"""What no single file shows: gaps, twins, dead links, and articles past their time."""

from __future__ import annotations

from knowledge.articles import ArticleText, article
from knowledge.formats.checking import check
from tests.conftest import NOON


def text(key: str, language: str = "en", body: str = "Words.", **more: object) -> ArticleText:
    return article({"id": key, "language": language, "title": f"Title {key}", **more}, body)


def findings(*texts: ArticleText) -> list[tuple[str, str, str]]:
    return [(f.key, f.language, f.sentence) for f in check(texts, NOON)]


def whole(key: str, **more: object) -> list[ArticleText]:
    return [text(key, language, title=f"{key} {language}", **more)
            for language in ("de", "vi", "en")]


def test_a_whole_library_has_no_findings() -> None:
    linked = [text("b", language, f"[a](/{folder}/a) [away](https://x.example/help/z)",
                   link=f"/{folder}/b") for language, folder in
              (("de", "hilfe"), ("vi", "tro-giup"), ("en", "help"))]
    assert findings(*whole("a"), *linked) == []


def test_missing_translations_are_named() -> None:
    assert findings(text("a", "de"), text("a", "en")) == [
        ("a", "vi", "is missing: the article exists in de, en")]
    assert findings(text("a", "de", status="archived")) == []


def test_dead_links_by_language_and_state() -> None:
    links = text("b", body="[1](/help/a) [2](/help/no#x) [3](/hilfe/a) [4](/other/a)")
    told = findings(*whole("a")[1:], text("a", "de", status="draft", title="x"), links)
    assert [sentence for key, _, sentence in told if key == "b" and "missing" not in sentence] == [
        "links to /help/no#x, where no published article is",
        "links to /hilfe/a, where no published article is"]


def test_twins_and_times() -> None:
    told = findings(
        *whole("a", valid_to="2026-11-24"), text("a2", title="A EN"),
        *whole("c", valid_from="2027-01-02", valid_to="2027-01-01"))
    assert ("a", "en", "has the same title as a2") in told
    assert ("a2", "en", "has the same title as a") in told
    assert ("a", "de", "is published, but valid only until 2026-11-24") in told
    assert ("c", "vi", "ends before it begins to be valid") in told


def test_what_search_cannot_read_whole() -> None:
    endless = "word " * 400 + "."
    told = findings(*whole("a")[:2], text("a", body=f"Words.\n\n## Part\n\n{endless}"),
                    *whole("b")[:2], text("b", body="---"))
    assert told == [
        ("a", "en", "has a sentence longer than 1,600 characters under “Part”: search reads only "
                    "its beginning"), ("b", "en", "has no words")]
