"""Signatures messengers put on their calls, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence


def hmac_matches(key: str, body: bytes, given: str, digest: str = "sha256") -> bool:
    """Whether `given` is the hex HMAC of the body under the key; empty keys match nothing."""
    expected = hmac.new(key.encode(), body, digest).hexdigest()
    return bool(key) and same(expected, given)


def digest_matches(parts: bytes, given: str) -> bool:
    """Whether `given` is the plain hex SHA-256 of the parts (Zalo signs so)."""
    return same(hashlib.sha256(parts).hexdigest(), given)


def form_signature(key: str, url: str, form: Sequence[tuple[str, str]]) -> str:
    """Base64 HMAC-SHA1 of an address and a form's names and values, sorted, each pair once.

    Source: Twilio's "Webhooks security" (Twilio signs so).
    """
    parts = "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(key.encode(), (url + parts).encode("utf-8", "replace"), "sha1").digest()
    return base64.b64encode(digest).decode()


def same(expected: str, given: str) -> bool:
    """Whether two proofs are the same, in a time that tells nothing."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
