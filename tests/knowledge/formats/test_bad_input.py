"""Whatever a file holds: one clear line, and the rest comes in."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from bot.errors import NotFound
from knowledge.articles import article
from knowledge.formats import archives
from knowledge.formats.drafts import Problem
from knowledge.formats.gathering import gather
from knowledge.formats.registry import BY_NAME, read_file
from knowledge.formats.sources import read_sources

GOOD = b"---\nid: good\nlanguage: en\ntitle: T\n---\nWords.\n"


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def blank_pdf(**lock: str) -> bytes:
    document = FPDF()
    document.add_page()
    out = io.BytesIO()
    writer = PdfWriter(PdfReader(io.BytesIO(bytes(document.output()))))
    if lock:
        writer.encrypt(**lock, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def heavy_pdf(size: int) -> bytes:
    """One page that draws the same word again and again."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = StreamObject()
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream._data = zlib.compress(b"(a) Tj " * (size // 7), 1)
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def heavy_docx() -> bytes:
    """Parts that pass for an archive, but not for a document."""
    return zipped({"[Content_Types].xml": b"<x/>",
                   "word/document.xml": b"<x>" + os.urandom(400_000) + b"x" * 31_000_000})


def bomb(name: str) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e8;</x>'
    with zipfile.ZipFile(io.BytesIO(BY_NAME["docx"].write([article(
            {"id": "a", "language": "en", "title": "T"}, "Words.")]))) as whole:
        members = {member: whole.read(member) for member in whole.namelist()}
    return zipped({**members, name: xml.encode()})


BROKEN = {
    "a.md": (b"\xff\xfe", "not UTF-8"), "b.md": (b"", "is empty"), "c.md": (b"\0\0\n", "is empty"),
    "d.md": (b"---\nid: d\nlanguage: en\ntitle: T\n---\n", "no text"),
    "e.md": (b"---\nid: e\nlanguage: en\ntitle: T\n---\n" + b"word " * 300_000, "at most"),
    "f.html": (b"<title>T</title>" + b"<div>" * 50_000, "within one another"),
    "g.html": (b"<html lang=fr><title>T</title><p>Bonjour", "'fr'"),
    "h.html": (b"\xff\xfe\x00", "UTF-16"),
    "hb.md": (b"---\nid: h\nlanguage: en\ntitle: T\n"
              + b"".join(b"%c: &%c [%s]\n" % (n + 98, n + 98, b", ".join([b"*%c" % (n + 97)] * 9))
                         for n in range(9)).replace(b"*a", b"x") + b"tags: *j\n---\nWords.",
              "references"),
    "i.csv": (b"name,phone\nA,1\n", "needs a first row"),
    "j.csv": (b"\xff\xff\x81\x8d\n\x9d", "no known encoding"),
    "k.jsonl": (b'{"title": ', "is not JSON"), "l.jsonl": (b"[" * 100_000, "is not JSON"),
    "la.jsonl": (b'{"id": "l", "lang": "en", "title": "T", "body": "x", '
                 b'"valid_from": "2026-03-01", "valid_to": "2026-02-01"}', "end before it begins"),
    "lb.jsonl": (b'{"id": "l", "lang": "en", "title": "T", "body": "x", "versions": [{}]}',
                 "has no written_by"),
    "lc.jsonl": (b'{"id": "l", "lang": "en", "title": "T", "body": "x", "versions": "old"}',
                 "no list of articles"),
    "m.jsonl": (b"[1]", "no JSON object"), "n.jsonl": (b"\xff", "not UTF-8"),
    "o.jsonl": (b'{"title": "\\ud800", "body": "x", "id": "o", "lang": "en"}', "surrogate"),
    "p.docx": (b"PK\x03\x04 nothing", "damaged"), "q.docx": (zipped({"x": b""}), "damaged"),
    "r.docx": (zipped({"word/document.xml": b"0" * 50_000_000}), "unpack to"),
    "s.docx": (bomb("word/document.xml"), "damaged"),
    "t.pdf": (b"%PDF-1.7 nothing", "damaged"), "u.pdf": (blank_pdf(), "no text (scanned pages?)"),
    "v.pdf": (blank_pdf(user_password="secret"), "locked"),
    "va.pdf": (heavy_pdf(6_000_000), "a page of more than"),
    "vb.pdf": (heavy_pdf(300_000_000), "damaged or no pdf file: Limit reached"),
    "ha.html": (b"<title>T</title>" + b"<p>a" * 110_000, "marks of HTML"),
    "sa.docx": (bomb("media/image1.png"), "damaged"),
    "sb.docx": (heavy_docx(), "bytes of text and styles"),
    "w.zip": (b"PK nothing", "damaged archive"),
    "x.zip": (zipped({"x.md": b"0" * 50_000_000}), "unpack to"),
    "y.jsonl": (json.dumps({"id": "y", "lang": "en", "title": "T", "text": ["x"]}).encode(),
                "no string"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_one_line_and_the_rest_comes_in(name: str, tmp_path: Path) -> None:
    content, sentence = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz.md").write_bytes(GOOD)
    started = time.process_time()
    texts, problems = gather(read_sources([tmp_path]))
    assert [text.key for text in texts] == ["good"]
    assert len(problems) == 1
    assert sentence in problems[0].sentence
    assert "\n" not in str(problems[0])
    assert problems[0].file.startswith(name)
    assert len(str(problems[0])) < 400
    assert time.process_time() - started < 10


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "film.pdf").open("wb") as film:
        film.truncate(20_000_001)
    monkeypatch.setattr(Path, "open", None)
    assert [p.sentence for p in read_sources([tmp_path]) if isinstance(p, Problem)] == [
        "is 20,000,001 bytes long, at most 20,000,000 are read"]


def test_zero_bytes_in_a_text_are_dropped() -> None:
    texts, _ = gather(read_file(b'{"id":"a\\u0000","lang":"en","title":"T","body":"W\\u0000x"}',
                                "x.jsonl"))
    assert [(text.key, text.body) for text in texts] == [("a", "Wx")]


def test_a_line_that_is_not_utf_8_fails_alone() -> None:
    good = json.dumps({"id": "a", "lang": "en", "title": "T", "body": "Größe"}, ensure_ascii=False)
    texts, problems = gather(read_file(b'{"id": "gr\xfc"}\n' + good.encode(), "x.jsonl"))
    assert [text.body for text in texts] == ["Größe"]
    assert [str(p) for p in problems] == ["x.jsonl line 1 is not UTF-8 (byte 10 of the line)"]
    texts, problems = gather(read_file(good.encode("utf-16"), "x.jsonl"))
    assert ([text.body for text in texts], problems) == (["Größe"], [])


def test_rows_and_lines_fail_alone() -> None:
    table = "question,answer,lang,id\nOne?,Words.,en,a\nTwo?,,en,b\nThree?,Words.,xx,c\n"
    texts, problems = gather(read_file(table.encode(), "faq.csv"))
    assert [text.key for text in texts] == ["a"]
    assert [problem.file for problem in problems] == ["faq.csv row 3", "faq.csv row 4"]


def test_archives_lead_nowhere_else(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../up.md", "/root.md", "a/../../b.md", "C:\\x.md"):
            archive.writestr(name, GOOD)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("in.zip", zipped({"x.md": GOOD}))
        archive.writestr("__MACOSX/._x.md", b"junk")
        archive.writestr("ok/good.md", GOOD)
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    texts, problems = gather(read_sources([tmp_path]))
    assert [text.key for text in texts] == ["good"]
    assert sorted(problem.sentence.split(";")[0] for problem in problems) == [
        *["has a name that leads out of the archive"] * 4, "is a link, not a file",
        "is an archive within an archive"]


def test_archives_of_too_many_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 2)
    (tmp_path / "x.zip").write_bytes(zipped({f"{n}.md": GOOD for n in range(3)}))
    assert [p.sentence for p in read_sources([tmp_path]) if isinstance(p, Problem)] == [
        "holds 3 files, at most 2 are unpacked"]


def test_a_member_that_is_larger_than_it_says(tmp_path: Path) -> None:
    content = bytearray(zipped({"x.md": b"0" * 900_000}))
    where = content.rfind(b"PK\x01\x02")
    content[where + 24 : where + 28] = (100).to_bytes(4, "little")
    (tmp_path / "x.zip").write_bytes(bytes(content))
    (problem,) = read_sources([tmp_path])
    assert isinstance(problem, Problem)
    assert problem.left_out


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.md").write_bytes(GOOD)
    (inside / "link.md").symlink_to(outside / "secret.md")
    (inside / "loop").symlink_to(inside)
    (inside / "far").symlink_to(outside)
    os.mkfifo(inside / "pipe.md")
    (inside / ".hidden.md").write_bytes(GOOD)
    (inside / "~$lock.docx").write_bytes(b"x")
    found = list(read_sources([inside]))
    assert [str(one) for one in found] == [
        "link.md is a link that leads out of its folder", "pipe.md is no ordinary file"]


def test_other_files_are_named_but_no_failure(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"x")
    (problem,) = read_sources([tmp_path])
    assert isinstance(problem, Problem)
    assert (problem.file, problem.left_out) == ("logo.png", False)
    with pytest.raises(NotFound, match="nowhere"):
        list(read_sources([tmp_path / "nowhere"]))


def lines(*drafts: dict[str, str]) -> bytes:
    return "\n".join(json.dumps({"lang": "en", "title": "T", "body": "Words.", **draft})
                     for draft in drafts).encode()


def test_translations_share_the_first_one_s_id() -> None:
    texts, problems = gather(read_file(lines(
        {"id": "a"}, {"id": "b", "lang": "de", "translates": "a"},
        {"id": "c", "lang": "vi", "translates": "b"}, {"id": "d", "translates": "old"},
    ), "x.jsonl"), known={"old"})
    assert problems == []
    assert [(text.key, text.language) for text in texts] == [
        ("a", "en"), ("a", "de"), ("a", "vi"), ("old", "en")]


def test_circles_and_strangers_among_translations_are_told() -> None:
    texts, problems = gather(read_file(lines(
        {"id": "a", "translates": "b"}, {"id": "b", "translates": "a"}, {"id": "c"},
        {"id": "d", "translates": "d"}, {"id": "e", "translates": "nobody"}, {"id": "c"},
    ), "x.jsonl"))
    assert [text.key for text in texts] == ["c"]
    assert [str(problem) for problem in problems] == [
        "x.jsonl line 1 is a translation in a circle: a → b → a",
        "x.jsonl line 2 is a translation in a circle: b → a → b",
        "x.jsonl line 4 is a translation in a circle: d → d",
        "x.jsonl line 5 translates 'nobody', which is neither here nor in the library",
        "x.jsonl line 6 repeats the id c in en"]


def test_a_packed_file_of_another_kind_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(gzip.compress(GOOD))
    (problem,) = read_sources([tmp_path])
    assert "damaged archive" in str(problem)
