"""A message in parts: buttons where they fit, numbers where they do not, and numbers read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.contract import Channel, Shows
from bot.channels.lengths import Limit
from bot.channels.parts import chosen, parts_of, referred, shape_of
from bot.channels.registry import CHANNELS

WHATSAPP = CHANNELS["whatsapp"]
PLAIN = replace(WHATSAPP, shows=Shows(), limit=Limit(60))


def buttons(*titles: str) -> dict[str, object]:
    return {"buttons": [{"title": title, "payload": f"/{title}"} for title in titles]}


@pytest.mark.parametrize(("titles", "shape"), [
    ([], "text"), (["Ja", "Nein"], "buttons"), (["a"] * 4, "list"), (["a"] * 11, "numbers"),
    (["Ein ganzer Satz als Titel"], "numbers"), (["x" * 21], "list"), (["x" * 25], "numbers"),
    (["ệ" * 20], "buttons"), (["e\u0323\u0302" * 20], "buttons"),
])
def test_how_buttons_look_on_whatsapp(titles: list[str], shape: str) -> None:
    assert shape_of(WHATSAPP.shows, titles) == shape


def test_buttons_stand_under_the_last_part() -> None:
    first, last = parts_of(WHATSAPP, 7, "Satz. " * 900, buttons("Ja", "Nein"))[0:1] + parts_of(
        WHATSAPP, 7, "Satz. " * 900, buttons("Ja", "Nein"))[-1:]
    assert first.buttons == ()
    assert last.buttons == (("7.0", "Ja"), ("7.1", "Nein")) and last.shape == "buttons"
    assert len(last.text) <= 1024  # the body of a message with buttons is shorter


def test_without_buttons_there_are_numbers() -> None:
    (part,) = parts_of(PLAIN, 7, "Was meinen Sie?", buttons("Rückgabe", "Umtausch"))
    assert part.text == "Was meinen Sie?\n\n1. Rückgabe\n2. Umtausch"
    assert part.shape == "text"


def test_an_article_with_an_address_brings_it_along() -> None:
    card = {"card": {"title": "Versand", "link": "https://shop.example/versand"}}
    assert parts_of(WHATSAPP, 7, "Drei Tage.", card)[0].text == (
        "Drei Tage.\n\nhttps://shop.example/versand")


@pytest.mark.parametrize(("text", "index"), [
    ("2", 1), (" 2. ", 1), ("(1)", 0), ("umtausch", 1), ("3", None), ("0", None), ("12", None),
    ("2 Stück", None), ("nein", None), ("", None), ("²", None),
])
def test_a_number_is_understood(text: str, index: int | None) -> None:
    assert chosen(text, ["Rückgabe", "Umtausch"]) == index


@pytest.mark.parametrize(("pressed", "found"), [
    ("17.1", (17, 1)), ("x", None), ("17", None), ("17.1.1", None), ("9" * 30 + ".1", None),
    ("-1.0", None), ("17.100", None), ("", None), ("/restart", None),
])
def test_only_our_own_references_are_read(pressed: str, found: tuple[int, int] | None) -> None:
    assert referred(pressed) == found


def attached(kind: str, media_type: str, size: int = 1000) -> dict[str, object]:
    return {"id": "f1", "kind": kind, "type": media_type, "size": size, "name": "a.x",
            "state": "stored"}


@pytest.mark.parametrize(("channel", "file", "shape", "kind"), [
    (WHATSAPP, attached("image", "image/png"), "file", "image"),
    (WHATSAPP, attached("image", "image/png", 6_000_000), "text", "image"),
    (WHATSAPP, attached("image", "image/webp"), "text", "image"),
    (CHANNELS["telegram"], attached("image", "image/gif"), "file", "file"),
    (CHANNELS["telegram"], attached("file", "text/plain"), "text", "file"),
    (PLAIN, attached("image", "image/png"), "text", "image"),
    (CHANNELS["viber"], attached("image", "image/png"), "file", "image"),
    (CHANNELS["viber"], attached("image", "image/gif"), "file", "file"),
    (CHANNELS["viber"], attached("image", "image/jpeg", 1_000_001), "file", "file"),
    (CHANNELS["viber"], attached("video", "video/quicktime"), "file", "file"),
    (CHANNELS["viber"], attached("video", "video/mp4", 27 * 1024 ** 2), "file", "file"),
    (CHANNELS["sms"], attached("image", "image/gif"), "file", "image"),
    (CHANNELS["sms"], attached("image", "image/webp"), "text", "image"),
    (CHANNELS["sms"], attached("file", "application/pdf"), "file", "file"),
    (CHANNELS["sms"], attached("file", "text/plain"), "text", "file"),
    (CHANNELS["sms"], attached("video", "video/mp4", 5_000_001), "text", "video"),
    (CHANNELS["instagram"], attached("image", "image/png", 8_000_001), "text", "image"),
    (CHANNELS["instagram"], attached("audio", "audio/mpeg"), "text", "audio"),
    (CHANNELS["instagram"], attached("audio", "audio/aac"), "file", "audio"),
    (CHANNELS["instagram"], attached("file", "text/plain"), "text", "file"),
    (CHANNELS["messenger"], attached("image", "image/heic"), "file", "file"),
    (CHANNELS["messenger"], attached("image", "image/png", 8_000_001), "file", "file"),
    (CHANNELS["messenger"], attached("file", "text/plain"), "file", "file"),
    (CHANNELS["messenger"], attached("file", "text/plain", 25_000_001), "text", "file"),
    (CHANNELS["zalo"], attached("image", "image/jpeg"), "file", "image"),
    (CHANNELS["zalo"], attached("image", "image/gif"), "text", "image"),
    (CHANNELS["zalo"], attached("image", "image/jpeg", 1_000_001), "text", "image"),
    (CHANNELS["zalo"], attached("file", "application/pdf"), "text", "file"),
])
def test_a_file_goes_as_the_channel_takes_it(
    channel: Channel, file: dict[str, object], shape: str, kind: str
) -> None:
    (part,) = parts_of(channel, 7, "", {"attachments": [file]})
    assert part.file and (part.shape, part.file.kind) == (shape, kind)


def test_words_are_the_caption_where_they_can_be() -> None:
    picture, sound = attached("image", "image/png"), attached("audio", "audio/ogg")
    one = parts_of(WHATSAPP, 7, "Bitte sehr", {"attachments": [picture]})
    assert [(p.shape, p.text) for p in one] == [("file", "Bitte sehr")]
    for files in ([sound], [picture, sound]):
        parts = parts_of(WHATSAPP, 7, "Bitte sehr", {"attachments": files})
        assert [(p.shape, p.text) for p in parts] == [
            ("text", "Bitte sehr"), *([("file", "")] * len(files))]
    long = parts_of(WHATSAPP, 7, "Wort " * 300, {"attachments": [picture]})
    assert [p.shape for p in long] == ["text", "file"]
