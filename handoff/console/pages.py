"""The console's pages: server-rendered shells that small scripts fill."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from bot.services import Here
from bot.tables import Staff
from bot.texts import DEFAULT_FORM, Voice, catalogue
from bot.words import Language, Role
from handoff import staff
from handoff.console.doors import COOKIE, Visitor, secure

FOLDER = Path(__file__).parent
TEMPLATES = Jinja2Templates(FOLDER / "templates")
router = APIRouter(include_in_schema=False)


@cache
def texts(language: Language) -> dict[str, Any]:
    """The console's own words in one language."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"texts/{language}.yml").read_text("utf-8"))
    return found


def intent_titles(language: Language) -> dict[str, str]:
    """The customers' words for each intent, where there are any."""
    voice = Voice(language, DEFAULT_FORM[language])
    return {key.removeprefix("intents."): voice.say(key)
            for key in catalogue()[language] if key.startswith("intents.")}


def language_of(request: Request) -> Language:
    """?lang=, else the cookie, else what the browser prefers."""
    wished = request.query_params.get("lang") or request.cookies.get("lotse_language", "")
    accepted = [part.split(";")[0].strip()[:2].lower()
                for part in request.headers.get("accept-language", "").split(",")]
    return next((Language(code) for code in (wished, *accepted) if code in set(Language)),
                Language.EN)


def page(request: Request, name: str, me: Staff | None, **more: Any) -> HTMLResponse:
    """One page with the words of its language; the choice of language is remembered."""
    language = language_of(request)
    shown = {"name": me.name, "email": me.email, "roles": me.roles, "colour": me.colour,
             "id": me.id} if me else None
    words = texts(language)
    response = TEMPLATES.TemplateResponse(request, name, {
        "me": shown, "language": language.value, "t": words,
        "intents": intent_titles(language), **more})
    if request.query_params.get("lang"):
        response.set_cookie("lotse_language", language, max_age=31_536_000, samesite="lax")
    return response


@router.get("/login")
async def login_page(request: Request, person: Visitor) -> Response:
    """The log-in form; those who are in already go on."""
    if person is not None:
        return RedirectResponse(_inside(request.query_params.get("next")), 303)
    return page(request, "login.html", None, error=None, email="",
                next=_inside(request.query_params.get("next")))


@router.post("/login")
async def log_in(
    request: Request, here: Here, email: Annotated[str, Form(max_length=320)],
    password: Annotated[str, Form(max_length=1000)], next: Annotated[str, Form()] = "/console",
) -> Response:
    """Check e-mail and password; a wrong pair says so and keeps the e-mail."""
    async with here.database.write() as session:
        token = await staff.log_in(
            session, email, password, here.clock(), here.settings.session_hours)
    if token is None:
        sentence = texts(language_of(request))["login"]["wrong"]
        response: Response = page(
            request, "login.html", None, error=sentence, email=email, next=_inside(next))
        response.status_code = 401
        return response
    response = RedirectResponse(_inside(next), 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure(request),
                        max_age=here.settings.session_hours * 3600)
    return response


@router.post("/logout")
async def log_out(request: Request, here: Here) -> Response:
    """End this log-in, here and in the database."""
    if token := request.cookies.get(COOKIE):
        async with here.database.write() as session:
            await staff.log_out(session, token)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/console")
async def console(request: Request, person: Visitor) -> Response:
    """Lists, thread and person."""
    if person is None:
        return RedirectResponse("/login?next=/console", 303)
    return page(request, "console.html", person)


@router.get("/training")
async def training(request: Request, person: Visitor) -> Response:
    """What was misunderstood, and the next model."""
    if person is None:
        return RedirectResponse("/login?next=/training", 303)
    if not staff.may(person, Role.TRAINER):
        return RedirectResponse("/console", 303)
    return page(request, "training.html", person)


@router.get("/channels")
async def channels(request: Request, person: Visitor) -> Response:
    """Accounts, dead letters, templates; agents see the dead letters only."""
    if person is None:
        return RedirectResponse("/login?next=/channels", 303)
    if not staff.may(person, Role.AGENT):
        return RedirectResponse("/training", 303)
    return page(request, "channels.html", person, manages=staff.may(person, Role.ADMIN))


@router.get("/library")
async def library(request: Request, person: Visitor) -> Response:
    """The articles answers come from, and what shows how they do; agents only read."""
    if person is None:
        return RedirectResponse("/login?next=/library", 303)
    return page(request, "library.html", person, edits=staff.may(person, Role.TRAINER))


def _inside(path: str | None) -> str:
    """Only ways inside this site; a log-in never sends anybody elsewhere."""
    safe = path and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if safe and path else "/console"
