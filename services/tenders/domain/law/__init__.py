"""The law engine (moteur juridique): what the law asks of a tender, with its articles, its limits and its reasons."""

from services.tenders.domain.law.answer import Answer, Level, Obligation
from services.tenders.domain.law.codes import MEANINGS, PHASE_TITLES, ObligationCode, Phase
from services.tenders.domain.law.engine import obligations
from services.tenders.domain.law.question import (
    Announced,
    Circumstance,
    Exclusion,
    Ground,
    NeedKind,
    Question,
)

__all__ = [
    "MEANINGS",
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
    "obligations",
]
