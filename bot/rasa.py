"""The app's line to Rasa: one round trip a turn, and swapping the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from bot.errors import RasaUnavailable

Certainty = Literal["sure", "unsure", "lost"]


@dataclass(frozen=True, slots=True)
class Frustration:
    """How likely the writer of one message is frustrated, and whether that is certain."""

    score: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """One of several things a customer wants, in their words."""

    intent: str
    text: str

    def as_json(self) -> dict[str, str]:
        return {"intent": self.intent, "text": self.text}


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of one message."""

    intent: str
    confidence: float
    certainty: Certainty
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[dict[str, Any], ...] = ()
    frustration: Frustration | None = None  # None: not judged, as a pressed button
    parts: tuple[Wish, ...] = ()  # all wishes in their order, when there are several


@dataclass(frozen=True, slots=True)
class Memory:
    """The dialogue's state between turns: slots, and the form under way."""

    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None

    @classmethod
    def of(cls, data: dict[str, Any]) -> Memory:
        """From the JSON stored with a conversation; anything missing is empty."""
        return cls(dict(data.get("slots") or {}), data.get("loop"))

    def as_json(self) -> dict[str, Any]:
        return {"slots": self.slots, "loop": self.loop}


@dataclass(frozen=True, slots=True)
class Answer:
    """What Rasa made of one message: commands to carry out, and the state for the next turn."""

    commands: tuple[dict[str, Any], ...]
    understanding: Understanding
    memory: Memory


class Rasa:
    """HTTP client of Rasa on loopback; failures are RasaUnavailable, never a guess."""

    def __init__(self, url: str, timeout: float, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(base_url=url, timeout=timeout)

    async def turn(
        self, conversation: str, text: str, metadata: dict[str, Any], memory: Memory
    ) -> Answer:
        """One message through understanding and dialogue."""
        body = await self._post("/webhooks/lotse/turn", {
            "sender": conversation, "text": text, "metadata": metadata,
            "state": memory.as_json(),
        })
        return Answer(
            tuple(body["replies"]), understanding(body["heard"]), Memory.of(body["state"])
        )

    async def model(self) -> str | None:
        """File name of the loaded model; None while Rasa is away or has no model."""
        try:
            reply = await self._client.get("/status", timeout=2.0)
        except httpx.HTTPError:
            return None
        return str(reply.json()["model_file"]) if reply.status_code == 200 else None

    async def load(self, model_file: str) -> None:
        """Swap the model in a running Rasa."""
        try:
            reply = await self._client.put("/model", json={"model_file": model_file}, timeout=120)
        except httpx.HTTPError as error:
            raise RasaUnavailable(f"Rasa did not load {model_file}: {error!r}") from error
        if reply.status_code != 204:
            raise RasaUnavailable(f"Rasa refused {model_file}: {reply.text[:300]}")

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            reply = await self._client.post(path, json=body)
        except httpx.HTTPError as error:
            raise RasaUnavailable(f"Rasa did not answer: {error!r}") from error
        if reply.status_code != 200:
            raise RasaUnavailable(f"Rasa answered {reply.status_code}: {reply.text[:300]}")
        return dict(reply.json())


def understanding(heard: dict[str, Any]) -> Understanding:
    """Our words for a Rasa parse."""
    ranking = heard.get("ranking", heard.get("intent_ranking", []))
    return Understanding(
        intent=heard["intent"]["name"],
        confidence=float(heard["intent"]["confidence"]),
        certainty=heard.get("lotse", {}).get("certainty", "sure"),
        ranking=tuple((row["name"], float(row["confidence"])) for row in ranking[:5]),
        entities=tuple(
            {key: entity[key] for key in ("entity", "value", "start", "end") if key in entity}
            for entity in heard.get("entities", [])
        ),
        frustration=_frustration(heard.get("frustration")),
        parts=tuple(Wish(part["intent"], part["text"])
                    for part in heard.get("lotse", {}).get("parts", [])),
    )


def _frustration(judged: dict[str, Any] | None) -> Frustration | None:
    return Frustration(float(judged["score"]), bool(judged["certain"])) if judged else None
