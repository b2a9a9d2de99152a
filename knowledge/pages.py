"""The help articles as pages: where the links under the assistant's answers lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.web.pages import TEMPLATES, words
from bot.services import Here
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language
from knowledge.articles import OWN_PAGES
from knowledge.rendering import render
from knowledge.tables import Article

FOLDERS = {folder: language for language, folder in OWN_PAGES.items()}
router = APIRouter(include_in_schema=False)


@router.get("/hilfe/{key:path}")
@router.get("/tro-giup/{key:path}")
@router.get("/help/{key:path}")
async def article(key: str, request: Request, here: Here) -> HTMLResponse:
    """One published article in the language its address names, else in one that there is."""
    language = FOLDERS[request.url.path.split("/")[1]]
    voice = Voice(language, DEFAULT_FORM[language])
    async with here.database.read() as session:
        found = _best(await _open(session, key, here.clock()), language)
    # An old link may lead here for years: it gets a page a customer can read, too.
    title = found.title if found else voice.say("article_gone.title")
    return TEMPLATES.TemplateResponse(request, "article.html", {
        "title": title, "html": _html(found, voice), "article": key if found else "",
        "language": language.value, "t": words(language)}, 200 if found else 404)


async def _open(session: AsyncSession, key: str, now: datetime) -> Sequence[Article]:
    """What customers may read of an article now, in any language."""
    return (await session.scalars(
        select(Article).where(
            Article.key == key, Article.status == "published", Article.audience == "public",
            or_(Article.valid_from.is_(None), Article.valid_from <= now),
            or_(Article.valid_to.is_(None), Article.valid_to >= now)))).all()


def _best(versions: Sequence[Article], language: Language) -> Article | None:
    order = [language, *Language]
    return min(versions, key=lambda row: order.index(Language(row.language)), default=None)


def _html(found: Article | None, voice: Voice) -> str:
    if found is None:
        return f"<p>{escape(voice.say('article_gone.text'))}</p>"
    if found.language == voice.language:
        return render(found.body)
    note = escape(voice.say(f"other_language.{found.language}"))
    return f'<p><em>{note}</em></p><div lang="{found.language}">{render(found.body)}</div>'
