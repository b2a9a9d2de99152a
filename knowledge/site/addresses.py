"""Which addresses may be connected to: none inside our own network, unless somebody says so."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx

from bot.errors import BadInput


class PublicTransport(httpx.AsyncBaseTransport):
    """Resolves a name once, checks every address it has, and connects to the one it checked.

    A name that is checked and then resolved again by the client could point elsewhere by then.
    """

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")  # what certificates name
        address = await self._checked(host, request.url.port or 443)
        return await self._inner.handle_async_request(httpx.Request(
            request.method, request.url.copy_with(host=address), headers=request.headers,
            stream=request.stream, extensions={**request.extensions, "sni_hostname": host},
        ))

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _checked(self, host: str, port: int) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise BadInput(f"cannot be reached: nobody knows the host {host}") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not self._allow_private and not all(map(public, addresses)):
            raise BadInput(f"lies at a private address ({host}); say --allow-private if you "
                           "mean it")
        return addresses[0]


def public(address: str) -> bool:
    """Whether an address is one of the open internet, however it is wrapped."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner:
            return public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):  # NAT64, RFC 6052
            return public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast
