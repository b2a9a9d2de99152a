"""An answer from an article on messengers: its page's whole address, or its title without one."""

from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import parse_qs

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from actions.talking import answer
from bot.channels.contract import Letter, Outgoing
from bot.channels.mail.writing import compose
from bot.channels.parts import parts_of
from bot.channels.registry import CHANNELS
from bot.rasa import Understanding
from bot.replies import TurnContext
from bot.tables import Conversation
from bot.texts import Voice
from bot.words import Language
from knowledge.search import Hit
from tests.channels import captured
from tests.conftest import NOON

WORDS = "Lieferung in zwei bis drei Werktagen."


def content(link: str, public: str) -> dict[str, Any]:
    """The content of the assistant's answer with an article of this link."""
    context = TurnContext(
        session=cast(AsyncSession, None), conversation=Conversation(), public=public,
        voice=Voice(Language.DE, "sie"), text="", understanding=cast(Understanding, None),
        slots={}, now=NOON)
    hit = Hit("versand", Language.DE, "Versand & Lieferung", link, (WORDS,), 0.9, False, WORDS, "")
    return answer(context, hit).content()


def sent(channel: str, link: str, public: str) -> str:
    """The text the messenger, or the mail server, is given."""
    kind, account = CHANNELS[channel], captured.account(channel)
    (part,) = parts_of(kind, 7, WORDS, content(link, public))
    out = Outgoing("anna@kunde.example" if channel == "mail" else "4915", part, "mark12345",
                   letter=Letter("Versand"))
    if channel == "mail":
        body = compose(out, account, NOON).get_body(("plain",))
        return str(body.get_content()).rstrip("\n")  # type: ignore[union-attr]
    assert kind.send is not None
    raw = kind.send(out, account).content
    if channel == "sms":
        return parse_qs(raw.decode())["Body"][0]
    return str(_text_of(json.loads(raw)))


def _text_of(body: dict[str, Any]) -> str:
    return str(body["text"]["body"] if isinstance(body["text"], dict) else body["text"])


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "sms", "mail"])
@pytest.mark.parametrize(("link", "public", "below"), [
    ("/hilfe/versand", "https://chat.example", "https://chat.example/hilfe/versand"),
    ("/hilfe/versand", "https://shop.example/chat", "https://shop.example/chat/hilfe/versand"),
    ("/hilfe/versand", "", "Versand & Lieferung"),
    ("https://shop.example/versand", "", "https://shop.example/versand"),
    ("https://shop.example/versand", "https://chat.example", "https://shop.example/versand"),
])
def test_below_the_answer_stands_where_to_read_on(
    channel: str, link: str, public: str, below: str
) -> None:
    assert sent(channel, link, public) == f"{WORDS}\n\n{below}"


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "sms", "mail"])
def test_an_article_without_a_page_is_its_answer_alone(channel: str) -> None:
    assert sent(channel, "", "https://chat.example") == WORDS


def test_a_mail_makes_the_address_a_link() -> None:
    (part,) = parts_of(CHANNELS["mail"], 7, WORDS, content("/hilfe/versand", "https://a.example"))
    mail = compose(Outgoing("x@y.example", part, "mark12345"), captured.account("mail"), NOON)
    page = mail.get_body(("html",))
    assert '<a href="https://a.example/hilfe/versand">' in page.get_content()  # type: ignore
