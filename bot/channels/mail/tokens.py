"""Logins by OAuth 2.0: a mailbox that takes no password takes tokens, made for this one app.

The client credentials grant (RFC 6749, 4.4) needs nobody at a browser: an administrator of the
mailboxes allows the app to open one of them. Tokens are short-lived and kept by this process alone.
"""

from __future__ import annotations

import time
from typing import Any

import httpx

from bot.channels.contract import Account
from bot.channels.reading import body_of

TIMEOUT = 10.0  # seconds
EARLY = 120.0  # seconds before its end a token is asked for anew
LASTS = 600.0  # seconds, where the server does not say
FINAL = (400, 401, 403)  # about the app and its secret; 408 and 429 are about the moment

_known: dict[tuple[str, ...], tuple[str, float]] = {}  # token, and until when


class NoToken(OSError):
    """The server gave none; `final`: it will not for this app and secret, however often asked."""

    def __init__(self, words: str, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


def by_token(account: Account) -> bool:
    """Whether this account logs in by OAuth; its password is then the app's secret."""
    return bool(account.values.get("oauth_client"))  # rows of before have none of these fields


def token(account: Account) -> str:
    """An access token that lasts a while yet. Blocking: for threads. NoToken when there is none."""
    if not held(account):
        new, lasts = _asked(account)
        _known[_which(account)] = new, time.monotonic() + lasts
    return _known[_which(account)][0]


def held(account: Account) -> bool:
    """Whether a token is at hand: the mail server may refuse it while it would take a new one."""
    return time.monotonic() <= _known.get(_which(account), ("", 0.0))[1] - EARLY


def _which(account: Account) -> tuple[str, ...]:
    return tuple(account[name] for name in ("oauth_url", "oauth_client", "oauth_scope",
                                            "imap_password"))


def forget(account: Account) -> None:
    """A token the mail server refuses is of no use, whatever its time."""
    for which in [which for which in _known if which[:2] == (
            account["oauth_url"], account["oauth_client"])]:
        _known.pop(which, None)


def _asked(account: Account) -> tuple[str, float]:
    form = {"grant_type": "client_credentials", "client_id": account["oauth_client"],
            "client_secret": account["imap_password"], "scope": account["oauth_scope"]}
    try:
        response = httpx.post(account["oauth_url"], data=form, timeout=TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoToken(f"No token: {type(error).__name__}: {error}") from error
    body: dict[str, Any] = body_of(response)
    if not isinstance(body.get("access_token"), str):
        words = body.get("error_description") or body.get("error") or response.reason_phrase
        later = body.get("error") == "temporarily_unavailable"  # RFC 6749, 4.1.2.1
        raise NoToken(f"No token: {words}"[:400],
                      final=response.status_code in FINAL and not later)
    lasts = str(body.get("expires_in", ""))
    return body["access_token"], float(lasts) if lasts.isdecimal() else LASTS
