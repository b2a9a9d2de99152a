"""`lotse eval`: how well the shipped parts understand, find and tell languages apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shared import fail
from bot.errors import LotseError
from knowledge import evaluation as knowledge_evaluation
from nlu.language import evaluation as language_evaluation

app = typer.Typer(help="Measure understanding, language and search on data of any source.",
                  no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")]


@app.command()
def knowledge(
    articles: Annotated[list[Path], typer.Option(help="JSON Lines {id, lang, title, text}.")],
    queries: Annotated[list[Path], typer.Option(help="JSON Lines {id, lang, text, relevant}.")],
    as_json: Json = False,
) -> None:
    """Rank articles for queries with the shipped search, and score the rankings."""
    try:
        knowledge_evaluation.command(articles, queries, as_json)
    except LotseError as error:
        fail(error)


@app.command()
def language(
    test: Annotated[list[Path], typer.Option(help="JSON Lines {lang, text, kind?}.")],
    strip_diacritics: Annotated[bool, typer.Option(help="Remove the marks first.")] = False,
    as_json: Json = False,
) -> None:
    """Tell German, Vietnamese and English apart, each row on its own."""
    try:
        language_evaluation.command(test, strip_diacritics, as_json)
    except LotseError as error:
        fail(error)
