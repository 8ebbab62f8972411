"""A private RabbitMQ node for tests and benchmarks: random loopback ports, its own folder, cookie and name server.

Nothing of the machine's own broker is touched: no system service, no shared cookie, no shared epmd. The node runs as
a child of the caller and dies with ``stop``.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pika
from pika.exceptions import AMQPError

from tests.waiting import NeverHappened, wait_for

_FOLDERS: Final = ("/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/rabbitmq/sbin")
_START_SECONDS: Final = 90
_LOOPBACK: Final = "127.0.0.1"


class BrokerUnavailable(RuntimeError):
    """No private broker can be started here; the message says exactly what is missing."""


class PrivateBroker:
    """One RabbitMQ node on loopback, with its data in a temporary folder."""

    def __init__(self) -> None:
        self._bin = _binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="plis-rabbit-"))
        self.port, dist_port, self._epmd_port = _free_ports(3)
        self._environment = _environment(self._folder, self.port, dist_port, self._epmd_port)
        self._epmd: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the broker for clients."""
        return f"amqp://guest:guest@{_LOOPBACK}:{self.port}/%2F"

    @property
    def folder(self) -> Path:
        """Everything that the node writes."""
        return self._folder

    def start(self) -> None:
        """Start the node and wait until it answers (10 to 15 s on two cores)."""
        if self._epmd is None:
            command = ["epmd", "-port", str(self._epmd_port), "-address", _LOOPBACK]
            self._epmd = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        with (self._folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._bin / "rabbitmq-server"], env=self._environment, stdout=log, stderr=log, cwd=self._folder
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """Kill the node as a power cut would (SIGKILL); ``start`` brings it back with its data."""
        self._halt("-KILL")

    def stop(self) -> None:
        """Stop the node and forget its data."""
        if self._server is not None:
            self._halt("-TERM")
        if self._epmd is not None:
            self._epmd.terminate()
            self._epmd.wait(timeout=10)
            self._epmd = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def control(self, *arguments: str) -> str:
        """Run ``rabbitmqctl`` against this node and give what it prints."""
        command = [self._bin / "rabbitmqctl", "--quiet", *arguments]
        done = subprocess.run(
            command, env=self._environment, cwd=self._folder, capture_output=True, check=True, timeout=120
        )
        return done.stdout.decode()

    def _halt(self, signal: str) -> None:
        assert self._server is not None
        # The start script execs nothing: the Erlang machine is its child and writes its own number here.
        pid_file = self._folder / "node.pid"
        node = int(pid_file.read_text()) if pid_file.exists() else self._server.pid
        subprocess.run(["kill", signal, str(node)], check=False)
        self._server.wait(timeout=60)
        self._server = None

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        try:
            wait_for(self._answers, within=_START_SECONDS, every=0.2, what="RabbitMQ")
        except NeverHappened:
            pass
        else:
            return
        log = (self._folder / "server.log").read_text(errors="replace")[-2000:]
        raise BrokerUnavailable(f"rabbitmq-server did not answer within {_START_SECONDS} s: {log}")

    def _answers(self) -> bool:
        assert self._server is not None
        if self._server.poll() is not None:
            raise BrokerUnavailable(f"rabbitmq-server ended with code {self._server.returncode}")
        try:
            pika.BlockingConnection(pika.URLParameters(self.url)).close()
        except (AMQPError, OSError):
            return False
        return True


def _binaries() -> Path:
    """Find the node's own scripts: the wrapper of the distribution would drop to its account and its settings."""
    for name in _FOLDERS:
        if (Path(name) / "rabbitmq-server").exists():
            break
    else:
        raise BrokerUnavailable("no rabbitmq-server binary (Debian: apt-get install rabbitmq-server)")
    if shutil.which("epmd") is None:
        raise BrokerUnavailable("no epmd binary (Debian: apt-get install erlang-base)")
    return Path(name)


def _free_ports(count: int) -> Sequence[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind((_LOOPBACK, 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _environment(folder: Path, port: int, dist_port: int, epmd_port: int) -> dict[str, str]:
    configuration = folder / "rabbitmq.conf"
    configuration.write_text(
        "disk_free_limit.absolute = 50MB\nvm_memory_high_watermark.absolute = 1GB\nlog.console = false\n"
    )
    (folder / "enabled_plugins").write_text("[].")
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin:/usr/sbin:/sbin"),
        "LANG": "C.UTF-8",
        "HOME": str(folder),  # the cookie lives here
        "ERL_EPMD_ADDRESS": _LOOPBACK,
        "ERL_EPMD_PORT": str(epmd_port),
        "RABBITMQ_NODENAME": f"plis{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": _LOOPBACK,
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(dist_port),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "node.pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
        "RABBITMQ_CTL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
