"""The one public door to files: by a signed address, which messengers and chats are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from bot.files.addresses import check_signed
from bot.files.serving import find, respond
from bot.services import Here

router = APIRouter(tags=["files"])


@router.api_route("/files/{file_id}", methods=["GET", "HEAD"])
async def file(
    request: Request, file_id: str, here: Here, until: int = 0, signature: str = "",
    range_: Annotated[str | None, Header(alias="range")] = None,
) -> Response:
    """A file, for whoever has an address we signed; its ending is for those who want one.

    Twilio asks with HEAD first.
    """
    file_id = file_id.partition(".")[0]
    check_signed(here.settings.key, file_id, until, signature, here.clock())
    async with here.database.read() as session:
        row = await find(session, file_id)
    answer = await respond(here.files.store, row, range_)
    if request.method == "HEAD":
        return Response(None, answer.status_code, dict(answer.headers))
    return answer
