"""A company opens its application from the page of a link: an editor vouches for the person, no identity provider does.

So a link shows nothing that was written elsewhere: it opens a candidacy of its own, never one that exists already.
"""

from services.mps.domain.platforms import MarketApplication
from services.mps.handlers.platform_ends import open_application
from services.mps.ports import UnitOfWork
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


def open_by_link(identifier: str, siret: Siret, *, uow: UnitOfWork) -> MarketApplication:
    """Open the candidacy of an application.

    Raises:
        Refused: ``MPS-PAGE-SIGN-IN`` when this establishment has a candidacy for the market already; as
            ``open_application``.
    """
    application = uow.platforms.application(identifier)
    market = None if application is None else uow.platforms.market(application.market_identifier)
    known = None if market is None else uow.candidacies.find(siret=siret, tender_id=market.tender_id)
    if known is not None:
        refuse("MPS-PAGE-SIGN-IN", siret=siret)
    return open_application(identifier, siret, uow=uow)
