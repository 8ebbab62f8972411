"""The server stops gracefully: what it has begun it finishes, and its port is free again."""

import os
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from shared.http.server import HttpServer, Listener
from tests.integration.http.servers import serving
from tests.waiting import wait_for

PROGRAM = """
import asyncio, sys
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from shared.http.server import HttpServer, Listener

async def slow(request):
    print("begun", flush=True)
    await asyncio.sleep(0.5)
    return PlainTextResponse("whole")

server = HttpServer([Listener(Starlette(routes=[Route("/", slow)]), "127.0.0.1", 0)])
server.run(on_started=lambda: print(server.ports[0], flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_request_in_progress_finish(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        answers: list[str] = []
        client = threading.Thread(target=lambda: answers.append(httpx.get(f"http://127.0.0.1:{port}/").text))
        client.start()
        assert process.stdout.readline() == "begun\n"
        os.kill(process.pid, number)
        client.join(20)
        assert answers == ["whole"]
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(20) == 0


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        HttpServer([Listener(None, "127.0.0.1", taken.getsockname()[1])])


def test_headers_of_a_proxy_are_not_believed(port: int) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "8.8.8.8"}
    answer = httpx.get(f"http://127.0.0.1:{port}/sample/healthz", headers=forwarded)
    assert answer.status_code == 200
    assert "server" not in answer.headers


def test_several_listeners_share_one_loop() -> None:
    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        """Answers nothing: only the binding is observed."""

    server = HttpServer([Listener(app, "127.0.0.1", 0), Listener(app, "127.0.0.1", 0)])
    started = threading.Event()
    thread = threading.Thread(target=server.run, kwargs={"on_started": started.set})
    thread.start()
    assert started.wait(20)
    assert len(set(server.ports)) == 2
    server.stop()
    thread.join(20)
    wait_for(lambda: not thread.is_alive())
    with socket.create_server(("127.0.0.1", server.ports[0])):
        pass


def test_the_helper_of_these_tests_leaves_nothing_behind() -> None:
    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        """Never asked."""

    with serving(app) as port:
        assert port > 0
    with socket.create_server(("127.0.0.1", port)):
        pass
