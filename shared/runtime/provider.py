"""Gives a nameko service its application, and runs its handlers in native threads, away from the hub."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import nameko
from eventlet import tpool
from nameko.extensions import DependencyProvider

from shared.contracts.envelope import Envelope
from shared.messaging.attempt import Failed, attempt
from shared.messaging.failure import Failure
from shared.messaging.outbox import commit_wake_up
from shared.messaging.subscriptions import Consumer
from shared.settings import Settings
from shared.storage.roles import service_database

SETTINGS_KEY = "PLIS_SETTINGS"
HANDLER_THREADS = 16


class DeliveryFailed(Exception):
    """A handler failed; holds what may be told of it, never the original exception with its values."""

    def __init__(self, failure: Failure, *, outage: bool) -> None:
        super().__init__(failure.error)
        self.failure = failure
        self.outage = outage


class Application(Protocol):
    """What a worker needs of a service's application."""

    @property
    def consumer(self) -> Any:  # noqa: ANN401 - each service has its own unit of work
        """Give what it does with events."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


class HostedConsumer:
    """The consumer of an application, as entrypoints call it."""

    def __init__(self, consumer: Consumer[Any]) -> None:
        self._consumer = consumer

    def deliver(self, envelope: Envelope) -> None:
        """Apply one event in a native thread.

        Raises:
            DeliveryFailed: the handler failed.
        """
        outcome = tpool.execute(attempt, partial(self._consumer.deliver, envelope))
        if isinstance(outcome, Failed):
            raise DeliveryFailed(outcome.failure, outage=outcome.outage)


class HostedApp:
    """What ``self.app`` is in an entrypoint: ``self.app.consumer.deliver(envelope)``."""

    def __init__(self, consumer: Consumer[Any]) -> None:
        self.consumer = HostedConsumer(consumer)


class AppProvider(DependencyProvider):  # type: ignore[misc]  # nameko is untyped
    """Builds the application of a service when its worker starts, and closes it when the worker has stopped."""

    def __init__(self, build: Callable[..., Application]) -> None:
        self._build = build

    def setup(self) -> None:
        """Build the application; its commits wake the service's sequencer, wherever that runs."""
        settings: Settings = nameko.config[SETTINGS_KEY]
        service = self.container.service_name
        self._signals = service_database(settings, service, pool_size=1)
        wake_up = commit_wake_up(self._signals, service)
        self._app = self._build(settings, on_commit=wake_up.signal)
        self._hosted = HostedApp(self._app.consumer)
        tpool.set_num_threads(HANDLER_THREADS)

    def stop(self) -> None:
        """Close the application; every handler has ended by now."""
        self._app.close()
        self._signals.dispose()

    def get_dependency(self, worker_ctx: object) -> HostedApp:  # noqa: ARG002 - nameko's signature
        """Give the application to one call of an entrypoint."""
        return self._hosted
