"""Keeps rasa and the app's processes alive: started, watched, restarted, and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.errors import StartFailed
from bot.settings import ROOT, Settings
from bot.tokens import internal_signature

STOP_SECONDS = 10.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # alive for so long, a process has earned a fresh start of its back-off


def pause(failures: int) -> float:
    """Seconds before the next restart: 1, 2, 4 … 30."""
    return float(min(LONGEST_PAUSE, 2.0 ** max(0, failures - 1)))


@dataclass
class Child:
    """One process we own: how it is started, and how often it fell."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    sockets: tuple[int, ...] = ()  # file descriptors that it inherits
    failures: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches us first."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, cwd=ROOT, env=dict(self.environment), stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=self.sockets)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    async def stop(self) -> None:
        """Ask it to end; after ten seconds, end it."""
        if self.process is None or not self.alive():
            return
        self.process.send_signal(signal.SIGTERM)
        for _ in range(int(STOP_SECONDS * 10)):
            if not self.alive():
                return
            await asyncio.sleep(0.1)
        self.process.kill()
        self.process.wait()


def rasa_child(settings: Settings, model: Path, environment: Mapping[str, str]) -> Child:
    """Rasa on loopback, with our channel, our state, and no telemetry."""
    return Child(
        "rasa",
        [str(settings.rasa_python), "-m", "rasa", "run", "--model", str(model),
         "--enable-api", "--interface", "127.0.0.1", "--port", str(settings.rasa_port),
         "--endpoints", "bot/dialogue/endpoints.yml",
         "--credentials", "bot/dialogue/credentials.yml"],
        {**environment,
         "LOTSE_ACTIONS_URL": f"{settings.local_url}/internal/actions",
         "LOTSE_ACTIONS_TOKEN": internal_signature(settings.key)},
        settings.var / "log/rasa.log",
    )


def app_children(
    settings: Settings, address: socket.socket, environment: Mapping[str, str]
) -> list[Child]:
    """The app's processes, all answering on one listening socket."""
    return [
        Child(name, [sys.executable, "-m", "bot.serve", str(address.fileno())], environment,
              settings.var / f"log/{name}.log", (address.fileno(),))
        for name in ["app", *(f"app-{number}" for number in range(2, settings.apps + 1))]
    ]


def listen(host: str, port: int) -> socket.socket:
    """The public address, held by us for as long as we run; StartFailed when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise taken(port, "LOTSE_PORT", error) from error


def check_port(host: str, port: int, setting: str) -> None:
    """StartFailed when somebody else listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host if host != "0.0.0.0" else "", port))  # noqa: S104
        except OSError as error:
            raise taken(port, setting, error) from error


def taken(port: int, setting: str, error: OSError) -> StartFailed:
    return StartFailed(f"Port {port} is taken ({error.strerror}); stop what uses it or set "
                       f"{setting} to another port.")


class Supervisor:
    """Runs all children until told to stop."""

    def __init__(
        self, settings: Settings, children: Sequence[Child], tell: Callable[[str], None],
        model: Callable[[], Path] | None = None,
    ) -> None:
        self.settings = settings
        self.children = children
        self.tell = tell
        self.model = model
        self.stopping = asyncio.Event()

    async def run(self, when_ready: Callable[[], None], seconds: float = 180.0) -> None:
        """Start, wait until they answer, watch; returns after a clean stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        for child in self.children:
            child.start()
        watching = [asyncio.create_task(self._watch(child)) for child in self.children]
        try:
            if await self._ready(seconds):
                when_ready()
                await self.stopping.wait()
        finally:
            self.stopping.set()
            self.tell("stopping")
            await asyncio.gather(*watching, return_exceptions=True)
            await asyncio.gather(*(child.stop() for child in self.children))

    async def _ready(self, seconds: float) -> bool:
        """Until /ready says yes; a child that cannot even start ends the wait."""
        async with httpx.AsyncClient(timeout=5.0) as client:
            for _ in range(int(seconds * 4)):
                if self.stopping.is_set():
                    return False
                for child in self.children:
                    if child.failures >= 3:
                        raise StartFailed(
                            f"The {child.name} process ends right after its start: "
                            f"{last_words(child.log)} (see {child.log})")
                with contextlib.suppress(httpx.HTTPError):
                    reply = await client.get(f"{self.settings.local_url}/ready")
                    if reply.status_code == 200:
                        return True
                await asyncio.sleep(0.25)
        raise StartFailed(
            f"Rasa and the app were not ready after {seconds:.0f} s; see the logs in "
            f"{self.settings.var / 'log'}.")

    async def _watch(self, child: Child) -> None:
        """Restart a fallen child, waiting longer each time."""
        started = asyncio.get_running_loop().time()
        while not self.stopping.is_set():
            if child.alive():
                await self._sleep(0.25)
                continue
            lasted = asyncio.get_running_loop().time() - started
            child.failures = 1 if lasted > STEADY_SECONDS else child.failures + 1
            wait = pause(child.failures)
            self.tell(f"{child.name} ended; it starts again in {wait:.0f} s")
            await self._sleep(wait)
            if not self.stopping.is_set():
                self._renew(child)
                child.start()
                started = asyncio.get_running_loop().time()

    def _renew(self, child: Child) -> None:
        """A restarted Rasa loads the model that is live now, not the one of the start."""
        if child.name == "rasa" and self.model is not None:
            command = list(child.command)
            command[command.index("--model") + 1] = str(self.model())
            child.command = command

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopping.wait()


def last_words(log: Path) -> str:
    """The last line of a log, for the sentence that says why a start failed."""
    try:
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return "no log was written"
    return next((line for line in reversed(lines) if line), "its log is empty")[:300]
