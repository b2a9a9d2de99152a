"""Every messenger there is.

To add a channel:

1. Copy whatsapp.py and whatsapp_events.py to files of the messenger's name. Write `verify`
   (constant time, over the raw body: see signatures.py; Meta's stands in meta.py), `parse` (pure;
   every array of the body; what is not read is `Unknown`, what is not this messenger's at all is
   `NotOurs`), `send` and `read` (pure; a messenger that says "slow down" is `Again`, one that says
   never is `Refused` with its own words and a remedy), and declare the limits, the window, the
   receipts, what it shows and its settings at the end. A messenger that reads our 200 has a
   `reply`; one that says 200 to a wrong secret has `accepts`.
   Tokens that end are `renews`, `renew` and `renewed`: see zalo.py.
2. Name it in CHANNELS below. Webhooks, ledger, outbox, console and command line find it here.
3. Write its payloads to tests/channels/{name}/ as tests/channels/README.md says; the contract test
   runs over them by itself.
4. Write docs/channels/{name}.md: from the account to the first message.

A messenger that does not call us (e-mail is fetched) has its own loop beside the file and hands the
same facts to bot.channels.ledger; one not spoken to by HTTP declares `deliver` and `tried` instead
of `send`, `read` and `check`: see mail/.
"""

from __future__ import annotations

from bot.channels.contract import Channel
from bot.channels.instagram import INSTAGRAM
from bot.channels.mail.channel import MAIL
from bot.channels.messenger import MESSENGER
from bot.channels.sms import SMS
from bot.channels.telegram import TELEGRAM
from bot.channels.viber import VIBER
from bot.channels.whatsapp import WHATSAPP
from bot.channels.zalo import ZALO
from bot.errors import NotFound

CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (WHATSAPP, MESSENGER, INSTAGRAM, TELEGRAM, ZALO, VIBER, SMS, MAIL)}


def channel_named(name: str) -> Channel:
    """The channel of this name; NotFound lists those there are."""
    if name not in CHANNELS:
        raise NotFound(f"There is no channel {name!r}; there are: {', '.join(CHANNELS)}.")
    return CHANNELS[name]
