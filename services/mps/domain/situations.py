"""What is particular in a company, and what it means for its candidacy: one French sentence each, that stops nobody.

Perimeters: API Entreprise endpoint sheets (a 404 is never evidence against a company). Law: CCP L2141-3, R2143-5,
R2143-7, R2143-9, R2143-10; code de commerce A123-96 (diffusion).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from services.mps.domain.answers import StatedFact
from services.mps.domain.companies import Company, CompanyState, Establishment
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from shared.kernel.siret import Siret


class Situation(StrEnum):
    """Particular situations, each with a stable code."""

    NOT_FOUND = "not_found"
    PARTLY_PUBLIC = "partly_public"
    COMPANY_CEASED = "company_ceased"
    ESTABLISHMENT_CLOSED = "establishment_closed"
    ABROAD = "abroad"
    VERY_NEW = "very_new"
    SOLE_TRADER = "sole_trader"
    ASSOCIATION = "association"
    ASSOCIATION_WITHOUT_SIREN = "association_without_siren"
    NO_EMPLOYEE = "no_employee"
    PUBLIC_BODY = "public_body"
    EUROPEAN_NUMBER = "european_number"
    OVERSEAS_NUMBER = "overseas_number"
    FOREIGN_NUMBER = "foreign_number"
    SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True)
class Remark:
    """One situation and what the person must know of it."""

    situation: Situation
    message: str
    article: str | None = None


MESSAGES: Final = {
    Situation.NOT_FOUND: (
        "L'annuaire public ne connaît pas ce numéro ou ce nom : vérifiez-le. S'il est exact, son titulaire s'est "
        "opposé à la diffusion de ses données (code de commerce, article A123-96) ou son inscription est récente. "
        "Saisissez vous-même votre identité : la candidature reste possible."
    ),
    Situation.PARTLY_PUBLIC: (
        "Le titulaire a limité la diffusion de ses données (code de commerce, article A123-96) : complétez vous-même "
        "le nom et l'adresse. L'acheteur les lira à l'examen, sans que rien ne vous soit demandé de plus."
    ),
    Situation.COMPANY_CEASED: (
        "Le répertoire indique que l'entreprise a cessé son activité{since}. Si c'est inexact, contestez-le ici avec "
        "votre raison et faites corriger l'inscription au guichet des formalités ; l'acheteur appréciera."
    ),
    Situation.ESTABLISHMENT_CLOSED: (
        "Cet établissement est fermé{since}. L'entreprise reste candidate : présentez-la avec le SIRET d'un "
        "établissement ouvert{other}."
    ),
    Situation.ABROAD: (
        "L'établissement est situé à l'étranger ({country}) : les certificats fiscaux et sociaux sont ceux de votre "
        "pays. Joignez-les, ou une déclaration sous serment s'ils n'y existent pas."
    ),
    Situation.VERY_NEW: (
        "L'entreprise a été créée cette année : les administrations n'ont encore ni chiffre d'affaires ni attestation "
        "fiscale à son nom. Prouvez votre capacité par tout autre moyen (déclaration de banque, assurance, moyens)."
    ),
    Situation.SOLE_TRADER: (
        "Entreprise individuelle : l'attestation fiscale n'est pas délivrée en ligne aux entreprises soumises à "
        "l'impôt sur le revenu. Son absence n'est jamais retenue contre vous ; elle se demande au seul attributaire."
    ),
    Situation.ASSOCIATION: (
        "Association : le registre du commerce ne vous connaît pas, c'est normal. Le répertoire des associations et "
        "le récépissé de déclaration en tiennent lieu."
    ),
    Situation.ASSOCIATION_WITHOUT_SIREN: (
        "Numéro du répertoire national des associations : aucun SIREN n'y est attaché. La candidature reste possible "
        "avec ce numéro ; joignez vos statuts et le récépissé. Un SIREN se demande gratuitement à l'Insee et sera "
        "nécessaire pour être payé."
    ),
    Situation.NO_EMPLOYEE: (
        "L'Insee ne connaît aucun salarié à l'entreprise : l'Urssaf ne délivre alors pas d'attestation de vigilance. "
        "Une attestation de non-emploi ou votre déclaration suffit."
    ),
    Situation.PUBLIC_BODY: (
        "Organisme public : il peut candidater comme tout opérateur économique ; la plupart des certificats ne lui "
        "sont pas applicables."
    ),
    Situation.EUROPEAN_NUMBER: (
        "Numéro de TVA d'un autre État membre : vos certificats sont ceux de cet État, acceptés sans traduction "
        "certifiée. Les administrations françaises ne sont pas interrogées."
    ),
    Situation.OVERSEAS_NUMBER: (
        "Numéro d'un territoire qui tient son propre répertoire ({scheme}) : les administrations nationales ne "
        "connaissent pas l'entreprise. Joignez les certificats des organismes du territoire."
    ),
    Situation.FOREIGN_NUMBER: (
        "Entreprise établie hors de l'Union européenne : joignez les documents des autorités de votre pays, ou une "
        "déclaration sous serment s'ils n'y existent pas."
    ),
    Situation.SUCCEEDED: (
        "L'Insee indique que cet établissement a été repris par le {successor}. Présentez la candidature avec ce "
        "numéro si c'est bien le vôtre ; les références et moyens de l'établissement repris restent utilisables."
    ),
}
_ARTICLES: Final = {
    Situation.COMPANY_CEASED: "L2141-3",
    Situation.ABROAD: "R2143-7, R2143-10",
    Situation.VERY_NEW: "R2142-14, R2143-11",
    Situation.SOLE_TRADER: "R2144-4",
    Situation.NO_EMPLOYEE: "R2143-7",
    Situation.EUROPEAN_NUMBER: "R2143-5",
    Situation.OVERSEAS_NUMBER: "R2143-10",
    Situation.FOREIGN_NUMBER: "R2143-7, R2143-10",
}
_SUCCESSOR: Final = "successeur_"
_PARTLY: Final = frozenset({"P", "partiellement_diffusible"})


def remark(situation: Situation, **words: str) -> Remark:
    """Write what a situation means."""
    return Remark(situation, MESSAGES[situation].format(**words), _ARTICLES.get(situation))


def remarks_about(company: Company, *, siret: Siret | None, today: date) -> tuple[Remark, ...]:
    """Give what is particular in a company, and in one of its establishments when a SIRET was asked."""
    establishment = company.head_office if siret is None else company.establishment(siret)
    return (*_of_unit(company, today=today), *_of_establishment(company, establishment))


def remarks_about_number(number: OperatorNumber) -> tuple[Remark, ...]:
    """Give what a number that is not French, or not a SIREN, means for its holder."""
    match number.scheme:
        case NumberScheme.RNA:
            return (remark(Situation.ASSOCIATION_WITHOUT_SIREN),)
        case NumberScheme.RIDET | NumberScheme.TAHITI | NumberScheme.FRWF:
            return (remark(Situation.OVERSEAS_NUMBER, scheme=number.scheme.value),)
        case NumberScheme.ABROAD:
            return (remark(Situation.FOREIGN_NUMBER),)
        case NumberScheme.VAT:
            return () if number.siren is not None else (remark(Situation.EUROPEAN_NUMBER),)
        case NumberScheme.SIRET | NumberScheme.SIREN:
            return ()
        case _:
            assert_never(number.scheme)


def remarks_about_successions(facts: Sequence[StatedFact]) -> tuple[Remark, ...]:
    """Say that an establishment was taken over, by the facts of Insee's successions; the latest heir is named."""
    heirs = [fact.value for fact in facts if fact.code.startswith(_SUCCESSOR)]
    return tuple(remark(Situation.SUCCEEDED, successor=heir) for heir in heirs[-1:])


def _of_unit(company: Company, *, today: date) -> Iterator[Remark]:
    if company.state is CompanyState.CEASED:
        yield remark(Situation.COMPANY_CEASED, since=_since(company.ceased_on))
    if company.diffusion in _PARTLY:
        yield remark(Situation.PARTLY_PUBLIC)
    if company.created_on is not None and company.created_on.year == today.year:  # perimeter of DGFiP
        yield remark(Situation.VERY_NEW)
    if company.is_public_body:
        yield remark(Situation.PUBLIC_BODY)
    elif company.is_association:
        yield remark(Situation.ASSOCIATION)
    elif company.is_sole_trader:
        yield remark(Situation.SOLE_TRADER)
    if company.is_employer is False:
        yield remark(Situation.NO_EMPLOYEE)


def _of_establishment(company: Company, place: Establishment | None) -> Iterator[Remark]:
    if place is None:
        return
    if place.state is CompanyState.CEASED and company.state is not CompanyState.CEASED:
        office = company.head_office
        is_other = office is not None and office.siret != place.siret and office.state is CompanyState.ACTIVE
        other = f", par exemple celui du siège ({office.siret.display()})" if office is not None and is_other else ""
        yield remark(Situation.ESTABLISHMENT_CLOSED, since=_since(place.closed_on), other=other)
    if place.country is not None:
        yield remark(Situation.ABROAD, country=place.country)


def _since(day: date | None) -> str:
    return "" if day is None else f" depuis le {day:%d/%m/%Y}"
