"""Where a file may be fetched from: the messenger's own address, or anywhere public by HTTPS.

An address comes from outside, so it must not lead into our own network (SSRF): the name is resolved
here, every address behind it must be a public one, and the call goes to just that address, so the
name cannot mean another one a moment later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # the addresses of a host
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unsafe(Exception):
    """This address is none we fetch from."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when it is wrapped in another."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64 or ip.sixtofour or ip.teredo:
            return False
        if ip.ipv4_mapped:
            return public(str(ip.ipv4_mapped))
    return ip.is_global and not ip.is_multicast


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port."""
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


async def guarded(request: httpx.Request, home: str, lookup: Resolve = resolve) -> httpx.Request:
    """The request as it may be made; Unsafe when it leads where nothing of ours should go.

    `home` is the address of the account's API: it was typed in by the shop and needs no proof.
    """
    url = request.url
    if home and origin(url) == origin(httpx.URL(home)):
        return request
    if url.scheme != "https":
        raise Unsafe(f"{url.scheme} addresses are not fetched")
    try:
        addresses = await lookup(url.raw_host.decode(), url.port or 443)
    except OSError as error:
        raise httpx.ConnectError(f"{url.host} has no address", request=request) from error
    except UnicodeError as error:
        raise Unsafe("this is no host") from error
    if not addresses or not all(public(address) for address in addresses):
        raise Unsafe(f"{url.host} is no public address")
    # By its number, with the name in the Host header and in the TLS handshake.
    pinned = httpx.Request(request.method, url.copy_with(host=addresses[0]),
                           headers={**request.headers, "host": url.netloc.decode()},
                           content=request.content)
    pinned.extensions = {**request.extensions, "sni_hostname": url.raw_host.decode()}
    return pinned
