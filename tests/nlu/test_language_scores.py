"""Which language a single text is in, and that any text whatever gets a sane answer."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StartFailed
from bot.words import Language
from nlu.language.build import samples
from nlu.language.grams import TABLE, load
from nlu.language.letters import fold, is_syllable, words
from nlu.language.lexicon import function_words, other_function_words
from nlu.language.scoring import scores
from nlu.language.vocabulary import vocabulary

GERMAN = """
wo bleibt mein paket
Wann wird meine Bestellung geliefert?
moechte die hose gern zurueckgeben
koennen sie mir die groesse nennen
fuer wieviel euro ist der versand kostenlos
ich hab noch immer nix gekriegt
Ich han s Päckli nöd übercho
wo isch mis päckli
was kostet de versand i d schwiz
grüezi, händ ihr das au in blau
servus, i hätt gern a rechnung
wann kriag i mei packerl
die strasse ist falsch geschrieben
heisst das, ich muss alles zurückschicken
Kann ich den Gutschein im Sale einlösen?
hi shop, wann kommt mein paket
mein account geht nicht mehr
tracking zeigt seit tagen nichts an
das shirt in size m ist zu klein
ich will ein upgrade auf express
könnt ihr mir das nochmal erklären
passt das auch bei 1,80
habt ihr das noch in grün
wie lange dauert das denn noch
bin sehr enttäuscht von euch
geht leider nicht
nein, das meinte ich nicht
ja genau die bestellung
ich ruf euch morgen an
mein name ist nguyen und ich wohne in berlin
rückerstattung bitte auf mein konto
der reißverschluss ist kaputt
farbe stimmt nicht
falsche ware erhalten
umtausch möglich?
"""
VIETNAMESE = """
đơn hàng của tôi đâu rồi
shop oi ship ve q7 bao nhieu tien v
sp nay con hang ko
ship chua shop oi
ko dc thi thoi
bn tien vay ad
cho mk hoi gia cai ao nay vs
hang ve chua z
ma giam gia ko dung dc
toi muon doi size
minh chua nhan duoc hang
shop cho minh gap nhan vien
giao hang toi da nang mat bao lau
ao nay co mau xanh khong
doi tra the nao a
j ma lau the
sao lau vay shop
alo co ai ko
em oi tu van giup chi
hang bi loi roi
khi nao co hang lai
dat nham size roi shop oi
huy don giup minh
thanh toan khi nhan hang dc ko
cam on shop nhieu nha
áo này có size M không shop
mình muốn check đơn 10234
cho em xin link với ạ
voucher hết hạn rồi hả shop
order xong sao không có mail
bao giờ thì giao
hàng đẹp lắm shop
đắt quá, bớt chút đi
chất vải thế nào vậy bạn
hoàn tiền cho tôi
"""
ENGLISH = """
where is my order
when will my parcel arrive
can i change my address pls
i want to return these trousers
do you ship to switzerland
how much is shipping to vietnam
my voucher code doesnt work
u guys got this in blue?
this is the third time im writing
is the store in Berlin open today
i never got my refund
wrong item in the box
the zip is broken
can u check order 10234
whats the status of my package
please cancel my order
does it come in medium
too small, need a bigger one
still waiting for an answer
how do i log in
i forgot my password
that was not my question
yes the second one
nope, the other one
i'd like to talk to a person
do you have the linen shirt in sage
why was i charged twice
need it by friday
are you a robot
it's for my wife
is there a warranty on the lamp
my name is Nguyen and I live in London
not happy with the quality
how long do i have to wait
could i get an invoice
"""
FOURTH = """
je voudrais retourner mon colis
où est ma commande ?
bonjour, je n'ai pas reçu ma commande
quels sont les frais de livraison
dónde está mi pedido
hola, quiero devolver una camisa
cuánto cuesta el envío a España
dov'è il mio ordine?
vorrei restituire i pantaloni
quanto costa la spedizione
onde está o meu pedido
waar is mijn bestelling
ik wil graag mijn pakket terugsturen
gdzie jest moja paczka
chciałbym zwrócić koszulę
ile kosztuje wysyłka
siparişim ne zaman gelecek
bu gömleği iade etmek istiyorum
kde je moje objednávka
vreau să returnez produsul
jag vill returnera min beställning
di mana pesanan saya
gdje je moja narudžba
где мой заказ
我的订单在哪里
طلبي لم يصل
สินค้าของฉันอยู่ที่ไหน
주문이 어디에 있나요
私の注文はどこですか
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize(
    ("text", "language"),
    [(t, Language.DE) for t in lines(GERMAN)]
    + [(t, Language.VI) for t in lines(VIETNAMESE)]
    + [(t, Language.EN) for t in lines(ENGLISH)],
)
def test_chat_lines_have_their_language(text: str, language: Language) -> None:
    heard = scores(text)
    assert heard.best is language
    assert heard[language] > 0.6
    assert heard.other < 0.9


@pytest.mark.parametrize("text", lines(VIETNAMESE))
def test_vietnamese_stays_vietnamese_without_diacritics(text: str) -> None:
    assert scores(fold(text)).best is Language.VI


@pytest.mark.parametrize("text", lines(FOURTH))
def test_a_fourth_language_is_recognised(text: str) -> None:
    assert scores(text).other > 0.9


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters()))  # surrogates and control characters too
def test_any_text_gets_valid_scores(text: str) -> None:
    heard = scores(text)
    shares = (heard.de, heard.vi, heard.en)
    assert all(0 <= share <= 1 and math.isfinite(share) for share in (*shares, heard.other))
    assert sum(shares) == pytest.approx(1)
    assert heard == scores(text)  # no dice


@pytest.mark.parametrize(
    "text", ["", " \n", "😀👍", "10234", "a@b.de", "\u202e\u0000\ud800", "<b></b>", "?!"]
)
def test_what_has_no_words_is_undecided(text: str) -> None:
    heard = scores(text)
    assert heard.other == 0
    assert max(heard.de, heard.vi, heard.en) < 0.9


def test_a_very_long_text_takes_no_longer_than_its_beginning() -> None:
    started = time.perf_counter()
    assert scores("wo bleibt mein Paket " * 2500).best is Language.DE
    assert time.perf_counter() - started < 0.5


def test_messages_take_less_than_two_milliseconds() -> None:
    every = lines(GERMAN) + lines(VIETNAMESE) + lines(ENGLISH)
    scores(every[0])
    best = min(_seconds(every) for _ in range(3))
    assert best / len(every) < 0.002


def _seconds(texts: list[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        scores(text)
    return time.perf_counter() - started


def test_the_table_is_small_and_complete() -> None:
    table = load()
    assert TABLE.stat().st_size < 600_000
    assert len(table.rows) + 1 == len(table.weights)
    assert table.mix.shape[1] == 3
    assert table.source


def test_a_missing_table_says_how_to_make_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StartFailed, match=r"nlu\.language\.build"):
        load(tmp_path / "table.npz")


def test_the_table_learns_from_all_three_languages() -> None:
    columns = {column for _, column, _ in samples()}
    assert columns == {0, 1, 2}


def test_words_leave_out_what_has_no_language() -> None:
    assert words("Meine Nr. 10234, max@web.de https://x.de/a, XK-12 geht's") == [
        "meine", "nr", "geht's",
    ]


def test_shared_function_words_speak_for_nobody() -> None:
    known = function_words()
    assert "in" not in known
    assert [known[word] for word in ("nicht", "khong", "what")] == [0, 1, 2]
    assert not other_function_words().keys() & known.keys()


def test_syllables() -> None:
    assert all(map(is_syllable, ("nghiêng", "duoc", "đơn")))
    assert not any(map(is_syllable, ("paket", "where")))


def test_words_are_cut_into_the_encoders_pieces() -> None:
    known = vocabulary()
    names = list(known.rows)
    assert [names[row] for row in known.cut("haus")] == ["▁haus"]
    assert "".join(names[row] for row in known.cut("lieferscheinnummern")) == "▁lieferscheinnummern"
    said = known.ask(["lieferscheinnummern", "ψ", ""])
    assert said[0].argmax() == 0 and not said[1:].any()
    assert known.ask([]).shape == (0, 3)
