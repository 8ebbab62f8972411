"""How an operation of the portal is stated: its path, what it asks, what it answers, what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.kinds import Asked, Part
from services.invoicing.api.cpro.taking import TakenFile
from services.invoicing.api.needs import InvoicingApp
from services.invoicing.domain.portal_access import PortalRole, TechnicalAccount
from services.invoicing.ports import UnitOfWork
from shared.http.limits import JSON_BODY
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from shared.observability import current_traceparent
from shared.storage.unit_of_work import Scope

I = TypeVar("I", bound=Asked)  # noqa: E741 - what goes in
O = TypeVar("O", bound=Part)  # noqa: E741 - what goes out
T = TypeVar("T")
_WORDS: Final = {
    PortalRole.SUPPLIER: "fournisseur",
    PortalRole.RECIPIENT: "destinataire",
    PortalRole.ACCOUNTANT: "comptable",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the service, the technical account that calls, and the large file that came with it, if any."""

    app: InvoicingApp
    account: TechnicalAccount
    request_id: str
    file: TakenFile | None = None

    def principal(self, role: PortalRole | None = None, *, siret: Siret | None = None) -> Principal:
        """Give as whom the account acts: for that organisation, else for its first one that has the role.

        Raises:
            CproRefused: the account has no such role, or does not act for that organisation.
        """
        wanted = "utilisateur" if role is None else _WORDS[role]
        return next(self.account.principals(role, siret=siret), None) or refuse_call(
            Return.ROLE_MISSING, f"Le compte technique n'a pas l'espace {wanted} pour cette structure."
        )

    def work(self, principal: Principal, do: Callable[[UnitOfWork], T]) -> T:
        """Do something in one unit of work and commit it; a refusal undoes it all."""
        scope = Scope(principal, self.request_id, traceparent=current_traceparent())
        done: T = self.app.commands.run_without_key(scope, do)
        return done


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[I, O]):
    """One operation.

    Attributes:
        path: Below ``/cpro/``, as published: ``factures/v1/deposer/flux``.
        summary: In French, for the description of the interface.
        asks: The fields of the question; ``Asked`` itself where there are none.
        answers: The fields of the answer.
        run: What it does, in a handler thread; it may raise any refusal.
        limit: Name in the limits of the service of the greatest body.
        file_field: The field whose base64 is decoded as it comes, for an operation whose files are large.
        method: ``POST``, ``health-check`` excepted.
    """

    path: str
    summary: str
    asks: type[I]
    answers: type[O]
    run: Callable[[Call, I], O]
    limit: str = JSON_BODY.name
    file_field: str | None = None
    method: str = "POST"


AnyOperation = Operation[Any, Any]
