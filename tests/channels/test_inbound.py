"""Calls of messengers: taken once, in any order, and nothing without a signature."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import func, select

from bot.channels.facts import Echo, Person
from bot.channels.retaking import retake
from bot.channels.retention import forget
from bot.channels.tables import Arrived, ChannelAccount, Early, WebhookEvent
from bot.files.tables import StoredFile
from bot.tables import Conversation, Event, Message, Turn
from bot.words import Author
from tests.channels.world import World


async def test_a_call_thrice_is_one_message(world: World) -> None:
    for _ in range(3):
        assert await world.call(world.text("m1", "xin chào")) == 200
    assert [m.text for m in await world.messages()] == ["xin chào"]
    events = await world.rows(WebhookEvent)
    assert len(events) == 3 and all(e.processed_at and not e.error for e in events)


async def test_a_redelivery_after_days_does_not_open_a_conversation(world: World) -> None:
    body = world.text("m1", "xin chào")
    await world.call(body)
    async with world.here.database.write() as session:
        thread = (await session.scalars(select(Conversation))).one()
        thread.owner, thread.closed_at = "closed", world.clock()
    world.clock.pass_(days=6)
    await world.call(body)
    assert len(await world.rows(Conversation)) == 1
    await world.call(world.text("m2", "hi"))
    assert len(await world.rows(Conversation)) == 2


async def test_a_wrong_signature_leaves_a_counter(world: World) -> None:
    answer = await world.web.post("/webhooks/whatsapp/shop", content=b"{}", headers={
        "x-hub-signature-256": "sha256=00"})
    assert answer.status_code == 403
    assert {row.channel: row.refused_calls for row in await world.rows(ChannelAccount)
            if row.refused_calls} == {"whatsapp": 1}
    for table in (WebhookEvent, Message, Conversation, Event):
        assert await world.rows(table) == []


async def test_no_payload_of_the_messenger_is_400(world: World) -> None:
    assert await world.call({"object": "page"}) == 400
    assert await world.rows(WebhookEvent) == []


async def test_an_unknown_account_or_channel_is_404(world: World) -> None:
    assert (await world.web.post("/webhooks/whatsapp/other")).status_code == 404
    assert (await world.web.post("/webhooks/fax/shop")).status_code == 404


async def test_the_handshake_gives_the_challenge_back(world: World) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "hello-lotse", "hub.challenge": "42"}
    answer = await world.web.get("/webhooks/whatsapp/shop", params=query)
    assert (answer.status_code, answer.text) == (200, "42")
    assert answer.headers["content-type"].startswith("text/plain")  # no page made of a parameter
    wrong = await world.web.get("/webhooks/whatsapp/shop", params={**query, "hub.mode": "x"})
    assert wrong.status_code == 403


async def test_unknown_kinds_are_recorded_and_acknowledged(world: World) -> None:
    assert await world.call(world.event("m1", "request_welcome", {})) == 200
    assert [e.unknown for e in await world.rows(WebhookEvent)] == [["message request_welcome"]]


async def test_too_large_a_call_is_refused(world: World) -> None:
    answer = await world.web.post("/webhooks/whatsapp/shop", content=b"x" * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 413


async def test_many_events_in_one_call_are_all_taken(world: World) -> None:
    """WhatsApp fills up a call with what waited, up to 3 MB."""
    body = world.value(messages=[
        {"id": f"m{number}", "from": "8490", "type": "text", "timestamp": "1795600000",
         "text": {"body": "Chào shop. " * 370}} for number in range(400)])
    assert await world.call(body) == 200
    assert len(await world.messages()) == 400


async def test_messages_are_read_in_the_order_they_were_written(world: World) -> None:
    now = world.clock()
    await world.call(world.text("m2", "zwei", now - timedelta(seconds=5)))
    await world.call(world.text("m1", "eins", now - timedelta(seconds=9)))
    assert [m.text for m in await world.messages()] == ["eins", "zwei"]


async def test_an_edit_before_its_message(world: World) -> None:
    later = world.clock() + timedelta(seconds=4)
    await world.call(world.edit("m1", "richtig", later))
    await world.call(world.edit("m1", "halb richtig", world.clock() + timedelta(seconds=2)))
    await world.call(world.text("m1", "falsch"))
    assert [m.text for m in await world.messages()] == ["richtig"]
    assert await world.rows(Early) == []


async def test_a_character_no_store_takes_costs_only_itself(world: World) -> None:
    await world.call(world.text("m1", "a\0b"))
    assert [m.text for m in await world.messages()] == ["ab"]


async def test_a_deletion_takes_the_words_from_everywhere(world: World) -> None:
    await world.call(world.text("m1", "meine Kontonummer ist 123"))
    await world.call(world.revoke("m1"))
    await world.call(world.edit("m1", "doch nicht"))
    (message,) = await world.messages()
    assert (message.text, message.content, message.waiting) == ("", {"deleted": True}, False)
    async with world.here.database.read() as session:
        assert "123" not in str([e.data for e in await session.scalars(select(Event))])
        assert await session.scalar(select(func.count()).select_from(Turn)) == 0


async def test_a_deletion_before_its_message(world: World) -> None:
    await world.call(world.revoke("m1"))
    await world.call(world.text("m1", "zu spät"))
    (message,) = await world.messages()
    assert (message.text, message.waiting) == ("", False)
    assert "zu spät" not in str([e.data for e in await world.rows(Event)])


async def test_a_reaction_is_kept_with_its_message(world: World) -> None:
    await world.call(world.text("m1", "ok"))
    await world.call(world.event("x", "reaction", {"message_id": "m1", "emoji": "👍"}))
    (message,) = await world.messages()
    assert message.content["reaction"]["emoji"] == "👍"


async def test_a_hidden_file_waits_to_be_fetched(world: World) -> None:
    await world.call(world.event("m1", "image", {"id": "x1", "mime_type": "image/jpeg"}))
    (message,) = await world.messages()
    (row,) = await world.rows(StoredFile)
    assert (row.state, row.reference, row.message_id) == ("waiting", "x1", message.id)
    assert message.content["attachments"] == [{
        "id": row.id, "kind": "image", "type": "image/jpeg", "name": None, "size": None,
        "state": "waiting"}]


async def test_a_pressed_button_is_one_of_ours(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    await world.answer("Stimmt das?", "Ja", "Nein")
    number = (await world.messages("out"))[0].id
    for key, pressed in (("m2", f"{number}.1"), ("m3", f"{number}.9"), ("m4", "/restart")):
        await world.call(world.event(key, "interactive", {
            "button_reply": {"id": pressed, "title": "x"}}))
    contents = [m.content for m in await world.messages()][1:]
    assert contents == [{"payload": "/Nein"}, {}, {}]


async def test_a_number_answers_a_question_shown_as_text(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    titles = ["Eine sehr lange Antwort, die auf keinen Knopf passt", "Kurz"]
    await world.answer("Was?", *titles)
    await world.call(world.text("m2", "2."))
    assert (await world.messages())[-1].content == {"payload": "/Kurz"}
    await world.answer("Und?", "Ja", "Nein")  # these are real buttons: a number is a number
    await world.call(world.text("m3", "2"))
    assert (await world.messages())[-1].content == {}


async def test_words_written_elsewhere_are_an_agents(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    echo = Echo("o1", Person("8490"), world.clock(), "Ich kümmere mich")
    for _ in range(2):
        async with world.here.database.write() as session:
            ledger = world.ledger(session)
            await ledger.take([echo])
    (message,) = await world.messages("out")
    assert (message.author, message.text) == (Author.AGENT, "Ich kümmere mich")
    assert await world.deliveries() == []  # it is not sent again


async def test_an_echo_of_ours_is_nothing_new_whenever_it_comes(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    await world.answer("guten Tag")

    async def echo(text: str) -> None:
        async with world.here.database.write() as session:
            await world.ledger(session).take(
                [Echo("wamid.OUT1", Person("8490"), world.clock(), text)])

    await echo("GUTEN TAG")  # before our own call's answer, and not even word for word
    await world.send()
    await echo("guten Tag")
    assert [m.author for m in await world.messages("out")] == [Author.ASSISTANT]
    assert [a.external_id for a in await world.rows(Arrived)] == ["m1"]


async def test_raw_calls_are_forgotten_in_time(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    await world.call(world.status("never", "read"))
    async with world.here.database.write() as session:
        await forget(session, world.clock() + timedelta(seconds=1))
    assert await world.rows(WebhookEvent) == [] and await world.rows(Early) == []
    assert len(await world.messages()) == 1


async def test_a_call_that_could_not_be_taken_is_taken_later(world: World) -> None:
    async with world.here.database.write() as session:
        for body in (world.text("m1", "verspätet"), {"object": "x"}):
            session.add(WebhookEvent(
                channel="whatsapp", account="shop", headers={}, body=json.dumps(body).encode(),
                received_at=world.clock(), error="a bug"))
    await retake(world.here)
    await world.call(world.text("m1", "verspätet"))  # the messenger comes again as well
    assert [m.text for m in await world.messages()] == ["verspätet"]
    assert [bool(e.processed_at) for e in await world.rows(WebhookEvent)] == [True, False, True]
