"""The language of a conversation: what switches it, what never does."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.texts import DEFAULT_FORM
from bot.turns import Tongue
from bot.words import Language
from handoff import crm
from handoff.tables import Product
from nlu.language.interpreter import LanguageInterpreter

DE, VI, EN = Language.DE, Language.VI, Language.EN
INTERPRETER = LanguageInterpreter()

NEVER = """
ok
okay
Ok!
oki
10234
#10234
Nr. 10234
49,90 €
1.290.000đ
+49 170 1234567
0901 234 567
anna@web.de
ng.van.an@gmail.com
https://linde-moc.de/p/12
Nguyễn Văn An
nguyen van an
Trần Thị Lan
Lê Minh
Anna Schmidt
John Smith
Müller
Jean-Luc Picard
voucher
Voucher?
size M
Size XL
ship
sale
combo
danke
Danke!
merci
thanks
thx
cảm ơn
hello
hi
hallo
ciao
bye
shop
shop?
admin
email
paypal
visa
DHL
GHN
iPhone
XS
M
38
ja
no
yes
nein
👍
😀😀
...
?
12.11.2026
Friedrichstraße 12, 10117 Berlin
12 Nguyễn Huệ, Quận 1
order
checkout
inbox
super
please
bitte
ok thanks
ok danke
LH-2033-XK
blazer
jeans
"""
SENTENCES = [
    (DE, "wann kommt mein paket"),
    (DE, "hi shop, wann kommt mein paket"),
    (DE, "hello, ich habe eine Frage zu meiner Bestellung"),
    (DE, "sorry aber der voucher geht nicht"),
    (DE, "Ich heiße Trần Thị Lan und warte auf mein Paket"),
    (DE, "moechte meine bestellung stornieren"),
    (DE, "habt ihr das auch in size M"),
    (DE, "ich han s päckli nöd übercho"),
    (DE, "was kostet der versand"),
    (DE, "ist das noch da"),
    (DE, "Gibt es die Anleitung auf Englisch?"),
    (DE, "Ich spreche kein Englisch"),
    (DE, "warum schreibst du englisch? ich kann nur deutsch"),
    (EN, "where is my parcel"),
    (EN, "hallo, i have a question about my order"),
    (EN, "do you have this in blue"),
    (EN, "i don't speak German"),
    (EN, "Is the manual in German?"),
    (EN, "how much is it"),
    (EN, "are you a bot?"),
    (EN, "can i order on account"),
    (EN, "when do i get the tracking link"),
    (EN, "do you do next day"),
    (EN, "i love your shop"),
    (EN, "can i still change the size"),
    (EN, "my name is Nguyễn Văn An and I need a refund"),
    (EN, "what is the Gutschein for"),
    (EN, "thanks but that is not what i asked"),
    (VI, "đơn hàng của mình đâu rồi"),
    (VI, "shop oi ship ve q7 bao nhieu tien v"),
    (VI, "sp nay con hang ko shop"),
    (VI, "hello shop, cho mình hỏi giá"),
    (VI, "minh muon doi size"),
    (VI, "ship hàng đi Germany được không"),
    (VI, "don cua minh chua toi"),
    (VI, "voucher này dùng sao vậy"),
    (VI, "toi muon check order 10234"),
    (VI, "toi can doi do"),
    (VI, "co the doi hang khong"),
]
FOURTH = """
je voudrais retourner mon colis
où est ma commande s'il vous plaît
dónde está mi pedido
dov'è il mio ordine
gdzie jest moja paczka
siparişim ne zaman gelecek
waar is mijn bestelling
onde está o meu pedido
где мой заказ
我的订单在哪里
"""


def decide(
    text: str, current: Language, evidence: dict[str, float] | None = None
) -> Tongue:
    return INTERPRETER.decide(text, current, DEFAULT_FORM[current], evidence or {})


@pytest.mark.parametrize("text", NEVER.strip().splitlines())
@pytest.mark.parametrize("current", list(Language))
def test_small_things_never_switch(text: str, current: Language) -> None:
    for evidence in ({}, {"de": 0.0, "vi": 0.0, "en": 0.0}):
        tongue = decide(text, current, evidence)
        assert (tongue.language, tongue.spoken) == (current, True)


@pytest.mark.parametrize("current", list(Language))
@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_sentence_switches_at_once(current: Language, language: Language, text: str) -> None:
    tongue = decide(text, current, {"de": 0.0, "vi": 0.0, "en": 0.0})
    assert (tongue.language, tongue.spoken) == (language, True)


@pytest.mark.parametrize("current", list(Language))
@pytest.mark.parametrize("text", FOURTH.strip().splitlines())
def test_a_fourth_language_is_not_spoken_and_nothing_switches(
    text: str, current: Language
) -> None:
    tongue = decide(text, current)
    assert (tongue.language, tongue.spoken) == (current, False)


@pytest.mark.parametrize("text", ["bonjour", "hola", "merci beaucoup", "grazie", "papa pear"])
def test_a_word_or_two_of_a_fourth_language_are_borne(text: str) -> None:
    assert decide(text, DE) .spoken


@pytest.mark.parametrize(
    ("current", "hints", "language"),
    [
        (VI, ["alles klar", "genau so"], DE),
        (VI, ["versand?", "rückgabe?"], DE),
        (DE, ["chưa được", "hàng đâu"], VI),
        (DE, ["how much", "which one"], EN),
    ],
)
def test_two_weak_hints_in_a_row_switch(
    current: Language, hints: list[str], language: Language
) -> None:
    held = {"de": 0.0, "vi": 0.0, "en": 0.0}
    first = decide(hints[0], current, held)
    assert first.language is current
    assert decide(hints[1], current, dict(first.evidence or {})).language is language


def test_a_hint_fades_when_the_customer_goes_on_in_the_old_language() -> None:
    held = dict(decide("alles klar", VI, {"de": 0.0}).evidence or {})
    assert held["de"] > 1
    held = dict(decide("mình muốn đổi hàng", VI, held).evidence or {})
    assert held["de"] == 0
    assert decide("genau", VI, held).language is VI


def test_ok_does_not_wear_down_evidence() -> None:
    held = dict(decide("alles klar", VI, {"de": 0.0}).evidence or {})
    assert decide("ok", VI, held).evidence == held


@pytest.mark.parametrize(
    ("text", "language"), [("xin chào shop", VI), ("Guten Tag", DE), ("good morning", EN)]
)
def test_a_first_greeting_of_two_words_is_enough(text: str, language: Language) -> None:
    for current in Language:
        assert decide(text, current).language is language


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters()), st.sampled_from(list(Language)),
    st.dictionaries(st.text(max_size=3), st.floats() | st.none() | st.text(max_size=2)),
)
def test_any_text_and_any_evidence_give_a_sane_tongue(
    text: str, current: Language, evidence: dict[str, float]
) -> None:
    tongue = INTERPRETER.decide(text, current, "nobody", evidence)
    assert tongue.language in Language
    assert tongue.form in {"Sie", "du", "bạn", "anh", "chị", "you"}
    assert json.loads(json.dumps(tongue.evidence, allow_nan=False)) == tongue.evidence


NAMES = ["Nguyễn Văn An", "Trần Thị Bích", "Anna Müller", "John Smith", "Lê Hoàng", "Jana Novak"]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.from_regex(r"[0-9 .,/#-]{1,12}", fullmatch=True)
        | st.sampled_from(["ok", "OK", "Okay!", "👍", "danke", "voucher", "size M", *NAMES]),
        min_size=1, max_size=8,
    ),
    st.sampled_from(list(Language)),
)
def test_digits_ok_and_names_never_flip_however_many(
    messages: list[str], current: Language
) -> None:
    held: dict[str, float] = {}
    for text in messages:
        tongue = decide(text, current, held)
        assert (tongue.language, tongue.spoken) == (current, True)
        held = dict(tongue.evidence or {})


def test_a_courtesy_of_the_conversations_language_holds_it_among_loan_words() -> None:
    tongue = INTERPRETER.decide("Bitte checken: payment pending, order cancelled", DE, "Sie", {})
    assert tongue.language is DE


def demo_shop() -> LanguageInterpreter:
    shop = LanguageInterpreter()
    rows = yaml.safe_load((ROOT / "handoff/demo/products.yml").read_text("utf-8"))
    shop.names = crm.proper_names(Product(names=row["name"]) for row in rows)
    return shop


SHOP = demo_shop()


@pytest.mark.parametrize(("text", "current"), [
    ("the Elbe linen shirt", EN), ("còn áo Elbe không", VI), ("das Leinenhemd Elbe in M", DE),
    ("the Sông Hương kimono jacket", EN), ("the Sen modern áo dài", EN)])
def test_a_products_own_name_tells_no_language(text: str, current: Language) -> None:
    assert SHOP.decide(text, current, DEFAULT_FORM[current], {}).language is current


def test_a_products_own_name_does_not_hold_a_language_either() -> None:
    text = "Do you have the Sen áo dài in red?"
    assert SHOP.decide(text, VI, DEFAULT_FORM[VI], {}).language is EN


@pytest.mark.parametrize("text", ["am Sonntag?", "Sonntag offen?", "nächsten Sonntag"])
def test_a_name_that_is_a_word_tells_its_language_by_itself(text: str) -> None:
    assert SHOP.decide(text, EN, DEFAULT_FORM[EN], {}).language is DE
