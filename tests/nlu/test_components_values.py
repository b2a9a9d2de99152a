"""What stands in a text by rule: a table in three languages, and any text without an exception."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components import codes, looks
from nlu.components.values import only_values, read, tells
from nlu.components.words import CAPITALS

FOUND = [
    ("Wo bleibt meine Bestellung 10234?", "order_number", "10234"),
    ("#10234", "order_number", "10234"),
    ("Nr. 10234", "order_number", "10234"),
    ("đơn 10 234 của mình đâu", "order_number", "10234"),
    ("write to lan.tran@example.com.", "email", "lan.tran@example.com"),
    ("ruf mich an: 0171 2345678", "phone", "+491712345678"),
    ("sđt +84 912 345 678", "phone", "+84912345678"),
    ("PLZ 22303", "postcode", "22303"),
    ("8004 Zürich", "postcode", "8004"),
    ("1017 ab, Amsterdam 1017 AB", "postcode", "1017 AB"),
    ("mã bưu điện 700000", "postcode", "700000"),
    ("Größe M bitte", "size", "M"),
    ("doi size xl nhe", "size", "XL"),
    ("die Hose in Größe 38", "size", "38"),
    ("weißes Hemd", "colour", "white"),
    ("in schwarzer Farbe", "colour", "black"),
    ("áo màu trắng", "colour", "white"),
    ("do you have it in sage?", "colour", "sage"),
    ("salbeigrüne Bluse", "colour", "sage"),
    ("ao mau den size m", "colour", "black"),
    ("cai mau xanh la nhat", "colour", "sage"),
    ("in blue size m", "colour", "blue"),
    ("Hemd in 3XL", "size", "XXXL"),
    ("das blaue Hemd", "colour", "blue"),
    ("áo màu xanh còn không", "colour", "blue_or_green"),
    ("áo màu xanh navy", "colour", "navy"),
    ("ao mau do", "colour", "red"),
    ("LM-10234", "order_number", "10234"),
    ("die Hose in 38", "size", "38"),
    ("doi quan 40 nhe", "size", "40"),
    ("can we speak English", "language", "en"),
    ("auf Deutsch bitte", "language", "de"),
    ("nói tiếng Việt được không", "language", "vi"),
    ("noi tieng anh di", "language", "en"),
    ("Ich heiße Anna Müller", "person_name", "Anna Müller"),
    ("mình tên Lan", "person_name", "Lan"),
    ("tên tôi là Nguyễn Văn An", "person_name", "Nguyễn Văn An"),
    ("my name is John Smith", "person_name", "John Smith"),
]
FOUND += [
    ("Bestellung 10.234 bitte", "order_number", "10234"),
    ("Nr.10234", "order_number", "10234"),
    ("mein Mail: lan(at)web.de", "email", "lan@web.de"),
    ("PLZ 10115, Bestellung 10240", "postcode", "10115"),
    ("to SW1A 1AA please", "postcode", "SW1A 1AA"),
    ("die 38er Jeans", "size", "38"),
    ("Konfektionsgröße 40", "size", "40"),
    ("do you have it in large?", "size", "L"),
    ("in medium please", "size", "M"),
    ("Laken 160 x 200 cm", "size", "160x200"),
    ("UK 12", "size", "UK 12"),
    ("hellgrüne Bluse", "colour", "green"),
    ("weinrot oder lila", "colour", "burgundy"),
    ("xanh duong size m", "colour", "blue"),
    ("váy màu tím", "colour", "purple"),
    ("hier spricht Sabine Koch.", "person_name", "Sabine Koch"),
    ("Ich bin Thomas Weber und warte", "person_name", "Thomas Weber"),
    ("i'm Maria Lopez, hi", "person_name", "Maria Lopez"),
    ("em tên Lan ạ", "person_name", "Lan"),
    ("mình là Hương", "person_name", "Hương"),
    ("tên mình: Trần Thị Mai", "person_name", "Trần Thị Mai"),
]
NOT_FOUND = [
    ("102345", "order_number"), ("ab 10.234 €", "order_number"), ("10234 VND", "order_number"),
    ("0171 2345678", "postcode"), ("5 m lang", "size"), ("I'm fine", "size"),
    ("Anh ơi", "language"), ("den Mantel", "colour"), ("trang web", "colour"),
    ("my name is spelled wrong", "person_name"), ("ich heiße jetzt anders", "person_name"),
    ("mein name schreibt sich mit th", "person_name"),
    ("an hung@gmail.com", "size"), ("es dauert so 20 Tage", "size"), ("10 234 €", "order_number"),
    ("PLZ 10115", "order_number"), ("ich habe 10500 Punkte", "order_number"),
    ("Bestellung 10234", "postcode"), ("a small problem", "size"), ("ich weiß nicht", "colour"),
    ("Ich bin Kunde bei Ihnen", "person_name"), ("I'm Vietnamese", "person_name"),
    ("Hier ist meine Bestellnummer", "person_name"), ("das Brot", "colour"),
]


@pytest.mark.parametrize(("text", "size"), [
    ("co m khong", ["M"]), ("giày số 39", ["39"]), ("số 36 Hàng Bông", []), ("so 20 ngày", []),
    ("số 38 nhé", ["38"]), ("so 38 nhe shop", ["38"]), ("co 38 ko", ["38"]),
    ("số 38 phố Huế", []), ("so 40 ngày", [])])
def test_vietnamese_words_for_size(text: str, size: list[str]) -> None:
    assert [e.value for e in read(text, "vi") if e.entity == "size"] == size


@pytest.mark.parametrize(("text", "name"), [
    ("Em là Linh ạ", ["Linh"]), ("Mình là Lan ở Huế", ["Lan"]), ("mình là ở Sài Gòn", []),
    ("em là Linh", ["Linh"]), ("Em là Ánh Ỷ nha", ["Ánh Ỷ"])])
def test_a_vietnamese_name_ends_where_its_capitals_do(text: str, name: list[str]) -> None:
    assert [e.value for e in read(text, "vi") if e.entity == "person_name"] == name
    assert all(letter.isupper() for letter in re.sub("[A-Z]-[A-Z]|-", "", CAPITALS))
    assert not any(re.match(f"[{CAPITALS}]", chr(c).lower()) for c in range(0xC0, 0x1EFA))


@pytest.mark.parametrize(("text", "name"), [
    ("cho em sửa họ tên người nhận", []), ("họ tên trên đơn bị nhầm", []),
    ("họ tên Trần Thị Mai", ["Trần Thị Mai"]), ("họ và tên: lan anh", ["lan anh"])])
def test_the_word_name_alone_names_nobody(text: str, name: list[str]) -> None:
    assert [e.value for e in read(text, "vi") if e.entity == "person_name"] == name


@pytest.mark.parametrize("text", [
    "Ich bin der Käufer.", "Ich bin die Kundin.", "ich bin der Empfänger", "Ich bin der Depp!",
    "Ich bin die Letzte", "I am Very Upset.", "This is Not Good.", "It's Black Friday!",
    "This is Bad Service, I want a refund", "Ich bin Sehr Enttäuscht", "I'm So Tired of this"])
def test_who_somebody_is_to_us_is_no_name(text: str) -> None:
    assert "person_name" not in {e.entity for e in read(text, "de")}


@pytest.mark.parametrize(("text", "name"), [
    ("Ich bin die Anna", "Anna"), ("ich bin der Peter.", "Peter"), ("i bin da Sepp", "Sepp"),
    ("Ich bin der Hans-Peter", "Hans-Peter"), ("Ich bin die Frau Käufer", "Käufer"),
    ("Ich bin der Thomas Bäcker", "Thomas Bäcker"), ("this is Maria Lopez", "Maria Lopez"),
    ("Hi there, this is Maria Lopez from Leeds", "Maria Lopez"), ("I'm An Nguyen", "An Nguyen"),
    ("it's Maria Lopez here", "Maria Lopez"), ("em là Linh", "Linh")])
def test_real_names_are_found_however_they_are_introduced(text: str, name: str) -> None:
    assert name in [e.value for e in read(text, "de") if e.entity == "person_name"]


def test_what_only_looks_like_a_name_does_not_overrule_a_sure_intent() -> None:
    looks, told, number = "I am Deeply Upset", "my name is Maria Lopez", "10234"
    assert not tells(looks, read(looks), settled=True)
    assert tells(looks, read(looks), settled=False)
    assert tells(told, read(told), settled=True)
    assert tells(number, read(number), settled=True)
    assert not tells("hello", read("hello"), settled=False)


def test_dong_in_any_language_and_half_an_hour_from_now() -> None:
    assert ("amount", "1200000 VND") in [(e.entity, e.value) for e in read("ca. 1,2 triệu", "de")]
    assert [e.entity for e in read("in einer halben Stunde", "de")] == ["time"]
    assert read("jetzt", "de") == []


@pytest.mark.parametrize("text", ["hemd in navy-blue", "váy đỏ đô", "marineblau"])
def test_one_colour_at_one_place(text: str) -> None:
    assert len([e for e in read(text, "vi") if e.entity == "colour"]) == 1


@pytest.mark.parametrize(("text", "entity", "value"), FOUND)
def test_found(text: str, entity: str, value: str) -> None:
    found = [(e.entity, e.value) for e in read(text, "de")]
    assert (entity, value) in found


@pytest.mark.parametrize(("text", "entity"), NOT_FOUND)
def test_not_found(text: str, entity: str) -> None:
    assert entity not in [e.entity for e in read(text)]


def test_five_digits_may_be_both() -> None:
    assert {e.entity for e in read("10234")} == {"order_number", "postcode"}


@pytest.mark.parametrize("text", [
    "Lieferung an 10115 Berlin möglich?", "10245 berlin", "Straße 12a, 10245 Berlin",
    "giao đến 10000 Hà Nội"])
def test_five_digits_before_a_place_are_its_postcode(text: str) -> None:
    assert {e.entity for e in read(text, "de")} == {"postcode"}


@pytest.mark.parametrize("text", [
    "10234 Wo bleibt das?", "10234\nAnna Weber", "WO IST 10234 JETZT", "Bestellung 10234 Berlin",
    "10234 Danke", "was ist mit 10234 los", "10234, Anna",
    "Nr. 10234 Jacke zu klein", "Hallo, 10234 Rückgabe bitte", "10233, 10234 Danke"])
def test_an_order_stays_one_whatever_is_said_after_it(text: str) -> None:
    assert "order_number" in {e.entity for e in read(text, "de")}


@pytest.mark.parametrize(("text", "only"), [
    ("10234", True), ("PLZ 22303", True), ("Größe M", True), ("wo ist 10234", False), ("", False),
    ("tôi tên là Nguyễn Thị Minh Khai", True), ("Ich heiße Jürgen Müller-Lüdenscheidt", True),
    ("mein Name ist falsch", False), ("Ich heiße Eva und suche mein Paket", False)])
def test_nothing_but_values(text: str, only: bool) -> None:
    assert only_values(text, read(text, "de")) is only


@pytest.mark.parametrize(("text", "language", "entity"), [
    ("Hose 38 Euro", "de", "amount"), ("Kleid 45 €", "de", "amount"),
    ("pants 45 dollars", "en", "amount"), ("quần 45 nghìn", "vi", "amount"),
    ("US 10 dollars", "en", "amount"), ("số 45 ngàn", "vi", "amount"), ("đầm 38 tuổi", "vi", ""),
    ("10500 Punkten", "de", ""), ("10 000 units", "en", ""), ("gia 10 000", "vi", "")])
def test_what_is_counted_is_no_size_and_no_order(text: str, language: str, entity: str) -> None:
    found = {e.entity for e in read(text, language)}
    assert not {"size", "order_number"} & found
    assert not entity or entity in found


@pytest.mark.parametrize(("text", "entity"), [
    ("Größe 38", "size"), ("size M", "size"), ("Hose 38 für 45 Euro", "size"), ("US 10", "size"),
    ("quan 38 k shop", "size"), ("đánh giá 10234", "order_number"),
    ("10234 k thay", "order_number")])
def test_sizes_and_orders_not_counted_stay(text: str, entity: str) -> None:
    assert entity in {e.entity for e in read(text, "vi")}


@pytest.mark.parametrize("text", ["wir reden morgen", "Xanh", "trang web den khuya"])
def test_no_colour_is_seen_in_other_words(text: str) -> None:
    assert "colour" not in {entity.entity for entity in read(text, "vi")}


@pytest.mark.timeout(20)  # what grows with the square takes minutes
@pytest.mark.parametrize(("pattern", "text"), [
    (looks.SIZE_CUE, "size" + " " * 100_000), (codes.EMAIL, "a" * 100_000),
    (codes.EMAIL, "a." * 50_000)], ids=["size", "word", "dots"])
def test_the_longest_message_takes_no_time(pattern: re.Pattern[str], text: str) -> None:
    assert not pattern.search(text)


@pytest.mark.parametrize(("text", "value"), [
    ("size:  38", "38"), ("size : M", "M"), ("Größe\t40", "40"),
    ("mail:lan.tran+x@web.de", "lan.tran+x@web.de")])
def test_however_it_is_spaced(text: str, value: str) -> None:
    assert value in [e.value for e in read(text)]


@given(st.text(st.characters(codec=None), max_size=200))
def test_places_lie_in_the_text(text: str) -> None:
    for entity in read(text):
        assert 0 <= entity.start < entity.end <= len(text)
        assert entity.value
