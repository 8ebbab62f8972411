"""The administrations asked instead of the company (dites-le-nous une fois, CCP R2143-13): one row for each source.

Each row says who issues the fact, whether it is open to everybody or protected, the first moment at which the buyer
may ask for it, and the article under which it does. Openness: API Entreprise endpoint sheets (`opening`) and use case
« marchés publics » (datagouv/apistration, read 2026-04-28): only open data may prefill the company's form; protected
data are for the agent who examines the candidacy, with context, object and recipient in the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.kernel.siret import Siret


class Source(StrEnum):
    """One fact asked of one administration; the value is the code used in events and tables."""

    ESTABLISHMENT = "insee_establishment"
    LEGAL_UNIT = "insee_legal_unit"
    SUCCESSIONS = "insee_successions"
    TRADE_REGISTER = "infogreffe_trade_register"
    NATIONAL_REGISTER = "inpi_national_register"
    LEGAL_NOTICES = "dila_legal_notices"
    ASSOCIATION = "djepva_association"
    TAX_CERTIFICATE = "dgfip_tax_certificate"
    SOCIAL_CERTIFICATE = "urssaf_social_certificate"
    AGRICULTURAL_CONTRIBUTIONS = "msa_agricultural_contributions"
    BUILDING_PENSIONS = "probtp_building_pensions"
    PUBLIC_WORKS_LEAVE = "cnetp_public_works_leave"
    BUILDING_LEAVE = "cibtp_building_leave"
    TURNOVER = "dgfip_turnover"
    ACCOUNTS = "banque_de_france_accounts"
    CAPITAL_LINKS = "dgfip_capital_links"
    HEADCOUNT = "gip_mds_headcount"
    DISABLED_WORKERS = "gip_mds_disabled_workers"
    QUALIBAT = "qualibat_certification"
    QUALIFELEC = "qualifelec_certification"
    ENGINEERING = "opqibi_engineering"
    PUBLIC_WORKS_CARD = "fntp_public_works_card"
    RGE = "ademe_rge_certification"
    QUALIOPI = "carif_oref_qualiopi"


class Openness(StrEnum):
    """Who may read the content of a fact."""

    OPEN = "open"
    PROTECTED = "protected"


class Moment(StrEnum):
    """When a source is asked, in the order of the procedure."""

    FORM = "form"  # the company opens its candidacy: open data prefill the form
    EXAMINATION = "examination"  # the buyer examines the candidacies (R2144-1, R2144-3)
    AWARD = "award"  # the buyer verifies the likely winner alone (R2144-4)
    EXECUTION = "execution"  # the certificates of the contractor are renewed during the contract


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What must be known of a source before it is asked: French title, issuer, openness, article of the CCP.

    ``moment`` is the first at which it may be asked; a later moment asks again only what may have changed.
    """

    title: str
    issuer: str
    openness: Openness
    moment: Moment
    article: str


def _open(title: str, issuer: str, article: str) -> SourceCard:
    return SourceCard(title, issuer, Openness.OPEN, Moment.FORM, article)


def _protected(title: str, issuer: str, article: str, *, moment: Moment = Moment.EXAMINATION) -> SourceCard:
    return SourceCard(title, issuer, Openness.PROTECTED, moment, article)


CARDS: Final[Mapping[Source, SourceCard]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: _open("Établissement", "Insee", "R2143-9"),
        Source.LEGAL_UNIT: _open("Unité légale", "Insee", "R2143-9"),
        Source.SUCCESSIONS: _open("Successions d'établissements", "Insee", "R2143-9"),
        Source.TRADE_REGISTER: _open("Registre du commerce et des sociétés", "Infogreffe", "R2143-9"),
        Source.NATIONAL_REGISTER: _protected("Registre national des entreprises", "Inpi", "R2143-9"),
        Source.LEGAL_NOTICES: _open("Annonces civiles et commerciales (Bodacc)", "Dila", "R2143-9"),
        Source.ASSOCIATION: _open("Répertoire des associations", "Djepva", "R2143-11"),
        Source.TAX_CERTIFICATE: _protected("Attestation de régularité fiscale", "DGFiP", "R2143-7"),
        Source.SOCIAL_CERTIFICATE: _protected("Attestation de vigilance", "Urssaf", "R2143-7"),
        Source.AGRICULTURAL_CONTRIBUTIONS: _protected("Cotisations agricoles", "MSA", "R2143-7"),
        Source.BUILDING_PENSIONS: _protected("Cotisations retraite du bâtiment", "ProBTP", "R2143-7"),
        Source.PUBLIC_WORKS_LEAVE: _protected("Congés payés et intempéries (travaux publics)", "CNETP", "R2143-7"),
        Source.BUILDING_LEAVE: _protected("Congés payés et intempéries (bâtiment)", "CIBTP", "R2143-7"),
        Source.TURNOVER: _protected("Chiffres d'affaires", "DGFiP", "R2143-11"),
        Source.ACCOUNTS: _protected("Bilans", "Banque de France", "R2143-11"),
        Source.CAPITAL_LINKS: _protected("Liens capitalistiques", "DGFiP", "R2143-11", moment=Moment.AWARD),
        Source.HEADCOUNT: _protected("Effectif annuel moyen", "GIP-MDS", "R2143-11"),
        Source.DISABLED_WORKERS: _protected("Emploi de travailleurs handicapés", "GIP-MDS", "R2143-3"),
        Source.QUALIBAT: _open("Certification Qualibat", "Qualibat", "R2143-11"),
        Source.QUALIFELEC: _open("Certificats Qualifelec", "Qualifelec", "R2143-11"),
        Source.ENGINEERING: _open("Qualifications d'ingénierie", "OPQIBI", "R2143-11"),
        Source.PUBLIC_WORKS_CARD: _open("Carte professionnelle de travaux publics", "FNTP", "R2143-11"),
        Source.RGE: _open("Certifications RGE", "Ademe", "R2143-11"),
        Source.QUALIOPI: _protected("Certification Qualiopi", "Carif-Oref", "R2143-11"),
    }
)

_STATES_A_SITUATION: Final = frozenset(  # what was true at the examination may be false at the award
    {
        Source.TAX_CERTIFICATE,
        Source.SOCIAL_CERTIFICATE,
        Source.AGRICULTURAL_CONTRIBUTIONS,
        Source.BUILDING_PENSIONS,
        Source.PUBLIC_WORKS_LEAVE,
        Source.BUILDING_LEAVE,
        Source.NATIONAL_REGISTER,
        Source.LEGAL_NOTICES,
    }
)

_ASKED_BY_ESTABLISHMENT: Final = frozenset(  # the others answer for the whole legal unit
    {
        Source.ESTABLISHMENT,
        Source.SUCCESSIONS,
        Source.AGRICULTURAL_CONTRIBUTIONS,
        Source.BUILDING_PENSIONS,
        Source.BUILDING_LEAVE,
        Source.TURNOVER,
        Source.QUALIBAT,
        Source.QUALIFELEC,
        Source.RGE,
        Source.QUALIOPI,
    }
)


def asked_number(source: Source, siret: Siret) -> str:
    """Give the number that a source is asked about: the SIRET, or the SIREN where it answers for the legal unit."""
    return str(siret) if source in _ASKED_BY_ESTABLISHMENT else str(siret.siren)


def is_open(source: Source) -> bool:
    """Tell whether the content of this source may be shown to the company and prefill its form."""
    return CARDS[source].openness is Openness.OPEN


_RENEWED: Final = frozenset(  # code du travail D8222-5: social certificate (1°), registration (2°)
    {Source.SOCIAL_CERTIFICATE, Source.AGRICULTURAL_CONTRIBUTIONS, Source.TRADE_REGISTER}
)


def sources_at(moment: Moment) -> tuple[Source, ...]:
    """Give the sources asked at a moment: those that may be asked from then on, and those that may have changed."""
    if moment is Moment.EXECUTION:
        return tuple(source for source in Source if source in _RENEWED)
    first = [source for source in Source if CARDS[source].moment is moment]
    again = _STATES_A_SITUATION if moment is Moment.AWARD else frozenset()
    return tuple(source for source in Source if source in first or source in again)
