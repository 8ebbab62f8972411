"""The law engine (moteur juridique): what the law asks of a tender, with its articles, its limits and its reasons."""

from services.tenders.domain.law.answer import Answer, Level, Obligation
from services.tenders.domain.law.codes import MEANINGS, PHASE_TITLES, ObligationCode, Phase
from services.tenders.domain.law.document import answer_document, obligation_document
from services.tenders.domain.law.engine import excluded, obligations
from services.tenders.domain.law.question import (
    MOST_LOTS,
    Announced,
    Circumstance,
    Exclusion,
    Ground,
    NeedKind,
    Question,
)
from services.tenders.domain.law.scope import EXCLUSIONS
from services.tenders.domain.law.words import KIND_LABELS

__all__ = [
    "EXCLUSIONS",
    "KIND_LABELS",
    "MEANINGS",
    "MOST_LOTS",
    "PHASE_TITLES",
    "Announced",
    "Answer",
    "Circumstance",
    "Exclusion",
    "Ground",
    "Level",
    "NeedKind",
    "Obligation",
    "ObligationCode",
    "Phase",
    "Question",
    "answer_document",
    "excluded",
    "obligation_document",
    "obligations",
]
