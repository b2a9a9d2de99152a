"""Mail on its way out: one connection a mail, and what the server's answer means for it."""

from __future__ import annotations

import asyncio
import math
from datetime import UTC, datetime, timedelta
from email.policy import SMTP as WIRE

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from bot.channels.contract import Account, Again, Answer, Outgoing, Refused, Scope, Sent, Unclear
from bot.channels.mail import tokens
from bot.channels.mail.marks import message_id
from bot.channels.mail.tokens import NoToken
from bot.channels.mail.writing import compose

CONNECTED = 10.0  # seconds a server may take to answer anything but the mail itself
TAKEN = 30.0  # seconds for the mail itself; with the rest less than bot.channels.queue.LOST
GREYLISTED = timedelta(minutes=1)
# What a server says no to -> what helps. Everything else is about the mail.
REMEDIES: dict[type[SMTPResponseException], str] = {
    aiosmtplib.SMTPRecipientRefused: "other_channel",
    aiosmtplib.SMTPSenderRefused: "fix_account",
    aiosmtplib.SMTPAuthenticationError: "fix_account",
    aiosmtplib.SMTPHeloError: "fix_account",
    aiosmtplib.SMTPConnectResponseError: "fix_account",
}


async def deliver(out: Outgoing, account: Account) -> Answer:
    """One mail to the account's server. Unclear when the line broke with the mail on it."""
    plain = out.to.isascii()
    body = await asyncio.to_thread(_written, out, account)  # a second, with large files
    server = client(account)
    try:
        async with asyncio.timeout(2 * CONNECTED):
            await connect(server, account)
            if not plain and not server.supports_extension("smtputf8"):
                return Refused("smtputf8", "The mail server takes no addresses beyond ASCII.",
                               "other_channel")
            if len(body) > (most := _most(server)):
                return Refused("size", f"The mail server takes no mail above {most // 10**6} MB.",
                               "other_channel")
            options = [] if plain else ["SMTPUTF8"]
            encoding = "ascii" if plain else "utf-8"
            await server.mail(account["address"], options=options, encoding=encoding)
            await server.rcpt(out.to, encoding=encoding)
        return await _data(server, body, message_id(account, out.marker))
    except SMTPResponseException as error:
        return meaning(error)
    except NoToken as error:
        return (Refused("oauth", str(error), "fix_account") if error.final
                else Again("oauth", str(error), scope=Scope.ACCOUNT))
    except (SMTPException, OSError, TimeoutError) as error:
        return Again("unreachable", words(error))
    finally:
        server.close()


def _written(out: Outgoing, account: Account) -> bytes:
    mail = compose(out, account, datetime.now(UTC))
    return mail.as_bytes(policy=mail.policy if out.to.isascii() else WIRE.clone(utf8=True))


def _most(server: SMTP) -> float:
    """The longest mail the server says it takes (RFC 1870), in bytes; 0 or nothing: any."""
    said = server.esmtp_extensions.get("size", "")
    return int(said) if said.isdecimal() and int(said) else math.inf


async def _data(server: SMTP, body: bytes, external_id: str) -> Answer:
    """The mail itself: once it is on its way, no answer says nothing about its fate."""
    try:
        await server.data(body, timeout=TAKEN)
    except SMTPResponseException:
        raise
    except (SMTPException, OSError, TimeoutError) as error:
        raise Unclear(words(error)) from error
    return Sent(external_id)


def meaning(error: SMTPResponseException) -> Answer:
    """RFC 5321: 4xx is for now (greylisting is one), 5xx is for good; 421 shuts us out."""
    said = " ".join(str(error.message).split())[:500]
    if 400 <= error.code < 500:
        every = error.code == 421 or REMEDIES.get(type(error)) == "fix_account"
        return Again(str(error.code), said, GREYLISTED, Scope.ACCOUNT if every else Scope.CHAT)
    return Refused(str(error.code), said, REMEDIES.get(type(error), "none"))


def client(account: Account) -> SMTP:
    """A connection to be, as the account wants it secured."""
    security = account["smtp_security"]
    return SMTP(hostname=account["smtp_host"] or account["imap_host"],
                port=int(account["smtp_port"]), timeout=CONNECTED,
                use_tls=security == "tls", start_tls=security == "starttls")


async def connect(server: SMTP, account: Account) -> None:
    """Connect, secure the line, and log in where the server asks for it."""
    await server.connect()
    await server.ehlo()
    if server.supports_extension("auth"):
        await _log_in(server, account)


async def _log_in(server: SMTP, account: Account) -> None:
    user = account["smtp_user"] or account["imap_user"]
    # A password of its own: a relay, perhaps of another company, that must not see the token.
    if account["smtp_password"] or not tokens.by_token(account):
        await server.login(user, account["smtp_password"] or account["imap_password"])
        return
    held = tokens.held(account)
    token = await asyncio.to_thread(tokens.token, account)
    try:
        await server.auth_xoauth2(user, token)
    except aiosmtplib.SMTPAuthenticationError as error:
        tokens.forget(account)
        if held:  # withdrawn before its time, perhaps: only a new one tells whether we may send
            raise NoToken(f"The token is no longer taken: {words(error)}") from error
        raise


def words(error: BaseException) -> str:
    """An error of the line for people."""
    return f"{type(error).__name__}: {error}"[:300]
