"""What others wrote comes in as Markdown: their titles, languages, text, and none of the rest."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest
from docx import Document
from fpdf import FPDF

from bot.words import Language
from knowledge.articles import ArticleText, article
from knowledge.formats.drafts import Problem
from knowledge.formats.gathering import gather
from knowledge.formats.registry import BY_NAME, read_file
from knowledge.rendering import render

PAGE = """<!DOCTYPE html><html lang="de-DE"><head><title>Versand | Laden</title>
<meta name="keywords" content="versand, kosten"></head><body>
<header><a href="/">Startseite</a></header><nav>Menü</nav>
<main><header><h1>Was kostet der <em>Versand</em>?</h1></header>
<p>Der Versand kostet <strong>4,90&nbsp;€</strong>. <a href="/hilfe/x">Mehr</a></p>
<ul><li>Paket<ul><li>klein</li></ul></li><li>Brief</li></ul>
<table><tr><td>a</td><td>b|c</td></tr></table>
<script>alert(1)</script><form><button>Kaufen</button></form><p hidden>versteckt</p></main>
<footer>Impressum</footer></body></html>"""


def read(name: str, content: bytes, language: Language | None = None) -> ArticleText:
    texts, problems = gather(read_file(content, name), language)
    assert [str(problem) for problem in problems] == []
    (text,) = texts
    return text


def test_a_page_gives_its_own_part() -> None:
    text = read("hilfe/versand.html", PAGE.encode())
    assert (text.key, text.language, text.title) == (
        "hilfe-versand", "de", "Was kostet der Versand ?")
    assert text.tags == ("versand", "kosten")
    assert text.body == (
        "Der Versand kostet **4,90\xa0€**. [Mehr](/hilfe/x)\n\n- Paket\n  - klein\n- Brief\n\n"
        "| a | b\\|c |\n| --- | --- |")


def test_letters_that_markdown_knows_come_out_as_they_were() -> None:
    shown = ["2 * 3 * 4", "[x](y)", "a_b_c _d_", "# no heading", "- no item", "1. no item",
             "&amp;lt;", "<b>", "`c`", "~~x~~", "+ x", "> y", "a | b", "\\"]
    page = "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in shown)
    text = read("en/x.html", f"<title>T</title><body><p>Words.</p>{page}".encode())
    html = render(text.body)
    for line in shown:
        told = line.replace("&amp;", "&").replace("&", "&amp;").replace("<", "&lt;")
        assert f"<p>{told.replace('>', '&gt;')}</p>" in html, line


HOSTILE = [
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>', '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<iframe src="https://evil.example"></iframe>', "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<p onclick="alert(1)">x</p>',
    "<style>body{background:url(javascript:alert(1))}</style>", "<math><mi//xlink:href='data:x,'>",
    '<a href="https://x.example/)<script>alert(1)</script>">x</a>',
    '<img alt="](javascript:alert(1))" src="https://x.example/y.png">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "[x](javascript:alert(1))",
]


@pytest.mark.parametrize("name", ["x.html", "x.md", "x.csv", "x.jsonl"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_script_reaches_a_page(name: str, hostile: str) -> None:
    body = f"Words before. {hostile} Words after."
    fields = {"id": "a", "language": "en", "title": "T"}
    content = {
        "x.html": f"<html lang=en><title>T</title><main>{body}</main>".encode(),
        "x.jsonl": json.dumps({**fields, "body": body}).encode(),
    }.get(name) or BY_NAME[name[2:]].write([article(fields, body)])
    html = render(read(name, content).body)
    assert "Words before" in html
    assert not any(mark in html.lower() for mark in (
        "<script", "<svg", "<iframe", "<style", "onerror=\"", 'href="javascript', 'href="data',
        "onclick", 'href="jav'))


def _word(styles: Sequence[tuple[str, str]], **facts: str) -> bytes:
    document = Document()
    document.core_properties.title = facts.get("title", "")
    document.core_properties.language = facts.get("language", "")
    for style, text in styles:
        document.add_paragraph(text, style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_s_styles_become_markdown() -> None:
    content = _word([("Title", "Đổi trả hàng"), ("Normal", "Trong 14 ngày."),
                     ("Heading 2", "Cách gửi"), ("List Bullet", "Gói hàng"),
                     ("List Bullet", "Gửi * đi"), ("List Number", "Một")], language="vi-VN")
    text = read("Đổi trả.docx", content)
    assert (text.key, text.language, text.title) == ("doi-tra", "vi", "Đổi trả hàng")
    assert text.body == ("Trong 14 ngày.\n\n## Cách gửi\n\n- Gói hàng\n- Gửi \\* đi\n\n1. Một")


def test_what_a_person_changed_in_word_counts() -> None:
    written = article({"id": "a", "language": "de", "title": "Alt", "tags": ["x"],
                       "link": "/hilfe/a"}, "Der *alte* Text.\n\n```\ncode\n```")
    document = Document(io.BytesIO(BY_NAME["docx"].write([written])))
    document.paragraphs[0].runs[0].text = "Neu"
    document.paragraphs[1].runs[0].text = "Dieser "
    out = io.BytesIO()
    document.save(out)
    text = read("renamed.docx", out.getvalue())
    assert (text.key, text.tags, text.link) == ("a", ("x",), "/hilfe/a")
    assert (text.title, text.body) == ("Neu", "Dieser *alte* Text.\n\ncode")


def test_what_a_person_changed_on_a_page_counts() -> None:
    written = article({"id": "a", "language": "en", "title": "T", "status": "draft"}, "Old words.")
    page = BY_NAME["html"].write([written]).replace(b"Old words", b"New words")
    assert read("b.html", page) == article(
        {"id": "a", "language": "en", "title": "T", "status": "draft"}, "New words.")


def _printed(pages: Sequence[Sequence[tuple[int, str]]]) -> bytes:
    document = FPDF()
    document.set_auto_page_break(False)
    for number, lines in enumerate(pages, 1):
        document.add_page()
        document.set_font("Helvetica", size=8)
        document.cell(text="Linde Handbuch", new_x="LMARGIN", new_y="NEXT")
        for size, line in lines:
            document.set_font("Helvetica", size=size)
            document.cell(text=line, h=size / 2, new_x="LMARGIN", new_y="NEXT")
        document.set_font("Helvetica", size=8)
        document.set_y(-20)
        document.cell(text=f"Seite {number} von {len(pages)}")
    return bytes(document.output())


def test_printed_lines_become_text() -> None:
    text = read("Rückgabe.pdf", _printed([
        [(20, "Rückgabe"), (11, "Schicken Sie die Ware inner-"),
         (11, "halb von 14 Tagen zurück. Ein-"),
         (11, "und Ausgang sehen Sie im"), (11, "E-Mail-"), (11, "Postfach."), (15, "Kosten"),
         (11, "Die Rücksendung kostet nichts, wenn Sie")],
        [(11, "in Deutschland wohnen."), (11, "- erstens"), (11, "- zweitens")],
    ]))  # fmt: skip
    assert (text.key, text.language, text.title) == ("rueckgabe", "de", "Rückgabe")
    assert text.body == (
        "Schicken Sie die Ware innerhalb von 14 Tagen zurück. Ein- und Ausgang sehen Sie im "
        "E-Mail-Postfach.\n\n## Kosten\n\nDie Rücksendung kostet nichts, wenn Sie in Deutschland "
        "wohnen.\n\n- erstens\n- zweitens")


def test_a_file_without_a_title_is_called_by_its_name() -> None:
    content = _printed([[(11, "Die Ware schicken Sie innerhalb von 14 Tagen an uns.")]])
    texts, problems = gather(read_file(content, "ab/Rückgabe_und-Umtausch.pdf"))
    assert [text.title for text in texts] == ["Rückgabe und Umtausch"]
    assert [problem.left_out for problem in problems] == [False]


@pytest.mark.parametrize(("head", "row"), [
    ("Frage;Antwort;Sprache", "Was kostet das?;Nichts; gar nichts.;de"),
    ("question,answer,lang", 'Was kostet das?,"Nichts; gar nichts.",de'),
    ("Câu hỏi\tCâu trả lời\tNgôn ngữ", "Was kostet das?\tNichts; gar nichts.\tde"),
])
def test_a_table_names_its_columns_in_any_language(head: str, row: str) -> None:
    row = row.replace("Nichts; gar nichts.", '"Nichts; gar nichts."') if ";" in head else row
    text = read("faq.csv", f"{head}\r\n{row}\r\n".encode())
    assert (text.key, text.title, text.body) == (
        "was-kostet-das", "Was kostet das?", "Nichts; gar nichts.")


@pytest.mark.parametrize(("encoding", "told"), [
    ("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1258", 1)])
def test_a_table_in_any_encoding(encoding: str, told: int) -> None:
    content = "câu hỏi,câu trả lời\nĐổi trả thế nào?,Trong vòng mười bốn ngày."
    if encoding == "cp1258":  # tone marks stand alone there
        content = ("câu hỏi,câu trả lời\nĐổi trả thế nào?,Trong vòng mười bốn ngày.".replace(
            "ế", "ê\u0301").replace("ổ", "ô\u0309").replace("ả", "a\u0309").replace(
            "ờ", "ơ\u0300").replace("à", "a\u0300").replace("ò", "o\u0300").replace(
            "ỏ", "o\u0309").replace("ố", "ô\u0301"))
    found = list(read_file(content.encode(encoding), "faq.csv"))
    texts, problems = gather(found)
    assert [text.title for text in texts] == ["Đổi trả thế nào?"]
    assert [problem.left_out for problem in problems] == [False] * told
    assert all("Windows-1258" in problem.sentence for problem in problems)


def test_old_german_letters_are_read_and_told() -> None:
    table = "Frage;Antwort\nGröße?;Die Größe wählen Sie über das Menü."
    texts, problems = gather(read_file(table.encode("cp1252"), "faq.csv"))
    assert [text.title for text in texts] == ["Größe?"]
    assert [(p.left_out, "Windows-1252" in p.sentence) for p in problems] == [(False, True)]


def test_lines_of_json_with_other_names() -> None:
    text = read("x.jsonl", json.dumps(
        {"id": 7, "lang": "vi", "title": "T", "text": "Nội dung."}).encode())
    assert (text.key, text.language, text.body) == ("7", "vi", "Nội dung.")


@pytest.mark.parametrize(("path", "key", "language"), [
    ("de/versand.html", "versand", "de"), ("versand.vi.html", "versand", "vi"),
    ("faq/en/a b.html", "faq-a-b", "en")])
def test_folders_and_suffixes_name_the_language(path: str, key: str, language: str) -> None:
    text = read(path, b"<title>T</title><p>12345 words</p>")
    assert (text.key, text.language) == (key, language)


def test_a_language_nobody_can_tell_is_asked_for() -> None:
    page = b"<title>T</title><p>12345 OK</p>"
    assert gather(read_file(page, "x.html"))[1] == [Problem(
        "x.html", "says nowhere which language it is in; name it with --language")]
    assert read("x.html", page, Language.VI).language == "vi"
