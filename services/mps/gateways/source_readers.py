"""From the 200 of a source to its answer: which facts it states, or that it refuses to deliver."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, SourceAnswer
from services.mps.domain.sources import Source
from services.mps.gateways import certificate_facts, sirene_facts
from services.mps.gateways.certificate_facts import Reader
from services.mps.gateways.issuer_json import part, read_json, text

_REFUSED: Final = "refus_de_delivrance"
_UNREADABLE: Final = "La réponse de l'administration n'a pas pu être lue."

READERS: Final[Mapping[Source, Reader]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: sirene_facts.establishment_facts,
        Source.LEGAL_UNIT: sirene_facts.legal_unit_facts,
        Source.TRADE_REGISTER: certificate_facts.trade_register_facts,
        Source.TAX_CERTIFICATE: certificate_facts.tax_facts,
        Source.SOCIAL_CERTIFICATE: certificate_facts.social_facts,
        Source.TURNOVER: certificate_facts.turnover_facts,
        Source.HEADCOUNT: certificate_facts.headcount_facts,
        Source.QUALIBAT: certificate_facts.qualibat_facts,
        Source.QUALIFELEC: certificate_facts.qualifelec_facts,
        Source.RGE: certificate_facts.rge_facts,
    }
)


def answer_from(source: Source, body: bytes) -> SourceAnswer:
    """Read the body of a 200; its JSON is kept whole, so that fields unknown today are not lost."""
    document = read_json(body)
    if document is None or "data" not in document:
        return NoAnswer(_UNREADABLE)
    facts, as_of = READERS[source](document)
    payload = body.decode("utf-8")
    status = part(document, "data", "entity_status") if source is Source.SOCIAL_CERTIFICATE else {}
    if text(status, "code") == _REFUSED:  # Urssaf says no with a 200
        detail = text(status, "description") or text(status, "libelle") or "Délivrance refusée par l'administration."
        return DeliveryRefused(facts, as_of, detail, payload)
    return FactsStated(facts, as_of, payload)
