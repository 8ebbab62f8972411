"""The finance feed (fil financier): what a buyer's finance system reads, in order, without gap, from any position."""

from services.invoicing.domain.errors import Code
from services.invoicing.ports import FeedEntry, UnitOfWork
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


def read_feed(*, position: int, limit: int, uow: UnitOfWork) -> tuple[FeedEntry, ...]:
    """Give the events of the principal's organisation after a position."""
    return uow.feeds.after(_buyer(uow.scope.principal), position=position, limit=limit)


def request_stream(*, uow: UnitOfWork, has_broker: bool) -> str:
    """Have the organisation's feed published as a replayable stream, and give its name.

    Raises:
        Refused: ``INV-FEED-WITHOUT-BROKER`` where events do not travel through RabbitMQ; the HTTP feed serves then.
    """
    buyer = _buyer(uow.scope.principal)
    if not has_broker:
        refuse(Code.FEED_WITHOUT_BROKER)
    name = uow.feeds.publish_stream(buyer)
    uow.record("finance_stream_requested", name, {})
    return name


def _buyer(principal: Principal) -> Siret:
    principal.require(Right.FINANCE_FEED)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return principal.organisation
