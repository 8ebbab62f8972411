"""The French words of every refusal of the simplified application, one file for each subject, joined here."""

from collections.abc import Mapping
from types import MappingProxyType

from services.mps.api.texts.candidacies import TEXTS as CANDIDACIES
from services.mps.api.texts.dume import TEXTS as DUME
from services.mps.api.texts.espd import TEXTS as ESPD
from services.mps.api.texts.examinations import TEXTS as EXAMINATIONS
from services.mps.api.texts.forms import TEXTS as FORMS
from services.mps.api.texts.pages import TEXTS as PAGES
from services.mps.api.texts.platforms import TEXTS as PLATFORMS
from services.mps.api.texts.vigilance import TEXTS as VIGILANCE
from shared.http.problems import ProblemText
from shared.http.xml_texts import XML_TEXTS

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {**XML_TEXTS, **DUME, **ESPD, **PLATFORMS, **PAGES, **CANDIDACIES, **FORMS, **EXAMINATIONS, **VIGILANCE}
)
