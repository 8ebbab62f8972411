"""The French words of the refusals of responses (codes ``RSP-…``), one file for each subject."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.responses.api.texts import deposits, log, openings, uploads
from shared.http.custodian_texts import CUSTODIAN_TEXTS
from shared.http.log_texts import LOG_TEXTS
from shared.http.problems import ProblemText
from shared.http.register_texts import REGISTER_TEXTS

TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {**deposits.TEXTS, **uploads.TEXTS, **log.TEXTS, **CUSTODIAN_TEXTS, **LOG_TEXTS, **REGISTER_TEXTS, **openings.TEXTS}
)
