"""The simulator on a port of this machine, for the all-in-one platform, the demonstration and the tests."""

import socket
from threading import Thread
from types import TracebackType
from typing import Final, Self

import uvicorn
from starlette.applications import Starlette

_HOST: Final = "127.0.0.1"
_STOP_WITHIN: Final = 5.0


class SimulatorServer:
    """A web server on loopback in a thread of its own; `url` is its address."""

    def __init__(self, app: Starlette, *, port: int = 0) -> None:
        self._socket = socket.create_server((_HOST, port))
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", log_config=None)
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._run, name="api-entreprise-simulator", daemon=True)

    @property
    def url(self) -> str:
        """Give the address at which it answers: the socket already listens, the first calls wait for the thread."""
        return f"http://{_HOST}:{self._socket.getsockname()[1]}"

    def start(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(_STOP_WITHIN)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
