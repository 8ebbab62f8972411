"""What a company says by itself when it asks for its document."""

from typing import Annotated

from fastapi import Depends, Query

from services.mps.domain.espd import OperatorRole, OperatorSize
from services.mps.domain.espd_candidacy import EspdDeclared

_Text = Annotated[str | None, Query(max_length=255)]


def declared(
    size: Annotated[OperatorSize | None, Query(description="Taille, si l'Insee ne la connaît pas.")] = None,
    role: Annotated[OperatorRole | None, Query(description="Qualité ; à défaut, celle que dit le formulaire.")] = None,
    name: _Text = None,
    group_name: _Text = None,
    lot: Annotated[str | None, Query(pattern=r"^LOT-\d{4}$", description="Lot, par exemple LOT-0001.")] = None,
) -> EspdDeclared:
    """Read what is declared in the query."""
    return EspdDeclared(size=size, name=name, role=role, group_name=group_name, lot=lot)


Declared = Annotated[EspdDeclared, Depends(declared)]
