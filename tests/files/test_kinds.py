"""What a file is: by its bytes, whatever its name and its sender say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.files.kinds import HEAD, OFFICE, Unwanted, identify
from bot.files.serving import named, part
from bot.files.tables import short
from tests.files.samples import OGG, PNG, archive

WORD = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(("data", "claimed", "found"), [
    (PNG, "text/html", "image/png"), (b"\xff\xd8\xff\xe0JFIF", None, "image/jpeg"),
    (b"GIF89a...", None, "image/gif"), (b"RIFF\x10\0\0\0WEBPVP8 ", None, "image/webp"),
    (b"RIFF\x10\0\0\0WAVEfmt ", None, "audio/wav"), (OGG, "audio/ogg; codecs=opus", "audio/ogg"),
    (b"ID3\x04rest", None, "audio/mpeg"), (b"\xff\xfb\x90d", None, "audio/mpeg"),
    (b"#!AMR\n", None, "audio/amr"), (b"%PDF-1.7\n", None, "application/pdf"),
    (b"\0\0\0\x18ftypmp42", None, "video/mp4"), (b"\0\0\0\x18ftypisom", "audio/mp4", "audio/mp4"),
    (b"\0\0\0\x18ftypM4A ", "video/mp4", "audio/mp4"), (b"\0\0\0\x18ftypheic", None, "image/heic"),
    (b"\x1aE\xdf\xa3", "audio/webm;codecs=opus", "audio/webm"), (b"\x1aE\xdf\xa3", None,
                                                                  "video/webm"),
    (WORD, None, OFFICE + "wordprocessingml.document"), ("Xin chào\n".encode(), None, "text/plain"),
    (b"BEGIN:VCARD\nFN:Mai", None, "text/vcard"), (b"\xef\xbb\xbfa;b", "text/csv", "text/plain"),
    (b"x" * (HEAD - 1) + "ệ".encode(), None, "text/plain"),  # a character cut where we stop reading
])
def test_what_we_take(tmp_path: Path, data: bytes, claimed: str | None, found: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    assert identify(path, claimed).name == found


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"), (b"MZ\x90\0", "type"), (b"\x7fELF\x02", "type"), (b"<svg onload=x>", "type"),
    (b"\xef\xbb\xbf  <!doctype html>", "type"), (archive("a.exe"), "type"),
    (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "type"),
    (b"PK\x03\x04broken", "type"), (b"RARX\0\0\0\0WEBP", "type"), ("Grüße".encode("latin-1"),
                                                                  "type"),
    (b"text\x00with a zero", "type"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type"),
])
def test_what_we_do_not_take(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    with pytest.raises(Unwanted) as refused:
        identify(path, "image/png")
    assert refused.value.code == code


@pytest.mark.parametrize(("wanted", "found"), [
    (None, (0, 100)), ("bytes=0-", (0, 100)), ("bytes=10-19", (10, 10)), ("bytes=-5", (95, 5)),
    ("bytes=90-200", (90, 10)), ("bytes=-500", (0, 100)), ("bytes=100-", None), ("bytes=-0", None),
    ("bytes=20-10", None), ("bytes=0-1,5-6", (0, 100)), ("lines=1-2", (0, 100)),
    ("bytes=-", (0, 100)),
])
def test_parts_of_a_file(wanted: str | None, found: tuple[int, int] | None) -> None:
    assert part(wanted, 100) == found


@pytest.mark.parametrize(("given", "kept"), [
    ("../../evil.png", "evil.png"), ("C:\\Fotos\\a.png", "a.png"), ("a\nb\x00.txt", "ab.txt"),
    ("", None), ("x/", None), ("n" * 200 + ".pdf", "n" * 116 + ".pdf"), (None, None),
])
def test_names_have_no_folders(given: str | None, kept: str | None) -> None:
    assert short(given) == kept


def test_a_download_ends_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"%PDF-1.7")
    pdf = identify(path)
    assert [named(name, pdf) for name in ("a.PDF", "a.exe", None)] == [
        "a.PDF", "a.exe.pdf", "file.pdf"]
