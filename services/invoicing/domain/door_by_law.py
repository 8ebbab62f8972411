"""Through which door the law has a recipient receive its invoices (L2192-5, R2192-3), beside what it declared.

The law binds the State, local authorities and public establishments to the State's portal, except for the contracts of
L2192-6. The recipient's declaration decides; where it differs, the machine says so with the article, and no more.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.invoicing.domain.recipient import Door, Recipient
from shared.kernel.paris import display_day
from shared.legal.buyers import PortalRule, profile_of
from shared.legal.table import LegalTable
from shared.legal.value import NoLegalValue

EXCLUSIVE: Final = "facturation.portail_exclusif"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorByLaw:
    """The legal door of a kind of recipient on a day, with its articles; ``advice`` when another one was declared."""

    door: Door | None
    since: date | None
    article: str
    confidence: str
    advice: str | None


def door_by_law(recipient: Recipient, *, law: LegalTable, on: date) -> DoorByLaw:
    """Give the legal door: the portal for those whom the law binds on that day, None where the choice is free."""
    cell = profile_of(recipient.buyer_kind).portal
    try:
        value = law.value(EXCLUSIVE, on=on)
    except NoLegalValue:
        value = None
    is_bound = cell.value is PortalRule.BOUND and value is not None and value.flag
    since = value.valid_from if is_bound and value is not None else None
    advice = None
    if since is not None and recipient.door is not Door.STATE_PORTAL:
        advice = (
            f"Depuis le {display_day(since)}, cette nature de destinataire reçoit ses factures par le seul portail de "
            f"l'État ({cell.article}), hors les marchés de L2192-6 : vérifiez la porte déclarée."
        )
    return DoorByLaw(
        door=Door.STATE_PORTAL if is_bound else None,
        since=since,
        article=cell.article,
        confidence=cell.confidence.value,
        advice=advice,
    )
