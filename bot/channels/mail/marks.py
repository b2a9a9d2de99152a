"""How our own mails are known again: their Message-ID, and the address replies go to."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

from bot.channels.contract import Account

OURS = re.compile(r"lotse\.([A-Za-z0-9_-]{8,40})@", re.ASCII)
SIGNATURE = 10  # bytes: 80 bits are enough for something that can only be tried by mail


def message_id(account: Account, marker: str) -> str:
    """The Message-ID of a delivery, without brackets: the same however often it is tried."""
    return f"lotse.{marker}@{account['address'].rpartition('@')[2]}"


def marker_in(found: str) -> str | None:
    """The marker of a Message-ID of ours."""
    match = OURS.match(found)
    return match[1] if match else None


def reply_address(account: Account, marker: str) -> str:
    """inbox+TOKEN@…: the marker with its signature, in letters that survive small and capital."""
    if account["reply_token"] != "yes":  # noqa: S105
        return account["address"]
    local, _, domain = account["address"].rpartition("@")
    signed = marker.encode() + _signature(account, marker)
    token = base64.b32encode(signed).decode().rstrip("=").lower()
    return f"{local}+{token}@{domain}"


def marker_of(account: Account, address: str) -> str | None:
    """The marker an address of ours carries; None when it is not ours, or not signed by us."""
    local, _, domain = account["address"].lower().rpartition("@")
    begin, end = f"{local}+", f"@{domain}"
    if not (address.lower().startswith(begin) and address.lower().endswith(end)):
        return None
    token = address[len(begin):-len(end)].upper()
    try:
        signed = base64.b32decode(token + "=" * (-len(token) % 8))
        marker = signed[:-SIGNATURE].decode("ascii")
    except (binascii.Error, ValueError):
        return None
    right = hmac.compare_digest(signed[-SIGNATURE:], _signature(account, marker))
    return marker if marker and right else None


def own(account: Account, address: str) -> bool:
    """Whether this is the account's own address, with or without a token."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == account["address"].lower()


def _signature(account: Account, marker: str) -> bytes:
    words = f"reply {account.name} {marker}".encode()
    return hmac.new(account.key, words, hashlib.sha256).digest()[:SIGNATURE]
