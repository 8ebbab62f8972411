"""Documents that the platform drafts from what is already written (modèles de pièces): a start, never the last word.

The wording is ours, in French, with the articles that found it; what only the buyer knows is marked « à compléter ».
The agent downloads the draft, finishes it and adds it again, or adds it as it is.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.documents import DocumentKind
from services.tenders.domain.model import Lot
from services.tenders.domain.template_clauses import clauses_report, technical_report
from services.tenders.domain.template_forms import commitment_report
from services.tenders.domain.template_rules import rules_report
from services.tenders.domain.template_words import Subject
from shared.kernel.report import Report


class Template(StrEnum):
    """A document that can be drafted."""

    RC = "rc"  # règlement de la consultation
    AE = "ae"  # acte d'engagement (ATTRI1)
    CCAP = "ccap"  # cahier des clauses administratives particulières
    CCTP = "cctp"  # cahier des clauses techniques particulières
    BPU = "bpu"  # bordereau des prix unitaires
    DQE = "dqe"  # détail quantitatif estimatif
    DPGF = "dpgf"  # décomposition du prix global et forfaitaire

    @property
    def is_table(self) -> bool:
        """Say whether it is a table of prices, for a spreadsheet."""
        return self in (Template.BPU, Template.DQE, Template.DPGF)

    @property
    def kind(self) -> DocumentKind:
        """Give what the drafted document is."""
        return _KINDS[self]


_KINDS: Final[Mapping[Template, DocumentKind]] = MappingProxyType(
    {
        Template.RC: DocumentKind.PROCUREMENT_RULES,
        Template.AE: DocumentKind.COMMITMENT_FORM,
        Template.CCAP: DocumentKind.CCAP,
        Template.CCTP: DocumentKind.CCTP,
        Template.BPU: DocumentKind.PRICE_SCHEDULE,
        Template.DQE: DocumentKind.PRICE_SCHEDULE,
        Template.DPGF: DocumentKind.PRICE_SCHEDULE,
    }
)
_REPORTS: Final[Mapping[Template, Callable[[Subject], Report]]] = MappingProxyType(
    {
        Template.RC: rules_report,
        Template.AE: commitment_report,
        Template.CCAP: clauses_report,
        Template.CCTP: technical_report,
    }
)


def report_of(template: Template, subject: Subject) -> Report:
    """Draft a text document; tables of prices are drafted by ``template_prices``."""
    return _REPORTS[template](subject)


def file_stem(template: Template, lot: Lot | None) -> str:
    """Give the name of the drafted file, without its extension."""
    stem = "ATTRI1" if template is Template.AE else template.value.upper()
    return stem if lot is None else f"{stem} lot {lot.number}"
