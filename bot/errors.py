"""Failures we expect: each carries an HTTP status and one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class LotseError(Exception):
    """Base of every expected failure; `sentence` says what happened and what to do."""

    status = 500
    exit_code = 1
    details: Mapping[str, Any] = {}  # what a page needs beside the sentence

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(LotseError):
    """What was asked for is not (or no longer) there."""

    status = 404


class Forbidden(LotseError):
    """The person is known but may not do this."""

    status = 403


class Unauthorised(LotseError):
    """No valid log-in or token came with the request."""

    status = 401


class Conflict(LotseError):
    """The thing has moved on since the person looked at it."""

    status = 409


class BadInput(LotseError):
    """The request is understood but cannot be carried out as it is."""

    status = 422


class RasaUnavailable(LotseError):
    """Rasa did not answer in time; conversations go to the queue meanwhile."""

    status = 503


class StartFailed(LotseError):
    """The system cannot start; the sentence says what to do."""

    exit_code = 3
