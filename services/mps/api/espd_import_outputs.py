"""What is answered about documents taken over into a form, and about those that a candidacy needs."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from services.mps.api.form_outputs import SavedFormOut
from services.mps.domain.espd_import import TakenFromEspd
from services.mps.domain.espd_party_documents import DocumentOfParty
from services.mps.domain.form import CandidacyForm


class NotTakenOut(BaseModel):
    """Something of the document that did not reach the form."""

    what: str
    value: str
    why: str


class EspdImportedOut(SavedFormOut):
    """The form after the import: what was taken is to be confirmed anew."""

    taken: list[str] = Field(description="Codes des réponses reprises.")
    not_taken: list[NotTakenOut] = Field(description="Ce qui n'a pas pu être repris, et pourquoi.")

    @classmethod
    def of_import(cls, form: CandidacyForm, taken: TakenFromEspd) -> "EspdImportedOut":
        """Write the outcome of an import."""
        rest = [NotTakenOut(what=each.what, value=each.value, why=each.why) for each in taken.not_taken]
        return cls(**SavedFormOut.of(form).model_dump(), taken=list(taken.taken), not_taken=rest)


class PartyDocumentOut(BaseModel):
    """The document of one party."""

    name: str
    number: str
    role: str = Field(description="Qualité (liste eo-role-type).")
    state: str
    candidacy_id: str | None

    @classmethod
    def of(cls, party: DocumentOfParty) -> "PartyDocumentOut":
        """Write one."""
        own = None if party.candidacy_id is None else str(party.candidacy_id)
        return cls(name=party.name, number=party.number, role=party.role, state=party.state, candidacy_id=own)


class EspdPartiesOut(BaseModel):
    """The documents to gather."""

    items: list[PartyDocumentOut]

    @classmethod
    def of(cls, parties: Sequence[DocumentOfParty]) -> "EspdPartiesOut":
        """Write them all."""
        return cls(items=[PartyDocumentOut.of(each) for each in parties])
