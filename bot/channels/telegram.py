"""Telegram's Bot API: one update a call, no receipts, edits but no deletions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from bot.channels.contract import (
    Account,
    Again,
    Answer,
    Arrival,
    Channel,
    Field,
    NotOurs,
    Outgoing,
    Refused,
    Scope,
    Sent,
    Shows,
    Sign,
)
from bot.channels.facts import Edited, Fact, Media, Person, Reacted, Said, Unknown
from bot.channels.lengths import Limit, Unit
from bot.channels.reading import answering, as_json, body_of, guarded, pick, unsupported
from bot.channels.signatures import same

# An animation comes as a document as well: the first of these counts.
MEDIA = {"photo": "image", "voice": "audio", "audio": "audio", "video": "video",
         "video_note": "video", "animation": "video", "document": "file", "sticker": "sticker"}
MB = 1024 * 1024
# "Sending files" of the Bot API: what a bot may send by an address, and how.
FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png", "image/webp"}),
    "audio": frozenset({"audio/mpeg", "audio/mp4", "audio/ogg"}),
    "video": frozenset({"video/mp4"}),
    "file": frozenset({"application/pdf", "image/gif"}),
}
SENDS = {"image": ("sendPhoto", "photo"), "audio": ("sendAudio", "audio"),
         "audio/ogg": ("sendVoice", "voice"), "video": ("sendVideo", "video"),
         "file": ("sendDocument", "document")}
# The button every chat with a bot begins with; a link to the bot may put a word behind it.
START = re.compile(r"/start(@\w+)?( [\w-]{1,64})?")
PRESS = "press "  # before a query's id: the press is a message without a number
OTHER = frozenset({"poll", "game", "story", "checklist", "paid_media"})  # messages of no use to us
UPDATES = ("message", "edited_message", "callback_query", "message_reaction")


def verify(arrival: Arrival, account: Account) -> bool:
    """The header repeats the secret token given to setWebhook; Telegram signs nothing else."""
    given = arrival.headers.get("x-telegram-bot-api-secret-token", "")
    return bool(account["secret_token"]) and same(account["secret_token"], given)


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """One update."""
    update = as_json(arrival.body)
    if not isinstance(update.get("update_id"), int):
        raise NotOurs("This is no update of the Bot API.")
    kind = next((name for name in UPDATES if name in update), None)
    if kind is None:
        return [Unknown(", ".join(sorted(set(update) - {"update_id"})))]
    return [guarded(READERS[kind], update[kind], arrival.at)]


def _message(message: Mapping[str, Any], now: datetime) -> Fact:
    if message["chat"]["type"] != "private":
        return Unknown(f"message in a {message['chat']['type']}")
    key, person, at = _key(message), _person(message), _time(message)
    answered = answering(_key(message["reply_to_message"]) if "reply_to_message" in message else "")
    if "text" in message:
        return Said(key, person, at, message["text"], extra=answered,
                    begins=bool(START.fullmatch(message["text"])))
    if "location" in message:
        place = {**message.get("venue", {}), **message["location"]}
        named = {"name": place.get("title"), "address": place.get("address")}
        return Said(key, person, at, extra={**answered, "location": {
            "latitude": place["latitude"], "longitude": place["longitude"],
            **{name: value for name, value in named.items() if value}}})
    if "contact" in message:
        card = message["contact"]
        name = " ".join(filter(None, (card.get("first_name"), card.get("last_name"))))
        return Said(key, person, at, extra={**answered, "contacts": [
            {"name": name, "phones": [card["phone_number"]]}]})
    if "dice" in message:  # an emoji that Telegram throws
        return Said(key, person, at, message["dice"]["emoji"], extra=answered)
    if other := OTHER & message.keys():
        return Said(key, person, at, extra={**answered, **unsupported(min(other))})
    kind = next((name for name in MEDIA if name in message), None)
    if kind is None:
        return Unknown("message " + ", ".join(sorted(set(message) - {"chat", "from", "date"})))
    return Said(key, person, at, message.get("caption", ""), None, (_media(kind, message[kind]),),
                answered)


def _media(kind: str, body: Any) -> Media:
    # A photo comes in several sizes, the largest last.
    file = body[-1] if isinstance(body, list) else body
    return Media(MEDIA[kind], file["file_id"], file.get("mime_type"), file.get("file_name"),
                 file.get("file_size"))


def _edited(message: Mapping[str, Any], now: datetime) -> Fact:
    """New words; of a file whose words were taken away, none. A place that moves has no words."""
    if not message.keys() & {"text", "caption", *MEDIA}:
        return Unknown("edit of " + ", ".join(sorted(set(message) & {"location", "venue"})))
    at = datetime.fromtimestamp(message["edit_date"], UTC)
    words = message.get("text", message.get("caption", ""))
    return Edited(_key(message), _person(message), at, words)


def _pressed(query: Mapping[str, Any], now: datetime) -> Fact:
    """A button under one of our messages; the press is a message of its own."""
    message = query["message"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    titles = {button.get("callback_data"): button["text"] for row in rows for button in row}
    person = _person({**message, "from": query["from"]})
    # A press has no time of its own; the message's is that of our question.
    return Said(f"{PRESS}{query['id']}", person, now, titles.get(query["data"], ""),
                pressed=query["data"])


def _reacted(reaction: Mapping[str, Any], now: datetime) -> Fact:
    emoji = "".join(new.get("emoji", "") for new in reaction["new_reaction"])
    person = _person({**reaction, "from": reaction["user"]})
    return Reacted(_key(reaction), person, _time(reaction), emoji)


READERS = {"message": _message, "edited_message": _edited, "callback_query": _pressed,
           "message_reaction": _reacted}


def _key(message: Mapping[str, Any]) -> str:
    """Message ids count from one in every chat."""
    return f"{message['chat']['id']}:{message['message_id']}"


def _person(message: Mapping[str, Any]) -> Person:
    sender = message["from"]
    name = " ".join(filter(None, (sender.get("first_name"), sender.get("last_name"))))
    return Person(str(message["chat"]["id"]), name or None, sender.get("language_code"))


def _time(message: Mapping[str, Any]) -> datetime:
    """Telegram counts seconds; the message's number orders those of the same second."""
    within = timedelta(microseconds=message.get("message_id", 0) % 1_000_000)
    return datetime.fromtimestamp(message["date"], UTC) + within


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /bot{token}/sendMessage, plain text: nothing a customer wrote becomes markup."""
    if out.part.shape == "file" and out.part.file:
        method, name = SENDS.get(out.part.file.type) or SENDS[out.part.file.kind]
        caption = {"caption": out.part.text} if out.part.text else {}
        return _post(account, method, {
            "chat_id": int(out.to), name: out.part.file.url, **caption})
    body: dict[str, Any] = {"chat_id": int(out.to), "text": out.part.text}
    if out.part.buttons:
        rows = [[{"text": title, "callback_data": reference}]
                for reference, title in out.part.buttons]
        body["reply_markup"] = {"inline_keyboard": rows}
    return _post(account, "sendMessage", body)


def media(wanted: Media, account: Account) -> httpx.Request:
    """getFile: where the file is, for an hour; up to 20 MB."""
    return _post(account, "getFile", {"file_id": wanted.reference})


def located(response: httpx.Response, account: Account) -> httpx.Request:
    """The file itself: /file/bot{token}/{file path}."""
    path = pick(pick(as_json(response.content), "result", dict), "file_path", str)
    return httpx.Request("GET", f"{account['api_url']}/file/bot{account['token']}/{quote(path)}")


def attend(to: str, message_id: str, sign: Sign, account: Account) -> Sequence[httpx.Request]:
    """"typing" for up to five seconds; bots cannot mark messages as read.

    A pressed button shows that it is busy until its query is answered, be it with nothing.
    """
    pressed = message_id.startswith(PRESS) and sign in (Sign.TAKEN, Sign.ANSWERING)
    query = {"callback_query_id": message_id.removeprefix(PRESS)}
    typing = {"chat_id": int(to), "action": "typing"}
    return [*([_post(account, "answerCallbackQuery", query)] if pressed else []),
            *([_post(account, "sendChatAction", typing)]
              if sign in (Sign.ANSWERING, Sign.TYPING) else [])]


def check(account: Account) -> httpx.Request:
    """Ask for the bot's own name."""
    return httpx.Request("GET", f"{account['api_url']}/bot{account['token']}/getMe")


def read(response: httpx.Response) -> Answer:
    """The message's id, or what the error is about; 403 means that the customer left."""
    body = body_of(response)
    if body.get("ok"):
        return Sent(_key(body["result"]))
    code, words = str(response.status_code), str(body.get("description") or
                                                 response.reason_phrase)
    if response.status_code == 429:
        wait = body.get("parameters", {}).get("retry_after")
        return Again(code, words, timedelta(seconds=wait) if wait else None, Scope.CHAT)
    if response.status_code >= 500:
        return Again(code, words)
    return Refused(code, words, _remedy(response.status_code))


def _remedy(status: int) -> str:
    return {401: "fix_account", 404: "fix_account", 403: "other_channel"}.get(status, "none")


def _post(account: Account, method: str, body: dict[str, Any]) -> httpx.Request:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return httpx.Request("POST", f"{account['api_url']}/bot{account['token']}/{method}",
                         content=content, headers={"content-type": "application/json"})


TELEGRAM = Channel(
    name="telegram",
    fields=(
        Field("token", "Bot token", secret=True, hint="from @BotFather"),
        Field("secret_token", "Secret token", secret=True, hint="made up by you, for setWebhook"),
        Field("api_url", "Address of the Bot API", default="https://api.telegram.org"),
    ),
    verify=verify, parse=parse, send=send, read=read, check=check, attend=attend,
    media=media, located=located, limit=Limit(4096, Unit.UTF16),
    shows=Shows(buttons=8, button_title=40,
                files={"image": 5 * MB, "audio": 20 * MB, "video": 20 * MB, "file": 20 * MB},
                file_types=FILE_TYPES),
    receipts=frozenset(), account_rate=30, chat_rate=1,
)
