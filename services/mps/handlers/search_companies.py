"""Companies are found by number or by name, and each particular situation is said in French."""

from dataclasses import dataclass
from datetime import date

from services.mps.domain.companies import Company, CompanyPage, DirectoryAnswer, DirectorySilent
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.situations import Remark, Situation, remark, remarks_about, remarks_about_number
from services.mps.ports.companies import CompanyDirectory
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class Found:
    """One company and what is particular in it."""

    company: Company
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What was understood of the words typed, what was found, and what to know when nothing was."""

    number: OperatorNumber | None
    found: tuple[Found, ...]
    remarks: tuple[Remark, ...]
    total: int
    page: int
    pages: int
    silent: DirectorySilent | None = None


def search_companies(text: str, *, page: int, per_page: int, today: date, directory: CompanyDirectory) -> Search:
    """Find companies by what a person typed: a number of any scheme, or a name.

    A number without SIREN is never sent to the directory, which would take it for a name.
    """
    number = OperatorNumber.guess(text)
    if number is not None and number.siren is None:
        return Search(number, (), remarks_about_number(number), 0, 1, 0)
    asked = text if number is None else number.value if number.value.isdecimal() else str(number.siren)
    return _read(directory.search(asked, page=page, per_page=per_page), number=number, today=today, page=page)


def _read(answer: DirectoryAnswer, *, number: OperatorNumber | None, today: date, page: int) -> Search:
    if isinstance(answer, DirectorySilent):
        return Search(number, (), (), 0, page, 0, answer)
    found = _found(answer, siret=_siret(number), today=today)
    remarks = () if found else (remark(Situation.NOT_FOUND),)
    return Search(number, found, remarks, answer.total, answer.page, answer.pages)


def _found(answer: CompanyPage, *, siret: Siret | None, today: date) -> tuple[Found, ...]:
    return tuple(Found(each, remarks_about(each, siret=siret, today=today)) for each in answer.companies)


def _siret(number: OperatorNumber | None) -> Siret | None:
    if number is None or number.scheme is not NumberScheme.SIRET:
        return None
    return Siret(number.value)
