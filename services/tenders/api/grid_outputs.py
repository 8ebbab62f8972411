"""What callers receive about evaluations, awards and contracts."""

from datetime import date, datetime

from pydantic import BaseModel

from services.tenders.api.outputs import BuyerOut, LotOut
from services.tenders.domain.awards import Award, RejectionNotice
from services.tenders.domain.contracts import Contract
from services.tenders.domain.evaluation import SettingAside
from services.tenders.domain.legality import LegalityDuty
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.standstill import Standstill
from services.tenders.handlers.evaluation import EvaluatedLot
from shared.contracts.amount import Amount


class RankedBidOut(BaseModel):
    """One bid in the ranking; ``tied`` says that another has the same total."""

    response_id: str
    tenderer_siret: str
    tenderer_name: str
    amount: Amount
    scores: dict[str, str]
    total: str
    rank: int
    tied: bool

    @classmethod
    def of(cls, bid: RankedBid) -> "RankedBidOut":
        """Write one bid of a ranking."""
        return cls(
            response_id=str(bid.response_id),
            tenderer_siret=bid.tenderer_siret.value,
            tenderer_name=bid.tenderer_name,
            amount=Amount.of(bid.amount),
            scores={code: f"{score:f}" for code, score in bid.scores.items()},
            total=f"{bid.total:f}",
            rank=bid.rank,
            tied=bid.tied,
        )


class EvaluationOut(BaseModel):
    """The grid of a lot: what is missing (``response/criterion``), then the ranking."""

    lot_id: str
    version: int
    responses: list[str]
    missing: list[str]
    ranking: list[RankedBidOut]

    @classmethod
    def of(cls, lot: EvaluatedLot) -> "EvaluationOut":
        """Write the state of a grid."""
        return cls(
            lot_id=str(lot.evaluation.lot_id),
            version=lot.evaluation.version,
            responses=[str(bid.response_id) for bid in lot.bids],
            missing=list(lot.missing),
            ranking=[RankedBidOut.of(bid) for bid in lot.ranking],
        )


class SettingAsideOut(BaseModel):
    """Why a bid was not ranked."""

    ground: str
    reason: str

    @classmethod
    def of(cls, decision: SettingAside) -> "SettingAsideOut":
        """Write a decision."""
        return cls(ground=decision.ground.value, reason=decision.reason)


class RejectionNoticeOut(BaseModel):
    """One rejection (R2181-1), with the real instant of its sending."""

    response_id: str
    tenderer_siret: str
    rank: int | None
    total: str | None
    set_aside: SettingAsideOut | None
    sent_at: datetime

    @classmethod
    def of(cls, notice: RejectionNotice) -> "RejectionNoticeOut":
        """Write a rejection."""
        return cls(
            response_id=str(notice.response_id),
            tenderer_siret=notice.tenderer_siret.value,
            rank=notice.rank,
            total=None if notice.total is None else f"{notice.total:f}",
            set_aside=None if notice.set_aside is None else SettingAsideOut.of(notice.set_aside),
            sent_at=notice.sent_at,
        )


class StandstillOut(BaseModel):
    """The standstill in legal days: sending included, signature possible from ``signable_from`` (R2182-1)."""

    basis: str
    sent_on: date
    ends_on: date
    signable_from: date
    confidence: str | None

    @classmethod
    def of(cls, standstill: Standstill) -> "StandstillOut":
        """Write a standstill."""
        return cls(
            basis=standstill.basis.value,
            sent_on=standstill.sent_on,
            ends_on=standstill.ends_on,
            signable_from=standstill.signable_from,
            confidence=standstill.confidence,
        )


class AwardOut(BaseModel):
    """The award of a lot."""

    award_id: str
    lot_id: str
    winner: RankedBidOut
    ranking: list[RankedBidOut]
    reason: str | None
    notices: list[RejectionNoticeOut]
    standstill: StandstillOut
    awarded_at: datetime

    @classmethod
    def of(cls, award: Award) -> "AwardOut":
        """Write an award."""
        return cls(
            award_id=str(award.award_id),
            lot_id=str(award.lot_id),
            winner=RankedBidOut.of(award.winner),
            ranking=[RankedBidOut.of(bid) for bid in award.ranking],
            reason=award.reason,
            notices=[RejectionNoticeOut.of(notice) for notice in award.notices],
            standstill=StandstillOut.of(award.standstill),
            awarded_at=award.awarded_at,
        )


class AwardsOut(BaseModel):
    """The awards of a consultation."""

    items: list[AwardOut]


class LegalityOut(BaseModel):
    """Whether the contract must be transmitted to the prefect, with the comparison that says so."""

    applies: bool
    value: Amount
    threshold: Amount
    article: str
    confidence: str

    @classmethod
    def of(cls, duty: LegalityDuty) -> "LegalityOut":
        """Write the comparison."""
        return cls(
            applies=duty.applies,
            value=Amount.of(duty.value),
            threshold=Amount.of(duty.threshold),
            article=duty.article,
            confidence=duty.confidence,
        )


class ContractorOut(BaseModel):
    """The company bound by the contract."""

    siret: str
    name: str


class ContractOut(BaseModel):
    """A contract; every day is a legal day."""

    contract_id: str
    version: int
    status: str
    reference: str
    consultation_id: str
    award_id: str
    object: str
    kind: str
    lot: LotOut
    buyer: BuyerOut
    contractor: ContractorOut
    amount_excl_vat: Amount
    launched_on: date
    sandbox: bool
    legality: LegalityOut
    signed_on: date
    transmission_acknowledgement: str | None
    transmitted_on: date | None
    notified_on: date | None

    @classmethod
    def of(cls, contract: Contract) -> "ContractOut":
        """Write a contract."""
        acknowledgement = contract.acknowledgement
        return cls(
            contract_id=str(contract.contract_id),
            version=contract.version,
            status=contract.status.value,
            reference=contract.reference,
            consultation_id=str(contract.tender_id),
            award_id=str(contract.award_id),
            object=contract.object,
            kind=contract.kind.value,
            lot=LotOut.of(contract.lot),
            buyer=BuyerOut.of(contract.buyer),
            contractor=ContractorOut(siret=contract.contractor.siret.value, name=contract.contractor.name),
            amount_excl_vat=Amount.of(contract.amount_excl_vat),
            launched_on=contract.launched_on,
            sandbox=contract.sandbox,
            legality=LegalityOut.of(contract.legality),
            signed_on=contract.signed_on,
            transmission_acknowledgement=acknowledgement.reference if acknowledgement else None,
            transmitted_on=acknowledgement.received_on if acknowledgement else None,
            notified_on=contract.notified_on,
        )
