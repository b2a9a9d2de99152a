"""A small server that speaks S3's protocol: objects by path, every call's signature looked at."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response

from bot.files.s3 import Bucket, signed

BUCKET = Bucket("http://s3.test/lotse", "eu-central-1", "lotse-key", "lotse-secret")


def bucket(objects: dict[str, bytes], secret: Bucket = BUCKET) -> httpx.AsyncClient:
    """A client whose calls are answered from `objects`."""
    app = FastAPI()

    @app.api_route("/lotse/{key:path}", methods=["GET", "PUT", "DELETE"])
    async def call(key: str, request: Request) -> Response:
        body, given = await request.body(), request.headers
        digest = hashlib.sha256(body).hexdigest()
        right = signed(secret, request.method, httpx.URL(str(request.url)), digest,
                       given["x-amz-date"])
        if any(given[name] != value for name, value in right.items()):
            return Response("<Error><Code>SignatureDoesNotMatch</Code></Error>", 403)
        return answer(objects, key, request.method, body, given)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app))


def answer(
    objects: dict[str, bytes], key: str, method: str, body: bytes, headers: Any
) -> Response:
    if method == "PUT":
        objects[key] = body
        return Response(status_code=200)
    if method == "DELETE":
        objects.pop(key, None)
        return Response(status_code=204)
    if key not in objects:
        return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
    first, last = map(int, re.findall(r"\d+", headers["range"]))
    return Response(objects[key][first:last + 1], 206)
