"""Answers about invoices that came by another door than the State's portal."""

from typing import Literal

from pydantic import BaseModel, Field

from services.invoicing.api.instants import instant_or_none, instant_out
from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.presented import STATE_WORDS, ForwardingMandate, PresentedInvoice
from services.invoicing.domain.state_portal import Problem
from shared.contracts.amount import Amount
from shared.kernel.paris import display_instant
from shared.kernel.refusal import Refusal

OBLIGATION = (
    "Ce destinataire reçoit ses factures par le portail public de facturation, à l'exclusion de tout autre mode de "
    "transmission (articles L2192-1, L2192-5 et R2192-3 du code de la commande publique)."
)


class PresentedOut(BaseModel):
    """An invoice that is neither rejected nor received: no legal date, no period that runs."""

    status: Literal["not_received"] = "not_received"
    presented_id: str
    version: int
    state: str = Field(description="invited, to_forward, sending, forwarded, on_portal, rejected ou received.")
    state_text: str
    message: str
    buyer_siret: str
    seller_siret: str
    number: str
    issued_on: str
    amount_incl_vat: Amount
    syntax: str
    sha256: str
    presented_at: str
    invited_at: str | None
    flow_number: str | None = Field(description="Numéro du flux déposé sur le portail de l'État.")
    errors: list[str] = Field(description="Ce que le portail de l'État lui reproche.")
    difficulty: str | None = Field(description="Pourquoi la transmission attend, s'il y a lieu.")
    invoice_id: str | None = Field(description="Facture reçue par le portail, une fois rapprochée.")
    received_at: str | None = Field(description="Date légale de réception, donnée par le portail.")
    period_runs: bool

    @classmethod
    def of(cls, presented: PresentedInvoice) -> "PresentedOut":
        """Write one."""
        content = presented.content
        return cls(
            presented_id=str(presented.presented_id),
            version=presented.version,
            state=presented.state.value,
            state_text=STATE_WORDS[presented.state],
            message=_message(presented),
            buyer_siret=str(presented.buyer),
            seller_siret=str(presented.seller),
            number=content.number,
            issued_on=content.issued_on.isoformat(),
            amount_incl_vat=Amount.of(content.incl_vat),
            syntax=presented.syntax,
            sha256=presented.sha256,
            presented_at=instant_out(presented.presented_at),
            invited_at=instant_or_none(presented.invited_at),
            flow_number=presented.flow_number,
            errors=list(presented.errors),
            difficulty=problem_text(presented.problem),
            invoice_id=str(presented.invoice_id) if presented.invoice_id else None,
            received_at=instant_or_none(presented.received_at),
            period_runs=False,
        )


class MandateOut(BaseModel):
    """A supplier's mandate to forward its invoices to the State's portal."""

    siret: str
    version: int
    is_given: bool
    decided_at: str

    @classmethod
    def of(cls, mandate: ForwardingMandate) -> "MandateOut":
        """Write one."""
        return cls(
            siret=str(mandate.siret),
            version=mandate.version,
            is_given=mandate.is_given,
            decided_at=instant_out(mandate.decided_at),
        )


def problem_text(problem: Problem | None) -> str | None:
    """Say in French why something has not worked yet."""
    return None if problem is None else refusal_text(Refusal(problem.code, facts=problem.facts))


def _message(presented: PresentedInvoice) -> str:
    if presented.received_at is not None:
        return f"Facture reçue par le portail de l'État le {display_instant(presented.received_at)}."
    if presented.invited_at is not None:
        on = display_instant(presented.invited_at)
        return f"{OBLIGATION} Le fournisseur a été invité le {on} à l'y déposer, ou à donner mandat de la transmettre."
    return f"{OBLIGATION} Cette facture y est transmise sur mandat du fournisseur."
