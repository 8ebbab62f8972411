"""The French words for the values of a consultation, in lists made for people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.model import ContractKind
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.public_changes import PublicChangeKind
from services.tenders.domain.states import TenderStatus

KINDS: Final[Mapping[ContractKind, str]] = MappingProxyType(
    {
        ContractKind.WORKS: "Travaux",
        ContractKind.SUPPLIES: "Fournitures",
        ContractKind.SERVICES: "Services",
    }
)
PROCEDURES: Final[Mapping[ProcedureType, str]] = MappingProxyType(
    {
        ProcedureType.ADAPTED: "Procédure adaptée",
        ProcedureType.OPEN: "Appel d'offres ouvert",
        ProcedureType.RESTRICTED: "Appel d'offres restreint",
        ProcedureType.NEGOTIATED: "Procédure avec négociation",
        ProcedureType.DIALOGUE: "Dialogue compétitif",
        ProcedureType.WITHOUT_PUBLICITY: "Marché sans publicité ni mise en concurrence préalables",
        ProcedureType.DESIGN_CONTEST: "Concours",
    }
)
STATUSES: Final[Mapping[TenderStatus, str]] = MappingProxyType(
    {
        TenderStatus.DRAFT: "Brouillon",
        TenderStatus.PUBLISHED: "En cours",
        TenderStatus.CLOSED: "Close",
        TenderStatus.OPENED: "Plis ouverts",
        TenderStatus.AWARDED: "Attribuée",
        TenderStatus.ABANDONED: "Sans suite",
    }
)
CHANGES: Final[Mapping[PublicChangeKind, str]] = MappingProxyType(
    {
        PublicChangeKind.PUBLISHED: "Nouvelle consultation",
        PublicChangeKind.CHANGED: "Consultation modifiée",
        PublicChangeKind.QUESTIONS_ANSWERED: "Réponses aux questions",
        PublicChangeKind.CLOSED: "Dépôts clos",
        PublicChangeKind.AWARDED: "Consultation attribuée",
        PublicChangeKind.ABANDONED: "Consultation sans suite",
    }
)
