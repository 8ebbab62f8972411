"""Found companies as JSON."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from services.mps.domain.companies import Company, Establishment, Representative
from services.mps.domain.situations import Remark
from services.mps.handlers.search_companies import Found, Search

SOURCE = "Annuaire des entreprises (Insee, Inpi et autres registres ouverts)"


class RemarkOut(BaseModel):
    """A particular situation and what it means; it stops nobody."""

    code: str
    message: str
    article: str | None

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """Write a remark."""
        return cls(code=remark.situation.value, message=remark.message, article=remark.article)


class EstablishmentOut(BaseModel):
    """One place of a company."""

    siret: str
    is_head_office: bool
    status: str = Field(description="active, ceased ou unknown.")
    address: str | None
    activity: str | None
    trade_name: str | None
    created_on: date | None
    closed_on: date | None
    country: str | None = Field(description="Pays, si l'établissement est à l'étranger.")

    @classmethod
    def of(cls, place: Establishment) -> Self:
        """Write an establishment."""
        return cls(
            siret=str(place.siret),
            is_head_office=place.is_head_office,
            status=place.state.value,
            address=place.address,
            activity=place.activity,
            trade_name=place.trade_name,
            created_on=place.created_on,
            closed_on=place.closed_on,
            country=place.country,
        )


class RepresentativeOut(BaseModel):
    """Somebody whom the open registers name at the head of the company."""

    role: str
    name: str
    siren: str | None

    @classmethod
    def of(cls, each: Representative) -> Self:
        """Write a representative."""
        return cls(role=each.role, name=each.name, siren=None if each.siren is None else str(each.siren))


class FoundCompanyOut(BaseModel):
    """A company of the open directory, with its source and its date."""

    siren: str
    name: str
    status: str
    legal_form_code: str | None
    activity: str | None
    size: str | None = Field(description="Catégorie d'entreprise de l'Insee : PME, ETI ou GE.")
    headcount_bracket: str | None
    headcount_year: str | None
    created_on: date | None
    ceased_on: date | None
    head_office: EstablishmentOut | None
    establishments: list[EstablishmentOut]
    open_establishments: int
    representatives: list[RepresentativeOut]
    association_number: str | None
    remarks: list[RemarkOut]
    source: str = SOURCE
    updated_on: date | None

    @classmethod
    def of(cls, found: Found) -> Self:
        """Write a company."""
        company: Company = found.company
        return cls(
            siren=str(company.siren),
            name=company.name,
            status=company.state.value,
            legal_form_code=company.legal_form_code,
            activity=company.activity,
            size=company.size,
            headcount_bracket=company.headcount_bracket,
            headcount_year=company.headcount_year,
            created_on=company.created_on,
            ceased_on=company.ceased_on,
            head_office=None if company.head_office is None else EstablishmentOut.of(company.head_office),
            establishments=[EstablishmentOut.of(each) for each in company.establishments],
            open_establishments=company.open_count,
            representatives=[RepresentativeOut.of(each) for each in company.representatives],
            association_number=company.association_number,
            remarks=[RemarkOut.of(each) for each in found.remarks],
            updated_on=company.updated_on,
        )


class SearchOut(BaseModel):
    """What was found for the words typed."""

    scheme: str | None = Field(description="Type du numéro reconnu : SIRET, SIREN, TVA, RNA… ; absent pour un nom.")
    number: str | None
    companies: list[FoundCompanyOut]
    remarks: list[RemarkOut]
    total: int
    page: int
    pages: int
    unavailable: str | None = Field(description="Pourquoi l'annuaire n'a pas pu être lu ; la saisie reste possible.")
    retry_after: int | None

    @classmethod
    def of(cls, search: Search) -> Self:
        """Write what was found."""
        return cls(
            scheme=None if search.number is None else search.number.scheme.value,
            number=None if search.number is None else search.number.value,
            companies=[FoundCompanyOut.of(each) for each in search.found],
            remarks=[RemarkOut.of(each) for each in search.remarks],
            total=search.total,
            page=search.page,
            pages=search.pages,
            unavailable=None if search.silent is None else search.silent.detail,
            retry_after=None if search.silent is None else search.silent.retry_after,
        )
