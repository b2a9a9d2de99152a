"""However editors take turns, nothing that was accepted is lost and nobody overwrites unseen."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database import Database
from bot.errors import BadInput
from bot.words import Language
from knowledge import editing
from knowledge.articles import ArticleText
from knowledge.reading import revision
from tests.conftest import NOON
from tests.knowledge.conftest import WordEncoder
from tests.stores import furnished

TEXT = ArticleText("wool", Language.EN, "Wool", "Wash it.", status="draft")
STEPS = st.lists(st.tuples(
    st.sampled_from(["Ann", "Ben"]), st.sampled_from(["open", "one", "two", "three"])), max_size=10)


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_every_accepted_text_is_kept_in_order(steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_played(steps, f"sqlite+aiosqlite:///{folder}/lotse.db"))


async def _played(steps: list[tuple[str, str]], url: str) -> None:
    database, encoder = await furnished(url), WordEncoder()
    async with database.write() as session:
        await editing.create(session, TEXT, editing.vectors(TEXT, encoder), "Ann", NOON)
    accepted, seen = ["Wash it."], {"Ann": 1, "Ben": 1}
    for editor, step in steps:
        if step == "open":
            seen[editor] = len(accepted)
            continue
        text = replace(TEXT, body=step)
        stale = seen[editor] != len(accepted)
        try:
            async with database.write() as session:
                row = await editing.find(session, "wool", Language.EN, lock=True)
                await editing.save(session, row, seen[editor], text,
                                   editing.vectors(text, encoder), editor, NOON)
        except editing.EditedMeanwhile as conflict:
            assert stale
            assert conflict.details["current"]["body"] == accepted[-1]
            continue
        assert not stale
        if step != accepted[-1]:
            accepted.append(step)
        seen[editor] = len(accepted)
    async with database.read() as session:
        row = await editing.find(session, "wool", Language.EN)
        earlier = [v.facts["body"] for v in await editing.versions(session, row)]
        assert [*reversed(earlier), row.body] == accepted
        assert [part.text for part in row.passages] == [accepted[-1]]
        assert await revision(session) == 0  # a draft is nobody's business yet
    await database.close()


async def test_only_what_customers_may_see_is_told_to_other_processes(
    database: Database, encoder: WordEncoder
) -> None:
    async with database.write() as session:
        row = await editing.create(session, TEXT, editing.vectors(TEXT, encoder), "Ann", NOON)
        for version, status, told in ((1, "published", 1), (2, "archived", 2), (3, "draft", 2)):
            await editing.save(session, row, version, replace(TEXT, status=status), None, "Ann",
                               NOON)
            assert await revision(session) == told


def test_an_article_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput, match="end before it begins"):
        editing.checked(replace(TEXT, valid_from=NOON, valid_to=NOON.replace(year=2025)))
