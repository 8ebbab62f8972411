"""The French words of every refusal of the simplified application, one file for each subject, joined here."""

from collections.abc import Mapping
from types import MappingProxyType

from services.mps.api.texts.candidacies import TEXTS as CANDIDACIES
from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType({**CANDIDACIES})
