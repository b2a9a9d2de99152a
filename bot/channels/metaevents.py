"""Events in the shape of Messenger, which Instagram shares: entries of events about messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.channels.contract import Account, Arrival, NotOurs
from bot.channels.facts import (
    Deleted,
    Echo,
    Edited,
    Fact,
    Media,
    Moved,
    MovedUpTo,
    Person,
    Reacted,
    Said,
    Unknown,
)
from bot.channels.reading import answering, as_json, guarded_all, pick, unsupported
from bot.words import Progress

Event = Mapping[str, Any]
KINDS = ("image", "audio", "video", "file", "sticker")
ADDRESS = {"sender", "recipient", "timestamp"}
# The emoji of a reaction, where only its name is given.
NAMED = {"smile": "😆", "laugh": "😆", "angry": "😠", "sad": "😢", "wow": "😮", "love": "❤️",
         "like": "👍", "dislike": "👎"}


def parse(arrival: Arrival, kind: str, own: str) -> Sequence[Fact]:
    """Every event of every entry; `kind` is the body's object, `own` the page or account."""
    body = as_json(arrival.body)
    if body.get("object") != kind:
        raise NotOurs(f"This is no call about {kind!r}.")
    return [fact for entry in pick(body, "entry", list) for fact in _entry(entry, own)]


def _entry(entry: Any, own: str) -> Iterator[Fact]:
    if not isinstance(entry, dict):
        raise NotOurs("An entry is no object.")
    if str(entry.get("id")) != own:
        yield Unknown(f"events of {entry.get('id')}"[:200])
        return
    for event in _listed(entry, "messaging"):
        yield from guarded_all(_event, event)
    for _ in _listed(entry, "standby"):  # another app has the conversation
        yield Unknown("standby")
    for change in _listed(entry, "changes"):
        yield from guarded_all(lambda c: [Unknown(f"change of {c['field']}")], change)


def _listed(entry: Event, name: str) -> list[Any]:
    return pick(entry, name, list) if name in entry else []


def _event(event: Event) -> Sequence[Fact]:
    for name, reader in READERS.items():
        if name in event:
            return reader(event, event[name])
    return [Unknown(", ".join(sorted(event.keys() - ADDRESS))[:200] or "empty event")]


def _message(event: Event, body: Event) -> Sequence[Fact]:
    if body.get("is_echo"):
        return [_echo(event, body)]
    if body.get("is_self"):
        return [Unknown("a message of the account to itself")]
    if body.get("is_deleted"):
        return [Deleted(body["mid"], _sender(event), _time(event))]
    if body.get("is_unsupported"):
        return [Said(body["mid"], _sender(event), _time(event), extra=unsupported("message"))]
    text, pressed = body.get("text", ""), body.get("quick_reply", {}).get("payload")
    media, extra = _media(body), _extra(body)
    if not (text or pressed or media or extra):
        return [Unknown("empty message")]
    return [Said(body["mid"], _sender(event), _time(event), text, pressed, media, extra)]


def _echo(event: Event, body: Event) -> Fact:
    """What the page sent, from here or from the messenger's own inbox."""
    text, media, marker = body.get("text", ""), _media(body), body.get("metadata")
    if body.get("is_deleted") or not (text or media or marker):
        return Unknown("echo without words")
    to = Person(str(event["recipient"]["id"]))
    return Echo(body["mid"], to, _time(event), text, media, marker)


def _attached(body: Event) -> Iterator[tuple[str, Event, Event]]:
    """(kind, attachment, payload); a share that may not be passed on has no payload."""
    for each in body.get("attachments") or []:
        payload = each.get("payload") or {}
        yield ("sticker" if "sticker_id" in payload else each["type"]), each, payload


def _media(body: Event) -> tuple[Media, ...]:
    """Files; for a while a sticker came as an image as well, with the same number."""
    found = {payload.get("sticker_id") or payload["url"]: Media(kind, payload["url"])
             for kind, _, payload in _attached(body) if kind in KINDS and "url" in payload}
    return tuple(found.values())


def _extra(body: Event) -> dict[str, Any]:
    """A place, what was shared (posts, links, stories), and what the message answers."""
    extra: dict[str, Any] = {}
    for kind, each, payload in _attached(body):
        if kind == "location":
            place = payload["coordinates"]
            extra["location"] = {"latitude": place["lat"], "longitude": place["long"]}
        elif kind not in KINDS or "url" not in payload:
            shared = {"kind": kind, "title": each.get("title") or payload.get("title"),
                      "url": each.get("url") or payload.get("url")}
            extra.setdefault("shares", []).append({k: v for k, v in shared.items() if v})
    answered = body.get("reply_to") or {}
    if story := answered.get("story"):
        extra["reply_to"] = {"story": story.get("url") or story["id"]}
    return {**extra, **answering(answered.get("mid"))} if "story" not in answered else extra


def _postback(event: Event, body: Event) -> Sequence[Fact]:
    """A pressed button of the menu or of "get started"; old versions gave it no id."""
    person = _sender(event)
    number = body.get("mid") or f"postback.{person.id}.{event['timestamp']}"
    payload = str(body.get("payload") or "")
    begins = payload.replace("_", "").casefold() == "getstarted"  # as Meta's examples name it
    return [Said(number, person, _time(event), body.get("title", ""), payload or None,
                 begins=begins)]


def _reaction(event: Event, body: Event) -> Sequence[Fact]:
    taken_off = body["action"] == "unreact"
    emoji = "" if taken_off else body.get("emoji") or NAMED[body["reaction"]]
    return [Reacted(body["mid"], _sender(event), _time(event), emoji)]


def _edit(event: Event, body: Event) -> Sequence[Fact]:
    return [Edited(body["mid"], _sender(event), _time(event), body["text"])]


def _delivery(event: Event, body: Event) -> Sequence[Fact]:
    """Some messages by their ids, if the person's app gives them, and all until a moment."""
    until = _moment(body["watermark"])
    return [*(Moved(mid, Progress.DELIVERED, until) for mid in body.get("mids", ())),
            MovedUpTo(_sender(event), Progress.DELIVERED, until)]


def _read(event: Event, body: Event) -> Sequence[Fact]:
    """Messenger names a moment, Instagram a message."""
    if "mid" in body:
        return [Moved(body["mid"], Progress.READ, _time(event))]
    return [MovedUpTo(_sender(event), Progress.READ, _moment(body["watermark"]))]


READERS: dict[str, Callable[[Event, Event], Sequence[Fact]]] = {
    "message": _message, "postback": _postback, "reaction": _reaction, "message_edit": _edit,
    "delivery": _delivery, "read": _read,
}


def _sender(event: Event) -> Person:
    return Person(str(event["sender"]["id"]))


def _time(event: Event) -> datetime:
    return _moment(event["timestamp"])


def _moment(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def fetch(media: Media, account: Account) -> httpx.Request:
    """A file stands at an address that is signed and short-lived; it needs no token."""
    return httpx.Request("GET", media.reference)
