"""Drafts to articles: names, languages and translations settled; what is wrong is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.errors import BadInput
from bot.words import Language
from knowledge.articles import ArticleText, article
from knowledge.formats.detecting import detect
from knowledge.formats.drafts import Draft, Problem
from knowledge.formats.naming import id_of, language_of, slug
from knowledge.passages import passages

NO_KEYS: frozenset[str] = frozenset()


def gather(
    found: Iterable[Draft | Problem], language: Language | None = None,
    known: Collection[str] = NO_KEYS,
) -> tuple[list[ArticleText], list[Problem]]:
    """The articles of an import and what was wrong, both in the order they were found.

    `language`: of drafts that name none (else it is detected). `known`: ids in the library,
    which a draft may translate too.
    """
    named = [_named(one, language) if isinstance(one, Draft) else one for one in found]
    drafts = [one for one in named if isinstance(one, Draft)]
    links = {str(draft.fields["id"]): str(draft.fields["translates"]) for draft in drafts
             if draft.fields.get("translates")}
    ids = {str(draft.fields["id"]) for draft in drafts} | set(known)
    texts: dict[tuple[str, str], ArticleText] = {}
    settled = [_settled(one, links, ids, texts) for one in named]
    return list(texts.values()), [problem for problem in settled if problem]


def _settled(
    one: Draft | Problem, links: Mapping[str, str], ids: Collection[str],
    texts: dict[tuple[str, str], ArticleText],
) -> Problem | None:
    """Put the draft's article among the texts, or say why not."""
    if isinstance(one, Problem):
        return one
    try:
        text = _checked(one, _root(str(one.fields["id"]), links, ids), links)
        if texts.setdefault((text.key, text.language), text) is not text:
            raise BadInput(f"repeats the id {text.key} in {text.language}")
    except BadInput as problem:
        return Problem(one.where, problem.sentence)
    return None


def _named(draft: Draft, language: Language | None) -> Draft | Problem:
    """The draft with an id and a language, clean of what no database stores."""
    try:
        return _complete(draft, language)
    except BadInput as problem:
        return Problem(draft.where, problem.sentence)


def _complete(draft: Draft, language: Language | None) -> Draft:
    fields = {name: _clean(value) for name, value in draft.fields.items()}
    body = _clean(draft.body)
    key = fields.get("id") or (slug(draft.name) if draft.name else id_of(draft.path))
    spoken = str(fields.get("language") or language_of(draft.path) or language or "")
    spoken = spoken.replace("_", "-").split("-")[0].lower()
    fields |= {"id": str(key), "language": spoken or detect(f"{fields.get('title')}\n{body}")}
    return replace(draft, fields=fields, body=body)


def _checked(draft: Draft, key: str, links: Mapping[str, str]) -> ArticleText:
    fields: Mapping[str, Any] = {name: value for name, value in draft.fields.items()
                                 if name != "translates"}
    text = article({**fields, "id": key}, draft.body)
    if key == draft.fields["id"] and key in links.values():
        text = replace(text, original=True)
    if not passages(text.body):
        raise BadInput("has no words")
    if text.valid_from and text.valid_to and text.valid_to < text.valid_from:
        raise BadInput("would end before it begins (valid_from, valid_to)")
    return text


def _root(key: str, links: Mapping[str, str], ids: Collection[str]) -> str:
    """The id that all translations share. Raises BadInput: a circle, or nobody's id."""
    way = [key]
    while way[-1] in links:
        target = links[way[-1]]
        if target in way:
            circle = " → ".join([*way[way.index(target) :], target])
            raise BadInput(f"is a translation in a circle: {circle}")
        if target not in ids:
            raise BadInput(f"translates {target!r}, which is neither here nor in the library")
        way.append(target)
    return way[-1]


def _clean(value: Any) -> Any:
    match value:
        case str():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise BadInput("holds half of a character (a lone surrogate, "
                               f"\\u{ord(value[error.start]):04x})") from error
            return value.replace("\x00", "")
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {name: _clean(item) for name, item in value.items()}
    return value
