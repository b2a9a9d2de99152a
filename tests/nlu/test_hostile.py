"""Any message, in pieces of hostile ones too, goes through everything pure and comes out sane."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder import runtime
from bot.words import Language
from nlu.components import calibration, kernel, values, wishes
from nlu.components.grams import Grams
from nlu.components.parts import split
from nlu.components.words import LONGEST, clean
from nlu.language.scoring import scores
from nlu.mood.marks import marks
from tests.nlu.hostile import HOSTILE

LANGUAGES = ["de", "vi", "en"]
SAID = {"order_status": ["wo ist mein paket", "đơn hàng của tôi đâu", "where is my parcel"],
        "request_human": ["ich will einen menschen", "cho gặp nhân viên", "let me talk to a human"],
        "greet": ["hallo zusammen", "chào shop", "good morning to you"]}


def vectors(texts: list[str]) -> kernel.Floats:
    """A stand-in for the encoder: letters hashed; it takes whatever the encoder's `clean` gives."""
    found = np.zeros((len(texts), 16), np.float32)
    for row, text in enumerate(texts):
        for letter in runtime.clean(text):
            found[row, zlib.crc32(letter.encode()) % 16] += 1
    return kernel.unit(found)


@dataclass
class Chain:
    """What the classifier holds, from nine sentences."""

    model: kernel.Fitted
    grams: Grams
    centres: kernel.Centres

    def read(self, text: str, language: str) -> list[wishes.Reading]:
        """The whole message and its parts, as the classifier reads them."""
        parts = wishes.wishing(split(text, language))
        texts = [text, *(part.text for part in parts)]
        centred = self.centres.centred(vectors(texts), [language] * len(texts))
        shares, nearest = self.model.read(centred, self.grams.rows(texts))
        belongs = calibration.belonging(shares, nearest, None)
        assert np.isfinite(belongs).all()
        np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-3)
        readings = [wishes.Reading(sorted(SAID)[row.argmax()], float(row.max()), "sure")
                    for row in shares]
        decision = wishes.combine(readings[0], parts, readings[1:])
        assert decision.chosen is None or 0 <= decision.chosen < len(parts)
        return readings


@pytest.fixture(scope="module")
def chain() -> Chain:
    texts = [text for own in SAID.values() for text in own]
    labels = np.repeat([sorted(SAID).index(name) for name in SAID], 3)
    found = vectors(texts)
    centres = kernel.Centres.learn(found, LANGUAGES * 3)
    grams, rows = Grams.learn(texts)
    model, _ = kernel.fit(centres.centred(found, LANGUAGES * 3), rows, labels, len(SAID))
    return Chain(model, grams, centres)


def goes_through(chain: Chain, text: str, language: str) -> None:
    """Every pure step a message takes, in Rasa and before it."""
    spoken = clean(text)
    assert len(spoken) <= LONGEST
    spoken.encode()
    runtime.clean(text).encode()
    for reading in chain.read(spoken, language):
        assert 0.0 <= reading.confidence <= 1.0001
    cut = text[:LONGEST]
    found = values.read(cut, language)
    for entity in found:
        assert 0 <= entity.start < entity.end <= len(cut)
    values.only_values(cut, found)
    assert np.isfinite(marks([text])).all()
    assert 0.0 <= chain.grams.familiarity(spoken) <= 1.0
    heard = scores(cut)
    assert all(np.isfinite(heard[code]) for code in Language)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_message_goes_through(chain: Chain, name: str, language: str) -> None:
    goes_through(chain, HOSTILE[name], language)


PIECES = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from([text[:60] for text in HOSTILE.values()]),
    st.sampled_from(["wo ist mein paket", "hallo,", "und", "10234", "Größe M", "?", "shop ơi"]))


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, max_size=8), language=st.sampled_from([*LANGUAGES, "fr", ""]))
def test_any_message_goes_through(chain: Chain, pieces: list[str], language: str) -> None:
    goes_through(chain, " ".join(pieces), language)


def test_control_characters_around_a_question_change_nothing(chain: Chain) -> None:
    plain = chain.read("wo ist mein paket", "de")
    framed = chain.read(clean("\x00wo ist mein paket\x07\udc00"), "de")
    assert plain[0].intent == framed[0].intent
    assert plain[0].confidence == pytest.approx(framed[0].confidence)
