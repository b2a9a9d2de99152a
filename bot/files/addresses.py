"""Addresses of files for those who cannot log in: signed, and good for a while only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bot.errors import Forbidden
from bot.files.kinds import TYPES
from bot.tokens import file_signature, matches

FOR_MESSENGERS = timedelta(days=1)  # they fetch at once; a delivery may wait for hours
FOR_CUSTOMERS = timedelta(days=30)  # a link in a message
FOR_PAGES = timedelta(hours=12)


def signed_path(
    key: bytes, file_id: str, now: datetime, lasts: timedelta, media_type: str = ""
) -> str:
    """/files/… with its signature, relative to the app.

    The path ends as files of its type do: Viber takes no other address.
    """
    ending = TYPES[media_type].ending if media_type in TYPES else ""
    until = int((now + lasts).timestamp())
    return (f"/files/{quote(file_id, safe='')}{ending}?until={until}"
            f"&signature={file_signature(key, file_id, until)}")


def check_signed(key: bytes, file_id: str, until: int, signature: str, now: datetime) -> None:
    """Forbidden when the address was not made by us for this file, or is too old."""
    if not matches(file_signature(key, file_id, until), signature):
        raise Forbidden("This address of a file is wrong.")
    if datetime.fromtimestamp(until, UTC) < now:
        raise Forbidden("This address of a file has expired; ask for the file again in the chat.")
