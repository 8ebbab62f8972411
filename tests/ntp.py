"""A real answerer of NTP questions on a free port of this machine, whose answers a test shapes."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
Shape = Callable[[bytes], list[bytes]]


def ntp_time(at: datetime) -> bytes:
    """Write an instant as RFC 5905 does, whatever the era."""
    since = at - _EPOCH
    seconds = since // timedelta(seconds=1)
    fraction = ((since - timedelta(seconds=seconds)) // timedelta(microseconds=1) << 32) // 1_000_000
    return struct.pack(">II", seconds % 2**32, fraction)


def an_answer(question: bytes, *, offset: timedelta = timedelta(0), stratum: int = 2, leap: int = 0) -> bytes:
    """Answer a question with a clock that is that far from this machine's."""
    now = ntp_time(datetime.now(UTC) + offset)
    head = bytes([leap << 6 | 4 << 3 | 4, stratum, 6, 0xEC]) + bytes(8) + b"\x7f\0\0\1"
    return head + now + question[40:48] + now + now


@contextmanager
def answering(shape: Shape) -> Iterator[int]:
    """Answer every question with the datagrams that ``shape`` gives, until the end; give the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])

        def serve() -> None:
            while True:
                question, whose = door.recvfrom(512)
                if not question:
                    return
                for answer in shape(question):
                    door.sendto(answer, whose)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield port
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", port))
            thread.join(10)
            assert not thread.is_alive()
