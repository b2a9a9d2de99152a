"""Answers in gzip, except files: they are packed already, and a part must keep its very bytes."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

PLAIN = ("/files/", "/api/files/")


class Compressing(GZipMiddleware):
    """Starlette's compression, for everything but files."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PLAIN):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
