"""One app process: `python -m bot.serve FD` answers on a listening socket that it inherits.

The socket is its starter's, so several processes share one address, and while one of them starts
again, calls wait in the socket's row instead of being refused.
"""

from __future__ import annotations

import socket
import sys

import uvicorn


def main(number: int) -> None:
    """Serve until told to stop."""
    uvicorn.Server(uvicorn.Config(
        "bot.app:create_app", factory=True,
        access_log=False, log_level="warning",  # addresses carry visitors' tokens
        timeout_graceful_shutdown=5,
    )).run(sockets=[socket.socket(fileno=number)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
