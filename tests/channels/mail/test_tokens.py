"""Mailboxes that take tokens in place of passwords, on real servers and a token server of ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.channels import accounts
from bot.channels.contract import Account, Again, Outgoing, Part, Refused, Sent
from bot.channels.mail import smtp, tokens
from bot.channels.mail.channel import tried
from bot.errors import BadInput
from bot.words import Language
from tests.channels.mail.conftest import Shop, settings_of
from tests.channels.mail.servers import RELAY, TOKEN, Servers
from tests.channels.mail.test_servers import mail

RIGHT = "app-secret"


@dataclass
class TokenServer:
    """Gives one token to whoever knows the secret, and tells the IMAP server whose it is."""

    address: str
    asked: list[dict[str, str]] = field(default_factory=list)
    gives: str = TOKEN
    busy: tuple[int, str] | None = None  # a status and an error in place of tokens

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if self.busy:
            return self.busy[0], {"error": self.busy[1]}
        if form["client_secret"] != RIGHT:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: no."}
        return 200, {"access_token": self.gives, "token_type": "Bearer", "expires_in": 3599}


@pytest.fixture
def server(mail_servers: Servers) -> Iterator[TokenServer]:
    found = TokenServer(f"http://127.0.0.1:{mail_servers.tokens}/token")

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._say(*found.answer(dict(parse_qsl(body))))

        def do_GET(self) -> None:
            known = dict(parse_qsl(urlsplit(self.path).query)).get("token") == TOKEN
            self._say(*((200, {"user": "shop"}) if known else (401, {"error": "invalid_token"})))

        def _say(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            pass

    door = ThreadingHTTPServer(("127.0.0.1", mail_servers.tokens), Door)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    tokens._known.clear()
    yield found
    door.shutdown()
    door.server_close()


def values(found: Servers, server: TokenServer, word: str = RIGHT) -> dict[str, str]:
    return {**settings_of(found), "imap_password": word, "smtp_port": str(found.smtp_auth),
            "oauth_client": "app-1", "oauth_url": server.address}


def opened(found: Servers, server: TokenServer, word: str = RIGHT) -> Account:
    whole = accounts.sorted_out(accounts.channel_named("mail"), values(found, server, word))
    return Account("mail", "shop", {**whole[0], **whole[1]}, b"k")


async def test_a_mail_comes_in_and_is_answered_with_one_token(
    shop: Shop, server: TokenServer
) -> None:
    async with shop.here.database.write() as session:
        await accounts.save(session, shop.here.settings.key, "mail", "shop",
                            values(shop.servers, server), Language.DE, shop.clock())
    async with shop.fetching():
        await shop.receives(mail("Wann kommt mein Päckchen?"))
        await shop.until(shop.said)
        await shop.answer("Morgen.")
        assert "Morgen." in (await shop.letter("anna")).as_string()
    assert server.asked == [{
        "grant_type": "client_credentials", "client_id": "app-1", "client_secret": RIGHT,
        "scope": "https://outlook.office365.com/.default"}]


async def test_a_wrong_secret_is_told_and_not_tried_for_hours(
    mail_servers: Servers, server: TokenServer
) -> None:
    account = opened(mail_servers, server, "wrong")
    with pytest.raises(BadInput, match="AADSTS7000215"):
        await tried(account)
    answer = await smtp.deliver(Outgoing("anna@lotse.test", Part("Hallo"), "m1"), account)
    assert isinstance(answer, Refused) and answer.remedy == "fix_account"


async def test_a_token_server_that_is_away_is_asked_again(
    mail_servers: Servers, server: TokenServer
) -> None:
    account = opened(mail_servers, server)
    away = Account("mail", "shop", {**account.values, "oauth_url": "http://127.0.0.1:9/token"})
    answer = await smtp.deliver(Outgoing("anna@lotse.test", Part("Hallo"), "m1"), away)
    assert isinstance(answer, Again) and "No token" in answer.reason


@pytest.mark.parametrize("busy", [
    (429, "too_many_requests"), (408, "timeout"), (400, "temporarily_unavailable"), (503, "no")])
async def test_a_token_server_that_is_busy_is_asked_again(
    mail_servers: Servers, server: TokenServer, busy: tuple[int, str]
) -> None:
    server.busy = busy
    out = Outgoing("anna@lotse.test", Part("Hallo"), "m1")
    assert isinstance(await smtp.deliver(out, opened(mail_servers, server)), Again)


async def test_a_refused_token_is_not_used_again(
    mail_servers: Servers, server: TokenServer
) -> None:
    account, out = opened(mail_servers, server), Outgoing("anna@lotse.test", Part("Hallo"), "m2")
    server.gives = "another"
    answer = await smtp.deliver(out, account)
    assert isinstance(answer, Refused) and answer.remedy == "fix_account"
    server.gives = TOKEN
    assert isinstance(await smtp.deliver(out, account), Sent)
    assert await tried(account)


async def test_a_mail_waits_for_a_new_token_where_the_one_at_hand_is_refused(
    mail_servers: Servers, server: TokenServer
) -> None:
    account, out = opened(mail_servers, server), Outgoing("anna@lotse.test", Part("Hallo"), "m4")
    server.gives = "withdrawn"
    tokens.token(account)
    server.gives = TOKEN
    answer = await smtp.deliver(out, account)
    assert isinstance(answer, Again) and "no longer taken" in answer.reason
    assert isinstance(await smtp.deliver(out, account), Sent)


async def test_a_relay_with_a_password_of_its_own_sees_no_token(
    mail_servers: Servers, server: TokenServer
) -> None:
    account = opened(mail_servers, server)
    relayed = Account("mail", "shop", {
        **account.values, "smtp_user": "relay", "smtp_password": RELAY}, b"k")
    out = Outgoing("anna@lotse.test", Part("Hallo"), "m3")
    assert isinstance(await smtp.deliver(out, relayed), Sent)
    assert not server.asked
