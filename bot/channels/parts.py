"""A message of ours in the parts one channel can show; a button is a number where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import regex

from bot.channels.contract import Channel, Part, Shows
from bot.channels.file_parts import with_files
from bot.channels.lengths import CLUSTER, split

NUMBER = regex.compile(r"\W*(\d{1,2})\W*")


def parts_of(
    channel: Channel, message_id: int, text: str, content: Mapping[str, Any]
) -> list[Part]:
    """What goes out for one message, in order; at least one part, buttons on the last."""
    if template := content.get("template"):
        return [Part(text, shape="template", template=template)]
    if files := content.get("attachments"):
        return with_files(channel, text, files)
    titles = [str(button["title"]) for button in content.get("buttons", ())]
    whole = with_card(text, content.get("card") or {}, channel.shows.links)
    shape = shape_of(channel.shows, titles)
    if shape == "numbers":
        whole = f"{whole}\n\n{numbered(titles)}"
    pieces = [Part(piece) for piece in split(whole, channel.limit)] or [Part("…")]
    if shape in ("buttons", "list"):
        if channel.shows.body:
            pieces[-1:] = [Part(piece) for piece in split(pieces[-1].text, channel.shows.body)]
        limit = channel.shows.button_title if shape == "buttons" else channel.shows.list_title
        buttons = tuple((reference(message_id, number), shortened(title, limit))
                        for number, title in enumerate(titles))
        pieces[-1] = Part(pieces[-1].text, buttons, shape)  # type: ignore[arg-type]
    return pieces


def shape_of(shows: Shows, titles: Sequence[str]) -> str:
    """How these buttons look here: text (none at all), buttons, list or numbers."""
    if not titles:
        return "text"
    for shape, most, longest in (("buttons", shows.buttons, shows.button_title),
                                 ("list", shows.list_rows, shows.list_title)):
        if len(titles) <= most and all(clusters(title) <= longest for title in titles):
            return shape
    return "numbers"


def numbered(titles: Sequence[str]) -> str:
    """Titles as lines to answer with a number."""
    return "\n".join(f"{number}. {title}" for number, title in enumerate(titles, 1))


def chosen(text: str, titles: Sequence[str]) -> int | None:
    """The index of the title a text names: "2", "2." or the title itself; None for other words."""
    if number := NUMBER.fullmatch(text.strip()):
        index = int(number[1]) - 1
        return index if 0 <= index < len(titles) else None
    plain = [title.casefold().strip() for title in titles]
    return plain.index(text.casefold().strip()) if text.casefold().strip() in plain else None


def with_card(text: str, card: Mapping[str, Any], links: bool) -> str:
    """The text with the article's address below it.

    Where a page of ours has no address on the internet, or links are not shown, its title stands
    there: a path alone leads nowhere.
    """
    link = str(card.get("link") or "")
    whole = links and link.startswith(("https://", "http://"))
    shown = link if whole else str(card.get("title") or "")
    return f"{text}\n\n{shown}" if link and shown else text


def reference(message_id: int, number: int) -> str:
    """What a button carries: messengers allow as little as 64 bytes, and return it as it was."""
    return f"{message_id}.{number}"


def referred(pressed: str) -> tuple[int, int] | None:
    """The message id and the number of a pressed button; None when it is none of ours."""
    found = regex.fullmatch(r"(\d{1,18})\.(\d{1,2})", pressed)
    return (int(found[1]), int(found[2])) if found else None


def clusters(text: str) -> int:
    """Characters as a reader counts them."""
    return len(CLUSTER.findall(text))


def shortened(title: str, most: int) -> str:
    """The title within so many characters."""
    return title if clusters(title) <= most else "".join(CLUSTER.findall(title)[:most - 1]) + "…"
