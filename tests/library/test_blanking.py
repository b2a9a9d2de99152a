"""No name, address, number or e-mail of a person gets through; what an article needs does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import Language
from handoff.library.blanking import Known, blank, is_blanked

DE, VI, EN = Language.DE, Language.VI, Language.EN
PEOPLE = Known(names=("Birgit Hansen", "Nguyễn Thị Lan"), others=("c0815",),
               addresses=("Sierichstraße 14", "22303", "Winterhude"))  # fmt: skip


@pytest.mark.parametrize(("language", "text", "left"), [
    (DE, "Guten Morgen, Frau Brandt, das geht.", "Guten Morgen, [Name], das geht."),
    (DE, "Birgit Hansens Paket liegt bei birgit@web.example.", "[Name] Paket liegt bei [E-Mail]."),
    (DE, "Rufen Sie 0170 123 45 67 an", "Rufen Sie [Telefon] an"),
    (DE, "Es geht an die Lange Straße 12b, 20095 Hamburg.", "Es geht an die [Adresse]."),
    (DE, "Bestellung 10234, Rücksendung R-20007", "Bestellung [Nummer], Rücksendung [Nummer]"),
    (DE, "IBAN DE89 3704 0044 0532 0130 00", "IBAN [Nummer]"),
    (DE, "Es kommt nach Sierichstraße 14 in Winterhude", "Es kommt nach [Adresse] in [Adresse]"),
    (VI, "Chào chị Lan, đơn 10240 giao tới số 12 đường Lê Lợi nhé",
     "Chào chị [tên], đơn [mã số] giao tới [địa chỉ] nhé"),
    (VI, "Mình tên là Trần Văn Minh, số 0912345678", "[tên], số [số điện thoại]"),
    (EN, "Thanks Mrs Miller, it went to 12 Baker Street.", "Thanks [name], it went to [address]."),
    (EN, "See https://track.example/LM10234 please", "See [link] please")])
def test_what_belongs_to_a_person_goes(language: Language, text: str, left: str) -> None:
    assert blank(text, language, PEOPLE) == left
    assert is_blanked(left)


@pytest.mark.parametrize(("language", "text"), [
    (DE, "Sie haben 30 Tage Zeit, der Versand kostet 4,90 € und ab 60 € nichts."),
    (DE, "Der Tisch wiegt 24 kg und kostet 1.290,00 €."),
    (VI, "Phí giao hàng là 30.000 ₫, đơn từ 1.290.000 ₫ được miễn phí trong 14 ngày."),
    (EN, "Sizes run from 36 to 46; wash at 30 °C, spin at 800.")])
def test_what_an_article_needs_stays(language: Language, text: str) -> None:
    assert blank(text, language, Known()) == text


@given(st.text(max_size=80), st.sampled_from(["Ada Lovelace", "Trần Minh"]),
       st.sampled_from(list(Language)))
def test_a_known_name_never_gets_through(around: str, name: str, language: Language) -> None:
    left = blank(f"{around} {name} {around}", language, Known(names=(name,)))
    assert f" {name} " not in left
    assert blank(left, language, Known(names=(name,))) == left
