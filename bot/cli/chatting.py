"""`lotse chat`: talk to the running system in the terminal, and see what it understood."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.shared import command, console
from bot.settings import Settings
from bot.visitor import Said, visit


@command
async def chat(
    language: Annotated[str, typer.Option(help="de, vi or en: the page's language.")] = "de",
    customer: Annotated[str, typer.Option(help="Sign in as this customer, e.g. c01.")] = "",
    url: Annotated[str, typer.Option(help="Address of the running system.")] = "",
) -> None:
    """Talk to the running system; an empty line ends the chat.

    Below each answer stands what was understood. A number presses a button.
    """
    settings = Settings()
    async with visit(settings, url or settings.local_url, language, customer or None) as visitor:
        for message in visitor.opened["messages"]:
            console.print(message["text"], style="cyan", highlight=False)
        buttons: list[dict[str, str]] = []
        while True:
            typed = (await asyncio.to_thread(console.input, "[bold]> [/]")).strip()
            if not typed:
                return
            pressed = buttons[int(typed) - 1] if _picks(typed, buttons) else None
            said = await visitor.say(pressed["title"] if pressed else typed,
                                     pressed["payload"] if pressed else None)
            buttons = show(said)


def _picks(typed: str, buttons: list[dict[str, str]]) -> bool:
    return typed.isdecimal() and 1 <= int(typed) <= len(buttons)


def show(said: Said) -> list[dict[str, str]]:
    """Print the replies and what was understood; returns the buttons on offer."""
    buttons: list[dict[str, str]] = []
    for reply in said.replies:
        console.print(reply["text"], style="cyan", highlight=False)
        if card := reply["content"].get("card"):
            console.print(f"  [{card['title']}] {card.get('link', '')}", style="blue",
                          markup=False, highlight=False)
        buttons += reply["content"].get("buttons", [])
    for number, button in enumerate(buttons, 1):
        console.print(f"  {number} {button['title']}", style="green", highlight=False)
    heard = said.understood
    console.print(
        f"  {heard['language']} · {heard['intent'] or '-'} {heard['confidence']:.2f} "
        f"({heard['certainty']}) · {heard['outcome']} · {said.owner} · {heard['ms']} ms",
        style="dim", highlight=False)
    return buttons
