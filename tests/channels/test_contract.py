"""What every channel must do, tried on its captured payloads. See README.md beside this file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels import meta, sms, viber, whatsapp, zalo
from bot.channels.contract import Again, Expired, NotOurs, Refused, Scope, Sent
from bot.channels.facts import Media
from bot.channels.registry import CHANNELS, channel_named
from bot.errors import NotFound
from bot.files.kinds import TYPES
from tests.channels import captured

ALL_FACTS = {"Said", "Unknown"}
TYPES_AS = {"file": ("image",)}  # what goes as a plain file, moving pictures on Telegram


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


@pytest.mark.parametrize(("channel", "case"), captured.cases("sends.json", "send"),
                         ids=captured.title)
def test_requests_byte_for_byte(channel: str, case: dict[str, Any]) -> None:
    same_request(CHANNELS[channel].send(captured.outgoing(case), captured.account(channel)), case)


def same_request(request: httpx.Request, wanted: dict[str, Any]) -> None:
    assert (request.method, str(request.url)) == (wanted["method"], wanted["url"])
    assert {name: request.headers[name] for name in wanted["headers"]} == wanted["headers"]
    assert request.content == wanted.get("body", "").encode()


@pytest.mark.parametrize(("channel", "case"), captured.cases("media.json", "media"),
                         ids=captured.title)
def test_files_are_asked_for(channel: str, case: dict[str, Any]) -> None:
    """A reference, the request for it, the answer, and the request that it leads to."""
    kind, account = CHANNELS[channel], captured.account(channel)
    assert kind.media is not None
    same_request(kind.media(Media(**case["media"]), account), case["request"])
    if kind.located is None:
        return
    answer = httpx.Response(case["answer"]["status"], json=case["answer"]["body"])
    if case["then"] is None:
        with pytest.raises(NotOurs):
            kind.located(answer, account)
    else:
        same_request(kind.located(answer, account), case["then"])


@pytest.mark.parametrize(("channel", "case"), captured.cases("answers.json", "read"),
                         ids=captured.title)
def test_answers_are_understood(channel: str, case: dict[str, Any]) -> None:
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    response = httpx.Response(case["status"], text=body, headers=case.get("headers", {}))
    answer = CHANNELS[channel].read(response)
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
        case Expired():
            assert case["means"] == "expired" and answer.reason


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_declares_itself_whole(channel: str) -> None:
    kind, account = CHANNELS[channel], captured.account(channel)
    assert kind.name == channel
    assert {field.name for field in kind.fields} == set(account.values)
    assert any(field.secret for field in kind.fields)
    assert not kind.verify(captured.arrival(channel, {"headers": {}}), account)
    secrets = [account[field.name] for field in kind.fields if field.secret]
    assert not any(secret in repr(account) for secret in secrets)
    if kind.deliver:
        assert kind.tried and not (kind.send or kind.read or kind.check)
        return
    check = kind.check(account)
    assert check.method == "GET" or check.content == b"{}"  # it changes nothing


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


# What words every channel must have been tried with.
WORDS = {
    "Vietnamese": r"[ăđơưạảấầậắếềệịọốộớờợụủứừựỳỹ]", "German": r"[äöüß]",
    "English": r"\b(the|is|I)\b", "emoji": r"[\U0001F300-\U0001FAFF]",
    "long": r"(?s).{1000}", "hostile": r"<\w|DROP TABLE|\u202e|&\w+=",
}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_tried_with_all_kinds_of_words(channel: str, words: str) -> None:
    events = json.loads((Path(captured.FOLDER) / channel / "events.json").read_text("utf-8"))
    texts = [fact["text"] for event in events for fact in event["facts"] if fact["fact"] == "Said"]
    assert any(re.search(WORDS[words], text) for text in texts)


@pytest.mark.parametrize("channel", CHANNELS)
def test_files_are_declared_by_types_we_keep(channel: str) -> None:
    """A type nobody keeps, or one under another kind, would be a rule that never holds."""
    shows = CHANNELS[channel].shows
    assert set(shows.file_types) <= set(shows.files) <= {"image", "audio", "video", "file"}
    for kind, types in shows.file_types.items():
        assert {TYPES[name].kind for name in types} <= {kind, *TYPES_AS.get(kind, ())}
    assert shows.together or not shows.files or shows.file_types


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(NotFound, match="there are: whatsapp"):
        channel_named("fax")


# Codes that a channel knows by name, of answers to a call: each must be among its answers.
KNOWN = {
    "whatsapp": {*whatsapp.ERRORS.remedies, *whatsapp.ERRORS.slower, *whatsapp.ERRORS.passing},
    "messenger": {*meta.ERRORS.remedies, *meta.ERRORS.slower, *meta.ERRORS.passing},
    "instagram": {*meta.ERRORS.remedies, *meta.ERRORS.slower, *meta.ERRORS.passing},
    "zalo": {*zalo.REMEDIES, *zalo.PASSING, *zalo.EXPIRED, zalo.TOO_FAST},
    "viber": {*viber.REMEDIES, viber.TOO_FAST, viber.OK},
    # Twilio's 3…… come with a status, but for "the queue is full".
    "sms": {code for code in (*sms.REMEDIES, *sms.SLOWER) if code < 30000 or code in sms.SLOWER},
}


@pytest.mark.parametrize("channel", KNOWN)
def test_every_documented_error_is_captured(channel: str) -> None:
    answers = (Path(captured.FOLDER) / channel / "answers.json").read_text("utf-8")
    said = {int(number) for number in re.findall(r'(?<![\w.])-?\d+(?![\w.])', answers)}
    assert sorted(KNOWN[channel] - said) == []
