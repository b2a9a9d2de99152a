"""How failures look to a browser: a status, and one sentence a person can act on."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from bot.errors import LotseError


async def show_error(request: Request, error: Exception) -> Response:
    """An expected failure: its status, its sentence, and what the page needs beside it."""
    assert isinstance(error, LotseError)  # noqa: S101
    return JSONResponse({**error.details, "sentence": error.sentence}, error.status)


async def show_bad_request(request: Request, error: Exception) -> Response:
    """A request that is not of the form: which field, and what is wrong with it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first: dict[str, Any] = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    return JSONResponse({"sentence": f"{field}: {first['msg']}"}, 422)
