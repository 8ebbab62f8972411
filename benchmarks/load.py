"""A load on an HTTP server from a process of its own: prepared requests on kept connections, no client library.

On two cores a comfortable client costs more than the server; this one only writes bytes and finds the end of answers.
"""

import argparse
import json
import socket
import statistics
import threading
import time
from collections.abc import Callable
from uuid import uuid4

_WARM_UP = 0.2  # share of the time that is not counted


class Connection:
    """One kept connection."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._kept = b""

    def exchange(self, request: bytes) -> int:
        """Send a request, read its whole answer, give its status."""
        self._socket.sendall(request)
        data = self._kept
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._received()
        head = data[:end].lower()
        start = head.index(b"content-length:") + len(b"content-length:")
        length = int(head[start : head.find(b"\r\n", start) if b"\r\n" in head[start:] else None])
        total = end + 4 + length
        while len(data) < total:
            data += self._received()
        self._kept = data[total:]
        return int(head[9:12])

    def _received(self) -> bytes:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk


def get_request(path: str, token: str) -> Callable[[], bytes]:
    """Give the maker of one GET, always the same."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    return lambda: request


def post_request(path: str, token: str, body: str) -> Callable[[], bytes]:
    """Give the maker of POSTs, each with a key of its own."""
    content = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nIdempotency-Key: "
    ).encode()
    return lambda: head + uuid4().hex.encode() + b"\r\n\r\n" + content


def drive(make: Callable[[], bytes], *, port: int, seconds: float, connections: int, expect: int) -> dict[str, float]:
    """Send requests on several connections for some seconds; give the rate and the delays in milliseconds."""
    begin = time.perf_counter() + _WARM_UP * seconds
    end = begin + seconds
    delays: list[float] = []
    faults: list[str] = []

    def work() -> None:
        connection = Connection("127.0.0.1", port)
        while (sent := time.perf_counter()) < end:
            status = connection.exchange(make())
            now = time.perf_counter()
            if status != expect:
                faults.append(f"status {status}")
                return
            if begin <= sent and now <= end:
                delays.append(now - sent)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults or len(delays) < 2:
        raise SystemExit(f"the load failed: {faults[:3]}")
    cuts = statistics.quantiles(delays, n=100)
    return {"rate": len(delays) / seconds, "p50": cuts[49] * 1000, "p99": cuts[98] * 1000}


def main() -> None:
    """Read what to send from the command line and print the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("method", choices=["GET", "POST"])
    parser.add_argument("path")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--body", default="{}")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=8)
    given = parser.parse_args()
    is_get = given.method == "GET"
    make = get_request(given.path, given.token) if is_get else post_request(given.path, given.token, given.body)
    expect = 200 if is_get else 201
    print(json.dumps(drive(make, port=given.port, seconds=given.seconds, connections=given.connections, expect=expect)))


if __name__ == "__main__":
    main()
