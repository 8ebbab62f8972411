"""What a candidacy knows that a European single procurement document says (DUME): from whom, and what is declared.

The document is a self-declaration (CCP R2143-4), the company's own once it is sealed with its bid. Facts come
from open data alone; of the rest the document only says that an administration holds a proof.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.espd import EspdEvidence, OperatorRole, OperatorSize
from services.mps.domain.sources import CARDS, Source, is_open
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender
from shared.kernel.refusal import refuse

_SIZES: Final = {"PME": OperatorSize.SME, "ETI": OperatorSize.LARGE, "GE": OperatorSize.LARGE}
_OPEN_PROOF: Final = "PUBLIC"
_PROTECTED_PROOF: Final = "RESTRICTED"


@dataclass(frozen=True, slots=True)
class EspdDeclared:
    """What the company says by itself, where no administration says it or where it is a matter of choice."""

    size: OperatorSize | None = None
    name: str | None = None
    role: OperatorRole = OperatorRole.SOLE_TENDERER
    group_name: str | None = None
    group_members: tuple[str, ...] = ()
    subcontractors: tuple[tuple[str, str], ...] = ()  # name, identifier
    relied_on: tuple[tuple[str, str], ...] = ()
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class EspdCandidate:
    """Everything that the document is written from."""

    candidacy: SiretCandidacy
    tender: KnownTender
    declared: EspdDeclared
    name: str
    size: OperatorSize
    address: str | None
    is_abroad: bool
    register_number: str | None
    established_at: datetime
    proofs: tuple[tuple[Source, EspdEvidence], ...]


def candidate_of(
    candidacy: SiretCandidacy, tender: KnownTender, declared: EspdDeclared, *, platform_url: str
) -> EspdCandidate:
    """Gather what is known of a candidate.

    Raises:
        Refused: ``ESPD-NAME-UNKNOWN`` or ``ESPD-SIZE-UNKNOWN`` when neither Insee nor the company says it: a document
            without them is not valid, and nothing is invented.
    """
    name = (
        declared.name or _fact(candidacy, Source.ESTABLISHMENT, "name") or _fact(candidacy, Source.LEGAL_UNIT, "name")
    )
    if name is None:
        refuse("ESPD-NAME-UNKNOWN")
    size = declared.size or _size(candidacy)
    if size is None:
        refuse("ESPD-SIZE-UNKNOWN")
    registered = _status(candidacy, Source.TRADE_REGISTER) is BlockStatus.FOUND
    return EspdCandidate(
        candidacy=candidacy,
        tender=tender,
        declared=declared,
        name=name,
        size=size,
        address=_fact(candidacy, Source.ESTABLISHMENT, "address"),
        is_abroad=_fact(candidacy, Source.ESTABLISHMENT, "country") is not None,
        register_number=str(candidacy.siret.siren) if registered else None,
        established_at=candidacy.last_heard_at,
        proofs=tuple(_proofs(candidacy, platform_url)),
    )


def _proofs(candidacy: SiretCandidacy, platform_url: str) -> Iterable[tuple[Source, EspdEvidence]]:
    """Name what administrations hold: the buyer reads it there, the company does not bring it (R2143-13)."""
    for block in candidacy.blocks:
        if block.status is BlockStatus.FOUND:
            place = f"{candidacy.candidacy_id}/{block.source.value}"
            yield (
                block.source,
                EspdEvidence(
                    evidence_id=block.source.value,
                    reference=place,
                    uri=f"{platform_url}/mps/candidacies/{candidacy.candidacy_id}#{block.source.value}",
                    issuer_name=CARDS[block.source].issuer,
                    confidentiality=_OPEN_PROOF if is_open(block.source) else _PROTECTED_PROOF,
                ),
            )


def _size(candidacy: SiretCandidacy) -> OperatorSize | None:
    stated = _fact(candidacy, Source.LEGAL_UNIT, "size") or _fact(candidacy, Source.ESTABLISHMENT, "size")
    return _SIZES.get(stated or "")


def _status(candidacy: SiretCandidacy, source: Source) -> BlockStatus | None:
    return next((block.status for block in candidacy.blocks if block.source is source), None)


def _fact(candidacy: SiretCandidacy, source: Source, code: str) -> str | None:
    facts = next((block.facts for block in candidacy.blocks if block.source is source), ())
    return next((fact.value for fact in facts if fact.code == code), None)
