"""What travels about consultations and custodians; both directions side by side."""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from services.responses.domain.confirmation import TERMS_VERSION
from services.responses.domain.quota import MOST_OPEN_BYTES, MOST_OPEN_DEPOSITS
from shared.http.variant_outputs import VariantRuleOut
from shared.http.written import AsInstant, AsText, Written, inside

IdText = Annotated[str, Field(min_length=36, max_length=36)]


class LotOut(Written):
    """A lot."""

    number: int
    title: str


class TimelineOut(Written):
    """How legal time runs."""

    started_at: AwareDatetime
    legal_start: AwareDatetime
    factor: int


class ConsultationCustodianOut(Written):
    """A custodian to seal for."""

    custodian_id: AsText
    recipient: str


class ConsultationOut(Written):
    """What a company needs to seal and deposit; public, and the same whatever was deposited."""

    tender_id: AsText
    buyer_siret: AsText = inside("buyer", "siret")
    buyer_name: str = inside("buyer", "name")
    title: str
    object: str
    lots: list[LotOut]
    ended_lots: Annotated[list[int], BeforeValidator(sorted)] = Field(
        description="Lots sans suite : rien n'est plus reçu pour eux."
    )
    deadline: AsInstant = inside("known_deadline", "deadline")
    deadline_version: int = inside("known_deadline", "version")
    timeline: TimelineOut
    custodians: list[ConsultationCustodianOut] = inside("custody", "custodians")
    opening_threshold: int = inside("custody", "threshold")
    max_file_bytes: int = inside("limits", "file_bytes")
    max_deposit_bytes: int = inside("limits", "deposit_bytes")
    max_open_deposits: int = MOST_OPEN_DEPOSITS
    max_open_bytes: int = MOST_OPEN_BYTES
    variants: list[VariantRuleOut]
    deposit_count_shown: bool = inside(
        "shows_count", description="L'acheteur a choisi, avant la publication, de voir le nombre de dépôts reçus."
    )
    terms_version: str = TERMS_VERSION
    sandbox: bool
    closed: bool = False
    log_key: str = ""


class CountOut(Written):
    """How many complete deposits a consultation has received, those that replace others included."""

    deposits: int
