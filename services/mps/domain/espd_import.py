"""What a single document made elsewhere brings to the form of a candidacy, and what of it could not be taken.

Law: CCP R2143-4 (a document already used may be reused, if its information is still valid: everything is to be
confirmed anew). Nothing replaces what the company has already written here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdDocument,
    EspdKind,
    EspdOperator,
    EspdPeriod,
    EspdValue,
    ResponseType,
)
from services.mps.domain.espd_candidacy import SIZE_CODE
from services.mps.domain.form import FormContent, GivenAnswer
from services.mps.domain.operator_numbers import OperatorNumber
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_FORM_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trade-regist": "registration",
        "prof-regist": "registration",
        "insolvency": "insolvency",
        "gen-year-to": "turnover",
        "aver-year-to": "turnover",
        "spec-year-to": "turnover_share",
        "spec-aver-to": "turnover_share",
        "indem-insu": "insurance",
        "work-perform": "references",
        "supply-perform": "references",
        "service-perform": "references",
        "year-manpower": "headcount",
        "tech-equip": "equipment",
        "qualification": "people",
        "qu-certif-indep": "qualifications",
        "qa-certif-inst": "qualifications",
    }
)
_PARTIES: Final = frozenset({"eo-group", "relied", "subco-ent"})
_NOT_WORDS: Final = frozenset({ResponseType.INDICATOR, ResponseType.EVIDENCE_IDENTIFIER, ResponseType.NONE})
_LONGEST: Final = 4000  # what one answer of the form holds


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something of the document that did not reach the form, and why."""

    what: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class TakenFromEspd:
    """The form with what was taken, the codes that were taken, and what was not."""

    content: FormContent
    taken: tuple[str, ...]
    not_taken: tuple[NotTaken, ...]


def taken_from(document: EspdDocument, content: FormContent, *, siret: Siret) -> TakenFromEspd:
    """Take over what a response says of the company; each answer is to be confirmed anew.

    Raises:
        Refused: ``ESPD-NOT-RESPONSE`` for the request of a buyer, ``ESPD-OTHER-OPERATOR`` for the document of another
            company.
    """
    if document.kind is not EspdKind.RESPONSE or document.operator is None:
        refuse("ESPD-NOT-RESPONSE")
    number = OperatorNumber.guess(document.operator.party.identifier)
    if number is not None and number.siren is not None and number.siren != siret.siren:
        refuse("ESPD-OTHER-OPERATOR", number=number.value)
    said, not_taken = _said(document)
    known = {each.code for each in content.answers if each.value.strip() and not each.is_reused}
    taken = {code: value for code, value in said.items() if code not in known}
    not_taken += [NotTaken(code, said[code][:200], "vous avez déjà répondu ici") for code in said if code in known]
    not_taken += [*_about_operator(document.operator, has_number=number is not None), *_the_rest(document)]
    kept = tuple(each for each in content.answers if each.code not in taken)
    answers = tuple(GivenAnswer(code, value, None, is_reused=True) for code, value in taken.items())
    return TakenFromEspd(replace(content, answers=(*kept, *answers)), tuple(taken), tuple(not_taken))


def _said(document: EspdDocument) -> tuple[dict[str, str], list[NotTaken]]:
    """Give the answers of the form, by code, and the criteria that the form has no question for."""
    by_criterion: dict[str, list[EspdAnswer]] = defaultdict(list)
    for answer in document.answers:
        by_criterion[answer.criterion or ""].append(answer)
    said: dict[str, str] = {}
    not_taken: list[NotTaken] = []
    if document.operator is not None and document.operator.size is not None:
        said[SIZE_CODE] = document.operator.size.value
    for criterion, answers in by_criterion.items():
        code, words = _FORM_CODES.get(criterion), "\n".join(_lines(answers))[:_LONGEST]
        if code is not None and words and code not in said:
            said[code] = words
        elif words or _is_affirmed(answers):
            why = "à déclarer vous-même, partie par partie" if criterion in _PARTIES else _why(criterion, code)
            not_taken.append(NotTaken(criterion or "critère inconnu", words[:200] or "oui", why))
    return said, not_taken


def _why(criterion: str, code: str | None) -> str:
    if code is not None:
        return "la réponse tient en oui ou non : précisez-la"
    return "le formulaire n'a pas cette question" if criterion else "critère que cette plateforme ne connaît pas"


def _is_affirmed(answers: Iterable[EspdAnswer]) -> bool:
    """Tell whether the first yes or no of a criterion is a yes."""
    return next((answer.value is True for answer in answers if answer.kind is ResponseType.INDICATOR), False)


def _lines(answers: Iterable[EspdAnswer]) -> Iterator[str]:
    """Write what is said line by line, each occurrence on a line of its own: « 2025 : 1200000 »."""
    by_rank: dict[int, list[EspdValue]] = defaultdict(list)
    for answer in answers:
        if answer.kind not in _NOT_WORDS:
            by_rank[answer.occurrence].append(answer.value)
    for values in by_rank.values():
        years = [value for value in values if isinstance(value, EspdPeriod) and value.start is not None]
        others = [_words(value) for value in values if value not in years]
        year = "" if not years or years[0].start is None else str((years[0].end or years[0].start).year)
        line = ", ".join(word for word in others if word)
        if line or year:
            yield f"{year} : {line}" if year and line else line or year


def _words(value: EspdValue) -> str:
    match value:
        case EspdAmount():
            return f"{value.amount:f} {value.currency}".strip()
        case EspdPeriod():
            return " au ".join(day.isoformat() for day in (value.start, value.end) if day is not None)
        case Decimal():
            return f"{value:f}"
        case date() | time():
            return value.isoformat()
        case bool():
            return "oui" if value else "non"
        case _:
            return " ".join(value.split())


def _about_operator(operator: EspdOperator, *, has_number: bool) -> Iterator[NotTaken]:
    party = operator.party
    if not has_number:
        yield NotTaken("identifiant", party.identifier, "numéro d'aucun type connu : vérifiez qu'il est le vôtre")
    yield NotTaken("dénomination", party.name, "les registres la donnent : contestez-la si elle est inexacte")
    for person in operator.representatives:
        name = f"{person.first_name} {person.family_name}"
        yield NotTaken("représentant", name, "enregistrez une délégation si les registres ne le nomment pas")


def _the_rest(document: EspdDocument) -> Iterator[NotTaken]:
    for evidence in document.evidences:
        place = evidence.uri or evidence.reference
        yield NotTaken("justificatif", place, "joignez la pièce si aucune administration ne la donne")
    for item in document.unknown:
        yield NotTaken(item.place, item.value, "non compris")
