"""How values are scored: printed values read, matches judged, wrong files named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import BadInput
from nlu.values import evaluation
from nlu.values.evaluation import Row, dateparser_right, right


@pytest.mark.parametrize(("dim", "language", "text", "value", "is_right"), [
    ("Time", "de", "am kommenden Sonntag", "(datetime (2013, 2, 17, 0, 0, 0) Day)", True),
    ("Time", "de", "am kommenden Sonntag", "(datetime (2013, 2, 17, 0, 0, 0) Hour)", False),
    ("Time", "de", "am kommenden Sonntag", "(datetime (2013, 2, 18, 0, 0, 0) Day)", False),
    ("Time", "en", "from Sunday to Monday",
     "(datetimeInterval ((2013, 2, 17, 0, 0, 0), (2013, 2, 19, 0, 0, 0)) Day)", True),
    ("Time", "en", "from Sunday to Monday",
     "(datetimeInterval ((2013, 2, 17, 0, 0, 0), (2013, 2, 18, 0, 0, 0)) Day)", False),
    ("Time", "en", "after Sunday", "(datetimeOpenInterval After (2013, 2, 17, 0, 0, 0) Day)", True),
    ("Time", "en", "after Sunday", "(datetimeOpenInterval Before (2013, 2, 17, 0, 0, 0) Day)",
     False),
    ("Time", "en", "7/30", "(datetime (2013, 7, 30, 0, 0, 0) Day)", True),
    ("Time", "en", "in the year dot", "(datetime (-20, 1, 1, 0, 0, 0) Year)", False),
    ("AmountOfMoney", "vi", "70k đồng", "(simple VND 70000)", True),
    ("AmountOfMoney", "en", "under 8 dollars", "(under Dollar 8)", True),
    ("AmountOfMoney", "en", "under 8 dollars", "(above Dollar 8)", False),
    ("AmountOfMoney", "en", "eight", "(simple Unnamed 8)", True),
    ("Quantity", "en", "3 kg of tea", '(simple Gram 3000 (Just "tea"))', True),
    ("Duration", "de", "90 Minuten", "(DurationData 90 Minute)", True),
    ("Duration", "en", "18 months", "(DurationData 18 Month)", True),
    ("Duration", "en", "18 months", "(DurationData 18 Year)", False),
    ("Numeral", "vi", "70k", "(NumeralValue 7e4)", True),
    ("Ordinal", "en", "the 8th", "(OrdinalData 8)", False),
])
def test_a_row_is_judged(dim: str, language: str, text: str, value: str, is_right: bool) -> None:
    assert right(Row(dim, language, text, value)) is is_right


def test_two_values_are_never_right() -> None:
    row = Row("Numeral", "en", "seven apples and eight pears", "(NumeralValue 7)")
    assert not right(row)


def test_dateparser_is_judged_by_the_same_rules() -> None:
    for day, is_right in ((15, True), (16, False)):
        row = Row("Time", "en", "in 3 days", f"(datetime (2013, 2, {day}, 4, 0, 0) Hour)")
        assert dateparser_right(row) is is_right


def test_the_command_prints_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [{"dim": "Numeral", "lang": "en", "text": "nine", "value": "(NumeralValue 9)"},
            {"dim": "Time", "lang": "de", "text": "heute", "value":
             "(datetime (2013, 2, 12, 0, 0, 0) Day)"},
            {"dim": "Url", "lang": "common", "text": "x.org", "value": "(UrlData)"}]
    file.write_text("\n".join(map(json.dumps, rows)))
    evaluation.command([file], as_json=True)
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["per_dim"]["Time"]["de"] == {"accuracy": 1.0, "n": 1}
    assert result["overall"] == {"accuracy": 1.0, "n": 1}
    assert result["dateparser"]["per_dim"]["Time"]["de"]["n"] == 1


@pytest.mark.parametrize("line", ["not json", '{"dim": "Time", "lang": "de", "text": "heute"}'])
def test_a_wrong_file_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(line)
    with pytest.raises(BadInput, match=r"rows\.jsonl, line 1"):
        evaluation.command([file], as_json=False)
