"""Recipients of invoices (structures destinataires): public bodies that receive here, with or without any contract.

Most invoices of a local authority answer no formal contract: one is attributable because its recipient is known.
Sources: CCP L2192-1 and D2192-2 (mentions: service code, commitment number), L2192-5 and R2192-3 (State portal).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.invoicing.domain.errors import Code
from services.invoicing.domain.tolerance import Tolerance
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal.buyers import BuyerKind, profile_of
from shared.legal.calendar import PayerKind

MOST_SERVICES = 1000
LONGEST_CODE = 50
LONGEST_NAME = 255


class Door(StrEnum):
    """Through which door a recipient legally receives its invoices (L2192-5, R2192-3)."""

    STATE_PORTAL = "state_portal"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientService:
    """A service of the recipient (service exécutant): the code that a seller writes in en16931:BT-10."""

    code: str
    name: str
    is_active: bool = True
    commitment_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A public body that receives invoices here.

    ``automatic_up_to`` is the amount with VAT up to which the buyer lets a matched and officially valid invoice be
    accepted without anybody: None, the default, lets none. ``tolerance`` is how far it may be from its order and match.
    """

    siret: Siret
    version: int
    name: str
    buyer_kind: BuyerKind
    door: Door = Door.PLATFORM
    service_required: bool = False
    commitment_required: bool = False
    either_required: bool = False  # a service code or a commitment number, whichever (gestionNumeroEJOuCodeService)
    automatic_up_to: Money | None = None
    tolerance: Tolerance | None = None
    services: tuple[RecipientService, ...] = ()

    def __post_init__(self) -> None:
        codes = [service.code for service in self.services]
        if len(codes) > MOST_SERVICES or len(set(codes)) != len(codes):
            refuse(Code.SERVICES_REPEATED, most=MOST_SERVICES)
        limit = self.automatic_up_to
        if limit is not None and (limit.amount <= 0 or limit.currency != "EUR"):
            refuse(Code.AUTOMATIC_LIMIT)

    @property
    def payer(self) -> PayerKind:
        """The payment period of this kind of buyer (R2192-10, R2192-11)."""
        return profile_of(self.buyer_kind).payment.value

    def service(self, code: str) -> RecipientService | None:
        """Find an active service by its code."""
        return next((one for one in self.services if one.code == code and one.is_active), None)

    def missing_mentions(self, *, service_code: str | None, commitment: str | None) -> Iterator["MissingMention"]:
        """Say which mentions that this recipient asks for are missing or wrong."""
        service = self.service(service_code) if service_code else None
        if self.service_required and not service_code:
            yield MissingMention.SERVICE_MISSING
        elif service_code and self.services and service is None:
            yield MissingMention.SERVICE_UNKNOWN
        if not commitment and (self.commitment_required or (service is not None and service.commitment_required)):
            yield MissingMention.COMMITMENT_MISSING
        elif self.either_required and not service_code and not commitment:
            yield MissingMention.BOTH_MISSING


class MissingMention(StrEnum):
    """What an invoice lacks for its recipient."""

    SERVICE_MISSING = "service_missing"
    SERVICE_UNKNOWN = "service_unknown"
    COMMITMENT_MISSING = "commitment_missing"
    BOTH_MISSING = "both_missing"
