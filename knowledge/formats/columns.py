"""What the columns of a table, or the keys of a JSON line, are called elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "key", "kennung", "schlüssel", "mã"),
    "language": ("language", "lang", "locale", "sprache", "ngôn ngữ"),
    "title": ("title", "question", "titel", "frage", "tiêu đề", "câu hỏi"),
    "body": ("body", "answer", "text", "content", "antwort", "inhalt", "câu trả lời", "trả lời",
             "nội dung"),
    "tags": ("tags", "keywords", "schlagwörter", "stichwörter", "thẻ", "từ khóa"),
    "asked": ("asked", "also asked", "auch gefragt", "cách hỏi khác"),
    "link": ("link", "url", "adresse", "liên kết", "đường dẫn"),
    "intents": ("intents", "absichten", "ý định"),
    "audience": ("audience", "zielgruppe", "đối tượng"),
    "status": ("status", "state", "zustand", "trạng thái"),
    "valid_from": ("valid_from", "valid from", "gültig ab", "có hiệu lực từ"),
    "valid_to": ("valid_to", "valid to", "gültig bis", "có hiệu lực đến"),
    "author": ("author", "autor", "verfasser", "tác giả"),
    "original": ("original", "is original", "bản gốc"),
    "versions": ("versions",),
    "translates": ("translates", "translation of", "übersetzt", "übersetzung von", "dịch từ"),
}  # fmt: skip
FIELDS = {alias: name for name, aliases in NAMES.items() for alias in aliases}
LISTS = ("tags", "asked", "intents")


def field_of(name: str) -> str | None:
    """Our word for a column; None: not one of ours."""
    return FIELDS.get(" ".join(name.lower().split()))


def strange(names: Iterable[str]) -> list[str]:
    """The columns nobody reads."""
    return [name.strip() for name in names if name.strip() and field_of(name) is None]
