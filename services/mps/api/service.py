"""What the routes need of the service; ``services.mps.wiring.App`` is one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request

from services.mps.domain.identity import OperatorIdentity
from services.mps.ports import UnitOfWork
from services.mps.ports.companies import CompanyDirectory
from services.mps.ports.dume import DumeService
from services.mps.ports.espd import EspdDesk
from services.mps.ports.examinations import BlockReader
from services.mps.ports.lanes import LaneBook
from services.mps.ports.platforms import EditorSecrets
from services.mps.ports.reports import ReportWriter
from shared.http.act import Act, act_of
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.http.security import authenticated
from shared.kernel.clock import Clock
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret
from shared.kernel.webhooks import Reach
from shared.legal import LegalTable
from shared.observability import current_traceparent
from shared.settings import Settings
from shared.storage.blobs import ByteStore
from shared.storage.unit_of_work import Scope

Reader = Annotated[Principal, Depends(authenticated())]
Submitter = Annotated[Act, Depends(act_of(Right.SUBMIT))]


class MpsApp(Protocol):
    """What the HTTP face needs of the service; `services.mps.wiring.App` is one."""

    @property
    def settings(self) -> Settings:
        """Give the settings of the platform."""
        ...

    @property
    def open_uow(self) -> Callable[[Scope], AbstractContextManager[UnitOfWork]]:
        """Give the maker of units of work, for reads."""
        ...

    @property
    def commands(self) -> Commands[Any]:
        """Give the runner of commands, whose unit of work also satisfies `ports.UnitOfWork`."""
        ...

    @property
    def readiness(self) -> Sequence[Check]:
        """Give what must work before requests are received."""
        ...

    @property
    def directory(self) -> CompanyDirectory:
        """Give the open directory of companies."""
        ...

    @property
    def clock(self) -> Clock:
        """Give the clock."""
        ...

    @property
    def espd(self) -> EspdDesk:
        """Give the desk of European single procurement documents."""
        ...

    @property
    def dume(self) -> DumeService:
        """Give the DUME service of the State."""
        ...

    @property
    def law(self) -> LegalTable:
        """Give the law, dated."""
        ...

    @property
    def documents(self) -> ByteStore:
        """Give the bytes of papers and certificates."""
        ...

    @property
    def lanes(self) -> LaneBook:
        """Give the lanes of the administrations, to tell when an answer is expected."""
        ...

    @property
    def reader(self) -> BlockReader:
        """Give the reading of kept answers."""
        ...

    @property
    def reports(self) -> ReportWriter:
        """Give the writer of reports as files."""
        ...

    @property
    def editor_secrets(self) -> EditorSecrets:
        """Give the secrets with which editors are told."""
        ...

    @property
    def editor_reach(self) -> Reach:
        """Say where the addresses of editors may lead."""
        ...

    def identity(self, siret: Siret, *, tender_id: TenderId | None, scope: Scope) -> OperatorIdentity:
        """Give the public identity of an establishment."""
        ...


def scope_of(request: Request, principal: Principal) -> Scope:
    """Give the scope of a read."""
    request_id: str = request.scope["plis.request_id"]
    return Scope(principal, request_id, traceparent=current_traceparent())
