"""Why an invoice may bear no VAT: the VATEX codes of EN 16931 (BT-121), with the article that each names.

Sources: code list VATEX of the EN 16931 artefacts (rule BR-CL-22) and of the French rules; directive 2006/112/CE; CGI.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.kernel.refusal import InvalidValue

_EU: Final = (
    "79-C 132 132-1A 132-1B 132-1C 132-1D 132-1E 132-1F 132-1G 132-1H 132-1I 132-1J 132-1K 132-1L 132-1M 132-1N "
    "132-1O 132-1P 132-1Q 135-1 143 143-1A 143-1B 143-1C 143-1D 143-1E 143-1F 143-1FA 143-1G 143-1H 143-1I 143-1J "
    "143-1K 143-1L 144 146-1E 148 148-A 148-B 148-C 148-D 148-E 148-F 148-G 151 151-1A 151-1AA 151-1B 151-1C 151-1D "
    "151-1E 153 159 309"
)
_FR: Final = (
    "CGI261-1 CGI261-2 CGI261-3 CGI261-4 CGI261-5 CGI261-7 CGI261-8 CGI261A CGI261B CGI261C-1 CGI261C-2 CGI261C-3 "
    "CGI261D-1 CGI261D-1BIS CGI261D-2 CGI261D-3 CGI261D-4 CGI261E-1 CGI261E-2 CGI275 CGI277A CGI295"
)
_NAMED: Final = {
    "VATEX-EU-AE": "Autoliquidation",
    "VATEX-EU-D": "Biens d'occasion : moyens de transport (régime de la marge)",
    "VATEX-EU-F": "Biens d'occasion (régime de la marge)",
    "VATEX-EU-G": "Exportation hors de l'Union européenne",
    "VATEX-EU-I": "Œuvres d'art (régime de la marge)",
    "VATEX-EU-IC": "Livraison intracommunautaire",
    "VATEX-EU-J": "Objets de collection et antiquités (régime de la marge)",
    "VATEX-EU-O": "Hors du champ de la TVA",
    "VATEX-FR-AE": "Autoliquidation (CGI, article 283)",
    "VATEX-FR-298SEXDECIESA": "Or d'investissement (CGI, article 298 sexdecies A)",
    "VATEX-FR-FRANCHISE": "Franchise en base (CGI, article 293 B)",
    "VATEX-FR-CNWVAT": "Avoir sans TVA (CGI, article 272)",
}
_ARTICLE: Final = re.compile(r"(\d+)(?:-(\d)?([A-Z]+)?)?")


def _label(part: str) -> str:
    found = _ARTICLE.fullmatch(part)
    article, paragraph, letter = found.groups() if found else (part, None, None)
    steps = [f"article {article}", f"paragraphe {paragraph}" if paragraph else "", letter.lower() if letter else ""]
    return f"Exonération (directive 2006/112/CE, {', '.join(step for step in steps if step)})"


def _french(part: str) -> str:
    article, _, paragraph = part.removeprefix("CGI").partition("-")
    lettered = f"{article[:3]} {article[3:]}".strip()
    step = f", {paragraph.lower().replace('bis', ' bis')}" if paragraph else ""
    return f"Exonération (CGI, article {lettered}{step})"


FRANCHISE: Final = "VATEX-FR-FRANCHISE"
# Codes of other categories of VAT than the exemption (E): reverse charge, export, delivery in the Union, out of scope.
_OF_OTHER_CATEGORIES: Final = frozenset({"VATEX-EU-AE", "VATEX-FR-AE", "VATEX-EU-G", "VATEX-EU-IC", "VATEX-EU-O"})
EXEMPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{f"VATEX-EU-{part}": _label(part) for part in _EU.split()},
        **{f"VATEX-FR-{part}": _french(part) for part in _FR.split()},
        **_NAMED,
    }
)


def checked_exemption(code: str) -> str:
    """Give back the code of an exemption.

    Raises:
        InvalidValue: it is in no list, or names another category of VAT.
    """
    if code not in EXEMPTIONS or code in _OF_OTHER_CATEGORIES:
        raise InvalidValue(
            "vat_exemption",
            f"Ce code n'est pas celui d'une exonération (liste VATEX) ; en franchise en base, c'est {FRANCHISE}.",
        )
    return code
