"""E-mail against a real IMAP server and a real mail server: in, out, back, and every trouble."""

from __future__ import annotations

import asyncio
import hashlib
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from sqlalchemy import update

from bot.channels.contract import Account
from bot.channels.mail.channel import tried
from bot.channels.mail.fetching import Postman
from bot.channels.mail.tables import Mailbox
from bot.channels.tables import ChannelAccount, WebhookEvent
from bot.errors import BadInput
from bot.files.fetching import Fetcher
from bot.files.tables import StoredFile
from bot.tables import Conversation
from tests.channels.mail.conftest import Shop, settings_of
from tests.channels.mail.servers import Servers
from tests.files.samples import PNG


def mail(text: str, subject: str = "Meine Bestellung", sender: str = "Anna Groß <anna@lotse.test>",
         to: str = "shop@lotse.test", **more: str) -> bytes:
    """A customer's mail; more headers with _ for their hyphens."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Message-ID"] = make_msgid(domain="kunde.example")
    for name, value in more.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


async def test_a_mail_an_answer_and_a_reply_are_one_conversation(shop: Shop) -> None:
    async with shop.fetching():
        await shop.receives(mail("Wann kommt mein Päckchen?\n\nViele Grüße\nAnna"))
        (first,) = await shop.until(shop.said)
        assert first.text == "Meine Bestellung\nWann kommt mein Päckchen?"
        await shop.answer("Es ist unterwegs. Đơn hàng đang trên đường.", "Ja", "Nein")
        answer = await shop.letter("anna")
        assert answer["Subject"] == "Re: Meine Bestellung"
        assert answer["From"] == "Linde & Mộc <shop@lotse.test>"
        assert answer["In-Reply-To"] == f"<{first.content['mail']['id']}>" == answer["References"]
        assert (answer["Auto-Submitted"], answer["X-Lotse-Loop"]) == ("auto-replied", "shop")
        plain, rich = answer.iter_parts()
        assert "đang trên đường.\n\n1. Ja\n2. Nein" in plain.get_content()
        assert "<br>2. Nein" in rich.get_content()
        delivery = await shop.delivery()
        assert delivery.state == "sent" and answer["Message-ID"] == f"<{delivery.external_id}>"
        # From another address, without any reference: the reply token alone leads back.
        await shop.receives(mail("2", "etwas ganz anderes", "Duc <duc@lotse.test>"),
                            "duc@lotse.test", answer["Reply-To"].addresses[0].addr_spec)
        _, second = await shop.until(lambda: at_least(shop, 2))
        assert len(await shop.rows(Conversation)) == 1
        assert (second.text, second.content["payload"]) == ("Nein", "/Nein")
        assert second.content["mail"]["from"] == "duc@lotse.test"
        assert (await shop.delivery()).state == "delivered"  # they answered it: it has arrived


async def at_least(shop: Shop, number: int) -> object:
    found = await shop.said()
    return found if len(found) >= number else None


async def test_idle_delivers_before_the_next_poll(shop: Shop) -> None:
    async with shop.fetching(shop.postman(wait=300.0)):  # polled after so long, without IDLE
        await shop.until(lambda: read(shop))
        await shop.receives(mail("Hallo"))
        await shop.until(shop.said)
        await shop.until(lambda: any("S" in path.name.rpartition(",")[2]
                                     for path in shop.servers.letters("shop")))


async def read(shop: Shop) -> object:
    return [box for box in await shop.rows(Mailbox) if box.read_at]


class Dies(Postman):
    """A process that ends after fetching, before anything is stored."""

    async def _keep(self, *fetched: object) -> None:
        self.fetched = fetched
        raise asyncio.CancelledError


async def test_a_mail_fetched_before_a_crash_is_fetched_again_once(shop: Shop) -> None:
    await shop.receives(mail("Hallo"))
    dying = Dies(shop.here, look=60)
    async with shop.fetching(dying):
        await shop.until(lambda: getattr(dying, "fetched", None))
    assert await shop.said() == []
    async with shop.fetching():
        await shop.until(shop.said)
    # Nor does it come twice where the server numbers its mails anew, or our memory of it is gone.
    async with shop.here.database.write() as session:
        await session.execute(update(Mailbox).values(validity=0, uid=0))
    async with shop.fetching():
        await shop.until(lambda: events(shop, 2))
    assert len(await shop.said()) == 1


async def events(shop: Shop, number: int) -> bool:
    return len(await shop.rows(WebhookEvent)) >= number


async def test_a_picture_in_a_mail_can_be_opened(shop: Shop) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "anna@lotse.test", "shop@lotse.test"
    letter["Message-ID"], letter["Subject"] = "<naht@lotse.test>", "Naht offen"
    letter.set_content("Sehen Sie selbst.")
    letter.add_attachment(PNG, maintype="image", subtype="png", filename="naht.png")
    await shop.receives(letter.as_bytes())
    async with shop.fetching():
        await shop.until(shop.said)
    here = shop.here
    fetcher = Fetcher(here.database, here.hub, here.clock, here.settings.key, here.files)
    await fetcher.start()
    await fetcher.finish()
    (stored,) = await shop.rows(StoredFile)
    await fetcher.close()
    assert (stored.state, stored.type, stored.name) == ("stored", "image/png", "naht.png")
    assert stored.digest == hashlib.sha256(PNG).hexdigest()


async def test_a_bounce_fails_the_message_with_the_servers_words(shop: Shop) -> None:
    async with shop.fetching():
        await shop.receives(mail("Hallo", sender="Ida <gone@lotse.test>"), "gone@lotse.test")
        await shop.until(shop.said)
        await shop.answer("Guten Tag")
        await shop.until(lambda: failed(shop))
    delivery = await shop.delivery()
    assert delivery.code == "5.0.0" and "The mailbox was closed" in delivery.reason
    assert len(await shop.said()) == 1  # the report is no message of the customer's


async def failed(shop: Shop) -> bool:
    return (await shop.delivery()).state == "failed"


async def test_an_automatic_reply_is_kept_and_not_answered(shop: Shop) -> None:
    async with shop.fetching():
        await shop.receives(mail("Ich bin im Urlaub.", Auto_Submitted="auto-replied"))
        await shop.receives(mail("Xin chào", "Hỏi"))
        await shop.until(shop.said)
        await shop.until(lambda: events(shop, 2))
    assert [m.text for m in await shop.said()] == ["Hỏi\nXin chào"]
    assert sorted(str(event.unknown) for event in await shop.rows(WebhookEvent)) == [
        "['automatic mail: auto-submitted: auto-replied']", "[]"]


async def test_of_two_processes_one_reads_and_the_other_takes_over(shop: Shop) -> None:
    one, other = shop.postman(), shop.postman()
    async with shop.fetching(one, other):
        await shop.receives(mail("eins"))
        await shop.until(shop.said)
        assert (await shop.rows(Mailbox))[0].claimed_by in (one.name, other.name)
    # A killed process leaves its claim behind.
    async with shop.here.database.write() as session:
        await session.execute(update(Mailbox).values(
            claimed_by="killed", claimed_until=shop.clock.now.replace(year=2100)))
    async with shop.fetching():
        await shop.receives(mail("zwei"))
        await asyncio.sleep(1.0)
        assert len(await shop.said()) == 1
        shop.clock.now = shop.clock.now.replace(year=2101)
        await shop.until(lambda: at_least(shop, 2))
    assert [m.text for m in await shop.said()] == [
        "Meine Bestellung\neins", "Meine Bestellung\nzwei"]
    assert len(await shop.rows(WebhookEvent)) == 2


@pytest.mark.parametrize(("who", "state", "code", "words"), [
    ("busy", "waiting", "451", "Greylisted"), ("unknown", "dead", "550", "No such person"),
])
async def test_the_servers_no_is_for_now_or_for_good(
    shop: Shop, who: str, state: str, code: str, words: str
) -> None:
    async with shop.fetching():
        await shop.receives(mail("Hallo", sender=f"{who}@lotse.test"), f"{who}@lotse.test")
        await shop.until(shop.said)
    await shop.answer("Guten Tag")
    delivery = await shop.delivery()
    assert (delivery.state, delivery.code) == (state, code) and words in delivery.reason


async def test_a_changed_or_removed_account_is_followed(shop: Shop) -> None:
    async with shop.here.database.write() as session:
        await session.execute(update(ChannelAccount).values(
            settings={**(await shop.account()).settings, "folder": "Nowhere"}))
    async with shop.fetching():
        await shop.until(lambda: error(shop))
        async with shop.here.database.write() as session:
            await session.execute(update(ChannelAccount).values(
                settings={**(await shop.account()).settings, "folder": "INBOX"}))
        await shop.receives(mail("Hallo"))
        await shop.until(shop.said)
        async with shop.here.database.write() as session:
            await session.delete(await session.get_one(
                ChannelAccount, (await shop.account()).id))
        assert await shop.rows(Mailbox) == []


async def error(shop: Shop) -> object:
    return [box.error for box in await shop.rows(Mailbox) if box.error]


@pytest.mark.parametrize(("wrong", "words"), [
    ({}, None), ({"imap_password": "guessed"}, "cannot be opened"),
    ({"imap_port": "1"}, "cannot be opened"), ({"smtp_port": "1"}, "server for sending"),
    ({"folder": "Nowhere"}, "Nowhere|select|SELECT"), ({"imap_port": "many"}, "no number"),
    ({"imap_security": "tls", "imap_port": "imaps"}, "certificate"),
])
async def test_an_account_is_tried(
    mail_servers: Servers, wrong: dict[str, str], words: str | None
) -> None:
    values = {"folder": "INBOX", "smtp_host": "", "smtp_user": "", "smtp_password": "",
              "reply_token": "yes", **settings_of(mail_servers), **wrong}
    if values["imap_port"] == "imaps":
        values["imap_port"] = str(mail_servers.imaps)
    account = Account("mail", "shop", values)
    if words is None:
        assert "IDLE" in await tried(account)
    else:
        with pytest.raises(BadInput, match=words):
            await tried(account)
