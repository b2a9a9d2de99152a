"""What every channel must do, tried on its captured payloads. See README.md beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.contract import Again, NotOurs, Outgoing, Part, Refused, Scope, Sent
from bot.channels.registry import CHANNELS, channel_named
from bot.errors import NotFound
from tests.channels import captured

ALL_FACTS = {"Said", "Unknown"}


@pytest.mark.parametrize(("channel", "case"), captured.cases("calls.json"), ids=captured.title)
def test_calls_are_verified_and_recognised(channel: str, case: dict[str, Any]) -> None:
    kind, account = CHANNELS[channel], captured.account(channel)
    arrival = captured.arrival(channel, case)
    if "query" in case:
        answer = kind.handshake(arrival, account) if kind.handshake else None
        assert answer == case.get("challenge")
        return
    assert kind.verify(arrival, account) is (case["status"] != 403)
    if case["status"] == 400:
        with pytest.raises(NotOurs):
            kind.parse(arrival, account)


@pytest.mark.parametrize(("channel", "case"), captured.cases("events.json"), ids=captured.title)
def test_events_become_facts(channel: str, case: dict[str, Any]) -> None:
    arrival = captured.arrival(channel, case)
    found = CHANNELS[channel].parse(arrival, captured.account(channel))
    assert [captured.as_written(fact) for fact in found] == case["facts"]


@pytest.mark.parametrize(("channel", "case"), captured.cases("sends.json"), ids=captured.title)
def test_requests_byte_for_byte(channel: str, case: dict[str, Any]) -> None:
    wanted = case["part"]
    part = Part(wanted["text"], tuple(map(tuple, wanted.get("buttons", ()))),  # type: ignore
                wanted.get("shape", "text"), wanted.get("template"))
    out = Outgoing(case["to"], part, case["marker"], case["choose"])
    request = CHANNELS[channel].send(out, captured.account(channel))
    assert (request.method, str(request.url)) == (case["method"], case["url"])
    assert {name: request.headers[name] for name in case["headers"]} == case["headers"]
    assert request.content == case["body"].encode()


@pytest.mark.parametrize(("channel", "case"), captured.cases("answers.json"), ids=captured.title)
def test_answers_are_understood(channel: str, case: dict[str, Any]) -> None:
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    answer = CHANNELS[channel].read(httpx.Response(case["status"], text=body))
    match answer:
        case Sent():
            assert (case["means"], case["external_id"]) == ("sent", answer.external_id)
        case Again():
            assert case["means"] == "again" and answer.reason is not None
            assert answer.scope == Scope(case["scope"])
            assert (answer.after.total_seconds() if answer.after else None) == case.get("after")
        case Refused():
            assert (case["means"], case["remedy"]) == ("refused", answer.remedy)
            assert answer.reason


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_declares_itself_whole(channel: str) -> None:
    kind, account = CHANNELS[channel], captured.account(channel)
    assert kind.name == channel
    assert {field.name for field in kind.fields} == set(account.values)
    assert any(field.secret for field in kind.fields)
    assert not kind.verify(captured.arrival(channel, {"headers": {}}), account)
    secrets = [account[field.name] for field in kind.fields if field.secret]
    assert not any(secret in repr(account) for secret in secrets)
    assert kind.check(account).method == "GET"


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_empty_secret_opens_nothing(channel: str) -> None:
    """A half-configured account must not accept calls signed with nothing."""
    kind, account = CHANNELS[channel], captured.account(channel)
    bare = type(account)(channel, "shop", dict.fromkeys(account.values, ""))
    for case in json.loads((Path(captured.FOLDER) / channel / "calls.json").read_text("utf-8")):
        if "query" not in case:
            assert not kind.verify(captured.arrival(channel, case), bare)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_kind_of_event_is_captured(channel: str) -> None:
    """What a channel's parse can answer with must be among its payloads."""
    events = json.loads((Path(captured.FOLDER) / channel / "events.json").read_text("utf-8"))
    seen = {fact["fact"] for event in events for fact in event["facts"]}
    assert seen >= ALL_FACTS | ({"Moved"} if CHANNELS[channel].receipts else set())
    progress = {fact["progress"] for event in events for fact in event["facts"]
                if fact["fact"] in ("Moved", "MovedUpTo")}
    assert progress == set(CHANNELS[channel].receipts)


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(NotFound, match="there are: whatsapp"):
        channel_named("fax")
