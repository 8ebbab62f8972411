"""Bodies of what is judged again: the verdicts of an invoice one after the other, the request of the operator."""

from pydantic import BaseModel, ConfigDict, Field

from services.invoicing.api.instants import instant_or_none, instant_out
from services.invoicing.api.invoice_schemas import VerdictOut
from services.invoicing.domain.judging import FormerVerdict
from services.invoicing.handlers.judging import Verdicts
from shared.kernel.siret import Siret


class FormerVerdictOut(BaseModel):
    """A verdict of before."""

    until: str = Field(description="Instant où un autre verdict l'a remplacé.")
    verdict: VerdictOut

    @classmethod
    def of(cls, former: FormerVerdict) -> "FormerVerdictOut":
        """Write a verdict of before."""
        return cls(until=instant_out(former.until), verdict=VerdictOut.of(former.verdict))


class VerdictsOut(BaseModel):
    """The verdict of an invoice, those that it replaced, and whether another one is to come."""

    invoice_id: str
    verdict: VerdictOut | None
    former: list[FormerVerdictOut] = Field(description="Les verdicts remplacés, le plus ancien d'abord.")
    may_be_judged_again: bool = Field(
        description="Des contrôles n'ont pas pu être faits et personne n'a décidé : un nouveau verdict se demande."
    )
    awaited_since: str | None = Field(description="Instant de la demande qui attend son verdict.")
    next_try_at: str | None = Field(
        description="Instant à partir duquel la plateforme refera d'elle-même les contrôles que la machine a manqués."
    )

    @classmethod
    def of(cls, found: Verdicts) -> "VerdictsOut":
        """Write what was said of an invoice, and what is to come."""
        invoice, judging = found.invoice, found.judging
        return cls(
            invoice_id=str(invoice.invoice_id),
            verdict=VerdictOut.of(invoice.verdict) if invoice.verdict else None,
            former=[FormerVerdictOut.of(one) for one in found.former],
            may_be_judged_again=found.is_worth_another,
            awaited_since=instant_or_none(judging.asked_at) if found.is_awaited and judging else None,
            next_try_at=instant_or_none(judging.due_at) if judging else None,
        )


class JudgingIn(BaseModel):
    """Which invoices are to be judged again: those of a recipient, or of all."""

    model_config = ConfigDict(extra="forbid")

    recipient: str | None = Field(default=None, description="SIRET du destinataire ; absent : tous les destinataires.")

    def siret(self) -> Siret | None:
        """Read the recipient."""
        return None if self.recipient is None else Siret.parse(self.recipient)


class JudgingOut(BaseModel):
    """What was asked for."""

    recipient: str | None
    invoices: int = Field(description="Factures à décider dont des contrôles n'ont pas pu être faits.")
