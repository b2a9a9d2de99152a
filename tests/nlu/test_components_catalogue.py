"""What the shop sells is found by name, in three languages and with typing errors."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from nlu.components.catalogue import Catalogue, current, named, near
from nlu.components.values import read
from tests.nlu.hostile import HOSTILE

SOLD = Catalogue([
    {"value": "shirt", "names": ["Leinenhemd Elbe", "Áo sơ mi lanh Elbe", "Elbe linen shirt",
                                 "leinenhemd"]},
    {"value": "dress", "names": ["Trägerkleid Sommerwind", "Đầm hai dây Sommerwind",
                                 "Sommerwind strap dress", "trägerkleid"]},
    {"value": "jumper", "names": ["Wollpullover Nordwind", "Áo len Nordwind", "áo len",
                                  "Nordwind wool jumper"]},
    {"value": "card-50", "names": ["Gift card 50 €"]},
    {"value": "card-100", "names": ["Gift card 100 €"]},
    {"value": "pot", "names": ["Bát Tràng teapot", "teapot"]},
    {"value": "shorts", "names": ["Leinenshorts Sylt", "Quần short lanh Sylt", "shorts"]},
])


def told(text: str) -> list[tuple[str, str]]:
    return [(found.value, text[found.start : found.end]) for found in SOLD.find(text)]


@pytest.mark.parametrize(("text", "found"), [
    ("Habt ihr das Leinenhemd Elbe noch?", [("shirt", "Leinenhemd Elbe")]),
    ("habt ihr das leinenhmed elbe in M", [("shirt", "leinenhmed elbe")]),
    ("zwei Leinenhemden, bitte", [("shirt", "Leinenhemden")]),
    ("Traegerkleid Sommerwnd in Sand?", [("dress", "Traegerkleid Sommerwnd")]),
    ("is the Elbe linnen shirt back in stock?", [("shirt", "Elbe linnen shirt")]),
    ("shop còn đầm hai dây sommerwind không", [("dress", "đầm hai dây sommerwind")]),
    ("con dam hai day sommerwind ko shop", [("dress", "dam hai day sommerwind")]),
    ("Nordwind wool jumpr und Leinenshorts Sylt",
     [("jumper", "Nordwind wool jumpr"), ("shorts", "Leinenshorts Sylt")]),
    ("a gift card 100, please", [("card-100", "gift card 100")]),
    ("how much is the tea pot", [("pot", "tea pot")]),
])
def test_things_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize("text", [
    "can you make the text shorter?", "ship nhanh lên áo ơi", "Wo ist meine Bestellung 10234?",
    "der Wind im Sommer", "", "👕👕",
])
def test_other_words_are_left_alone(text: str) -> None:
    assert told(text) == []


def test_a_word_with_other_marks_is_another_word() -> None:
    assert told("có áo lên kệ chưa") == []
    assert told("có áo len chưa") == [("jumper", "áo len")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_taken(text: str) -> None:
    for found in SOLD.find(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.timeout(20)  # what grows with the square takes minutes
def test_many_short_words_take_no_time() -> None:
    assert SOLD.find("1." * 10_000) == []


@pytest.mark.parametrize(("one", "other", "are"), [
    ("kimono", "kimonos", True), ("kimono", "kimno", True), ("kimono", "kmiono", True),
    ("kimono", "kimina", False), ("shorter", "shorts", False), ("ha", "he", False),
])
def test_one_typing_error_is_forgiven(one: str, other: str, are: bool) -> None:
    assert near(one, other) is near(other, one) is are


def test_the_file_is_read_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalogue.json"
    monkeypatch.setenv("LOTSE_CATALOGUE", str(path))
    assert current().find("ein Kimono") == []
    for moment, value in enumerate(("old", "new"), 1):
        path.write_text(json.dumps([{"value": value, "names": ["Kimono"]}]))
        os.utime(path, ns=(moment, moment))
        assert [found.value for found in current().find("ein Kimono")] == [value]


@pytest.mark.parametrize(("text", "colours"), [
    ("is the gold-rim mug in stock?", []),
    ("gibt es in Schwarz den Hocker Mộc?", ["black"]),
    ("the Elbe navy shirt", ["navy"]),
    ("the gold-rim mug in white", ["white"]),
])
def test_a_colour_in_a_name_is_not_asked_for(
    text: str, colours: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = [{"value": "mug", "names": ["Gold-rim mug"]},
            {"value": "stool", "names": ["Hocker Mộc"]},
            {"value": "shirt", "names": ["Elbe shirt"]}]
    (tmp_path / "c.json").write_text(json.dumps(sold), "utf-8")
    monkeypatch.setenv("LOTSE_CATALOGUE", str(tmp_path / "c.json"))
    found = Catalogue(sold).find(text)
    assert [entity.value for entity in read(text, "de" if "Hocker" in text else "en", None)
            if entity.entity == "colour" and not named(entity, found, text)] == colours
