"""Who sees which rows: the organisation of the principal, or all of them for the service itself."""

from typing import Any

from sqlalchemy import ColumnElement, Table, false, true

from shared.kernel.principal import Principal, PrincipalKind


def owned_by(principal: Principal, table: Table) -> ColumnElement[bool]:
    """Keep the rows of a table with a column ``organisation`` that the principal may see and change."""
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if principal.organisation is None:
        return false()
    organisation: ColumnElement[Any] = table.c.organisation
    return organisation == principal.organisation.value
