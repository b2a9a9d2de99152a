"""`lotse golden`: play golden conversations against a running system and report what differs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.cli.shared import command, console
from bot.errors import BadInput
from bot.settings import Settings
from bot.visitor import NoAnswer, Said, visit


class Expected(BaseModel):
    """What a turn should bring; whatever is not named is not looked at."""

    model_config = ConfigDict(extra="forbid")
    intent: str | None = None
    language: Literal["de", "vi", "en"] | None = None
    owner: Literal["assistant", "queue", "agent", "closed"] | None = None
    article: str | None = None
    contains: list[str] = Field(default_factory=list)
    excludes: list[str] = Field(default_factory=list)
    buttons: list[str] = Field(default_factory=list)


class GoldenTurn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    customer: str
    expect: Expected = Field(default_factory=Expected)


class Golden(BaseModel):
    """One conversation as it should go."""

    model_config = ConfigDict(extra="forbid")
    name: str
    language: Literal["de", "vi", "en"]
    customer: str | None = None
    turns: list[GoldenTurn] = Field(min_length=1)


@dataclass
class Played:
    """How one conversation went."""

    file: str
    name: str
    differences: list[str] = field(default_factory=list)


@command
async def golden(
    files: Annotated[list[Path], typer.Argument(help="YAML files of golden conversations.")],
    url: Annotated[str, typer.Option(help="Address of the running system.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")]
    = False,
) -> None:
    """Play golden conversations through the web chat, each as a new visitor.

    Reports every line that differs; the exit code is 1 when any does.
    """
    settings = Settings()
    results = []
    for path in files:
        for conversation in read(path):
            played = await play(settings, url or settings.local_url, path, conversation)
            results.append(played)
            show(played)
    failed = [played for played in results if played.differences]
    console.print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if as_json:
        print(json.dumps({  # noqa: T201
            "played": len(results), "failed": len(failed),
            "conversations": [vars(played) for played in results]}, ensure_ascii=False))
    if failed:
        raise typer.Exit(1)


def read(path: Path) -> list[Golden]:
    """The conversations of a file: one, a list, or several YAML documents."""
    try:
        found: list[Any] = []
        for document in yaml.safe_load_all(path.read_text("utf-8")):
            found += document if isinstance(document, list) else [document]
        return [Golden.model_validate(entry) for entry in found]
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"{path}: {where}: {first['msg']}") from error


async def play(settings: Settings, url: str, path: Path, conversation: Golden) -> Played:
    """Say every line as a new visitor, and compare."""
    played = Played(str(path), conversation.name)
    try:
        async with visit(settings, url, conversation.language, conversation.customer) as visitor:
            for number, turn in enumerate(conversation.turns, 1):
                said = await visitor.say(turn.customer)
                played.differences += [
                    f"line {number} “{turn.customer}”: {difference}"
                    for difference in differences(turn.expect, said)
                ]
    except NoAnswer as error:
        played.differences.append(error.sentence)
    return played


def differences(expected: Expected, said: Said) -> list[str]:
    """What of a turn is not as expected, one sentence each."""
    heard, texts = said.understood, [reply["text"] for reply in said.replies]
    everything = "\n".join(texts).casefold()
    titles = [b["title"] for reply in said.replies for b in reply["content"].get("buttons", [])]
    found = [
        f"{name} is {got!r}, expected {wanted!r}"
        for name, wanted, got in (
            ("intent", expected.intent, heard.get("intent")),
            ("language", expected.language, heard.get("language")),
            ("owner", expected.owner, said.owner),
        )
        if wanted is not None and wanted != got
    ]
    if expected.article is not None and expected.article not in heard.get("articles", []):
        found.append(f"article {expected.article!r} is not cited, but {heard.get('articles')}")
    found += [f"no reply contains {part!r}; said: {' / '.join(texts)!r}"
              for part in expected.contains if part.casefold() not in everything]
    found += [f"a reply contains {part!r}; said: {' / '.join(texts)!r}"
              for part in expected.excludes if part.casefold() in everything]
    found += [f"no button {button!r}, but {titles}"
              for button in expected.buttons if button.casefold() not in
              [title.casefold() for title in titles]]
    return found


def show(played: Played) -> None:
    mark = "[red]differs[/]" if played.differences else "[green]as it should[/]"
    console.print(f"{mark}  {played.name}", highlight=False)
    for difference in played.differences:
        console.print(f"    {difference}", style="red", markup=False, highlight=False)
