"""No address from outside leads into our own network."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
import pytest

from bot.files.guard import Unsafe, guarded, public

HOSTS = {"cdn.example": ["93.184.215.14"], "inside.example": ["10.1.2.3"],
         "both.example": ["93.184.215.14", "127.0.0.1"], "six.example": ["2606:2800:21f::1"]}


async def lookup(host: str, port: int) -> Sequence[str]:
    if host not in HOSTS:
        raise OSError("no such host")
    return HOSTS[host]


@pytest.mark.parametrize(("address", "open_"), [
    ("93.184.215.14", True), ("127.0.0.1", False), ("10.0.0.1", False), ("169.254.169.254", False),
    ("100.64.0.1", False), ("0.0.0.0", False),  # noqa: S104
    ("224.0.0.1", False), ("::1", False),
    ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:127.0.0.1", False),
    ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("2606:2800:21f::1", True),
])
def test_which_addresses_are_public(address: str, open_: bool) -> None:
    assert public(address) is open_


@pytest.mark.parametrize("url", [
    "http://cdn.example/a", "https://inside.example/a", "https://both.example/a", "ftp://x/y",
    "file:///etc/passwd",
])
async def test_what_is_not_fetched(url: str) -> None:
    with pytest.raises(Unsafe):
        await guarded(httpx.Request("GET", url), "https://api.example", lookup)


async def test_the_call_goes_to_the_very_address_that_was_looked_at() -> None:
    request = httpx.Request("GET", "https://cdn.example/a?b=1", headers={"authorization": "x"})
    made = await guarded(request, "https://api.example", lookup)
    assert str(made.url) == "https://93.184.215.14/a?b=1"
    assert made.headers["host"] == "cdn.example" and made.headers["authorization"] == "x"
    assert made.extensions["sni_hostname"] == "cdn.example"
    six = await guarded(httpx.Request("GET", "https://six.example/a"), "", lookup)
    assert six.url.host == "2606:2800:21f::1"


async def test_the_accounts_own_api_needs_no_proof() -> None:
    request = httpx.Request("GET", "http://127.0.0.1:9999/file/1")
    assert await guarded(request, "http://127.0.0.1:9999", lookup) is request
    with pytest.raises(Unsafe):
        await guarded(request, "http://127.0.0.1:9998", lookup)


async def test_a_host_without_an_address_is_no_connection() -> None:
    with pytest.raises(httpx.ConnectError):
        await guarded(httpx.Request("GET", "https://gone.example/"), "", lookup)
