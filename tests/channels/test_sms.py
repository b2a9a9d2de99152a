"""SMS through the app's doors: signed addresses, statuses with our marker, what Twilio hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.facts import Media
from bot.channels.sending import Sender
from bot.channels.sms import SMS
from bot.channels.tables import WebhookEvent
from bot.words import Language
from tests.channels import captured
from tests.channels.world import World

ACCOUNT = captured.account("sms")
PUBLIC = "https://shop.example"


class Twilio:
    """Calls us as Twilio does, and takes what we send; `down`: takes it and never answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.got: list[dict[str, str]] = []
        self.down = False
        self.public = PUBLIC

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.got.append(dict(parse_qsl(request.content.decode())))
        if self.down:
            raise httpx.ReadTimeout("late", request=request)
        return httpx.Response(201, json={"sid": f"SM{len(self.got)}", "status": "queued"})

    async def send(self) -> None:
        """Our sender goes round until nothing is due."""
        here, client = self.world.here, httpx.AsyncClient(
            transport=httpx.MockTransport(self.answer))
        self.world.sender = Sender(here.database, here.hub, self.world.clock, here.settings.key,
                                   here.files, client, public=self.public)
        await self.world.send()

    async def call(self, url: str, **form: str) -> httpx.Response:
        """A signed call at the public address."""
        body = urlencode({"AccountSid": ACCOUNT["account_sid"], **form})
        signature = captured.twilio(ACCOUNT["auth_token"].encode(), url, body)
        parts = urlsplit(url)
        return await self.world.web.post(
            f"{parts.path}?{parts.query}", content=body,
            headers={"x-twilio-signature": signature,
                     "content-type": "application/x-www-form-urlencoded"})

    async def text(self, sid: str, words: str) -> httpx.Response:
        return await self.call(f"{PUBLIC}/webhooks/sms/shop", MessageSid=sid, Body=words,
                               From="+84900000001", NumMedia="0")


@pytest.fixture
async def twilio(world: World) -> AsyncIterator[Twilio]:
    world.here.settings.public_url = PUBLIC  # type: ignore[assignment]
    async with world.here.database.write() as session:
        await accounts.save(session, world.here.settings.key, "sms", "shop", ACCOUNT.values,
                            Language.DE, world.clock())
    yield Twilio(world)


async def last(world: World) -> Any:
    return (await world.deliveries())[-1]


async def test_the_answer_to_twilio_is_no_message_to_the_customer(twilio: Twilio) -> None:
    """Twilio sends plain words in an answer to the customer, and bills them."""
    answer = await twilio.text("SM-in", "hallo")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    (message,) = await twilio.world.messages()
    assert message.text == "hallo"
    again = await twilio.text("SM-in", "hallo")
    assert again.status_code == 200 and len(await twilio.world.messages()) == 1


async def test_a_call_signed_for_another_address_changes_nothing(twilio: Twilio) -> None:
    body = urlencode({"AccountSid": ACCOUNT["account_sid"], "MessageSid": "SM-in", "Body": "x",
                      "From": "+84900000001"})
    signature = captured.twilio(
        ACCOUNT["auth_token"].encode(), f"{PUBLIC}/webhooks/sms/shop", body)
    answer = await twilio.world.web.post("/webhooks/sms/shop?lotse=another", content=body,
                                         headers={"x-twilio-signature": signature})
    assert answer.status_code == 403 and await twilio.world.rows(WebhookEvent) == []


async def test_statuses_come_to_the_address_given_along(twilio: Twilio) -> None:
    await twilio.text("SM-in", "hallo")
    await twilio.world.answer("guten Tag")
    await twilio.send()
    delivery = await last(twilio.world)
    assert (delivery.state, delivery.external_id) == ("sent", "SM1")
    url = twilio.got[0]["StatusCallback"]
    assert url == f"{PUBLIC}/webhooks/sms/shop?lotse={delivery.marker}"
    assert (await twilio.call(url, MessageSid="SM1", MessageStatus="delivered")).status_code == 200
    await twilio.call(url, MessageSid="SM1", MessageStatus="sent")
    assert (await last(twilio.world)).state == "delivered"


async def test_an_unclear_message_is_cleared_by_its_status(twilio: Twilio) -> None:
    """Never a second SMS: a person is shown it until Twilio says that it is on its way."""
    await twilio.text("SM-in", "hallo")
    await twilio.world.answer("guten Tag")
    twilio.down = True
    await twilio.send()
    delivery = await last(twilio.world)
    assert (delivery.state, delivery.remedy) == ("dead", "check")
    await twilio.call(twilio.got[0]["StatusCallback"], MessageSid="SM9", MessageStatus="sent")
    delivery = await last(twilio.world)
    assert (delivery.state, delivery.external_id, delivery.remedy) == ("sent", "SM9", None)
    assert len(twilio.got) == 1


async def test_a_failure_told_later_has_a_remedy(twilio: Twilio) -> None:
    await twilio.text("SM-in", "hallo")
    await twilio.world.answer("guten Tag")
    await twilio.send()
    await twilio.call(twilio.got[0]["StatusCallback"], MessageSid="SM1",
                      MessageStatus="undelivered", ErrorCode="30005")
    delivery = await last(twilio.world)
    assert (delivery.state, delivery.code, delivery.remedy) == ("failed", "30005", "other_channel")


async def test_without_a_public_address_no_statuses_are_asked_for(twilio: Twilio) -> None:
    await twilio.text("SM-in", "hallo")
    await twilio.world.answer("guten Tag")
    twilio.public = ""
    await twilio.send()
    assert "StatusCallback" not in twilio.got[0]


async def test_a_number_answers_a_question(twilio: Twilio) -> None:
    await twilio.text("SM-in", "hallo")
    await twilio.world.answer("Stimmt das?", "Ja", "Nein")
    await twilio.send()
    assert twilio.got[0]["Body"] == "Stimmt das?\n\n1. Ja\n2. Nein"
    await twilio.text("SM-in2", "2")
    assert (await twilio.world.messages())[-1].content == {"payload": "/Nein"}


@pytest.mark.parametrize(("address", "told"), [
    ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", True),
    ("https://api.twilio.com.evil.example/x", False), ("https://evil.example/x", False),
    ("http://api.twilio.com/x", False),
])
def test_the_secret_is_for_twilio_only(address: str, told: bool) -> None:
    request = SMS.media(Media("image", address), ACCOUNT) if SMS.media else None
    assert request is not None and ("authorization" in request.headers) is told


def test_a_messaging_service_stands_in_for_a_number() -> None:
    service = Account("sms", "shop", {**ACCOUNT.values, "sender": "MG0123"})
    case = next(case for channel, case in captured.cases("sends.json", "send") if channel == "sms")
    form = dict(parse_qsl(SMS.send(captured.outgoing(case), service).content.decode()))
    assert form["MessagingServiceSid"] == "MG0123" and "From" not in form
