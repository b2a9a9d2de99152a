"""Signed tokens: who a visitor is, and proofs only the holder of this key can make."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.errors import Unauthorised


def visitor_token(key: bytes, visitor: str) -> str:
    """A token a browser keeps to find its conversation again."""
    return URLSafeTimedSerializer(key, salt="visitor").dumps(visitor)


def visitor_of(key: bytes, token: str, days: int) -> str:
    """The visitor a token was made for; Unauthorised when forged or too old."""
    try:
        return str(URLSafeTimedSerializer(key, salt="visitor").loads(token, max_age=days * 86400))
    except BadData as error:
        raise Unauthorised("This chat's token is not valid any more; start a new chat.") from error


def customer_signature(key: bytes, customer: str) -> str:
    """What a shop's own page sends to sign in a customer it knows: hex HMAC-SHA256."""
    return _proof(key, "customer", customer)


def explain_signature(key: bytes) -> str:
    """Lets a command line on this machine see what was understood."""
    return _proof(key, "explain", "web chat")


def internal_signature(key: bytes) -> str:
    """What Rasa shows when it calls the app for its actions."""
    return _proof(key, "internal", "actions")


def file_signature(key: bytes, file: str, until: int) -> str:
    """Opens one file to whoever has the address, until a moment (seconds since 1970)."""
    return _proof(key, "file", f"{file} {until}")


def one_time_code(key: bytes, nonce: str) -> str:
    """Six digits that only the holder of the key can make of a nonce."""
    return f"{int(_proof(key, 'one-time code', nonce), 16) % 1_000_000:06}"


def matches(expected: str, given: str) -> bool:
    """Compare two proofs in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def _proof(key: bytes, purpose: str, subject: str) -> str:
    purpose_key = hmac.new(key, purpose.encode(), hashlib.sha256).digest()
    return hmac.new(purpose_key, subject.encode(), hashlib.sha256).hexdigest()
