"""The console's doors: the log-in cookie, roles, and writes from our own pages only."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from bot.encoder.cache import TextEncoder
from bot.errors import Forbidden, Unauthorised
from bot.services import Here
from bot.tables import Staff
from bot.words import Role
from handoff import staff
from knowledge.search import Library

COOKIE = "lotse_session"


async def visitor(connection: HTTPConnection, here: Here) -> Staff | None:
    """The logged-in member of staff, if any."""
    token = connection.cookies.get(COOKIE)
    if not token:
        return None
    async with here.database.read() as session:
        return await staff.of_token(session, token, here.clock())


Visitor = Annotated[Staff | None, Depends(visitor)]


def requires(*roles: Role) -> Callable[..., Coroutine[Any, Any, Staff]]:
    """A dependency: somebody is logged in and has one of the roles."""

    async def check(connection: HTTPConnection, person: Visitor) -> Staff:
        if person is None:
            raise Unauthorised("Please log in again; your session has ended.")
        if not staff.may(person, *roles):
            raise Forbidden("Your role does not allow this; ask an administrator.")
        if not same_origin(connection):
            raise Forbidden("This request came from another site and was refused.")
        return person

    return check


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser sent this from one of our own pages; other sites may not write."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


Agent = Annotated[Staff, Depends(requires(Role.AGENT, Role.TRAINER))]
Trainer = Annotated[Staff, Depends(requires(Role.TRAINER))]
Admin = Annotated[Staff, Depends(requires(Role.ADMIN))]


def shelf(connection: HTTPConnection) -> Library:
    """The library this process searches."""
    found: Library = connection.app.state.library
    return found


def maker(connection: HTTPConnection) -> TextEncoder:
    """What makes vectors of texts."""
    found: TextEncoder = connection.app.state.encoder
    return found


Shelf = Annotated[Library, Depends(shelf)]
Maker = Annotated[TextEncoder, Depends(maker)]


def secure(request: Request) -> bool:
    """Whether the customer-facing address is HTTPS, so that the cookie may insist on it."""
    return request.url.scheme == "https"
