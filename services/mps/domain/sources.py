"""The administrations asked instead of the company (dites-le-nous une fois, CCP R2143-13).

Each source says who issues the fact, whether it is open to everybody or protected, and the article under which the
buyer may ask for it. Openness and legal bases: API Entreprise, use case « marchés publics » and endpoint sheets
(datagouv/apistration, read 2026-04-28): only open data may prefill the company's form; protected data are for the
agent who examines the candidacy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Source(StrEnum):
    """One fact asked of one administration; the value is the code used in events and tables."""

    ESTABLISHMENT = "insee_establishment"
    LEGAL_UNIT = "insee_legal_unit"
    TRADE_REGISTER = "infogreffe_trade_register"
    TAX_CERTIFICATE = "dgfip_tax_certificate"
    SOCIAL_CERTIFICATE = "urssaf_social_certificate"
    TURNOVER = "dgfip_turnover"
    HEADCOUNT = "gip_mds_headcount"
    QUALIBAT = "qualibat_certification"
    QUALIFELEC = "qualifelec_certification"
    RGE = "ademe_rge_certification"


class Openness(StrEnum):
    """Who may read the content of a fact."""

    OPEN = "open"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What must be known of a source before it is asked: French title, issuer, openness, article of the CCP."""

    title: str
    issuer: str
    openness: Openness
    article: str


def _open(title: str, issuer: str, article: str) -> SourceCard:
    return SourceCard(title, issuer, Openness.OPEN, article)


def _protected(title: str, issuer: str, article: str) -> SourceCard:
    return SourceCard(title, issuer, Openness.PROTECTED, article)


CARDS: Final[Mapping[Source, SourceCard]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: _open("Établissement", "Insee", "R2143-9"),
        Source.LEGAL_UNIT: _open("Unité légale", "Insee", "R2143-9"),
        Source.TRADE_REGISTER: _open("Registre du commerce et des sociétés", "Infogreffe", "R2143-9"),
        Source.TAX_CERTIFICATE: _protected("Attestation de régularité fiscale", "DGFiP", "R2143-7"),
        Source.SOCIAL_CERTIFICATE: _protected("Attestation de vigilance", "Urssaf", "R2143-7"),
        Source.TURNOVER: _protected("Chiffres d'affaires", "DGFiP", "R2143-11"),
        Source.HEADCOUNT: _protected("Effectif annuel moyen", "GIP-MDS", "R2143-11"),
        Source.QUALIBAT: _open("Certification Qualibat", "Qualibat", "R2143-11"),
        Source.QUALIFELEC: _open("Certificats Qualifelec", "Qualifelec", "R2143-11"),
        Source.RGE: _open("Certifications RGE", "Ademe", "R2143-11"),
    }
)


def is_open(source: Source) -> bool:
    """Tell whether the content of this source may be shown to the company and prefill its form."""
    return CARDS[source].openness is Openness.OPEN
