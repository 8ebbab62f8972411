"""The open register of legal notices (Bodacc), played by the simulator at its own path, without token.

Form: the records of opendatasoft, `annonces-commerciales`; inner objects are JSON texts, as in the real data set.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

PATH: Final = "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"

_NOTICES: Final[Mapping[str, tuple[str, str, str, str]]] = {  # by SIREN: day, family, its label, nature of the judgment
    "004567897": (
        "2024-11-05",
        "collective",
        "Procédures collectives",
        "Jugement d'ouverture de liquidation judiciaire",
    ),
    "007890122": (
        "2025-02-18",
        "collective",
        "Procédures collectives",
        "Jugement arrêtant le plan de redressement",
    ),
}


def notices_for(where: str) -> dict[str, object]:
    """Give the records that a filter asks for: `registre` equal to a SIREN."""
    found = re.search(r"registre\s*(?:=|like)\s*[\"']%?([0-9]{9})%?[\"']", where)
    notice = _NOTICES.get(found[1]) if found else None
    if found is None or notice is None:
        return {"total_count": 0, "results": []}
    day, family, label, nature = notice
    record = {
        "id": f"A{day.replace('-', '')}1",
        "publicationavis": "A",
        "dateparution": day,
        "typeavis": "annonce",
        "typeavis_lib": "Avis initial",
        "familleavis": family,
        "familleavis_lib": label,
        "tribunal": "Tribunal fictif",
        "registre": [found[1]],
        "jugement": json.dumps({"type": "initial", "nature": nature, "date": day}, ensure_ascii=False),
    }
    return {"total_count": 1, "results": [record]}
