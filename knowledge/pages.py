"""The help articles as pages: where the links under the assistant's answers lead."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import or_, select

from bot.channels.web.pages import TEMPLATES, words
from bot.errors import NotFound
from bot.services import Here
from knowledge.editing import OWN_PAGES
from knowledge.rendering import render
from knowledge.tables import Article

FOLDERS = {folder: language for language, folder in OWN_PAGES.items()}
router = APIRouter(include_in_schema=False)


@router.get("/hilfe/{key}")
@router.get("/tro-giup/{key}")
@router.get("/help/{key}")
async def article(key: str, request: Request, here: Here) -> HTMLResponse:
    """One published article in the language its address names."""
    language, now = FOLDERS[request.url.path.split("/")[1]], here.clock()
    async with here.database.read() as session:
        found = await session.scalar(
            select(Article).where(
                Article.key == key, Article.language == language,
                Article.status == "published", Article.audience == "public",
                or_(Article.valid_from.is_(None), Article.valid_from <= now),
                or_(Article.valid_to.is_(None), Article.valid_to >= now)))
    if found is None:
        raise NotFound("This article does not exist (any more).")
    return TEMPLATES.TemplateResponse(request, "article.html", {
        "title": found.title, "html": render(found.body), "article": key,
        "language": language.value, "t": words(language)})
