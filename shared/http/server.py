"""The HTTP server of a process: one or more listeners on one event loop, stopped gracefully by SIGTERM or SIGINT.

No header of a proxy is believed, no server header is sent, the access log is the metrics and the traces.
"""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
import uvloop

from shared.http.protocol import BoundedProtocol
from shared.observability import logger

_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 15
_BACKLOG = 2048
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Listener:
    """An application at an address; port 0 takes a free one."""

    app: Any
    host: str
    port: int


class HttpServer:
    """Serves listeners until it is told to stop.

    The addresses are bound when the object is made, so a port that is taken raises ``OSError`` before anything starts.
    """

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._sockets = [_bound(listener) for listener in listeners]
        self._ports = tuple(sock.getsockname()[1] for sock in self._sockets)
        self._servers = [_Server(_config(listener)) for listener in listeners]

    @property
    def ports(self) -> tuple[int, ...]:
        """The bound ports, in the order of the listeners."""
        return self._ports

    def run(self, *, on_started: Callable[[], None] = lambda: None) -> None:
        """Serve until ``stop`` or a signal; requests in progress have ten seconds to finish.

        Args:
            on_started: Called once, when every listener accepts connections.
        """
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve(on_started))

    def stop(self) -> None:
        """Ask for a graceful stop, from any thread."""
        for server in self._servers:
            server.should_exit = True

    async def _serve(self, on_started: Callable[[], None]) -> None:
        with self._signals():
            tasks = [
                asyncio.create_task(server.serve(sockets=[sock]))
                for server, sock in zip(self._servers, self._sockets, strict=True)
            ]
            try:
                await asyncio.gather(self._announce(on_started), *tasks)
            finally:
                self.stop()

    async def _announce(self, on_started: Callable[[], None]) -> None:
        while not all(server.started for server in self._servers):
            if any(server.should_exit for server in self._servers):
                return
            await asyncio.sleep(0.01)
        _log.info("listening", ports=list(self.ports))
        on_started()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """The first signal stops gracefully; only the main thread may listen to signals."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def serve(app: Any, host: str, port: int, *, internal: Listener | None = None) -> None:  # noqa: ANN401 - an ASGI app
    """Serve one application, and the internal one (metrics) if given, until the process is told to stop."""
    listeners = [Listener(app, host, port), *([internal] if internal is not None else [])]
    HttpServer(listeners).run()


class _Server(uvicorn.Server):
    """Leaves signals to ``HttpServer``: uvicorn would raise them again after the stop and end the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(listener: Listener) -> uvicorn.Config:
    return uvicorn.Config(
        listener.app,
        http=BoundedProtocol,
        ws="none",
        loop="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _bound(listener: Listener) -> socket.socket:
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    return socket.create_server((listener.host, listener.port), family=family, backlog=_BACKLOG)
