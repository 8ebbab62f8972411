"""What drafted documents say in the same words: the buyer, the object, the lots, the criteria, what is to complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from services.tenders.domain.elsewhere import ElsewhereDocument
from services.tenders.domain.model import ContractKind, CriterionKind, Lot, Tender
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.terms import WeightForm
from services.tenders.domain.visits import Visit
from shared.kernel.report import Report, ReportMeta, ReportTable, Section, table

KINDS: Final[Mapping[ContractKind, str]] = MappingProxyType(
    {
        ContractKind.WORKS: "travaux",
        ContractKind.SUPPLIES: "fournitures",
        ContractKind.SERVICES: "services",
    }
)
PROCEDURE_NAMES: Final[Mapping[ProcedureType, str]] = MappingProxyType(
    {
        ProcedureType.ADAPTED: "procédure adaptée",
        ProcedureType.OPEN: "appel d'offres ouvert",
        ProcedureType.RESTRICTED: "appel d'offres restreint",
        ProcedureType.NEGOTIATED: "procédure avec négociation",
        ProcedureType.DIALOGUE: "dialogue compétitif",
        ProcedureType.WITHOUT_PUBLICITY: "marché passé sans publicité ni mise en concurrence préalables",
        ProcedureType.DESIGN_CONTEST: "concours",
    }
)
CRITERION_NAMES: Final[Mapping[CriterionKind, str]] = MappingProxyType(
    {
        CriterionKind.PRICE: "prix",
        CriterionKind.COST: "coût",
        CriterionKind.QUALITY: "qualité",
        CriterionKind.ENVIRONMENTAL: "environnement",
        CriterionKind.SOCIAL: "social",
    }
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is drafted from; ``lot`` is None when it covers them all."""

    tender: Tender
    lot: Lot | None
    visits: tuple[Visit, ...]
    elsewhere: tuple[ElsewhereDocument, ...]
    answer_days: int
    drafted_at: datetime

    @property
    def lots(self) -> tuple[Lot, ...]:
        """Give the lots that the document covers."""
        return self.tender.content.lots if self.lot is None else (self.lot,)


def to_complete(what: str) -> str:
    """Mark what only the buyer, or the company, can write."""
    return f"[à compléter : {what}]"


def document(subject: Subject, title: str, *sections: Section) -> Report:
    """Make the report of a drafted document."""
    tender = subject.tender
    meta = ReportMeta(author=tender.buyer.name, subject=tender.content.title, dated_at=subject.drafted_at)
    return Report(f"{title} : {tender.content.title}", meta, sections)


def buyer_section(subject: Subject) -> Section:
    """Say who buys what."""
    tender = subject.tender
    return Section(
        "Acheteur et objet",
        (
            f"Acheteur : {tender.buyer.name}, SIRET {tender.buyer.siret.display()}.",
            f"Objet : {tender.content.object}",
            f"Nature : marché de {KINDS[tender.content.kind]}.",
            *_place_and_duration(subject),
        ),
    )


def lots_table(subject: Subject) -> ReportTable:
    """List the lots; their estimated values are never shown."""
    rows = [(str(lot.number), lot.title, str(lot.cpv)) for lot in subject.lots]
    return table(("Lot", "Intitulé", "Code CPV"), rows)


def criteria_table(subject: Subject) -> ReportTable:
    """List the award criteria with their weights, or in their decreasing order (R2152-12)."""
    content = subject.tender.content
    ordered = content.terms.criteria.form is WeightForm.ORDER
    rows = []
    for place, criterion in enumerate(content.criteria, start=1):
        weight = f"rang {place}" if ordered else f"{criterion.weight} %"
        rows.append((criterion.title, CRITERION_NAMES[criterion.kind], weight))
        parts = [part for part in content.terms.criteria.sub_criteria if part.criterion == criterion.code]
        rows += [(f"    dont {part.title}", "", f"{part.weight} % du critère") for part in parts]
    return table(("Critère", "Nature", "Poids"), rows)


def _place_and_duration(subject: Subject) -> tuple[str, ...]:
    terms = subject.tender.content.terms
    place = f"Lieu d'exécution : {terms.nuts} (code NUTS)." if terms.nuts else ""
    months = terms.duration_months
    duration = to_complete("durée ou délai d'exécution, R2112-4") if months is None else f"{months} mois"
    return tuple(line for line in (place, f"Durée : {duration}.") if line)
