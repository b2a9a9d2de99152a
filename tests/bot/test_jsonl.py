"""JSON Lines at the door: what is wrong is named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.jsonl import rows


def write(folder: Path, content: bytes) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(content)
    return path


def test_empty_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    found = list(rows(write(tmp_path, b'\xef\xbb\xbf{"a": 1}\n\n  \n{"a": 2}\n')))
    assert [(row.number, row.fields["a"]) for row in found] == [(1, 1), (4, 2)]


def test_a_text_may_hold_signs_that_end_lines_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path, '{"text": "một\u2028hai\u0085ba"}\n'.encode())
    assert [row.text("text") for row in rows(path)] == ["một\u2028hai\u0085ba"]


@pytest.mark.parametrize(("content", "words"), [
    (b'{"a": 1}\n{"a"', "line 2: this is not JSON"),
    (b"[1, 2]", "line 1: a row must be an object"),
    (b"{}\n\xff\xfe\xfa", "line 2: this is not UTF-8"),
])
def test_what_is_no_row_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=r"rows\.jsonl") as told:
        list(rows(write(tmp_path, content)))
    assert words in told.value.sentence


def test_wrong_fields_are_named(tmp_path: Path) -> None:
    (row,) = rows(write(tmp_path, b'{"text": " ", "lang": "fr", "kind": 3}'))
    for read in (lambda: row.text("text"), lambda: row.one_of("lang", ["de", "vi"]),
                 lambda: row.optional("kind"), lambda: row.text("intent")):
        with pytest.raises(BadInput, match="line 1, field"):
            read()


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(rows(tmp_path / "none.jsonl"))
