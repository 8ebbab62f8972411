"""Bodies of an agent's decisions about an invoice: acceptance, interruption, completion, refusal."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.api.contractor_schemas import ContractorAnswerOut
from services.invoicing.api.instants import instant_or_none
from services.invoicing.api.texts import difference_text
from services.invoicing.api.texts.proposals import MOTIVES, proposal_text
from services.invoicing.api.texts.schema_faults import reason_text
from services.invoicing.domain.contractor_answer import ContractorAnswer
from services.invoicing.domain.decisions import (
    LONGEST_REASON,
    MOST_ITEMS,
    Interruption,
    InvoiceRefusal,
    RefusalMotive,
)
from services.invoicing.domain.proposal import Proposal
from services.invoicing.handlers.decisions import CompleteInvoice, InterruptInvoice, RefuseInvoice
from services.invoicing.handlers.payments import AcceptInvoice
from shared.contracts.amount import Amount
from shared.kernel.ids import InvoiceId

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AcceptanceIn(_In):
    """The acceptance; the day of the service starts the payment period when it is later than the reception."""

    service_rendered_on: date | None = None
    admitted: Amount | None = Field(
        default=None, description="Somme admise TTC, si ce n'est pas la totalité (R2192-34)."
    )
    reason: Reason | None = Field(default=None, description="Pourquoi le reste n'est pas admis.")

    def to_command(self, invoice_id: InvoiceId) -> AcceptInvoice:
        """Read the command."""
        return AcceptInvoice(
            invoice_id=invoice_id,
            service_rendered_on=self.service_rendered_on,
            admitted=self.admitted.to_money() if self.admitted else None,
            reason=self.reason or "",
        )


class InterruptionIn(_In):
    """The interruption of the payment period: why, and what the creditor must provide (R2192-28)."""

    reason: Reason
    missing: list[Reason] = Field(min_length=1, max_length=MOST_ITEMS, description="Pièces ou mentions attendues.")
    notified_on: date | None = Field(default=None, description="Jour où le créancier a certainement été informé.")

    def to_command(self, invoice_id: InvoiceId) -> InterruptInvoice:
        """Read the command."""
        return InterruptInvoice(
            invoice_id=invoice_id, reason=self.reason, missing=tuple(self.missing), notified_on=self.notified_on
        )


class CompletionIn(_In):
    """The reception of all that was missing, on a day (today where none is given)."""

    received_on: date | None = None

    def to_command(self, invoice_id: InvoiceId) -> CompleteInvoice:
        """Read the command."""
        return CompleteInvoice(invoice_id=invoice_id, received_on=self.received_on)


class RefusalIn(_In):
    """The refusal: a motive of XP Z12-012 (status 210) and a sentence for the creditor."""

    motive: RefusalMotive
    reason: Reason

    def to_command(self, invoice_id: InvoiceId) -> RefuseInvoice:
        """Read the command."""
        return RefuseInvoice(invoice_id=invoice_id, motive=self.motive, reason=self.reason)


class ProposalOut(BaseModel):
    """What the facts suggest; an agent decides."""

    act: str = Field(
        description="accept, accept_in_part, interrupt, refuse, compare (à examiner), complete ou nothing."
    )
    text: str = Field(description="La proposition en une phrase ; une personne décide.")
    period_runs: bool = Field(description="Le délai de paiement courra encore une fois l'acte fait.")
    because: list[str]
    failed_rules: list[str]
    not_checked: list[str] = Field(description="Les contrôles officiels qui n'ont pas pu être faits, et pourquoi.")
    next_try_at: str | None = Field(
        description="Instant à partir duquel la plateforme refera d'elle-même les contrôles que la machine a manqués."
    )
    motive: str | None
    motive_text: str | None
    admitted: Amount | None
    contractor_answer: ContractorAnswerOut | None = Field(
        description="Ce que le titulaire a répondu à la demande de son sous-traitant (R2193-12)."
    )

    @classmethod
    def of(
        cls, found: Proposal, *, answer: ContractorAnswer | None, next_try_at: datetime | None = None
    ) -> "ProposalOut":
        """Write a proposal, with what the contractor answered where a subcontractor asks, and the next try."""
        return cls(
            act=found.act.value,
            text=proposal_text(found),
            period_runs=found.period_runs,
            because=[difference_text(difference) for difference in found.because],
            failed_rules=list(found.failed_rules),
            not_checked=[f"{one.artefact} {one.version} : {reason_text(one.reason)}" for one in found.not_checked],
            next_try_at=instant_or_none(next_try_at),
            motive=found.motive.value if found.motive else None,
            motive_text=MOTIVES[found.motive] if found.motive else None,
            admitted=Amount.of(found.admitted) if found.admitted is not None else None,
            contractor_answer=ContractorAnswerOut.of(answer) if answer is not None else None,
        )


class InterruptionOut(BaseModel):
    """An interruption; the period stands still until ``completed_on``."""

    notified_on: str
    reason: str
    missing: list[str]
    due_before: str
    completed_on: str | None
    answered_on: str | None = Field(description="Jour où le créancier a dit avoir tout fourni.")
    answer: str

    @classmethod
    def of(cls, found: Interruption) -> "InterruptionOut":
        """Write an interruption."""
        return cls(
            notified_on=found.notified_on.isoformat(),
            reason=found.reason,
            missing=list(found.missing),
            due_before=found.due_before.isoformat(),
            completed_on=found.completed_on.isoformat() if found.completed_on else None,
            answered_on=found.answered_on.isoformat() if found.answered_on else None,
            answer=found.answer,
        )


class RefusalOut(BaseModel):
    """A refusal."""

    refused_on: str
    motive: str
    motive_text: str
    reason: str

    @classmethod
    def of(cls, found: InvoiceRefusal) -> "RefusalOut":
        """Write a refusal."""
        return cls(
            refused_on=found.refused_on.isoformat(),
            motive=found.motive.value,
            motive_text=MOTIVES[found.motive],
            reason=found.reason,
        )
