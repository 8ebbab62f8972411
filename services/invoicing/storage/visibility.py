"""Who sees what: the buyer's and the seller's organisations see an order or an invoice, nobody else."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from shared.kernel.principal import Principal, PrincipalKind


def visible_to(principal: Principal, *, buyer: ColumnElement[Any], seller: ColumnElement[Any]) -> ColumnElement[bool]:
    """Give the condition on rows that a principal may see; a company sees those of all its establishments."""
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if principal.organisation is None:
        return false()
    if principal.kind is PrincipalKind.ECONOMIC_OPERATOR:
        return seller.startswith(str(principal.organisation.siren), autoescape=True)
    return buyer == str(principal.organisation)
