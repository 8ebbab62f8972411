"""Who sees which rows: the organisation of the principal, or all of them for the service itself.

The condition is part of prebuilt statements; each execution says with ``seen_by`` who reads.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Table, Text, bindparam, or_

from shared.kernel.principal import Principal, PrincipalKind


def visible(table: Table) -> ColumnElement[bool]:
    """Keep the rows of a table with a column ``organisation`` that the reader may see and change."""
    own: ColumnElement[Any] = table.c.organisation
    return or_(bindparam("sees_all", type_=Boolean), own == bindparam("own_organisation", type_=Text))


def seen_by(principal: Principal) -> Mapping[str, Any]:
    """Give the parameters of ``visible``; somebody without organisation sees nothing, since no row lacks one."""
    return {
        "sees_all": principal.kind is PrincipalKind.SYSTEM,
        "own_organisation": None if principal.organisation is None else principal.organisation.value,
    }
