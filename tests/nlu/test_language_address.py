"""The form of address: as customers show it, never guessed from a name."""

from __future__ import annotations

import pytest

from bot.words import Language
from nlu.language.address import form_of_address
from nlu.language.interpreter import LanguageInterpreter
from nlu.language.letters import fold

DU = """
hast du das in blau
kannst du mir helfen
Kannst mir mal helfen?
bist du ein bot
was meinst du
ich schreib dir gleich nochmal
danke dir
wie heißt du
dein Gutschein geht nicht
du, wo ist mein paket
koenntest du nachschauen
weißt du wann es kommt
schickst du mir den link
wir können uns gern duzen
"""
SIE = """
Können Sie mir bitte helfen
könnten sie mir bitte die Rechnung schicken
Wann liefern Sie nach Wien?
ich danke Ihnen
Ich habe Ihre Nachricht bekommen
Haben Sie das in Blau?
haben sie das auch in grün
ich möchte gesiezt werden, bitte siezen
"""
NEITHER_GERMAN = """
wo ist meine bestellung
auf der Karte steht "du bist toll", geht das auch anders
Gravur: „Für dich, dein Papa“
durch die Produktion beschädigt
die Dusche ist undicht, Reduzierung?
Duisburg
sie ist zu klein
Sie ist zu klein
die Hose, sie passt nicht
meine Frau, ihr gefällt es nicht
"""
ANH = """
anh muốn đổi size
anh cần gấp em ơi
em ơi anh hỏi tí
cho anh hỏi
em tư vấn cho anh
em tư vấn cho anh với
tư vấn giúp anh cái áo này
đơn của anh tới đâu rồi em
ship cho anh nhé
anh chưa nhận được hàng
anh đặt hôm qua mà
dạ anh muốn hủy đơn
gọi lại cho anh nhé
anh mua 2 cái
"""
CHI = ANH.replace("anh", "chị")
NEITHER_VIETNAMESE = """
mình muốn đổi size
cho em hỏi
anh ơi cho em hỏi
chị ơi giúp em với
shop có hàng từ nước Anh không
mình biết tiếng Anh
tên em là Lan Anh
người nhận Nguyễn Thị Anh
anh chị cho em hỏi
mình mua cho anh trai
chị gái mình thích màu đỏ
chị ấy chưa nhận hàng
anh ấy muốn đổi
em gửi tiền cho chị rồi
em đã chuyển khoản cho anh
chi phí ship bao nhiêu
chi phi ship bao nhieu
shop oi gia bao nhieu
cháu muốn mua áo
đơn hàng của mẹ em
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(DU))
def test_du(text: str) -> None:
    assert form_of_address(text, Language.DE, "Sie") == "du"


@pytest.mark.parametrize("text", lines(SIE))
def test_back_to_sie(text: str) -> None:
    assert form_of_address(text, Language.DE, "du") == "Sie"


@pytest.mark.parametrize("form", ["du", "Sie"])
@pytest.mark.parametrize("text", lines(NEITHER_GERMAN))
def test_german_without_a_sign_keeps_the_form(text: str, form: str) -> None:
    assert form_of_address(text, Language.DE, form) == form


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "form"), [(t, "anh") for t in lines(ANH)] + [(t, "chị") for t in lines(CHI)]
)
def test_anh_and_chi(text: str, form: str, typed: type[str]) -> None:
    assert form_of_address(typed(text), Language.VI, "bạn") == form


@pytest.mark.parametrize("form", ["bạn", "chị"])
@pytest.mark.parametrize("text", lines(NEITHER_VIETNAMESE))
def test_vietnamese_without_a_sign_keeps_the_form(text: str, form: str) -> None:
    assert form_of_address(text, Language.VI, form) == form


@pytest.mark.parametrize(
    ("text", "current", "form", "after"),
    [
        ("where is my parcel", Language.DE, "du", "you"),
        ("wo ist denn mein paket", Language.VI, "chị", "Sie"),
        ("hast du mein paket gesehen", Language.EN, "you", "du"),
        ("đơn hàng của mình đâu rồi", Language.DE, "du", "bạn"),
        ("em ơi anh muốn đổi size", Language.EN, "you", "anh"),
        ("auf deutsch bitte", Language.VI, "anh", "Sie"),
        ("ok", Language.VI, "anh", "anh"),
        ("10234", Language.DE, "du", "du"),
    ],
)
def test_a_new_language_begins_with_its_default(
    text: str, current: Language, form: str, after: str
) -> None:
    assert LanguageInterpreter().decide(text, current, form, {}).form == after
