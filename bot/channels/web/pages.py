"""The demo shop's page, with the widget as any site embeds it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from bot.words import Language

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Jinja2Templates(FOLDER)
router = APIRouter(include_in_schema=False)


@router.get("/demo")
async def demo(request: Request, lang: str = "") -> HTMLResponse:
    """A page of the demo shop; any site embeds the widget in the same way."""
    language = language_of(request, lang)
    return TEMPLATES.TemplateResponse(
        request, "demo.html", {"language": language, "t": words(language)})


@cache
def words(language: str) -> dict[str, Any]:
    """The shop pages' own words in one language."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"demo.{language}.yml").read_text("utf-8"))
    return found


def language_of(request: Request, wished: str) -> str:
    """?lang=, else what the browser prefers, else German: the shop's home."""
    header = request.headers.get("accept-language", "")
    wishes = [wished, *(part.split(";")[0].strip()[:2].lower() for part in header.split(","))]
    return next((code for code in wishes if code in set(Language)), Language.DE.value)

