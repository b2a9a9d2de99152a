"""Secrets of accounts at rest: encrypted with a key derived from the installation's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import LotseError


class SecretsLost(LotseError):
    """The secrets were sealed with another key."""


def seal(key: bytes, secrets: Mapping[str, str]) -> str:
    """The secrets as one encrypted text."""
    return _box(key).encrypt(json.dumps(dict(secrets)).encode()).decode()


def open_sealed(key: bytes, sealed: str) -> dict[str, str]:
    """The secrets again; SecretsLost when the installation's key has changed."""
    try:
        found: dict[str, str] = json.loads(_box(key).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise SecretsLost("The account's secrets were sealed with another LOTSE_SECRET: set the "
                          "old one again, or enter the account's secrets anew.") from error
    return found


def _box(key: bytes) -> Fernet:
    purpose = hmac.new(key, b"channel secrets", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(purpose))
