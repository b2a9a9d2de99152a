"""Templates: fetched page by page, typed in, offered and sent only while they are approved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.channels import accounts, fetching, template_texts, templates
from bot.channels.contract import Template, TemplateState
from bot.channels.tables import MessageTemplate
from bot.errors import BadInput, Conflict
from bot.tables import Conversation
from bot.words import Language
from handoff import desk
from tests.channels.test_agents import APPROVED, TEMPLATE, taken
from tests.channels.world import World


def row(name: str, language: str = "de", status: str = "APPROVED", **more: Any) -> dict[str, Any]:
    body = {"type": "BODY", "text": more.pop("text", "Guten Tag {{1}}, Ihr Paket {{2}} ist da.")}
    return {"id": "9", "name": name, "language": language, "status": status,
            "category": "UTILITY", "components": [body, *more.pop("components", [])], **more}


class Meta:
    """Two pages of templates at the documented address."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        self.pages, self.asked = list(pages), list[httpx.URL]()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        number = int(request.url.params.get("after", "0"))
        more = {"next": "https://graph.facebook.com/…"} if number + 1 < len(self.pages) else {}
        return httpx.Response(200, json={"data": self.pages[number], "paging": {
            "cursors": {"before": "b", "after": str(number + 1)}, **more}})


async def with_business_account(world: World) -> None:
    async with world.here.database.write() as session:
        await accounts.save(session, world.here.settings.key, "whatsapp", "shop",
                            {"waba_id": "555"}, Language.VI, world.clock())


async def test_what_the_messenger_has_is_fetched_and_what_it_dropped_goes(world: World) -> None:
    await with_business_account(world)
    meta = Meta(
        [row("parcel"), row("parcel", "vi", "PENDING"), row("old", status="DELETED")],
        [row("sale", status="REJECTED", rejected_reason="TAG_CONTENT_MISMATCH"),
         row("slow", status="LIMIT_EXCEEDED")])
    async with meta.client() as client:
        assert await fetching.fetch(world.here, client, "whatsapp", "shop") == 4
        assert [str(url).split("?")[0] for url in meta.asked] == [
            "https://graph.facebook.com/v23.0/555/message_templates"] * 2
        found = {(one.name, one.language): (one.state, one.reason)
                 for one in await world.rows(MessageTemplate)}
        assert found == {
            ("parcel", "de"): ("approved", ""), ("parcel", "vi"): ("submitted", ""),
            ("sale", "de"): ("rejected", "tag content mismatch"),
            ("slow", "de"): ("paused", "limit exceeded")}
        meta.pages = [[row("parcel")]]
        await fetching.fetch_all(world.here, client)
    assert [one.name for one in await world.rows(MessageTemplate)] == ["parcel"]


@pytest.mark.parametrize("needs", [
    {"text": "Guten Tag {{name}}"}, {"parameter_format": "NAMED"},
    {"text": f"Guten Tag {{{{{'n' * 61}}}}}", "parameter_format": "NAMED"},
    {"components": [{"type": "HEADER", "format": "IMAGE"}]},
    {"components": [{"type": "HEADER", "format": "TEXT", "text": "Paket {{1}}"}]},
    {"components": [{"type": "BUTTONS", "buttons": [
        {"type": "URL", "url": "https://shop.example/{{1}}"}]}]},
    {"components": [{"type": "BUTTONS", "buttons": [{"type": "OTP"}]}]},
])
async def test_values_elsewhere_than_in_the_body_are_not_sent(
    world: World, needs: dict[str, Any]
) -> None:
    await with_business_account(world)
    plain = {"components": [{"type": "HEADER", "format": "TEXT", "text": "Paket"}, {
        "type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://shop.example/"}]}]}
    async with Meta([row("plain", **plain), row("needs", **needs)]).client() as client:
        await fetching.fetch(world.here, client, "whatsapp", "shop")
    async with world.here.database.read() as session:
        (only,) = await templates.of_account(session, "whatsapp", "shop", approved=True)
    assert only.name == "plain"


async def test_named_values_fit_where_all_are_named(world: World) -> None:
    await with_business_account(world)
    named = row("named", text="Chào {{first_name}}, đơn {{order_code}}", parameter_format="NAMED")
    async with Meta([named]).client() as client:
        await fetching.fetch(world.here, client, "whatsapp", "shop")
    async with world.here.database.read() as session:
        (found,) = await templates.of_account(session, "whatsapp", "shop", approved=True)
    assert template_texts.names(found.body) == ["first_name", "order_code"]
    assert template_texts.filled(found.body, ["Lan", "10234"]) == "Chào Lan, đơn 10234"


async def test_an_account_without_the_number_says_so(world: World) -> None:
    meta = Meta([])
    async with meta.client() as client:
        with pytest.raises(BadInput, match="type them in"):
            await fetching.fetch(world.here, client, "whatsapp", "shop")
        await fetching.fetch_all(world.here, client)  # such accounts are passed over
    assert meta.asked == []


async def test_only_approved_templates_go_out_with_all_their_values(world: World) -> None:
    number, mai = await taken(world)
    async with world.here.database.write() as session:
        thread = await session.get_one(Conversation, number)
        waiting = replace(APPROVED, state=TemplateState.SUBMITTED)
        await templates.save(session, "whatsapp", "shop", waiting, world.clock())
        assert await desk.offered_templates(session, thread) == []
        with pytest.raises(Conflict, match="not approved"):
            await desk.send_template(session, thread, mai, "c1", TEMPLATE, world.clock())
        await templates.save(session, "whatsapp", "shop", APPROVED, world.clock())
        for values in ([], [" \n"], ["1", "2"]):
            with pytest.raises(BadInput, match="1 values"):
                await desk.send_template(session, thread, mai, "c1",
                                         {**TEMPLATE, "values": values}, world.clock())
        message = await desk.send_template(
            session, thread, mai, "c1", {**TEMPLATE, "values": ["10\n234"]}, world.clock())
    assert message.text == "Ihre Bestellung 10 234 ist unterwegs."
    assert message.content["template"]["values"] == ["10 234"]


async def test_the_conversations_language_comes_first(world: World) -> None:
    number, _ = await taken(world)
    async with world.here.database.write() as session:
        thread = await session.get_one(Conversation, number)
        for language in ("de", "en_US", "vi"):
            await templates.save(session, "whatsapp", "shop",
                                 replace(APPROVED, language=language), world.clock())
        offered = await desk.offered_templates(session, thread)
    assert [one["language"] for one in offered] == ["vi", "de", "en_US"]
    assert offered[0]["values"] == 1


async def test_typing_in_has_its_rules(world: World) -> None:
    async with world.here.database.write() as session:
        for channel, given, words in (
            ("telegram", APPROVED, "no templates"),
            ("whatsapp", Template("a", "de", "", "Hallo {{2}}", TemplateState.DRAFT), "gaps"),
            ("whatsapp", Template("a", "de", "", "{{1}} {{b}}", TemplateState.DRAFT), "name all"),
        ):
            with pytest.raises(BadInput, match=words):
                await templates.save(session, channel, "shop", given, world.clock())
        await templates.replace(session, "whatsapp", "shop", [APPROVED], world.clock())
        with pytest.raises(Conflict, match="comes from the messenger"):
            await templates.save(session, "whatsapp", "shop", APPROVED, world.clock())
        await accounts.remove(session, "whatsapp", "shop", world.clock())
    assert await world.rows(MessageTemplate) == []
