"""Where a message is cut, and where it is left whole, in three languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.parts import MOST, Part, split


def shown(text: str, language: str) -> list[str]:
    return [part.text for part in split(text, language)]


def clauses(text: str, language: str) -> list[str]:
    return [part.text for part in split(text, language) if not part.courtesy]


@pytest.mark.parametrize(("language", "text", "parts"), [
    ("de", "hallo, wo ist mein Paket und kann ich es noch umtauschen?",
     ["hallo,", "wo ist mein Paket", "kann ich es noch umtauschen?"]),
    ("de", "Guten Tag, was kostet der Versand, und wie lange dauert er? Danke!",
     ["Guten Tag,", "was kostet der Versand,", "wie lange dauert er?", "Danke!"]),
    ("de", "Liebes Team, meine Hose ist zu eng. Außerdem: wann habt ihr offen?",
     ["Liebes Team,", "meine Hose ist zu eng.", "wann habt ihr offen?"]),
    ("de", "wo ist mein paket\nund was kostet express", ["wo ist mein paket",
                                                        "und was kostet express"]),
    ("de", "danke dir, aber wo ist mein paket", ["danke dir,", "aber wo ist mein paket"]),
    ("de", "wo ist mein paket ? kann man mit paypal zahlen ?",
     ["wo ist mein paket", "kann man mit paypal zahlen"]),
    ("de", "meine schüssel ist zerbrochen und noch eine frage, liefert ihr nach Graz",
     ["meine schüssel ist zerbrochen", "liefert ihr nach Graz"]),
    ("de", "bitte die erste Bestellung stornieren und bei der zweiten die Adresse ändern",
     ["bitte die erste Bestellung stornieren", "bei der zweiten die Adresse ändern"]),
    ("en", "hi there, where's my order 10234 and can i still exchange it? thx",
     ["hi there,", "where's my order 10234", "can i still exchange it?", "thx"]),
    ("en", "does the rug shrink, how do I wash it",
     ["does the rug shrink,", "how do I wash it"]),
    ("en", "i want to return the lamp, also do you ship to malta",
     ["i want to return the lamp,", "do you ship to malta"]),
    ("en", "Good morning 😊\nWhere is my bench?", ["Good morning", "Where is my bench?"]),
    ("vi", "shop oi don 10234 den dau roi a voi lai cho mjnh hoi con doi size dc ko",
     ["shop oi", "don 10234 den dau roi a", "cho mjnh hoi con doi size dc ko"]),
    ("vi", "shop ơi, đơn mình đến đâu rồi và phí đổi hàng bao nhiêu?",
     ["shop ơi,", "đơn mình đến đâu rồi", "phí đổi hàng bao nhiêu?"]),
    ("vi", "ghế gỗ lau bằng gì vậy ạ, ngoài ra cho mình hỏi giờ mở cửa",
     ["ghế gỗ lau bằng gì vậy ạ,", "cho mình hỏi giờ mở cửa"]),
    ("vi", "don toi dau roi shop oi phi ship bao nhieu",
     ["don toi dau roi", "shop oi phi ship bao nhieu"]),
    ("vi", "dạ chào shop, váy này còn màu nâu không. Cảm ơn shop",
     ["dạ chào shop,", "váy này còn màu nâu không.", "Cảm ơn shop"]),
])
def test_a_message_falls_into_its_clauses(language: str, text: str, parts: list[str]) -> None:
    assert shown(text, language)[-2:] == parts[-2:]
    assert [p for p in parts if p in shown(text, language)] == parts


@pytest.mark.parametrize(("language", "text"), [
    ("de", "Wo sind meine Hose und Jacke?"),
    ("de", "gibt es den Pulli in schwarz und dunkelblau"),
    ("de", "Ich wollte fragen, wo meine Bestellung bleibt"),
    ("de", "können Sie mir sagen, wann der Laden öffnet?"),
    ("de", "Wie läuft das ab, wenn ich bar bezahlt habe?"),
    ("de", "Bestellnr. 10234 bitte stornieren"),
    ("de", "am 3. bestellt und nichts da"),
    ("de", "ist die Decke aus Wolle oder Baumwolle"),
    ("en", "do you have it in black and white"),
    ("en", "a table and two chairs for the garden please"),
    ("en", "can you tell me, when does the shop open"),
    ("en", "what happens if it breaks, because it is so thin"),
    ("vi", "shop còn áo và quần lanh không"),
    ("vi", "áo linen trắng còn size M không"),
    ("vi", "cái này đổi được không nếu mất hóa đơn"),
    ("vi", "bàn và ghế giao cùng lúc được không"),
])
def test_one_wish_stays_whole(language: str, text: str) -> None:
    assert len(clauses(text, language)) == 1


@pytest.mark.parametrize(("language", "text"), [
    ("de", "hallo"), ("de", "Guten Tag, vielen Dank!"), ("en", "hey there"),
    ("en", "thanks a lot, cheers"), ("vi", "shop ơi"), ("vi", "dạ, cám ơn shop nhiều"),
])
def test_manners_are_parts_but_no_clauses(language: str, text: str) -> None:
    assert split(text, language)
    assert clauses(text, language) == []


@pytest.mark.parametrize(("language", "text", "asks"), [
    ("de", "meine Vase ist zerbrochen.", False), ("de", "wo ist die Vase", True),
    ("de", "die Rechnung bitte", True), ("de", "Außerdem fehlt der Deckel.", True),
    ("en", "I ordered two bowls", False), ("en", "does it shrink", True),
    ("en", "I need an invoice", True), ("vi", "bát bị vỡ rồi", False),
    ("vi", "vải này có co ko shop", True), ("vi", "đổi giúp mình size L", True),
])
def test_what_asks_is_told_from_circumstances(language: str, text: str, asks: bool) -> None:
    assert [part.asks for part in split(text, language)] == [asks]


@given(st.text(st.characters(), max_size=300), st.sampled_from(["de", "vi", "en", "fr"]))
def test_parts_stand_where_they_say_and_never_overlap(text: str, language: str) -> None:
    found = split(text, language)
    assert all(text[part.start : part.end] == part.text for part in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.sampled_from(
    ["wo ist mein paket", "und", "hallo", "?", ".", ",", "kann ich", "\n", "🙂", "voi lai"])))
def test_however_it_is_typed_the_parts_are_few(pieces: list[str]) -> None:
    found = split(" ".join(pieces), "de")
    assert len([part for part in found if not part.courtesy]) <= MOST
    assert all(isinstance(part, Part) and part.text.strip() for part in found)
