"""A bucket that speaks S3: Amazon's, MinIO, Ceph, Hetzner and the like, addressed by path."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from bot.clock import Clock, utc_now
from bot.errors import LotseError, NotFound
from bot.files.store import CHUNK

EMPTY = hashlib.sha256(b"").hexdigest()
TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class BucketRefused(LotseError):
    """The bucket did not take or give a file; its answer says why."""

    status = 502


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket's address (https://host/bucket) and the key to it."""

    url: str
    region: str
    access_key: str
    secret_key: str


def signed(
    bucket: Bucket, method: str, url: httpx.URL, digest: str, stamp: str
) -> dict[str, str]:
    """The headers of AWS Signature Version 4 for a call without a query.

    `digest` is the SHA-256 of the body in hex, `stamp` the time as 20261125T120000Z. Written by
    Amazon's page "Signature Calculations for the Authorization Header".
    """
    host = url.netloc.decode()
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    path = url.raw_path.decode().partition("?")[0]
    request = "\n".join((method, path, "", lines, names, digest))
    scope = f"{stamp[:8]}/{bucket.region}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope,
                      hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{bucket.secret_key}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return {**headers, "authorization": (
        f"AWS4-HMAC-SHA256 Credential={bucket.access_key}/{scope}, SignedHeaders={names}, "
        f"Signature={key.hex()}")}


class S3:
    """A store in a bucket."""

    def __init__(
        self, bucket: Bucket, clock: Clock = utc_now, client: httpx.AsyncClient | None = None
    ) -> None:
        self.bucket = bucket
        self.clock = clock
        self.client = client or httpx.AsyncClient(timeout=TIMEOUT)

    def _request(
        self, method: str, key: str, digest: str = EMPTY, more: Mapping[str, str] | None = None,
        content: AsyncIterator[bytes] | None = None,
    ) -> httpx.Request:
        url = httpx.URL(f"{self.bucket.url.rstrip('/')}/{quote(key)}")
        headers = signed(self.bucket, method, url, digest, f"{self.clock():%Y%m%dT%H%M%SZ}")
        return self.client.build_request(
            method, url, headers={**headers, **(more or {})}, content=content)

    async def put(self, key: str, path: Path, digest: str) -> None:
        length = {"content-length": str(path.stat().st_size),
                  "content-type": "application/octet-stream"}
        request = self._request("PUT", key, digest, length, _chunks(path))
        await self._called(await self._send(request))

    async def open(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        wanted = {"range": f"bytes={start}-{start + length - 1}"}
        response = await self._send(self._request("GET", key, more=wanted), stream=True)
        if response.status_code == 404:
            await response.aclose()
            raise NotFound("This file is not there any more.")
        await self._called(response)
        return _body(response)

    async def delete(self, key: str) -> None:
        response = await self._send(self._request("DELETE", key))
        if response.status_code != 404:
            await self._called(response)

    async def _send(self, request: httpx.Request, stream: bool = False) -> httpx.Response:
        try:
            return await self.client.send(request, stream=stream)
        except httpx.HTTPError as error:
            raise BucketRefused(f"The file store does not answer ({type(error).__name__}).") \
                from error

    async def _called(self, response: httpx.Response) -> None:
        if not response.is_success:
            await response.aread()
            raise BucketRefused(f"The file store answered {response.status_code}: "
                                f"{response.text[:300]}")

    async def close(self) -> None:
        await self.client.aclose()


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


async def _body(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_bytes(CHUNK):
            yield chunk
    finally:
        await response.aclose()
