"""What a candidacy knows that a European single procurement document says (DUME): from whom, and what is declared.

The document is a self-declaration (CCP R2143-4), the company's own once it is sealed with its bid. It is written from
the form as the company made it and from open data; of the rest it only says that an administration holds a proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.espd import (
    WHOLE_PROCEDURE,
    EspdEvidence,
    EspdRepresentative,
    OperatorRole,
    OperatorSize,
)
from services.mps.domain.espd_asked import AskedCriterion, asked_criteria
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.espd_parties import EspdEntity, entities_of, group_of, role_of
from services.mps.domain.espd_proofs import proofs_of
from services.mps.domain.form import DeclarationCode
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender
from shared.kernel.refusal import refuse

_SIZES: Final = {"PME": OperatorSize.SME, "ETI": OperatorSize.LARGE, "GE": OperatorSize.LARGE}
_NAME_WORDS: Final = 2
SIZE_CODE: Final = "size"  # the answer of a form that says the size of the company, as the code list names it


@dataclass(frozen=True, slots=True)
class EspdDeclared:
    """What is said when the document is asked for, where neither an administration nor the form says it."""

    size: OperatorSize | None = None
    name: str | None = None
    role: OperatorRole | None = None
    group_name: str | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class EspdCandidate:
    """Everything that the document is written from."""

    candidacy: SiretCandidacy
    tender: KnownTender
    name: str
    size: OperatorSize
    role: OperatorRole
    lot: str
    address: str | None
    register_number: str | None
    established_at: datetime
    representatives: tuple[EspdRepresentative, ...]
    group_name: str | None
    group_members: tuple[str, ...]
    relied_on: tuple[EspdEntity, ...]
    subcontractors: tuple[EspdEntity, ...]
    criteria: tuple[AskedCriterion, ...]
    proofs: tuple[EspdEvidence, ...]
    request_id: str | None
    is_declared: bool  # the declaration on honour is ticked in the form


def candidate_of(matter: EspdMatter, declared: EspdDeclared, *, platform_url: str) -> EspdCandidate:
    """Gather what the document of a candidate says.

    Raises:
        Refused: ``ESPD-NAME-UNKNOWN`` or ``ESPD-SIZE-UNKNOWN`` when neither Insee nor the company says it: a document
            without them is not valid, and nothing is invented; ``ESPD-LOT-CHOICE``, ``ESPD-LOT-UNKNOWN``.
    """
    name = declared.name or matter.stated("name") or matter.fact(Source.LEGAL_UNIT, "name")
    if name is None:
        refuse("ESPD-NAME-UNKNOWN")
    size = declared.size or _size(matter)
    if size is None:
        refuse("ESPD-SIZE-UNKNOWN")
    lot = _lot(matter, declared.lot)
    proofs = tuple(proofs_of(matter, platform_url=platform_url))
    relied_on, subcontractors = entities_of(matter.content)
    role = declared.role or role_of(matter)
    group_name, members = group_of(matter, name=name)
    registered = matter.status(Source.TRADE_REGISTER) is BlockStatus.FOUND
    return EspdCandidate(
        candidacy=matter.candidacy,
        tender=matter.tender,
        name=name,
        size=size,
        role=role,
        lot=lot,
        address=matter.stated("address"),
        register_number=str(matter.candidacy.siret.siren) if registered else None,
        established_at=matter.established_at,
        representatives=tuple(_representatives(matter)),
        group_name=declared.group_name or group_name,
        group_members=members,
        relied_on=relied_on,
        subcontractors=subcontractors,
        criteria=asked_criteria(matter, lot=lot, relied_on=relied_on, proofs=proofs),
        proofs=proofs,
        request_id=matter.request_id,
        is_declared=DeclarationCode.HONOUR in matter.content.declarations,
    )


def _lot(matter: EspdMatter, asked: str | None) -> str:
    """Choose the one lot of a document (BR-LOT-10); who answers several of the lots says which."""
    known = {lot_name(lot.number) for lot in matter.tender.lots}
    answered = [lot_name(number) for number in sorted(matter.content.lots)]
    if asked is not None:
        if known and asked not in {*known, WHOLE_PROCEDURE}:
            refuse("ESPD-LOT-UNKNOWN", lot=asked)
        return asked
    if len(answered) == 1:
        return answered[0]
    if answered and set(answered) != known:
        refuse("ESPD-LOT-CHOICE", lots=", ".join(answered))
    return WHOLE_PROCEDURE


def lot_name(number: int) -> str:
    """Write the number of a lot as a document names it (LOT-0001)."""
    return f"LOT-{number:04d}"


def _size(matter: EspdMatter) -> OperatorSize | None:
    said = next((each.value for each in matter.content.answers if each.code == SIZE_CODE), "")
    if said in [size.value for size in OperatorSize]:
        return OperatorSize(said)
    stated = matter.fact(Source.LEGAL_UNIT, "size") or matter.fact(Source.ESTABLISHMENT, "size")
    return _SIZES.get(stated or "")


def _representatives(matter: EspdMatter) -> Iterator[EspdRepresentative]:
    """Name those whom the company has recorded as able to commit it; a single word is no name of a person."""
    for power in matter.powers:
        words = power.holder_name.split()
        if len(words) >= _NAME_WORDS:
            family = [word for word in words[1:] if word.isupper()] or words[-1:]
            first = [word for word in words if word not in family]
            yield EspdRepresentative(" ".join(first), " ".join(family), "FRA", power.scope)
