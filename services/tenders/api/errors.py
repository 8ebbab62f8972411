"""The French words of every refusal of tenders; the codes are in ``domain/errors.py``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.api.texts.advice import ADVICE, NEEDS, QUOTATIONS
from services.tenders.api.texts.award_acts import AWARD_ACTS
from services.tenders.api.texts.awards import AWARDS
from services.tenders.api.texts.consultations import CONSULTATIONS
from services.tenders.api.texts.contract_life import CONTRACT_LIFE
from services.tenders.api.texts.documents import DOCUMENTS
from services.tenders.api.texts.evaluations import EVALUATIONS
from services.tenders.api.texts.messages import MESSAGES
from services.tenders.api.texts.questions import QUESTIONS
from services.tenders.api.texts.registrations import REGISTRATIONS
from services.tenders.api.texts.searches import SEARCHES
from services.tenders.api.texts.stages import STAGES
from services.tenders.api.texts.visits import VISITS
from shared.http.problems import ProblemText

TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        **CONSULTATIONS,
        **ADVICE,
        **NEEDS,
        **QUOTATIONS,
        **STAGES,
        **DOCUMENTS,
        **QUESTIONS,
        **VISITS,
        **REGISTRATIONS,
        **AWARDS,
        **AWARD_ACTS,
        **CONTRACT_LIFE,
        **EVALUATIONS,
        **SEARCHES,
        **MESSAGES,
    }
)
