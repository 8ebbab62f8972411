"""The whole platform in one process: migrations, four services, timed work, how events travel, and the HTTP server.

Without a broker the events go from the outboxes to the same handlers in the same process; with ``PLIS_AMQP_URL`` a
relay and one worker for each service run as child processes, since eventlet and asyncio never share one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from services.child_processes import ChildProcesses
from services.front_page import front_page
from shared.http.combined import CombinedApp
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.dev_issuer_app import dev_issuer_app
from shared.http.event_log import event_log_router
from shared.http.metrics_app import metrics_app
from shared.http.outbound import Outbound
from shared.http.security import Security
from shared.http.server import HttpServer, Listener
from shared.http.trust import security_from
from shared.kernel.clock import SystemClock
from shared.messaging.assembly import in_process_backgrounds
from shared.messaging.background import run_backgrounds
from shared.messaging.housekeeping import housekeeping
from shared.messaging.outbox import Outbox
from shared.settings import Settings
from shared.storage.migrate import migrate
from shared.storage.roles import SERVICES, admin_url
from shared.storage.tables import service_metadata, service_tables

SIMULATOR_PREFIX = "simulateur-api-entreprise"
DIRECTORY_PREFIX = "simulateur-annuaire-des-entreprises"
DUME_PREFIX = "simulateur-dume"


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """One service, built: its application object and its HTTP face."""

    name: str
    app: Any
    api: ASGIApp


def build_service(
    name: str, settings: Settings, security: Security, *, on_commit: Callable[[], None] = lambda: None
) -> ServiceProcess:
    """Join the wiring and the HTTP face of one service; the only place that knows both."""
    app = import_module(f"services.{name}.wiring").build(settings, on_commit=on_commit)
    api = import_module(f"services.{name}.api.app").create_app(app, security)
    api.include_router(event_log_router(app.database, service_tables(service_metadata())), prefix=f"/{name}")
    return ServiceProcess(name, app, api)


def security_of(settings: Settings) -> Security:
    """Build the verification of tokens that the settings ask for."""
    return security_from(settings, clock=SystemClock(), outbound=Outbound())


def run_platform(
    settings: Settings, *, host: str, port: int, database_ready: Callable[[], None], on_started: Callable[[], None]
) -> None:
    """Run the platform until it is told to stop.

    Args:
        settings: What the environment says.
        host: Address to listen on.
        port: Port to listen on.
        database_ready: Returns when the database accepts connections, and raises when it never will.
        on_started: Called once, when the platform answers.
    """
    _load_services()  # while the database starts
    database_ready()
    with whole_platform(settings, port=port) as app:
        internal = [Listener(metrics_app(), "127.0.0.1", settings.metrics_port)] if settings.metrics_port else []
        HttpServer([Listener(app, host, port), *internal]).run(on_started=on_started)


@contextmanager
def whole_platform(settings: Settings, *, port: int) -> Iterator[ASGIApp]:
    """Start everything but the HTTP server, and stop it in the opposite order; give the application to serve."""
    with ExitStack() as open_things:
        migrate(admin_url(settings), settings)
        settings = _with_simulator(settings, port)
        outboxes = {name: open_things.enter_context(_outbox(settings, name)) for name in SERVICES}
        security = security_of(settings)
        services = [
            build_service(name, settings, security, on_commit=outboxes[name].committed.signal) for name in SERVICES
        ]
        for service in services:
            open_things.callback(service.app.close)
        open_things.enter_context(_at_work(settings, services, outboxes))
        yield CombinedApp(_applications(settings, services), fallback=front_page(settings))


def _load_services() -> None:
    for name in SERVICES:
        import_module(f"services.{name}.wiring")
        import_module(f"services.{name}.api.app")


@contextmanager
def _at_work(settings: Settings, services: Sequence[ServiceProcess], outboxes: Mapping[str, Outbox]) -> Iterator[None]:
    """Move events and do timed work for as long as the context lasts."""
    if settings.amqp_url is not None:
        with ChildProcesses(settings):
            yield
        return
    consumers = [service.app.consumer for service in services if service.app.consumer is not None]
    backgrounds = [*in_process_backgrounds(outboxes, consumers)]
    for service in services:
        backgrounds += [*service.app.backgrounds, housekeeping(service.app.database)]
    with run_backgrounds(outboxes[SERVICES[0]].database, backgrounds):
        yield


def _applications(settings: Settings, services: Sequence[ServiceProcess]) -> Mapping[str, ASGIApp]:
    applications = {service.name: service.api for service in services}
    if settings.dev:
        applications["dev"] = dev_issuer_app(DevelopmentIssuer.load(settings, SystemClock()))
    if settings.api_entreprise_url is not None and settings.api_entreprise_url.endswith(SIMULATOR_PREFIX):
        # Imported here: a platform with a real gateway never loads the simulator.
        simulator = import_module("services.mps.gateways.api_entreprise_simulator.app").simulator_for(settings)
        applications[SIMULATOR_PREFIX] = Starlette(routes=[Mount(f"/{SIMULATOR_PREFIX}", app=simulator)])
    if settings.company_directory_url is not None and settings.company_directory_url.endswith(DIRECTORY_PREFIX):
        directory = import_module("services.mps.gateways.company_directory_simulator").directory_simulator()
        applications[DIRECTORY_PREFIX] = Starlette(routes=[Mount(f"/{DIRECTORY_PREFIX}", app=directory)])
    if settings.dume_url is not None and settings.dume_url.endswith(f"{DUME_PREFIX}/dume"):
        dume = import_module("services.mps.gateways.dume_simulator.app")
        simulator = dume.create_dume_simulator(dume.DumeBook(), technical_id=settings.dume_technical_id)
        applications[DUME_PREFIX] = Starlette(routes=[Mount(f"/{DUME_PREFIX}", app=simulator)])
    return applications


def _with_simulator(settings: Settings, port: int) -> Settings:
    """Point a development platform without gateways at the simulators that it serves itself."""
    if not settings.dev:
        return settings
    here = f"http://127.0.0.1:{port}"
    return replace(
        settings,
        api_entreprise_url=settings.api_entreprise_url or f"{here}/{SIMULATOR_PREFIX}",
        company_directory_url=settings.company_directory_url or f"{here}/{DIRECTORY_PREFIX}",
        dume_url=settings.dume_url or f"{here}/{DUME_PREFIX}/dume",
        dume_technical_id=settings.dume_technical_id or "PLIS-ESSAI",
    )


@contextmanager
def _outbox(settings: Settings, name: str) -> Iterator[Outbox]:
    outbox = Outbox.open(settings, name)
    try:
        yield outbox
    finally:
        outbox.close()
