"""Answers about the connection of a recipient to the State's portal."""

from pydantic import BaseModel, Field

from services.invoicing.api.instants import instant_or_none, instant_out
from services.invoicing.api.presented_outputs import problem_text
from services.invoicing.domain.state_portal import PortalInvoice, Standing
from services.invoicing.handlers.portal_connections import ConnectionState

_STANDINGS = {
    Standing.EXPECTED: "annoncée, pas encore mise à disposition",
    Standing.TO_TAKE: "à récupérer",
    Standing.TAKEN: "reçue",
    Standing.SETTLED_THERE: "déjà traitée sur le portail par d'autres moyens : non reprise ici",
    Standing.UNREADABLE: "non reprise : à consulter sur le portail",
}


class ConnectionOut(BaseModel):
    """How the connection goes."""

    siret: str
    version: int
    is_active: bool
    seen_until: str = Field(description="Date d'état jusqu'à laquelle toutes les factures du portail ont été vues.")
    works_seen_until: str = Field(
        description="Date d'état jusqu'à laquelle tous les comptes de travaux du portail ont été vus ; "
        "elle n'avance pas tant que le portail ne les donne pas à ce destinataire."
    )
    polled_at: str | None = Field(description="Dernière interrogation.")
    succeeded_at: str | None = Field(description="Dernière interrogation réussie.")
    next_at: str | None = Field(description="Prochaine interrogation.")
    failures: int
    difficulty: str | None = Field(description="Ce qui ne va pas, s'il y a lieu.")
    counts: dict[str, int] = Field(description="Factures vues sur le portail, par situation.")

    @classmethod
    def of(cls, state: ConnectionState) -> "ConnectionOut":
        """Write how it goes."""
        poll = state.poll
        return cls(
            siret=str(poll.siret),
            version=state.connection.version,
            is_active=state.connection.is_active,
            seen_until=instant_out(poll.cursor),
            works_seen_until=instant_out(poll.works_cursor),
            polled_at=instant_or_none(poll.polled_at),
            succeeded_at=instant_or_none(poll.succeeded_at),
            next_at=instant_or_none(poll.due_at),
            failures=poll.tries,
            difficulty=problem_text(poll.problem),
            counts={standing.value: state.counts.get(standing.value, 0) for standing in Standing},
        )


class PortalInvoiceOut(BaseModel):
    """An invoice of the portal."""

    portal_id: int
    number: str
    supplier: str | None
    portal_status: str
    portal_status_at: str | None
    completed_by_supplier: bool
    standing: str
    standing_text: str
    notified_at: str | None = Field(description="Notification de la mise à disposition : date légale de réception.")
    invoice_id: str | None
    next_try_at: str | None
    tries: int
    difficulty: str | None

    @classmethod
    def of(cls, line: PortalInvoice) -> "PortalInvoiceOut":
        """Write one."""
        return cls(
            portal_id=line.portal_id,
            number=line.number,
            supplier=line.supplier,
            portal_status=line.status,
            portal_status_at=instant_out(line.status_at),
            completed_by_supplier=line.is_completed_by_supplier,
            standing=line.standing.value,
            standing_text=_STANDINGS[line.standing],
            notified_at=instant_or_none(line.notified_at),
            invoice_id=str(line.invoice_id) if line.invoice_id else None,
            next_try_at=instant_or_none(line.due_at),
            tries=line.tries,
            difficulty=problem_text(line.problem),
        )
