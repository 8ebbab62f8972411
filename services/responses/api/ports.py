"""What the HTTP face needs of the service; ``services.responses.wiring.App`` is one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar, cast

from fastapi import Request

from services.responses.handlers.ceremony import Ceremony
from services.responses.handlers.reception import Reception
from services.responses.ports import UnitOfWork
from shared.http.act import Act
from shared.http.group_routes import GroupApp
from shared.http.readiness import Check
from shared.http.register_routes import RegisterApp
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal
from shared.observability import current_traceparent
from shared.proof.canonical import Json
from shared.proof.evidence import KeptTrace
from shared.proof.latest_stamp import LatestStamp
from shared.settings import Settings
from shared.storage.blobs import FileByteStore
from shared.storage.unit_of_work import Scope

R = TypeVar("R")


class ResponsesApp(RegisterApp, GroupApp, Protocol):
    """The service behind the routes, those of its registers included."""

    @property
    def settings(self) -> Settings:
        """The settings of the platform."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def open_uow(self) -> Callable[[Scope], AbstractContextManager[UnitOfWork]]:
        """The maker of units of work, for reads."""

    @property
    def read_uow(self) -> Callable[[Scope], AbstractContextManager[UnitOfWork]]:
        """The maker of units of work that only read, each statement alone."""

    @property
    def readiness(self) -> Sequence[Check]:
        """What must work before requests are received."""

    @property
    def store(self) -> FileByteStore:
        """The bytes of sealed files."""

    @property
    def reception(self) -> Reception:
        """What follows a last byte."""

    @property
    def ceremony(self) -> Ceremony:
        """The opening ceremonies led by this process."""

    @property
    def log_key(self) -> str:
        """The public key of the log."""

    @property
    def stamps(self) -> LatestStamp:
        """How far the log is stamped."""

    def read_and_record(self, scope: Scope, read: Callable[[UnitOfWork], R]) -> R:
        """Read in a unit of work that commits the journal entry of the reading."""

    def keep_traces(self, found: Sequence[KeptTrace]) -> None:
        """Keep what became of requests."""

    def acknowledge(self, content: Mapping[str, Json]) -> dict[str, Json]:
        """Sign what was received."""

    def check_recipient(self, recipient: str) -> str:
        """Give an age recipient back, or raise ``InvalidValue``."""

    def seal_bytes(self, data: bytes, recipient: str) -> bytes:
        """Seal a few bytes to a recipient."""

    def content(self, blob_id: str, *, document: str | None) -> Iterator[bytes]:
        """Give an opened file, or one document of it."""


def scope_of(request: Request, principal: Principal) -> Scope:
    """Give the scope of a read."""
    return Scope(principal, cast("str", request.scope["plis.request_id"]), traceparent=current_traceparent())


def scope_of_act(act: Act) -> Scope:
    """Give the scope of what surrounds a command."""
    return Scope(act.principal, act.correlation_id, traceparent=act.traceparent)
