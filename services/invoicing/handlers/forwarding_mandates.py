"""The mandate of a supplier to forward its invoices to the State's portal: given, read, taken back at any time.

A mandate covers what is presented from then on; what waits already is forwarded when the supplier asks for it.
"""

from services.invoicing.domain.errors import Code
from services.invoicing.domain.presented import ForwardingMandate, PresentedInvoice
from services.invoicing.handlers.presenting import SYNTAXES, announce
from services.invoicing.handlers.versions import following_version
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import PresentedInvoiceId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_FORMAT_NOT_TAKEN = "le portail de l'État ne prend pas ce format"


def give_mandate(siret: Siret, *, expected: int, uow: UnitOfWork) -> ForwardingMandate:
    """Let the platform forward the invoices of an establishment of the caller's company.

    Raises:
        Refused: ``INV-NOT-FOUND`` (another company), ``HTTP-VERSION-STALE``.
    """
    return _decide(siret, is_given=True, expected=expected, uow=uow)


def revoke_mandate(siret: Siret, *, expected: int, uow: UnitOfWork) -> ForwardingMandate:
    """Take the mandate back: what has not left yet does not leave.

    Raises:
        Refused: ``INV-NOT-FOUND`` (another company), ``INV-MANDATE-ABSENT``, ``HTTP-VERSION-STALE``.
    """
    _require_own(siret, uow.scope.principal)
    found = uow.forwarding_mandates.lock(siret)
    if found is None or not found.is_given:
        refuse(Code.MANDATE_ABSENT)
    return _decide(siret, is_given=False, expected=expected, uow=uow)


def read_mandate(siret: Siret, *, uow: UnitOfWork) -> ForwardingMandate:
    """Read one's own mandate, or refuse ``INV-MANDATE-ABSENT``."""
    _require_own(siret, uow.scope.principal)
    return uow.forwarding_mandates.find(siret) or refuse(Code.MANDATE_ABSENT)


def ask_forwarding(presented_id: PresentedInvoiceId, *, uow: UnitOfWork) -> PresentedInvoice:
    """Have an invoice that waits, or that the portal rejected, forwarded on the mandate.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-FORWARDING-WITHOUT-MANDATE``, ``INV-FORWARDING-IMPOSSIBLE``.
    """
    presented = uow.presented_invoices.lock(presented_id)
    _require_own(presented.seller, uow.scope.principal)
    mandate = uow.forwarding_mandates.find(presented.seller)
    if mandate is None or not mandate.is_given:
        refuse(Code.FORWARDING_WITHOUT_MANDATE)
    if presented.syntax not in SYNTAXES:
        refuse(Code.FORWARDING_IMPOSSIBLE, state=_FORMAT_NOT_TAKEN)
    asked = presented.to_forward(at=uow.clock.now())
    uow.presented_invoices.save(asked)
    announce(asked, uow=uow)
    uow.record("forwarding_asked", str(presented_id), {})
    return asked


def _decide(siret: Siret, *, is_given: bool, expected: int, uow: UnitOfWork) -> ForwardingMandate:
    principal = uow.scope.principal
    _require_own(siret, principal)
    decided = ForwardingMandate(
        siret=siret,
        version=following_version(uow.forwarding_mandates.lock(siret), expected=expected),
        is_given=is_given,
        decided_at=uow.clock.now(),
        decided_by=principal.subject,
    )
    uow.forwarding_mandates.keep(decided)
    uow.record("forwarding_mandate_given" if is_given else "forwarding_mandate_revoked", str(siret), {})
    return decided


def _require_own(siret: Siret, principal: Principal) -> None:
    """A company decides for its own establishments alone."""
    principal.require(Right.SUBMIT)
    own = principal.organisation
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or own is None or own.siren != siret.siren:
        refuse(Code.NOT_FOUND, object=siret)
