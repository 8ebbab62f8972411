"""A real HTTP server in a thread, and raw sockets against it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared.http.server import HttpServer, Listener


@contextmanager
def serving(app: object, *, port: int = 0) -> Iterator[int]:
    """Serve an application on a port of this machine, by default a free one, and give the port."""
    server = HttpServer([Listener(app, "127.0.0.1", port)])
    started = threading.Event()
    thread = threading.Thread(target=server.run, kwargs={"on_started": started.set})
    thread.start()
    try:
        assert started.wait(20)
        yield server.ports[0]
    finally:
        server.stop()
        thread.join(20)
        assert not thread.is_alive()


class RawClient:
    """Writes exactly these bytes and reads what comes back."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def finish_sending(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def read_until_closed(self) -> bytes:
        received = b""
        while chunk := self._socket.recv(65536):
            received += chunk
        return received

    def read_head(self) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self._socket.recv(65536)
            if not chunk:
                break
            received += chunk
        return received

    def close(self) -> None:
        self._socket.close()


@contextmanager
def raw_client(port: int) -> Iterator[RawClient]:
    client = RawClient(port)
    try:
        yield client
    finally:
        client.close()
