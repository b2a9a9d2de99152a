"""Accounts of messengers: rows with sealed secrets on one side, opened accounts on the other."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import renewal
from bot.channels.contract import Account, Channel
from bot.channels.progress import set_state
from bot.channels.registry import channel_named
from bot.channels.sealing import open_sealed, seal
from bot.channels.tables import ChannelAccount, Delivery, MessageTemplate
from bot.errors import BadInput, NotFound
from bot.words import Language, Progress

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
TIMEOUT = httpx.Timeout(10.0, connect=5.0)


async def find(session: AsyncSession, channel: str, name: str) -> ChannelAccount:
    """An account's row; NotFound when there is none."""
    found = await session.scalar(select(ChannelAccount).where(
        ChannelAccount.channel == channel, ChannelAccount.name == name))
    if found is None:
        raise NotFound(f"There is no account {name!r} of {channel}.")
    return found


async def listed(session: AsyncSession) -> Sequence[ChannelAccount]:
    """All accounts, by channel and name."""
    rows = await session.scalars(
        select(ChannelAccount).order_by(ChannelAccount.channel, ChannelAccount.name))
    return rows.all()


def opened(row: ChannelAccount, key: bytes) -> Account:
    """The account with its secrets; SecretsLost when the key has changed.

    What was saved before a field was there has its default.
    """
    usual = {field.name: field.default for field in channel_named(row.channel).fields
             if field.default is not None}
    own = hmac.new(key, f"account {row.channel}/{row.name}".encode(), hashlib.sha256).digest()
    values = {**usual, **renewal.without(row.settings), **open_sealed(key, row.sealed)}
    return Account(row.channel, row.name, values, own)


async def save(
    session: AsyncSession, key: bytes, channel: str, name: str, values: Mapping[str, str],
    language: Language, now: datetime,
) -> ChannelAccount:
    """Add an account, or change it: fields that are not given keep what they were."""
    kind = channel_named(channel)
    if not NAME.fullmatch(name):
        raise BadInput("An account's name is of small letters, digits and hyphens: it stands in "
                       "the webhook's address.")
    row = await session.scalar(select(ChannelAccount).where(
        ChannelAccount.channel == channel, ChannelAccount.name == name))
    before = opened(row, key).values if row and not lacks_nothing(kind, values) else {}
    whole, state = with_newest(kind, row, key, {**before, **values})
    settings, secrets = sorted_out(kind, whole)
    if row is None:
        row = ChannelAccount(channel=channel, name=name, created_at=now, language=language)
        session.add(row)
    row.settings, row.sealed = renewal.beside(settings, state), seal(key, secrets)
    row.language = language
    row.paused_until = None
    await session.flush()
    return row


def with_newest(
    kind: Channel, row: ChannelAccount | None, key: bytes, values: Mapping[str, str]
) -> tuple[Mapping[str, str], renewal.Renewal]:
    """The values with the tokens that count, and how these stand.

    Settings name an account's first tokens at every start; by then others have come of them, and
    the first are used up.
    """
    if not kind.renews:
        return values, renewal.Renewal()
    typed, state = renewal.digest(kind, values), renewal.of(row.settings if row else {})
    if row is None:
        return values, renewal.Renewal(typed)
    current = opened(row, key)
    if typed not in (state.typed, renewal.digest(kind, current.values)):
        return values, renewal.Renewal(typed)
    return {**values, **{name: current[name] for name in kind.renews}}, state


def lacks_nothing(kind: Channel, values: Mapping[str, str]) -> bool:
    """Whether every field that must be given is: then nothing old is needed, or even readable."""
    return all(values.get(field.name) for field in kind.fields if field.default is None)


def sorted_out(
    kind: Channel, values: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Plain settings and secrets; BadInput names what is missing or unknown."""
    known = {field.name: field for field in kind.fields}
    if strange := sorted(set(values) - set(known)):
        raise BadInput(f"{kind.name} has no setting {', '.join(strange)}; "
                       f"it has {', '.join(known)}.")
    whole = {name: str(values.get(name) or field.default or "").strip()
             for name, field in known.items()}
    if missing := [name for name, field in known.items()
                    if field.default != "" and not whole[name]]:
        raise BadInput(f"{kind.name} needs {', '.join(missing)}.")
    return ({name: value for name, value in whole.items() if not known[name].secret},
            {name: value for name, value in whole.items() if known[name].secret})


async def save_all(
    session: AsyncSession, key: bytes, given: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """The accounts named in the settings; what stands there wins over what was typed in."""
    for entry in given:
        values = dict(entry)
        channel, name = values.pop("channel", ""), values.pop("account", "default")
        language = Language(values.pop("language", Language.DE))
        await save(session, key, channel, name, values, language, now)


async def checked(client: httpx.AsyncClient, kind: Channel, account: Account) -> str:
    """Ask the messenger whether the secrets are right; BadInput says what it answered."""
    if kind.tried:
        return await kind.tried(account)
    if kind.check is None:
        raise BadInput(f"{kind.name} has no way to try an account.")
    return (await answer(client, kind, kind.check(account))).text[:300]


async def answer(
    client: httpx.AsyncClient, kind: Channel, request: httpx.Request
) -> httpx.Response:
    """The messenger's answer to an administrator's question; BadInput where it is no good one."""
    request.extensions["timeout"] = TIMEOUT.as_dict()
    try:
        response = await client.send(request)
    except httpx.HTTPError as error:
        raise BadInput(f"{kind.name} could not be reached ({type(error).__name__}); check the "
                       "network and the address.") from error
    if not kind.accepts(response):
        raise BadInput(f"{kind.name} refused the account ({response.status_code}): "
                       f"{response.text[:300]}")
    return response


def webhook(url: str, channel: str, name: str) -> str:
    """Where this account's messenger calls, below the app's address."""
    return f"{url}/webhooks/{channel}/{name}"


def account_view(row: ChannelAccount, url: str, now: datetime) -> dict[str, Any]:
    """An account for the console: of its secrets only that they are there."""
    kind = channel_named(row.channel)
    return {
        "channel": row.channel, "name": row.name, "language": row.language,
        "settings": renewal.without(row.settings),
        "secrets": [f.name for f in kind.fields if f.secret],
        # Who is not spoken to by HTTP does not call us either.
        "webhook": webhook(url, row.channel, row.name) if kind.send else None,
        "log_in_again": renewal.trouble(renewal.of(row.settings), now) or None,
        "tokens_end": renewal.of(row.settings).ends or None,
        "refused_calls": row.refused_calls, "created_at": row.created_at.isoformat(),
        "paused_until": row.paused_until.isoformat()
        if row.paused_until and row.paused_until > now else None,
    }


async def remove(session: AsyncSession, channel: str, name: str, now: datetime) -> None:
    """Forget an account and its templates; what waits for it is shown as lost."""
    await session.delete(await find(session, channel, name))
    await session.execute(delete(MessageTemplate).where(
        MessageTemplate.channel == channel, MessageTemplate.account == name))
    waiting = await session.scalars(select(Delivery).where(
        Delivery.channel == channel, Delivery.account == name,
        Delivery.state == Progress.WAITING).with_for_update())
    for row in waiting:
        await set_state(session, row, Progress.DEAD, now, "account_removed",
                        "The account was removed before this was sent.", "fix_account")
