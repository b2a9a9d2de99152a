"""`lotse eval language`: its keys, its table, and what it says of wrong files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import BadInput
from nlu.language.evaluation import command

ROWS = [
    {"kind": "sentences", "lang": "de", "text": "wo bleibt mein paket"},
    {"kind": "sentences", "lang": "vi", "text": "đơn hàng của tôi đâu"},
    {"kind": "single-words", "lang": "en", "text": "weather"},
    {"lang": "en", "text": "where is my order", "extra": [1]},
]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, dict[str, float]]]:
    shown: dict[str, dict[str, dict[str, float]]] = json.loads(
        capsys.readouterr().out.splitlines()[-1]
    )
    return shown


def test_the_keys_of_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command([write(tmp_path / "a.jsonl", ROWS)], False, True)
    shown = figures(capsys)
    assert shown.keys() == {"per_language", "per_kind", "ms_per_message"}
    assert shown["per_language"]["en"] == {"accuracy": 1.0, "n": 2}
    assert shown["per_kind"] == {
        "sentences": {"accuracy": 1.0, "n": 2}, "single-words": {"accuracy": 1.0, "n": 1},
    }


def test_a_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command([write(tmp_path / "a.jsonl", ROWS)], True, False)
    assert "ms a message" in capsys.readouterr().out


def test_of_a_file_with_splits_the_test_rows_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [ROWS[0] | {"split": "train"}, ROWS[1] | {"split": "test"}]
    command([write(tmp_path / "a.jsonl", rows)], True, True)
    assert figures(capsys)["per_language"] == {"vi": {"accuracy": 1.0, "n": 1}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: this is not JSON"),
        ("[]", "line 2: a row must be an object"),
        ('{"lang": "de"}', "line 2, field 'text': must be a text"),
        ('{"lang": "de", "text": 5}', "line 2, field 'text': must be a text"),
        ('{"text": "a"}', "line 2, field 'lang': must be one of de, vi, en"),
        ('{"text": "a", "lang": "fr"}', "line 2, field 'lang': must be one of de, vi, en, not"),
        ('{"text": "a", "lang": "de", "kind": 1}', "line 2, field 'kind': must be a text"),
    ],
)
def test_wrong_files_get_file_line_and_field(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n" + line + "\n", "utf-8")
    with pytest.raises(BadInput) as failure:
        command([path], False, False)
    assert str(path) in failure.value.sentence
    assert said in failure.value.sentence


def test_a_missing_or_empty_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        command([tmp_path / "none.jsonl"], False, False)
    with pytest.raises(BadInput, match="no row"):
        command([write(tmp_path / "a.jsonl", [])], False, False)
