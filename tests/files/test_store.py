"""Both stores keep the same promises; the bucket's calls are signed as its own tools sign them."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.errors import NotFound
from bot.files.s3 import EMPTY, S3, Bucket, BucketRefused, signed
from bot.files.store import Folder, Store, key_of
from tests.conftest import SetClock
from tests.files.bucket import BUCKET, bucket

DATA = "Xin chào".encode() * 1000
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Store:
    if request.param == "folder":
        return Folder(tmp_path / "files")
    return S3(BUCKET, clock, bucket({}))


async def test_what_is_put_can_be_read_and_goes(store: Store, tmp_path: Path) -> None:
    key = key_of(DIGEST, "x_1-Z")
    for _ in range(2):  # a second try after a crash
        path = tmp_path / "upload"
        path.write_bytes(DATA)
        await store.put(key, path, DIGEST)
    assert await read(store, key, 0, len(DATA)) == DATA
    assert await read(store, key, 5, 7) == DATA[5:12]
    for _ in range(2):
        await store.delete(key)
    with pytest.raises(NotFound):
        await store.open(key, 0, 1)
    await store.close()


async def read(store: Store, key: str, start: int, length: int) -> bytes:
    return b"".join([chunk async for chunk in await store.open(key, start, length)])


async def test_a_folder_is_its_owners_only(tmp_path: Path) -> None:
    folder, path = Folder(tmp_path / "files"), tmp_path / "upload"
    path.write_bytes(DATA)
    await folder.put("ab/cd/abcd.x", path, DIGEST)
    kept = tmp_path / "files/ab/cd/abcd.x"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for above in (kept.parent, kept.parent.parent, kept.parent.parent.parent):
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
    (tmp_path / "secret").write_text("x")
    with pytest.raises(NotFound):
        await folder.open("../secret", 0, 1)


def down(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no", request=request)


@pytest.mark.parametrize("client", [
    lambda: bucket({}, replace(BUCKET, secret_key="another")),
    lambda: httpx.AsyncClient(transport=httpx.MockTransport(down)),
])
async def test_a_bucket_that_refuses_is_heard(
    client: Callable[[], httpx.AsyncClient], tmp_path: Path, clock: SetClock
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(DATA)
    made = S3(BUCKET, clock, client())
    with pytest.raises(BucketRefused):
        await made.put("a/b", path, DIGEST)
    with pytest.raises(BucketRefused):
        await made.open("a/b", 0, 1)
    with pytest.raises(BucketRefused):
        await made.delete("a/b")


@pytest.mark.parametrize(("method", "digest", "signature"), [  # computed by botocore
    ("PUT", hashlib.sha256(b"hallo").hexdigest(),
     "f3f290d67b6bdb5bb7ea6d997690a421e23a4ab9e47b6d26bd160364a33b0edc"),
    ("GET", EMPTY, "751d431a8621d6a4da002b0b13687867c0631043cff5d6c3905aba0016a2e041"),
])
def test_calls_are_signed_as_amazons_own_library_does(
    method: str, digest: str, signature: str
) -> None:
    made = Bucket("https://s3.shop.example:9000/lotse-files", "eu-central-1", "lotse-key",
                  "lotse-secret")
    headers = signed(made, method, httpx.URL(f"{made.url}/ab/cd/abcd.x_1-Z"), digest,
                     "20261125T120000Z")
    assert headers["authorization"].endswith(f"Signature={signature}")
