"""A small Zalo on loopback: tokens that work once, messages, and what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Zalo:
    """What the server knows; tests read and change it."""

    def __init__(self) -> None:
        self.access, self.refresh = "zat-first", "zrt-first"
        self.renewals: list[str] = []  # refresh tokens it was given, right or wrong
        self.taken: list[tuple[str, str]] = []  # access token and text of every message it took
        self.sent: list[dict[str, Any]] = []  # templates it took
        self.templates: list[dict[str, Any]] = []  # as their details tell them
        self.refused = 0  # messages with a token that is no good
        self.slow = 0.0  # seconds a renewal takes
        self.silent = False  # a renewal that uses up the token and breaks the line
        self.answer: dict[str, Any] | None = None  # to a renewal, in place of its own
        self.url = ""
        self.lock = threading.Lock()

    def renew(self, given: str) -> dict[str, Any]:
        time.sleep(self.slow)
        with self.lock:
            self.renewals.append(given)
            if self.answer is not None:
                return self.answer
            if given != self.refresh:
                return {"error": -14014, "error_name": "Invalid refresh token."}
            number = len(self.renewals)
            self.access, self.refresh = f"zat-{number}", f"zrt-{number}"
            return {"access_token": self.access, "refresh_token": self.refresh,
                    "expires_in": "90000"}

    def tell(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """What it answers to a question."""
        if path == "/template/info/v2":
            (wanted,) = query["template_id"]
            found = next(one for one in self.templates if one["templateId"] == wanted)
            if found.get("refused"):
                return {"error": found["refused"], "message": "Not now, or never"}
            return {"data": found}
        if path == "/template/all":
            start, count = int(query["offset"][0]), int(query["limit"][0])
            listed = [{name: one[name] for name in ("templateId", "templateName", "status")}
                      for one in self.templates[start : start + count]]
            return {"data": listed, "metadata": {"total": len(self.templates)}}
        return {"data": {"name": "Tiệm Bến Cảng"}}

    def take(self, token: str, text: str) -> dict[str, Any]:
        with self.lock:
            if token != self.access:
                self.refused += 1
                return {"error": -216, "message": "Access token is invalid"}
            self.taken.append((token, text))
            return {"error": 0, "message": "Success",
                    "data": {"message_id": f"z{len(self.taken)}"}}


@contextmanager
def serving() -> Iterator[Zalo]:
    """The server at a free port of its own."""
    zalo = Zalo()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            if self.path == "/v4/oa/access_token":
                answer = zalo.renew(parse_qs(body)["refresh_token"][0])
                if zalo.silent:
                    return self.connection.close()
            elif self.path == "/v3.0/oa/message/template":
                zalo.sent.append(json.loads(body))
                answer = zalo.take(self.headers["access_token"], "")
            else:
                text = json.loads(body)["message"]["text"]
                answer = zalo.take(self.headers["access_token"], text)
            self.tell(answer)

        def do_GET(self) -> None:
            right = self.headers["access_token"] == zalo.access
            asked = urlsplit(self.path)
            self.tell({"error": 0, **zalo.tell(asked.path, parse_qs(asked.query))} if right
                      else {"error": -216, "message": "Access token is invalid"})

        def tell(self, answer: dict[str, Any]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    zalo.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield zalo
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
