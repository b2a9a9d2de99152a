"""`lotse eval`: how well the shipped parts understand, find and tell languages apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from bot.cli.shared import command, fail
from bot.database import Database
from bot.errors import LotseError, NotFound
from bot.settings import ROOT, Settings
from knowledge import evaluation as knowledge_evaluation
from nlu import models
from nlu.evaluation import command as nlu_evaluation
from nlu.evaluation import own as own_evaluation
from nlu.language import evaluation as language_evaluation
from nlu.mood import evaluation as mood_evaluation
from nlu.values import evaluation as values_evaluation

app = typer.Typer(help="Measure understanding, language and search on data of any source.",
                  no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")]


@app.command()
def nlu(
    train: Annotated[list[Path], typer.Option(help="JSON Lines {text, lang, intent, entities?}.")],
    test: Annotated[list[Path], typer.Option(help="The same, to be asked about.")],
    pipeline: Annotated[Path, typer.Option(
        help="Another Rasa config; ours is then tried beside it.")] = ROOT / "config.yml",
    split_column: Annotated[str, typer.Option(
        help="Where rows have it: train on its rows of train, test on those of test.")] = "split",
    train_split: Annotated[str, typer.Option(help="Another split to train on.")] = "train",
    shots: Annotated[Optional[int], typer.Option(  # noqa: UP045
        help="Train on so many examples of each intent and language.")] = None,
    seed: Annotated[int, typer.Option(help="Which examples those are.")] = 0,
    as_json: Json = False,
) -> None:
    """Train the shipped pipeline on some rows, and test it on others, in Rasa itself."""
    try:
        nlu_evaluation.command(
            train, test, pipeline, split_column, train_split, shots, seed, as_json)
    except LotseError as error:
        fail(error)


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
@command
async def own(
    picture: Annotated[Optional[Path], typer.Option(  # noqa: UP045
        help="Where to draw the confusions (SVG); else var/eval/confusions.svg.")] = None,
    as_json: Json = False,
) -> None:
    """Cross-validate the live model on its own examples: what it confuses, where examples lack.

    Each example is judged by a model that has not seen it (leave-one-out, computed in training).
    """
    settings = Settings()
    async with Database(settings.database).read() as session:
        live = await models.live(session)
    if live is None:
        raise NotFound("No model is live; run `lotse train`.")
    own_evaluation.command(
        Path(live.file), picture or settings.var / "eval/confusions.svg", as_json)


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


@app.command()
@command
async def mood(as_json: Json = False) -> None:
    """Tell frustrated customers from calm ones: train on our own rows, test on those held out."""
    settings = Settings()
    mood_evaluation.command(
        settings.encoder_folder, settings.var / "cache/vectors.db", as_json)


@app.command()
def values(
    test: Annotated[list[Path], typer.Option(help="JSON Lines {dim, lang, text, value}.")],
    as_json: Json = False,
) -> None:
    """Read times, amounts, durations and numbers, beside dateparser; each row is one value."""
    try:
        values_evaluation.command(test, as_json)
    except LotseError as error:
        fail(error)
