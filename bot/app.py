"""The app: where the rooms are plugged together and the one public port is served."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.ext.asyncio import AsyncSession

from actions.commands import commands
from actions.form import ValidateJobForm
from actions.jobs import JOBS
from actions.mood import last_word
from actions.server import action_routes
from bot import texts
from bot.app_errors import show_bad_request, show_error
from bot.channels import webhooks
from bot.channels.accounts import save_all
from bot.channels.fetching import fetch_daily
from bot.channels.mail.fetching import Postman
from bot.channels.retaking import retake_failed
from bot.channels.retention import forget_old
from bot.channels.sending import Sender
from bot.channels.web import pages as web_pages
from bot.channels.web import routes as web
from bot.clock import utc_now
from bot.compressing import Compressing
from bot.database import Database, one_at_a_time
from bot.encoder.runtime import Encoder
from bot.errors import LotseError
from bot.files import routes as file_routes
from bot.files.fetching import Fetcher
from bot.health import health_routes
from bot.hearing import Hearing
from bot.quiet import Quiet
from bot.rasa import Rasa
from bot.relay import hub_for
from bot.services import Services
from bot.settings import ROOT, Settings
from bot.turns import Turns
from bot.worker import Worker, clear_claims
from handoff import crm
from handoff.console import (
    api,
    care,
    channels,
    dead_letters,
    identities,
    library_routes,
    live,
    message_templates,
    pages,
    training,
    transfer,
)
from handoff.console import files as console_files
from handoff.feedback import FEEDBACK
from knowledge import pages as articles
from knowledge.search import Library
from nlu import models
from nlu.language.interpreter import LanguageInterpreter

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole application; uvicorn calls this."""
    settings = settings or Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a turn says nothing
    texts.catalogue()  # a missing text stops the start, not a customer
    hub = hub_for(settings)
    database = Database(settings.database, hub.wake)
    here = Services(
        settings, database, hub, Rasa(settings.rasa_url, settings.rasa_timeout), utc_now, FEEDBACK
    )
    encoder = Encoder.open(settings.encoder_folder)
    library = Library(encoder)
    app = FastAPI(title="Lotse", version="0.1.0", lifespan=lifespan)
    app.state.services = here
    app.state.library = library
    app.state.encoder = encoder
    app.state.sender = Sender(database, hub, here.clock, settings.key, here.files,
                              public=settings.public)
    app.state.fetcher = Fetcher(database, hub, here.clock, settings.key, here.files)
    app.state.interpreter = LanguageInterpreter()
    app.state.worker = worker(here, library, app.state.interpreter)
    add_doors(app, here)
    return app


def worker(here: Services, library: Library, interpreter: LanguageInterpreter) -> Worker:
    """The worker of this process, with everything a turn needs."""
    known = commands(library)
    turns = Turns(here.database, Hearing(here.rasa, known, JOBS), interpreter, known, last_word,
                  here.clock, here.settings.shop_timezone, here.settings.key,
                  here.settings.public)
    patience = timedelta(seconds=here.settings.queue_after_seconds)
    quiet = Quiet(here.settings.quiet_seconds, {"web": here.settings.quiet_seconds_web})
    return Worker(here.database, turns, here.hub, here.clock, patience, quiet,
                  here.courtesy.attend)


def add_doors(app: FastAPI, here: Services) -> None:
    """Every route, and how failures look."""
    for router in (web.router, web_pages.router, webhooks.router, file_routes.router,
                   channels.router, dead_letters.router, message_templates.router, api.router,
                   console_files.router, identities.router,
                   live.router, pages.router, training.router, library_routes.router, care.router,
                   transfer.router,
                   health_routes(), action_routes(here, [ValidateJobForm(here)]), articles.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=ROOT / "bot/channels/web/static"), "static")
    app.mount("/console/static", StaticFiles(directory=ROOT / "handoff/console/static"), "console")
    # The widget runs on the shops' own pages. It carries tokens, not cookies.
    app.add_middleware(Compressing, minimum_size=1000)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"],
                       allow_headers=["*"])
    app.add_exception_handler(LotseError, show_error)
    app.add_exception_handler(RequestValidationError, show_bad_request)

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/demo" if here.settings.demo else "/console")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loops run while the app serves."""
    here: Services = app.state.services
    library: Library = app.state.library
    await here.hub.open()
    async with here.database.write() as session:
        await one_at_a_time(session)
        await library.refresh(session)
        await models.end_lost_runs(session, here.clock(), alone=here.hub.processes == 1)
        if here.settings.database.startswith("sqlite"):
            await clear_claims(session)
        await tell_catalogue(session, here, app.state.interpreter)
        await save_all(session, here.settings.key, here.settings.channels, here.clock())
    loops = [asyncio.create_task(app.state.worker.run()),
             asyncio.create_task(app.state.sender.run()),
             asyncio.create_task(app.state.fetcher.run()),
             asyncio.create_task(Postman(here).run()),
             asyncio.create_task(forget_old(here)),
             asyncio.create_task(retake_failed(here)),
             asyncio.create_task(fetch_daily(here)),
             asyncio.create_task(follow_articles(here, library)),
             asyncio.create_task(follow_catalogue(here, app.state.interpreter))]
    yield
    for loop in loops:
        loop.cancel()
    for loop in loops:
        with contextlib.suppress(asyncio.CancelledError):
            await loop
    await app.state.worker.settle()
    await here.courtesy.close()
    await app.state.sender.close()
    await app.state.fetcher.close()
    await here.hub.close()
    await here.rasa.close()
    await here.database.close()


async def follow_articles(here: Services, library: Library) -> None:
    """A published change is found within two seconds, in every process."""
    while True:
        await asyncio.sleep(1.0)
        try:
            async with here.database.read() as session:
                await library.refresh(session)
        except Exception:
            log.exception("the articles could not be read again; the last ones stay in use")


async def tell_catalogue(
    session: AsyncSession, here: Services, interpreter: LanguageInterpreter
) -> None:
    """What the shop sells: its names for Rasa's process, and those that tell no language."""
    products = await crm.catalogue(session)
    interpreter.names = crm.proper_names(products)
    crm.write_names(products, here.settings.var / "catalogue.json")


async def follow_catalogue(here: Services, interpreter: LanguageInterpreter) -> None:
    """What the shop sells, told when it changes."""
    while True:
        await asyncio.sleep(60.0)
        try:
            async with here.database.read() as session:
                await tell_catalogue(session, here, interpreter)
        except Exception:
            log.exception("the catalogue could not be written; the last one stays in use")
