"""The web chat's doors: session, socket, upload, erasure, and the pages that carry the widget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile, WebSocket
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field

from bot.channels.web import chat
from bot.channels.web.socket import Socket
from bot.errors import Forbidden, LotseError, NotFound
from bot.files.addresses import FOR_PAGES, signed_path
from bot.files.serving import find
from bot.files.tables import attachment
from bot.files.uploads import attach, chunks_of, keep
from bot.inbox import Inbound, already, receive
from bot.services import Here
from bot.tokens import customer_signature, explain_signature, matches, visitor_of, visitor_token
from bot.views import message_view
from bot.words import Language

WIDGET = Path(__file__).parent / "widget"
router = APIRouter(tags=["web chat"])


class SignedCustomer(BaseModel):
    """A customer the shop's own page knows and signs for."""

    id: str = Field(max_length=64)
    signature: str = Field(max_length=128)


class SessionRequest(BaseModel):
    language: Language
    token: str | None = None
    customer: SignedCustomer | None = None


class TokenRequest(BaseModel):
    token: str


class FileRequest(TokenRequest):
    file: str = Field(max_length=40)


@router.post("/chat/session")
async def open_session(body: SessionRequest, here: Here) -> dict[str, Any]:
    """Open the visitor's conversation, or find it again by its token."""
    key, now = here.settings.key, here.clock()
    visitor = (
        visitor_of(key, body.token, here.settings.visitor_days) if body.token
        else chat.new_visitor()
    )
    async with here.database.write() as session:
        customer = None
        if body.customer:
            valid = matches(customer_signature(key, body.customer.id), body.customer.signature)
            customer = await chat.signed_in(session, body.customer.id, valid)
        conversation = await chat.open_chat(session, visitor, body.language, customer, now)
        given = await here.feedback.given(session, conversation)
        shown = await chat.transcript(session, conversation)
    return {"token": visitor_token(key, visitor), "shop": here.settings.shop, **shown, **given}


@router.websocket("/chat/socket")
async def socket(
    websocket: WebSocket, here: Here, token: str, conversation: str, after: int = 0,
    explain: str = "",
) -> None:
    """The live line of one chat; it resumes after the last event the page has seen."""
    await websocket.accept()
    try:
        visitor = visitor_of(here.settings.key, token, here.settings.visitor_days)
        async with here.database.read() as session:
            found = await chat.conversation_of_visitor(session, visitor, conversation)
        explains = _explains(here, explain)
    except LotseError as error:
        await websocket.close(code=4000 + error.status, reason=error.sentence[:120])
        return
    await Socket(websocket, here, visitor, found.id, after, explains).run()


def _explains(here: Here, signature: str) -> bool:
    """Whether this line is told what was understood; a wrong signature is said, not ignored."""
    if signature and not matches(explain_signature(here.settings.key), signature):
        raise Forbidden("This system has another key: run lotse in its folder or set its secret.")
    return bool(signature)


@router.post("/chat/upload")
async def upload(
    here: Here,
    token: Annotated[str, Form()],
    conversation: Annotated[str, Form()],
    id: Annotated[str, Form(max_length=64)],
    file: Annotated[UploadFile, File()],
) -> dict[str, Any]:
    """A picture, a voice note or a PDF from the visitor."""
    visitor = visitor_of(here.settings.key, token, here.settings.visitor_days)
    now = here.clock()
    async with here.database.write() as session:
        found = await chat.conversation_of_visitor(session, visitor, conversation)
        if known := await already(session, found, id):  # tried again: the answer had got lost
            return message_view(known)
    kept = await keep(here, chunks_of(file), found.id, file.filename, file.content_type)
    async with here.database.write() as session:
        message = await receive(
            session, found,
            Inbound(chat.CHANNEL, chat.ACCOUNT, visitor, id, "", now,
                    {"attachments": [attachment(kept)]}), now)
        if message is not None:
            await attach(session, [kept.id], message)
    return message_view(message) if message else {}


@router.post("/chat/file")
async def file_address(body: FileRequest, here: Here) -> dict[str, str]:
    """Where a file of the visitor's own conversation can be read for some hours."""
    key = here.settings.key
    visitor = visitor_of(key, body.token, here.settings.visitor_days)
    async with here.database.read() as session:
        row = await find(session, body.file)
        await chat.of_visitor(session, visitor, row.conversation_id)
    return {"path": signed_path(key, body.file, here.clock(), FOR_PAGES)}


@router.delete("/chat/session", status_code=204)
async def erase(body: TokenRequest, here: Here) -> Response:
    """The visitor deletes the chat: everything of it is erased."""
    visitor = visitor_of(here.settings.key, body.token, here.settings.visitor_days)
    async with here.database.write() as session:
        await chat.erase_visitor(session, visitor, here.feedback.erase, here.clock())
    return Response(status_code=204)


@router.get("/widget/{name:path}")
async def widget(name: str) -> FileResponse:
    """The widget's own files; a page of any host may load them."""
    path = (WIDGET / name).resolve()
    if not path.is_relative_to(WIDGET) or not path.is_file():
        raise NotFound(f"The widget has no file {name!r}.")
    return FileResponse(
        path, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
    )
