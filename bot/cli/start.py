"""`lotse run`: from a fresh clone to a running system, step by step, each shown."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.cli.shared import console, progress
from bot.clock import utc_now
from bot.database import Database
from bot.encoder.export import of_another_model, prepare, verify
from bot.encoder.files import EncoderDamaged
from bot.encoder.runtime import Encoder
from bot.errors import StartFailed
from bot.migrate import migrate
from bot.relay import hub_for
from bot.settings import ROOT, Settings
from bot.supervisor import Supervisor, app_children, check_port, listen, rasa_child
from handoff import demo_shop
from knowledge.importing import reembed
from nlu import inputs, models
from nlu.training import encoder_fingerprint, environment, train

ARTICLES = ROOT / "knowledge/articles"
LEAST_SPACE = 500 * 1024 * 1024  # bytes the var folder should have at a start
Tell = Callable[[str, int, str], None]


async def run_all(settings: Settings) -> None:
    """Prepare everything, start all processes, and stay until Ctrl-C."""
    check_machine(settings)
    await check_stores(settings)
    address = listen(settings.host, settings.port)
    model = await prepare_all(settings)
    environ = environment(settings)
    children = [
        rasa_child(settings, model, environ),
        *app_children(settings, address, {**os.environ, **overrides(settings)}),
    ]
    supervisor = Supervisor(settings, children, say, lambda: live_file(settings))
    with progress() as bar:
        task = bar.add_task("Starting rasa and the app", total=None, sentence="")

        def ready() -> None:
            bar.update(task, total=1, completed=1)
            bar.stop()
            show_addresses(settings)

        await supervisor.run(ready)


def overrides(settings: Settings) -> dict[str, str]:
    """Settings given on the command line, passed on to the app's process."""
    return {"LOTSE_HOST": settings.host, "LOTSE_PORT": str(settings.port),
            "LOTSE_RASA_PORT": str(settings.rasa_port), "LOTSE_VAR": str(settings.var)}


def check_machine(settings: Settings) -> None:
    """What would fail later and obscurely fails here with a sentence."""
    if sys.version_info[:2] != (3, 11):
        raise StartFailed("Lotse needs Python 3.11; run `make setup` with it installed.")
    if not settings.rasa_python.exists():
        raise StartFailed("Rasa's environment is missing; run `make setup` first.")
    settings.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.var).free
    if free < LEAST_SPACE:
        raise StartFailed(
            f"The disk is full: {free // 2**20} MB are left for {settings.var}, 500 MB are needed.")
    check_port("127.0.0.1", settings.rasa_port, "LOTSE_RASA_PORT")


async def check_stores(settings: Settings) -> None:
    """What several processes share must be there; a Redis that is named must answer."""
    if settings.apps > 1 and settings.database.startswith("sqlite"):
        raise StartFailed("SQLite serves one app process: for LOTSE_APPS (--apps) above 1 set "
                          "DATABASE_URL to a PostgreSQL.")
    if settings.apps > 1 and not settings.redis_url:
        raise StartFailed("Several app processes tell each other by Redis: set REDIS_URL, or "
                          "start with --apps 1.")
    hub = hub_for(settings)
    await hub.open()
    await hub.close()


async def prepare_all(settings: Settings) -> Path:
    """Encoder, database, demo, articles, model. Each step is quick when nothing changed."""
    with progress() as bar:
        task = bar.add_task("Unpacking the sentence encoder", total=None, sentence="")
        await asyncio.to_thread(
            prepare_encoder, settings, lambda words: bar.update(task, sentence=words))
        bar.update(task, total=1, completed=1, sentence="ready")
        task = bar.add_task("Preparing the database", total=None, sentence="")
        await migrate(settings)
        await fill(settings, lambda words: bar.update(task, sentence=words))
        bar.update(task, total=1, completed=1, sentence="ready")
    return await ensure_model(settings)


def prepare_encoder(settings: Settings, tell: Callable[[str], None]) -> None:
    """Unpack and export the encoder; a damaged one is made again, and said so.

    An encoder of another model, which LOTSE_ENCODER names, is never replaced by the built-in one.
    """
    if of_another_model(settings.encoder_folder):
        try:
            verify(settings.encoder_folder)
        except EncoderDamaged as error:
            raise StartFailed(f"{error} It is not the built-in encoder: make it again, or unset "
                              "LOTSE_ENCODER to go back to that one.") from error
        return
    os.environ.setdefault("TQDM_DISABLE", "1")  # the libraries' own bars would break ours
    logging.disable(logging.WARNING)
    try:
        if (settings.encoder_folder / "encoder.json").exists():
            verify(settings.encoder_folder)
    except EncoderDamaged as error:
        say(f"The encoder is damaged and made again: {error}")
        shutil.rmtree(settings.encoder_folder)
    try:
        prepare(settings.encoder_folder, tell)
    finally:
        logging.disable(logging.NOTSET)


async def fill(settings: Settings, tell: Callable[[str], None]) -> None:
    """The demo shop into an empty database, the articles, and vectors of this encoder for all."""
    database = Database(settings.database)
    try:
        async with database.write() as session:
            fresh = await demo_shop.is_empty(session)
            if settings.demo and fresh:
                tell("loading the demo shop")
                await demo_shop.load(session, utc_now())
        encoder = Encoder.open(settings.encoder_folder, threads=2)
        async with database.write() as session:
            if settings.demo:
                from knowledge.formats.importing import import_folder  # all formats: a second

                tell("reading the articles")
                await import_folder(session, ARTICLES, encoder, utc_now())
            else:  # an import sees to it itself
                tell("looking whether the articles' vectors are this encoder's")
                await reembed(session, encoder)
    finally:
        await database.close()


async def ensure_model(settings: Settings, fresh: bool = False) -> Path:
    """The live model; trained first when the repository's inputs changed."""
    database = Database(settings.database)
    try:
        made_of = inputs.fingerprint(encoder_fingerprint(settings))
        async with database.read() as session:
            live = await models.live(session)
            ids, added = await models.added_examples(session, live.added if live else [])
        if live is not None and live.inputs == made_of and not fresh:
            models.check_file(live)
            return Path(live.file)
        if fresh and live is not None:
            Path(live.file).unlink(missing_ok=True)
        with progress() as bar:
            task = bar.add_task("Training the model", total=100, sentence="")
            trained = await train(
                settings, added,
                lambda _, percent, words: bar.update(task, completed=percent, sentence=words))
            bar.update(task, completed=100, sentence=trained.name)
        async with database.write() as session:
            model = await models.register(session, trained, ids, "lotse run", utc_now())
            await models.promote(session, model, utc_now())
        return trained.file
    finally:
        await database.close()


def live_file(settings: Settings) -> Path:
    """The live model's file now; asked when Rasa is started again."""

    async def ask() -> Path:
        database = Database(settings.database)
        try:
            async with database.read() as session:
                live = await models.live(session)
                if live is None:
                    raise StartFailed("No model is live; run `lotse train`.")
                return Path(live.file)
        finally:
            await database.close()

    # The supervisor's own loop is running in this thread; a short loop runs in another.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(ask())).result()


def say(words: str) -> None:
    console.print(words, style="yellow", highlight=False)


def show_addresses(settings: Settings) -> None:
    """Where to go, and how to get in."""
    url = settings.url
    tell = partial(console.print, highlight=False, soft_wrap=True)
    tell("")
    tell("[bold green]Lotse is ready.[/]")
    tell(f"  Demo shop with the chat   {url}/demo?lang=de   (lang=vi, lang=en)")
    tell(f"  Agents' console           {url}/console")
    tell(f"  Trainers' page            {url}/training")
    if settings.demo:
        tell("  Demo log-ins              mai@linde-moc.example (agent), "
                      "sophie@linde-moc.example (agent, trainer),")
        tell(f"                            admin@linde-moc.example; "
                      f"password {demo_shop.PASSWORD}")
    tell("  Ctrl-C stops everything.\n")
