"""E-mail as a channel: IMAP in by a loop of its own (fetching.py), SMTP out."""

from __future__ import annotations

import asyncio

from aiosmtplib import SMTPException

from bot.channels.contract import Account, Arrival, Channel, Field, Shows
from bot.channels.lengths import Limit
from bot.channels.mail import smtp
from bot.channels.mail.imap import TROUBLE, Folder
from bot.channels.mail.originals import kept
from bot.channels.mail.reading import parse
from bot.channels.mail.threads import letter_of
from bot.errors import BadInput
from bot.words import Progress

# Many mailboxes take no mail above 20 MB, and files are written a third longer than they are.
MOST = 14 * 1024 ** 2


def verify(arrival: Arrival, account: Account) -> bool:
    """Nobody calls us with mail: we fetch it ourselves."""
    return False


async def tried(account: Account) -> str:
    """Log in to both servers and open the folder; nothing is read or sent."""
    try:
        folder = await asyncio.to_thread(Folder, account)
    except TROUBLE as error:
        raise BadInput(f"The mailbox cannot be opened. {smtp.words(error)}") from error
    except ValueError as error:
        raise BadInput(f"imap_port is no number: {error}") from error
    await asyncio.to_thread(folder.close)
    server = smtp.client(account)
    try:
        async with asyncio.timeout(2 * smtp.CONNECTED):
            await smtp.connect(server, account)
    except (SMTPException, OSError, TimeoutError) as error:
        raise BadInput(f"The server for sending refuses. {smtp.words(error)}") from error
    finally:
        server.close()
    return "the mailbox opens" + (", new mail shows at once (IDLE)" if folder.can_idle else "")


MAIL = Channel(
    name="mail",
    fields=(
        Field("address", "E-mail address", hint="customers write to it and get answers from it"),
        Field("display_name", "Name of the sender", hint="the shop's name"),
        Field("imap_host", "IMAP server"),
        Field("imap_port", "IMAP port", default="993"),
        Field("imap_security", "Security of IMAP", default="tls", hint="tls, starttls or none"),
        Field("imap_user", "User name", hint="often the address"),
        Field("imap_password", "Password", secret=True, hint="an app password where there is one"),
        Field("oauth_client", "Application ID, to log in by OAuth", default="",
              hint="Microsoft 365; the password is then the app's client secret"),
        Field("oauth_url", "Address tokens are asked for at", default="",
              hint="https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"),
        Field("oauth_scope", "Scope of the tokens",
              default="https://outlook.office365.com/.default"),
        Field("folder", "Folder", default="INBOX"),
        Field("smtp_host", "SMTP server", default="", hint="empty: as for IMAP"),
        Field("smtp_port", "SMTP port", default="587"),
        Field("smtp_security", "Security of SMTP", default="starttls",
              hint="tls, starttls or none"),
        Field("smtp_user", "User name for SMTP", default="", hint="empty: as for IMAP"),
        Field("smtp_password", "Password for SMTP", secret=True, default="",
              hint="empty: as for IMAP"),
        Field("reply_token", "Replies to address+word@…", default="yes",
              hint="no where the server takes no such addresses"),
    ),
    verify=verify, parse=parse, deliver=smtp.deliver, tried=tried, letter=letter_of,
    kept=kept,
    limit=Limit(100_000),
    shows=Shows(files=dict.fromkeys(("image", "audio", "video", "file"), MOST), together=MOST),
    receipts=frozenset({Progress.DELIVERED, Progress.FAILED}),
    account_rate=2, chat_rate=0.5, most_an_hour=20, headers=("message-id",),
)
