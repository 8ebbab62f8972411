"""Who sees what: the buyer's and the seller's organisations see an order or an invoice, nobody else."""

from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, false, true

from shared.kernel.principal import Principal, PrincipalKind


class Sight:
    """The rows that a principal may see; a company sees those of all its establishments, the system sees all."""

    def __init__(self, principal: Principal, *, buyer: ColumnElement[Any], seller: ColumnElement[Any]) -> None:
        self._principal = principal
        self._buyer = buyer
        self._seller = seller

    @cached_property
    def condition(self) -> ColumnElement[bool]:
        """The condition on rows, made at its first need: most units of work ask few of their repositories."""
        principal = self._principal
        if principal.kind is PrincipalKind.SYSTEM:
            return true()
        if principal.organisation is None:
            return false()
        if principal.kind is PrincipalKind.ECONOMIC_OPERATOR:
            return self._seller.startswith(str(principal.organisation.siren), autoescape=True)
        return self._buyer == str(principal.organisation)

    def within(self, query: Select[Any]) -> Select[Any]:
        """Restrict a query to what the principal may see; the system's stays as it was built."""
        return query if self._principal.kind is PrincipalKind.SYSTEM else query.where(self.condition)
