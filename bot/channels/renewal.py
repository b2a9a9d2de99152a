"""How an account's tokens stand: pure decisions, kept beside its settings and without secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.channels.contract import Again, Channel, Renewed

KEY = "renewal"  # its place in channel_accounts.settings; no setting has this name
EARLY = timedelta(hours=2)  # before the end: a failure leaves time to try again, or to log in
REST = timedelta(minutes=1)  # after a call that came to nothing, and was not taken
ABANDONED = timedelta(seconds=60)  # a call takes 15 at the most: its process has ended
JUST_NOW = timedelta(minutes=5)  # tokens so new that are refused are not renewed once more
ENDED = ("A renewal of the tokens was begun and its end is not known: the refresh token may be "
         "used up. Log in again at the messenger and enter both tokens.")


class Move(StrEnum):
    """What somebody who wants new tokens may do."""

    CLAIM = "claim"
    WAIT = "wait"  # another is at it, or the messenger asked for rest
    LOG_IN = "log in"  # a person must


@dataclass(frozen=True, slots=True)
class Renewal:
    """Moments are ISO 8601 in UTC, as the settings' JSON holds them; empty: none."""

    typed: str = ""  # digest of the tokens a person entered: the same ones again change nothing
    ends: str = ""  # when the access token does; empty: nobody told us
    at: str = ""  # when the tokens were last renewed
    claimed: str = ""  # since when a process renews them
    rest: str = ""  # not before
    trouble: str = ""  # why a person must log in again


def of(settings: Mapping[str, Any]) -> Renewal:
    """The state in an account's settings."""
    return Renewal(**settings.get(KEY, {}))


def without(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings a person made."""
    return {name: value for name, value in settings.items() if name != KEY}


def beside(settings: Mapping[str, Any], state: Renewal) -> dict[str, Any]:
    """The settings with this state."""
    kept = {name: value for name, value in asdict(state).items() if value}
    return {**without(settings), **({KEY: kept} if kept else {})}


def due(state: Renewal, now: datetime) -> bool:
    """Whether the access token is about to end."""
    return bool(state.ends) and now >= datetime.fromisoformat(state.ends) - EARLY


def move(state: Renewal, now: datetime) -> Move:
    """Whether tokens may be renewed now, by whoever asks first."""
    if trouble(state, now):
        return Move.LOG_IN
    if state.claimed or (state.rest and now < datetime.fromisoformat(state.rest)):
        return Move.WAIT
    return Move.CLAIM


def trouble(state: Renewal, now: datetime) -> str:
    """Why a person must log in again; empty when nobody must."""
    if state.trouble:
        return state.trouble
    if state.claimed and now >= datetime.fromisoformat(state.claimed) + ABANDONED:
        return ENDED
    return ""


def claimed(state: Renewal, now: datetime) -> Renewal:
    return replace(state, claimed=now.isoformat())


def ended(state: Renewal, answer: Renewed | Again | str, now: datetime) -> Renewal:
    """The state after the call: new tokens, not taken, or why the old ones are of no use."""
    match answer:
        case Renewed(_, lasts):
            return Renewal(state.typed, (now + lasts).isoformat(), now.isoformat())
        case Again():
            return replace(state, claimed="", rest=(now + (answer.after or REST)).isoformat())
        case str():
            return replace(state, claimed="", trouble=answer)


def just_renewed(state: Renewal, now: datetime) -> bool:
    return bool(state.at) and now < datetime.fromisoformat(state.at) + JUST_NOW


def digest(kind: Channel, values: Mapping[str, str]) -> str:
    """What tells entered tokens from others; they are long and random, so it gives nothing away."""
    tokens = "\0".join(str(values.get(name, "")).strip() for name in kind.renews)
    return hashlib.sha256(tokens.encode()).hexdigest()
