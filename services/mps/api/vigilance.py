"""The vigilance of a contract in force, for its buyer: when the certificates were renewed, and when they will be."""

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.sources import CARDS
from services.mps.handlers.watch_contracts import read_vigilance
from shared.http.routing import service_router
from shared.kernel.ids import ContractId


class RenewedOut(BaseModel):
    """One certificate: how it stands, and when it was asked last."""

    source: str
    title: str
    issuer: str
    status: str
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None
    next_try_at: datetime | None

    @classmethod
    def of(cls, block: EvidenceBlock) -> "RenewedOut":
        """Write one certificate."""
        card = CARDS[block.source]
        return cls(
            source=block.source.value,
            title=card.title,
            issuer=card.issuer,
            status=block.status.value,
            asked_at=block.asked_at,
            answered_at=block.answered_at,
            as_of=block.as_of,
            next_try_at=block.next_try_at,
        )


class VigilanceOut(BaseModel):
    """The vigilance of one contract."""

    contract_id: str
    contractor_siret: str
    notified_on: date
    next_due_on: date | None = Field(description="Prochain renouvellement ; vide après la fin de l'exécution.")
    ended_on: date | None
    article: str = Field(description="Article du code du travail qui fonde le renouvellement.")
    candidacy_id: str | None = Field(description="Où lire les certificats eux-mêmes.")
    certificates: list[RenewedOut]


def vigilance_routes(app: MpsApp) -> APIRouter:
    """Make the route of the vigilance of a contract."""
    router = service_router(tags=["Marchés en cours"])

    @router.get("/contracts/{contract_id}/vigilance", response_model=VigilanceOut)
    def vigilance(contract_id: str, request: Request, principal: Reader) -> VigilanceOut:
        """Suivre l'obligation de vigilance d'un marché : certificats du titulaire, renouvelés tous les six mois."""
        with app.open_uow(scope_of(request, principal)) as uow:
            contract, found = read_vigilance(ContractId.parse(contract_id), uow=uow)
        return VigilanceOut(
            contract_id=str(contract.contract_id),
            contractor_siret=str(contract.contractor),
            notified_on=contract.notified_on,
            next_due_on=contract.next_due_on,
            ended_on=contract.ended_on,
            article="D8222-5",
            candidacy_id=None if found is None else str(found.candidacy_id),
            certificates=[] if found is None else [RenewedOut.of(block) for block in found.blocks],
        )

    return router
