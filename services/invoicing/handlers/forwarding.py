"""Forwarding to the State's portal, on a supplier's mandate, what came by another door, and following it.

What is about to be deposited is written down before the call. When no answer came, nobody knows whether the deposit
arrived: the portal is asked for an invoice of that number before it is deposited again.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.errors import Code
from services.invoicing.domain.presented import PresentedInvoice, PresentedState
from services.invoicing.handlers.presenting import SYNTAXES, announce, invited
from services.invoicing.handlers.state_portal_tools import PortalTools, problem_of
from services.invoicing.ports import UnitOfWork
from services.invoicing.ports.state_portal import PortalAccount
from shared.kernel.ids import PresentedInvoiceId
from shared.kernel.refusal import Refusal, Refused

LEASE: Final = timedelta(minutes=5)  # longer than the longest call
_TAKEN: Final = frozenset({"IN_INTEGRE", "IN_INTEGRE_PARTIEL"})
_REJECTED: Final = frozenset({"IN_REJETE", "IN_INCIDENTE"})
_PERHAPS_ARRIVED: Final = frozenset(
    {Code.STATE_PORTAL_SILENT, Code.STATE_PORTAL_UNREADABLE, Code.STATE_PORTAL_TOO_LARGE}
)
_Change = Callable[[PresentedInvoice], PresentedInvoice]


def forward_next(tools: PortalTools) -> bool:
    """Do the next step of the most urgent invoice to be forwarded or followed; say whether there was one."""
    begun = tools.run(_begin)
    if begun is None:
        return False
    before, now = begun
    try:
        _STEPS[now.state](before, now, tools.accounts.of_supplier(now.seller), tools)
    except Refused as refused:
        _change(now, partial(_after_failure, refused.refusal, before.state, tools), tools)
    return True


def _begin(uow: UnitOfWork) -> tuple[PresentedInvoice, PresentedInvoice] | None:
    """Take an invoice whose time has come, and write down what is about to be done with it."""
    found, now = uow.presented_invoices.next_due(now=uow.clock.now()), uow.clock.now()
    if found is None:
        return None
    mandate = uow.forwarding_mandates.find(found.seller)
    begun = found
    if found.state is PresentedState.TO_FORWARD and (mandate is None or not mandate.is_given):
        begun, is_invitation = invited(found.without_mandate(), at=now, uow=uow)
        announce(begun, uow=uow, invitation=is_invitation)
    elif found.state in {PresentedState.TO_FORWARD, PresentedState.SENDING}:
        begun = found.sending(again_at=now + LEASE)
        uow.presented_invoices.save(begun)
    else:
        begun = found.awaited(found.problem, at=now)
        uow.presented_invoices.save(begun)
    return found, begun


def _send(before: PresentedInvoice, now: PresentedInvoice, account: PortalAccount, tools: PortalTools) -> None:
    """Deposit, unless an earlier deposit arrived without our knowing."""
    if before.state is PresentedState.SENDING:
        sent = tools.portal.sent(now.content.number, account=account)
        if any(one.recipient in {None, str(now.buyer)} for one in sent):
            _change(now, PresentedInvoice.on_portal, tools)
            return
    document = tools.run(lambda uow: uow.presented_invoices.document(now.presented_id))
    name = f"PLIS_{now.presented_id.value.hex}.{'pdf' if now.syntax == 'factur-x' else 'xml'}"
    flow = tools.portal.deposit(document, name=name, syntax=SYNTAXES[now.syntax], account=account)
    _change(now, lambda one: one.forwarded(flow, at=tools.clock.now()), tools)


def _follow(before: PresentedInvoice, now: PresentedInvoice, account: PortalAccount, tools: PortalTools) -> None:
    """Ask what became of the flow."""
    report = tools.portal.report(before.flow_number or "", account=account)
    if report.state in _TAKEN:
        _change(now, PresentedInvoice.on_portal, tools)
    elif report.state in _REJECTED:
        _change(now, lambda one: one.rejected(report.errors or (report.state,)), tools)
    else:
        _change(now, lambda one: one.awaited(None, at=tools.clock.now()), tools)


def _rest(*_asked: object) -> None:
    """Leave it alone: its supplier has taken the mandate back."""


def _after_failure(
    refusal: Refusal, before: PresentedState, tools: PortalTools, one: PresentedInvoice
) -> PresentedInvoice:
    """Keep why a step failed: a first deposit that was plainly refused has not arrived, any other one may have."""
    problem, at = problem_of(refusal), tools.clock.now()
    if one.state is not PresentedState.SENDING:
        return one.awaited(problem, at=at)
    is_certain = before is PresentedState.TO_FORWARD and refusal.code not in _PERHAPS_ARRIVED
    return one.not_sent(problem, at=at) if is_certain else one.perhaps_sent(problem, at=at)


def _change(one: PresentedInvoice, change: _Change, tools: PortalTools) -> None:
    tools.run(partial(_save, one.presented_id, one.version, change))


def _save(presented_id: PresentedInvoiceId, version: int, change: _Change, uow: UnitOfWork) -> None:
    """Keep what came out, unless somebody else has gone on with it (it was received meanwhile)."""
    locked = uow.presented_invoices.lock(presented_id)
    if locked.version != version:
        return
    changed = change(locked)
    uow.presented_invoices.save(changed)
    if changed.state is not locked.state:
        announce(changed, uow=uow)
        facts = {"state": changed.state.value, "flow": changed.flow_number or ""}
        uow.record("invoice_forwarding", str(presented_id), facts)


_STEPS: Final[Mapping[PresentedState, Callable[..., None]]] = MappingProxyType(
    {
        PresentedState.SENDING: _send,
        PresentedState.FORWARDED: _follow,
        PresentedState.INVITED: _rest,
    }
)
