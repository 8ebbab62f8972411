"""A buyer reads what the simplified application has spared over a period."""

from datetime import date

from services.mps.domain.indicators import Indicators
from services.mps.ports import UnitOfWork
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse


def read_indicators(*, first_day: date, last_day: date, uow: UnitOfWork) -> Indicators:
    """Count a period of one's own body.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``; ``MPS-PERIOD`` for a period that ends before it begins.
    """
    principal = uow.scope.principal
    if principal.kind is not PrincipalKind.AGENT or principal.organisation is None:
        refuse("HTTP-RIGHT-MISSING", right=Right.EVALUATE.value)
    if last_day < first_day:
        refuse("MPS-PERIOD", first_day=first_day, last_day=last_day)
    return uow.indicators.of(principal.organisation, first_day=first_day, last_day=last_day)
