"""The categories under which help is asked for: there are none here, and software that fills a form is told so.

Help about the State's portal is given by the State; no request for help can be deposited through this interface.
"""

from typing import Final

from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.fields.assistance import (
    Categories,
    RechercherCategories,
    RechercherSousCategories,
    SousCategories,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation

_NONE: Final = "aucune catégorie : les sollicitations ne se déposent pas ici."


def _categories(_call: Call, _asked: RechercherCategories) -> Categories:
    nothing_found(_NONE)


def _sub_categories(_call: Call, _asked: RechercherSousCategories) -> SousCategories:
    nothing_found(_NONE)


ASSISTANCE: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="transverses/v1/rechercher/categorieSollicitation",
        summary="Lister les catégories de sollicitations : il n'y en a pas ici.",
        asks=RechercherCategories,
        answers=Categories,
        run=_categories,
    ),
    Operation(
        path="transverses/v1/rechercher/sousCategorieSollicitation",
        summary="Lister les sous-catégories de sollicitations : il n'y en a pas ici.",
        asks=RechercherSousCategories,
        answers=SousCategories,
        run=_sub_categories,
    ),
)
