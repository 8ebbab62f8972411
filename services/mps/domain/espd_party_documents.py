"""The single documents that a candidacy needs: one for each party, made by that party (R2142-19, R2143-12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.mps.domain.espd import OperatorRole
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.espd_parties import role_of
from services.mps.domain.form import Member, Subcontractor
from services.mps.domain.grouping import Consent, ConsentStatus
from services.mps.domain.papers import Paper, PaperKind
from shared.kernel.ids import CandidacyId


class DocumentState(StrEnum):
    """Where the document of a party stands."""

    HERE = "here"  # this company makes it here, now
    OWN_CANDIDACY = "own_candidacy"  # the party makes it here, from the candidacy that its consent opened
    JOINED = "joined"  # made elsewhere and joined as a paper
    INVITED = "invited"  # the party has not answered yet
    TO_JOIN = "to_join"  # the party makes it elsewhere, and it is to be joined


@dataclass(frozen=True, slots=True)
class DocumentOfParty:
    """The document of one party; ``candidacy_id`` is the candidacy from which it is made, where it is made here."""

    name: str
    number: str
    role: OperatorRole
    state: DocumentState
    candidacy_id: CandidacyId | None = None


def documents_of(matter: EspdMatter, *, consents: Sequence[Consent]) -> tuple[DocumentOfParty, ...]:
    """List the documents; subcontractors on whom nobody relies need none."""
    siret, papers = str(matter.candidacy.siret), [each for each in matter.kept_papers if each.kind is PaperKind.ESPD]
    name = matter.stated("name") or f"SIRET {siret}"
    own = DocumentOfParty(name, siret, role_of(matter), DocumentState.HERE, matter.candidacy.candidacy_id)
    return (own, *_members(matter, consents, papers), *_relied_on(matter, consents, papers))


def _members(matter: EspdMatter, consents: Sequence[Consent], papers: Sequence[Paper]) -> Iterator[DocumentOfParty]:
    asked = {str(each.member): each for each in consents}
    for member in () if matter.content.grouping is None else matter.content.grouping.members:
        yield _of_party(member, OperatorRole.GROUP_MEMBER, asked.get(member.number.value), papers)


def _of_party(
    party: Member | Subcontractor, role: OperatorRole, consent: Consent | None, papers: Sequence[Paper]
) -> DocumentOfParty:
    number = party.number.value
    if consent is not None and consent.status is ConsentStatus.GIVEN and consent.own_candidacy is not None:
        return DocumentOfParty(party.name, number, role, DocumentState.OWN_CANDIDACY, consent.own_candidacy)
    if _is_joined(number, papers):
        return DocumentOfParty(party.name, number, role, DocumentState.JOINED)
    is_asked = consent is not None and consent.status is ConsentStatus.INVITED
    return DocumentOfParty(party.name, number, role, DocumentState.INVITED if is_asked else DocumentState.TO_JOIN)


def _relied_on(matter: EspdMatter, consents: Sequence[Consent], papers: Sequence[Paper]) -> Iterator[DocumentOfParty]:
    asked = {str(each.member): each for each in consents}
    for each in matter.content.subcontractors:
        if each.capacities.strip():
            yield _of_party(each, OperatorRole.RELIED_ON, asked.get(each.number.value), papers)


def _is_joined(number: str, papers: Sequence[Paper]) -> bool:
    return any(each.about == number for each in papers)
