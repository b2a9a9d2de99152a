"""A light HTTP/1.1 caller: the generator must not take the processor it measures."""

from __future__ import annotations

import asyncio

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Caller:
    """POSTs over kept connections, as many as are under way at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._idle: list[Line] = []

    async def post(self, path: str, body: bytes, headers: str = "") -> tuple[int, bytes]:
        """Status and body of the answer; OSError when the line breaks."""
        reader, writer = self._idle.pop() if self._idle else await self._open()
        try:
            writer.write(f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json"
                         f"\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body)
            status, answer = await asyncio.wait_for(self._answer(reader), 30)
        except (OSError, asyncio.IncompleteReadError) as error:
            writer.close()
            raise OSError(str(error)) from error
        self._idle.append((reader, writer))
        return status, answer

    async def _open(self) -> Line:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = head.partition("content-length: ")[2].partition("\r\n")[0]
        return int(head.split()[1]), await reader.readexactly(int(length))

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
