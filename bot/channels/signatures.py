"""Signatures messengers put on their calls, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac


def hmac_matches(key: str, body: bytes, given: str, digest: str = "sha256") -> bool:
    """Whether `given` is the hex HMAC of the body under the key; empty keys match nothing."""
    expected = hmac.new(key.encode(), body, digest).hexdigest()
    return bool(key) and same(expected, given)


def digest_matches(parts: bytes, given: str) -> bool:
    """Whether `given` is the plain hex SHA-256 of the parts (Zalo signs so)."""
    return same(hashlib.sha256(parts).hexdigest(), given)


def same(expected: str, given: str) -> bool:
    """Whether two proofs are the same, in a time that tells nothing."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
