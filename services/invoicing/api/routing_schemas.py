"""Bodies of wrong addresses and of a seller's answer."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.api.decision_schemas import Reason
from services.invoicing.domain.decisions import RoutingReturn
from services.invoicing.handlers.answers import AnswerInterruption
from services.invoicing.handlers.routing import RecycleInvoice, ReturnInvoice
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret

_Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReturnIn(_In):
    """Why an invoice goes back to its seller."""

    reason: Reason = Field(description="Ce qui est faux dans l'acheminement.")

    def to_command(self, invoice_id: InvoiceId) -> ReturnInvoice:
        """Read the command."""
        return ReturnInvoice(invoice_id=invoice_id, reason=self.reason)


class RoutingIn(_In):
    """Where the invoice goes; what is left out stays as it was."""

    buyer_siret: str | None = Field(default=None, description="SIRET du bon destinataire, si c'est un autre.")
    service_code: _Reference | None = None
    order_number: _Reference | None = None
    contract_reference: _Reference | None = None

    def to_command(self, invoice_id: InvoiceId) -> RecycleInvoice:
        """Read the command."""
        return RecycleInvoice(
            invoice_id=invoice_id,
            buyer=Siret.parse(self.buyer_siret) if self.buyer_siret else None,
            service_code=self.service_code,
            order_reference=self.order_number,
            contract_reference=self.contract_reference,
        )


class AnswerIn(_In):
    """What the seller says of the missing items."""

    text: Reason

    def to_command(self, invoice_id: InvoiceId) -> AnswerInterruption:
        """Read the command."""
        return AnswerInterruption(invoice_id=invoice_id, text=self.text)


class ReturnOut(BaseModel):
    """A wrong address."""

    returned_on: str
    reason: str

    @classmethod
    def of(cls, found: RoutingReturn) -> "ReturnOut":
        """Write a return."""
        return cls(returned_on=found.returned_on.isoformat(), reason=found.reason)
