"""Runs the nameko service of one Plis service until SIGTERM or SIGINT: nameko's runner, without its command line."""

import errno
import signal
from types import FrameType

import eventlet
import nameko
from nameko.runners import ServiceRunner

from shared.runtime.entrypoint import PREFETCH
from shared.runtime.green_socket import make_broker_sockets_green
from shared.runtime.provider import SETTINGS_KEY
from shared.settings import Settings, SettingsError


def run_worker(service_class: type, settings: Settings) -> None:
    """Consume events until the process is asked to end; handlers under way are finished first.

    Raises:
        SettingsError: no broker is configured.
    """
    if settings.amqp_url is None:
        raise SettingsError(
            "PLIS_AMQP_URL n'est pas défini : sans RabbitMQ, `plis serve` traite lui-même les événements."
        )
    make_broker_sockets_green()
    queues = sum(len(getattr(method, "nameko_entrypoints", ())) for method in vars(service_class).values())
    # Every message that the broker lends us has a place at once; threads and connections are what limits.
    nameko.config.setup(
        {"AMQP_URI": settings.amqp_url, "max_workers": PREFETCH * max(queues, 1), SETTINGS_KEY: settings}
    )
    runner = ServiceRunner()
    runner.add_service(service_class)
    _stop_on_signals(runner)
    runner.start()
    _wait(runner)


def _stop_on_signals(runner: ServiceRunner) -> None:
    def shut_down(_number: int, _frame: FrameType | None) -> None:
        # A signal handler runs inside the hub's own loop and must not wait: a green thread does.
        eventlet.spawn_n(runner.stop)

    signal.signal(signal.SIGTERM, shut_down)
    signal.signal(signal.SIGINT, shut_down)


def _wait(runner: ServiceRunner) -> None:
    """Wait for the end; a signal may interrupt the hub's system call, which ends nothing."""
    waiting = eventlet.spawn(runner.wait)
    while True:
        try:
            waiting.wait()
        except OSError as error:
            if error.errno != errno.EINTR:
                raise
        else:
            return
