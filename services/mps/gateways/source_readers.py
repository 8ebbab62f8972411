"""From the 200 of a source to its answer: which facts it states, or that it refuses to deliver."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, SourceAnswer
from services.mps.domain.sources import Source
from services.mps.gateways import (
    certificate_facts,
    contribution_facts,
    figure_facts,
    qualification_facts,
    register_facts,
    sirene_facts,
)
from services.mps.gateways.certificate_facts import Reader
from services.mps.gateways.issuer_json import JsonMap, part, read_json, storable, text
from services.mps.gateways.issuer_validity import valid_until
from services.mps.gateways.known_fields import unknown_fields
from shared.kernel.siret import Siret

_SIREN_DIGITS: Final = 9
_REFUSED: Final = "refus_de_delivrance"
_UNREADABLE: Final = "La réponse de l'administration n'a pas pu être lue."
_ANOTHER: Final = "L'administration a répondu au sujet d'une autre entreprise."

READERS: Final[Mapping[Source, Reader]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: sirene_facts.establishment_facts,
        Source.LEGAL_UNIT: sirene_facts.legal_unit_facts,
        Source.SUCCESSIONS: register_facts.successions_facts,
        Source.TRADE_REGISTER: certificate_facts.trade_register_facts,
        Source.NATIONAL_REGISTER: register_facts.national_register_facts,
        Source.LEGAL_NOTICES: register_facts.legal_notices_facts,
        Source.ASSOCIATION: register_facts.association_facts,
        Source.TAX_CERTIFICATE: certificate_facts.tax_facts,
        Source.SOCIAL_CERTIFICATE: certificate_facts.social_facts,
        Source.AGRICULTURAL_CONTRIBUTIONS: contribution_facts.agricultural_facts,
        Source.BUILDING_PENSIONS: contribution_facts.pension_facts,
        Source.PUBLIC_WORKS_LEAVE: contribution_facts.document_facts,
        Source.BUILDING_LEAVE: contribution_facts.document_facts,
        Source.TURNOVER: certificate_facts.turnover_facts,
        Source.ACCOUNTS: figure_facts.accounts_facts,
        Source.CAPITAL_LINKS: figure_facts.capital_facts,
        Source.HEADCOUNT: certificate_facts.headcount_facts,
        Source.DISABLED_WORKERS: figure_facts.disabled_workers_facts,
        Source.QUALIBAT: certificate_facts.qualibat_facts,
        Source.QUALIFELEC: certificate_facts.qualifelec_facts,
        Source.ENGINEERING: qualification_facts.engineering_facts,
        Source.PUBLIC_WORKS_CARD: contribution_facts.document_facts,
        Source.RGE: certificate_facts.rge_facts,
        Source.QUALIOPI: qualification_facts.training_facts,
    }
)


def answer_from(source: Source, body: bytes, *, siret: Siret | None = None) -> SourceAnswer:
    """Read the body of a 200; its JSON is kept whole, so that fields unknown today are not lost.

    ``siret`` is the company that was asked about, where the caller knows it: an answer about another one is none.
    """
    document = read_json(body)
    if document is None or not ("data" in document or (source is Source.LEGAL_NOTICES and "results" in document)):
        return NoAnswer(_UNREADABLE)
    if siret is not None and is_of_another(document, str(siret.siren)):
        return NoAnswer(_ANOTHER)
    facts, as_of = READERS[source](document)
    payload = storable(body.decode("utf-8"))
    status = part(document, "data", "entity_status") if source is Source.SOCIAL_CERTIFICATE else {}
    if text(status, "code") == _REFUSED:  # Urssaf says no with a 200
        detail = text(status, "description") or text(status, "libelle") or "Délivrance refusée par l'administration."
        return DeliveryRefused(facts, as_of, detail, payload)
    return FactsStated(
        facts, as_of, payload, valid_until(source, document), unknown_fields=unknown_fields(source, document)
    )


def is_of_another(document: JsonMap, siren: str) -> bool:
    """Tell whether an answer names another company, unless it says from which number it comes (Insee, doubles)."""
    said = [text(document, "data", "siren"), (text(document, "data", "siret") or "")[:_SIREN_DIGITS]]
    redirected = any(value is not None for key, value in part(document, "meta").items() if key.startswith("redirect_"))
    return not redirected and any(each and each != siren for each in said)
