"""What the bench's customers write: the orderly story, and the same in threes and at random."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from typing import Any

SECRET, NUMBER = "bench", "100"
TEXTS = ("Guten Tag, wo bleibt mein Paket?", "Mình muốn đổi size, shop ơi 🙏",
         "Is the oak table still in stock?", "Cảm ơn bạn nhiều!", "Danke, das war's schon.")
EDITED, DELETED, REACTED = 0.10, 0.05, 0.05  # shares of messages
NEARBY = 60  # calls of one customer lie so near, counted in customers

Value = dict[str, Any]


def story(customer: int, chance: random.Random, begin: int, each: int = 3) -> list[Value]:
    """One customer's calls in their order; `begin` in seconds, by the messenger's clock."""
    person, calls = str(49_000_000 + customer), []

    def happens(kind: str, number: str, at: int, **body: Any) -> None:
        calls.append({"messages": [{"id": number, "from": person, "type": kind, **body,
                                    "timestamp": str(begin + at)}]})

    for n in range(each):
        number, roll = f"wamid.{customer}.{n}", chance.random()
        happens("text", number, 10 * n, text={"body": f"{chance.choice(TEXTS)} ({n})"})
        if roll < EDITED:
            happens("edit", f"{number}.e", 10 * n + 2, edit={
                "original_message_id": number, "message": {"type": "text", "text": {
                    "body": f"Korrektur zu ({n})"}}})
        elif roll < EDITED + DELETED:
            happens("revoke", f"{number}.r", 10 * n + 3, revoke={"original_message_id": number})
        elif roll < EDITED + DELETED + REACTED:
            happens("reaction", f"{number}.x", 10 * n + 4,
                    reaction={"message_id": number, "emoji": "👍"})
    return calls


def shuffled(stories: list[list[Value]], chance: random.Random) -> list[Value]:
    """Every call three times; a customer's calls in random order, near one another."""
    placed = [(customer + chance.random() * NEARBY, call)
              for customer, calls in enumerate(stories) for call in calls for _ in range(3)]
    return [call for _, call in sorted(placed, key=lambda pair: pair[0])]


def signed(value: Value) -> tuple[bytes, str]:
    """The body of a call, and its signature as a header."""
    body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": "messages", "value": {"messaging_product": "whatsapp",
                                       "metadata": {"phone_number_id": NUMBER}, **value}}]}]},
        ensure_ascii=False).encode()
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, f"x-hub-signature-256: sha256={mac}\r\n"
