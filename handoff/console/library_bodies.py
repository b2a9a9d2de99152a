"""What the library's pages send, checked field by field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
)

from bot.words import Language
from knowledge.articles import (
    FILE_BYTES,
    KEY_CHARACTERS,
    LINK_CHARACTERS,
    TITLE_CHARACTERS,
    ArticleText,
)

State = Literal["draft", "published", "archived"]
def _with_a_page(key: str) -> str:
    if {".", ".."} & set(key.split("/")):  # a browser goes up there
        raise ValueError("no part of it may be . or ..")
    return key


# An import takes any id, and its article gets translations here.
Key = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f]+( [^\s\x00-\x1f]+)*$",
                                       max_length=KEY_CHARACTERS),
                AfterValidator(_with_a_page)]  # fmt: skip


def _without_nul(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _day(at: time) -> Callable[[Any], Any]:
    """A date alone means the whole day, in UTC, as in an article's file."""

    def read(value: Any) -> Any:
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(value), at, tzinfo=UTC)
        return value

    return read


def _within_a_file(text: str) -> str:
    if len(text.encode()) > FILE_BYTES:  # it could be exported and never imported again
        raise ValueError(f"at most {FILE_BYTES:,} bytes fit")
    return text


Text = Annotated[str, AfterValidator(_without_nul), AfterValidator(_within_a_file)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
                 AfterValidator(_without_nul)]  # fmt: skip
# Customers press it: anything but a page (javascript:, data:, //host) stays out.
Link = Annotated[str, StringConstraints(pattern=r"^(https?://\S+|/|/[^/\s]\S*)$",
                                        max_length=LINK_CHARACTERS)]  # fmt: skip


class ArticleBody(BaseModel):
    """The fields an editor fills in."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1,
                                            max_length=TITLE_CHARACTERS),
                     AfterValidator(_without_nul)]  # fmt: skip
    body: Annotated[Text, Field(max_length=FILE_BYTES)] = ""
    tags: list[Line] = Field(default=[], max_length=30)
    asked: list[Line] = Field(default=[], max_length=60)
    intents: list[Line] = Field(default=[], max_length=30)
    link: Link | None = None
    audience: Literal["public", "agents"] = "public"
    valid_from: Annotated[AwareDatetime | None, BeforeValidator(_day(time.min))] = None
    valid_to: Annotated[AwareDatetime | None, BeforeValidator(_day(time.max))] = None

    def text(self, key: str, language: Language, status: str) -> ArticleText:
        """As the library keeps it."""
        return ArticleText(
            key=key, language=language, title=self.title, body=self.body,
            tags=tuple(self.tags), asked=tuple(self.asked), intents=tuple(self.intents),
            link=self.link, audience=self.audience, status=status,
            valid_from=self.valid_from, valid_to=self.valid_to,
        )  # fmt: skip


class NewBody(ArticleBody):
    key: Key | None = None
    language: Language


class SaveBody(ArticleBody):
    version: int  # the one that was edited
    status: State | None = None


class StatusBody(BaseModel):
    version: int
    status: State


class RestoreBody(BaseModel):
    version: int
    restore: int


class CompareBody(BaseModel):
    before: str = Field(max_length=FILE_BYTES)
    after: str = Field(max_length=FILE_BYTES)


class PreviewBody(BaseModel):
    body: str = Field(max_length=FILE_BYTES)
