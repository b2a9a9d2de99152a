"""Duplicates and contradictions among the published articles, without those dismissed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.library.meaning import Meaning
from knowledge.likeness import Finding, Place, findings
from knowledge.reading import documents, revision
from knowledge.shelf import Document
from knowledge.tables import Article, DismissedFinding

EVERYTHING = 20_000  # sentences compared each with each; more, and only the newest articles are
NEWEST = 100  # articles


class Findings:
    """What is pointed out; looked for again only when the library has changed."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self._found: tuple[Finding, ...] = ()
        self._lately: frozenset[str] | None = None
        self._state: tuple[int, int] | None = None
        self._looking = asyncio.Lock()

    async def listing(self, session: AsyncSession) -> dict[str, Any]:
        """All findings; `compared` names how many articles were compared with all others."""
        async with self._looking:
            dismissed = frozenset(await session.scalars(select(DismissedFinding.fingerprint)))
            state = (await revision(session), len(dismissed))
            if state != self._state:
                await self._look(session, dismissed)
                self._state = state
        return {
            "compared": len(self._lately) if self._lately is not None else None,
            "items": [finding_view(found) for found in self._found],
        }

    async def _look(self, session: AsyncSession, dismissed: frozenset[str]) -> None:
        library = await documents(session, self.meaning.encoder)
        self._lately = await _newest(session) if _sentences(library) > EVERYTHING else None
        self._found = tuple(await asyncio.to_thread(
            lambda: findings(library, self.meaning.means("passage"), dismissed, self._lately)))


async def dismiss(session: AsyncSession, fingerprint: str, by: str, now: datetime) -> None:
    """Never again, as long as both sentences stay as they are. Never commits."""
    known = await session.scalar(
        select(DismissedFinding.id).where(DismissedFinding.fingerprint == fingerprint))
    if known is None:
        session.add(DismissedFinding(fingerprint=fingerprint, by=by, at=now))


def finding_view(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.fingerprint, "kind": finding.kind, "more": finding.more,
        "likeness": round(finding.likeness, 2),
        "places": [_place(finding.one), _place(finding.other)],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"key": place.key, "language": place.language, "title": place.title,
            "sentence": place.sentence}


def _sentences(library: Sequence[Document]) -> int:
    return sum(len(part.passage.sentences) for document in library for part in document.passages)


async def _newest(session: AsyncSession) -> frozenset[str]:
    return frozenset(await session.scalars(
        select(Article.key).where(Article.status == "published")
        .order_by(Article.updated_at.desc()).limit(NEWEST)))
