"""What is exported comes back in every field, whatever people wrote; in every format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.words import Language
from knowledge.articles import AUDIENCES, STATES, ArticleText, Earlier, article
from knowledge.formats.drafts import plain
from knowledge.formats.exporting import export
from knowledge.formats.gathering import gather
from knowledge.formats.registry import BY_NAME, FORMATS, Format, read_file
from knowledge.formats.sources import read_sources
from knowledge.passages import passages

SLOW = ("docx", "pdf")  # a third of a second each
HOSTILE = st.sampled_from([
    "Đổi trả trong vòng 14 ngày", "Größe & Maße", "😀👩🏽‍🔧", '"quoted" \'twice\'', "a|b|c", "---",
    "\n---\n", "=1+1", "+49 40 123", "-5", "@SUM(A1)", "'=x", "''", "\t", "# not a heading",
    "<script>alert(1)</script>", "</p></main>", "]]>", "&amp;", "a\nb", "line\r\nend", "\x0b\x1b",
    "- item\n- item", "1. one\n   - two", "| a | b |\n|---|---|\n| c | d |", "> cited",
    "```\ncode\n```", "    indented", "[link](https://shop.example/x?a=1&b=2)", "**bold *both***",
    "![p](https://x.example/p.png)", "\ufeff", "\u2028", "0\x850", "ﷺ", "؜",
    "e\u0301", "; ", "[", "null",
])
WORDS = st.lists(HOSTILE | st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
                 min_size=1, max_size=5).map(" ".join)
LINES = st.lists(WORDS, min_size=1, max_size=4).map("\n\n".join)
SHORT = WORDS.map(lambda text: text.strip()[:60].strip())
LISTS = st.lists(SHORT.filter(bool), max_size=3)
MOMENTS = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC))


@st.composite
def articles(draw: st.DrawFn) -> ArticleText:
    """An article as the library may hold it: what its own check lets pass."""
    fields = {
        "id": draw(SHORT.filter(bool)), "language": draw(st.sampled_from(Language)),
        "title": draw(SHORT.filter(bool)), "tags": draw(LISTS), "asked": draw(LISTS),
        "intents": draw(LISTS), "link": draw(st.sampled_from([None, "/help/x", "https://x.example/ợ?a=1&b"])),
        "audience": draw(st.sampled_from(AUDIENCES)), "status": draw(st.sampled_from(STATES)),
        "valid_from": draw(MOMENTS), "valid_to": draw(MOMENTS),
        "author": draw(st.none() | SHORT.filter(bool)),
        "original": draw(st.booleans()),
    }  # fmt: skip
    if fields["valid_from"] and fields["valid_to"]:
        fields["valid_from"], fields["valid_to"] = sorted(
            (fields["valid_from"], fields["valid_to"]))
    clean = {name: _without_zero(value) for name, value in fields.items()}
    return article(clean, f"Wort {draw(LINES)}".replace("\x00", ""))


def _without_zero(value: object) -> object:
    """No database stores zero bytes; an import drops them."""
    match value:
        case str():
            return value.replace("\x00", "").strip() or "x"
        case list():
            return [_without_zero(item) for item in value]
    return value


def back(content: bytes, format_: Format) -> list[ArticleText]:
    texts, problems = gather(read_file(content, f"x{format_.suffixes[0]}"))
    assert problems == []
    return texts


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_nothing_is_lost(format_: Format) -> None:
    examples = 6 if format_.name in SLOW else 40

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(written=articles())
    def comes_back(written: ArticleText) -> None:
        if passages(written.body):
            (read,) = back(format_.write([written]), format_)
            assert (read, read.original) == (written, written.original)

    comes_back()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_versions_come_along(format_: Format) -> None:
    old = article({**plain_fields(_one()), "title": "Alt; [1]", "tags": ["a"]}, "Früher.\n\n=1")
    kept = (Earlier(2, "Mai", datetime(2026, 1, 2, 8, tzinfo=UTC), replace(old, body="")),
            Earlier(1, "Mai", datetime(2026, 1, 2, tzinfo=UTC), old),
            Earlier(3, "import", datetime(2026, 1, 3, tzinfo=UTC), _one()))
    (read,) = back(format_.write([replace(_one(), earlier=kept)]), format_)
    assert (read, read.earlier) == (_one(), kept)


@pytest.mark.parametrize("number", [0, True, 2**31, 10**30, "1"])
def test_a_version_no_row_could_hold_is_named(number: object) -> None:
    told = {"version": number, "body": "x", "written_at": "2026-01-02", "written_by": "x"}
    with pytest.raises(BadInput, match="has a version"):
        article({**plain_fields(_one()), "versions": [told]}, "y")


@pytest.mark.parametrize("format_", [f for f in FORMATS if f.many], ids=lambda f: f.name)
@settings(max_examples=30, deadline=None)
@given(written=st.lists(articles(), max_size=4, unique_by=lambda text: (text.key, text.language)))
def test_many_in_one_file_keep_their_order(format_: Format, written: list[ArticleText]) -> None:
    told = [text for text in written if passages(text.body)]
    if told:
        assert back(format_.write(told), format_) == told


@pytest.mark.parametrize("body", [
    "|" + "a|" * 80 + "\n|" + "-|" * 80 + "\n|" + "b|" * 80,  # wider than a page
    "|a|\n|-|\n|" + "word " * 3000 + "|",  # higher than a page
    "".join(f"{'  ' * depth}- x\n" for depth in range(18)), "W" * 5000,
    "> " * 19 + "x", "- | a | b |\n  |---|---|\n  | 1 | 2 |",
], ids=["columns", "row", "lists", "word", "quotes", "table in list"])
@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_what_no_page_can_hold_is_not_lost(name: str, body: str) -> None:
    text = article(plain_fields(_one()), body)
    assert back(BY_NAME[name].write([text]), BY_NAME[name]) == [text]


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("name", BY_NAME)
def test_an_export_reads_back(name: str, form: str, tmp_path: Path) -> None:
    texts = [
        article({"id": key, "language": language, "title": f"Titel {key}"}, "Đây là nội dung.")
        for key in ("../up", "a/b", "A/b") for language in ("de", "vi")
    ]
    target = tmp_path / ("out" if form == "folder" else "out.zip")
    written = export(texts, target, BY_NAME[name])
    assert all(path.is_relative_to(tmp_path) for path in written)
    found, problems = gather(read_sources([target]))
    assert problems == []
    assert sorted(found, key=lambda text: text.hash) == sorted(texts, key=lambda text: text.hash)


def test_a_file_is_not_overwritten_by_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("mine")
    for path, name in ((target, "md"), (tmp_path / "x.pdf", "pdf"), (tmp_path / "x.tsv", "csv")):
        with pytest.raises(BadInput, match="name a folder"):
            export([_one()], path, BY_NAME[name])
    assert target.read_text() == "mine"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_of_a_table_is_a_formula(name: str) -> None:
    text = article({**plain_fields(_one()), "tags": [name.strip()], "title": name}, f"{name} x")
    assert f'"{name[0]}'.encode() not in BY_NAME["csv"].write([text])


def plain_fields(text: ArticleText) -> dict[str, object]:
    return {name: value for name, value in plain(text).items() if name != "body"}


def _one() -> ArticleText:
    return article({"id": "a", "language": "en", "title": "T"}, "Words.")
