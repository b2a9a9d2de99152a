"""The running Rasa takes hostile messages: each gets a sane parse and a sane turn."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.live.running import Running
from tests.nlu.hostile import HOSTILE

pytestmark = pytest.mark.live


def post(running: Running, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """JSON in ASCII: half a surrogate pair arrives as it can from any messenger."""
    reply = httpx.post(f"{running.settings.rasa_url}{path}", content=json.dumps(body),
                       headers={"Content-Type": "application/json"}, timeout=30)
    assert reply.status_code == 200, reply.text[:300]
    return dict(reply.json())


def check(heard: dict[str, Any], text: str) -> None:
    """An intent with a probability, and entities that stand in the text."""
    assert heard["intent"]["name"]
    assert 0.0 <= heard["intent"]["confidence"] <= 1.0001
    for entity in heard["entities"]:
        assert 0 <= entity["start"] < entity["end"] <= len(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_parse_is_sane(running: Running, name: str) -> None:
    text = HOSTILE[name]
    check(post(running, "/model/parse", {"text": text}), text)


@pytest.mark.parametrize("language", ["de", "vi", "en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_the_turn_is_sane(running: Running, name: str, language: str) -> None:
    text = HOSTILE[name]
    turn = post(running, "/webhooks/lotse/turn", {
        "sender": f"hostile {name}", "text": text, "metadata": {"language": language},
        "state": {"slots": {}, "loop": None}})
    check(turn["heard"], text)
    assert isinstance(turn["replies"], list)
    assert set(turn["state"]) >= {"slots", "loop"}


@pytest.mark.parametrize("text", [
    "Wo bleibt meine Bestellung 10234?", "đơn 10234 của mình chưa tới",
    "don 10234 cua minh chua toi", "where is my order 10234"])
def test_after_all_that_a_plain_question_is_understood(running: Running, text: str) -> None:
    heard = post(running, "/model/parse", {"text": text})  # Rasa passes no language on
    assert heard["intent"]["name"] == "order_status"
    assert ("order_number", "10234") in {(e["entity"], e["value"]) for e in heard["entities"]}
