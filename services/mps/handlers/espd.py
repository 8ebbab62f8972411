"""A company reads its candidacy as a European single procurement document (DUME), from its form as it made it."""

from typing import Final

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.espd_candidacy import EspdCandidate, EspdDeclared, candidate_of
from services.mps.domain.espd_matter import EspdMatter, JoinedGroup
from services.mps.domain.espd_party_documents import DocumentOfParty, documents_of
from services.mps.domain.espd_request import EspdAsked, asked_by, request_id_of
from services.mps.domain.form import FormContent
from services.mps.domain.grouping import ConsentStatus
from services.mps.domain.sources import Source
from services.mps.handlers.forms import known_tender, requirements_of
from services.mps.handlers.groupings import invitation_of
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.paris import legal_day
from shared.kernel.refusal import refuse

_MOST_INVITATIONS: Final = 100


def espd_candidate(
    candidacy_id: CandidacyId, declared: EspdDeclared, *, platform_url: str, uow: UnitOfWork
) -> EspdCandidate:
    """Gather what the document of a candidacy says, with what is known at this moment.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-NOT-READY``, ``MPS-TENDER-UNKNOWN`` as the candidacy document;
            as `candidate_of`.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    if not candidacy.is_presentable(at=uow.clock.now()):
        refuse("MPS-NOT-READY", candidacy_id=candidacy_id)
    return candidate_of(espd_matter(candidacy, uow=uow), declared, platform_url=platform_url)


def espd_matter(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> EspdMatter:
    """Gather what is at hand for the document of a candidacy that the reader may read.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``.
    """
    tender = known_tender(candidacy, uow=uow)
    form = uow.forms.of(candidacy.candidacy_id)
    today, siren = legal_day(uow.clock.now()), candidacy.siret.siren
    powers = (each for each in uow.delegations.all() if each.siren == siren and each.holds_on(today))
    return EspdMatter(
        candidacy=candidacy,
        tender=tender,
        content=FormContent() if form is None else form.content,
        asked=requirements_of(tender, uow=uow).items,
        papers=tuple(uow.papers.of(candidacy.candidacy_id)),
        certificates=uow.certificates.of(candidacy.candidacy_id),
        powers=tuple(sorted(powers, key=lambda each: each.delegation_id.value)),
        joined=_joined(candidacy, uow=uow),
        said_at=None if form is None else form.saved_at,
        request_id=request_id_of(tender),
    )


def _joined(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> JoinedGroup | None:
    """Find the group to which the company has consented for this consultation."""
    for consent in uow.consents.asked_of(candidacy.siret.siren, after=None, limit=_MOST_INVITATIONS):
        is_mine = consent.own_candidacy == candidacy.candidacy_id and consent.status is ConsentStatus.GIVEN
        found = invitation_of(consent, uow=uow) if is_mine else None
        if found is not None and found.grouping is not None:
            return JoinedGroup(found.lead, _name(found.lead), found.grouping)
    return None


def _name(candidacy: SiretCandidacy) -> str:
    facts = candidacy.block(Source.ESTABLISHMENT).facts
    return next((fact.value for fact in facts if fact.code == "name"), f"SIRET {candidacy.siret}")


def espd_asked(tender_id: TenderId, lot: str | None, *, uow: UnitOfWork) -> EspdAsked:
    """Gather what the request of a consultation says: what it asks, for one lot or for all of them.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``ESPD-LOT-UNKNOWN``.
    """
    tender = uow.tenders.get(tender_id)
    if tender is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=tender_id)
    return asked_by(tender, requirements_of(tender, uow=uow), lot=lot)


def parties_of(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> tuple[DocumentOfParty, ...]:
    """List the documents that a candidacy needs: one for each party, with who makes it and where it stands.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-TENDER-UNKNOWN``.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    return documents_of(espd_matter(candidacy, uow=uow), consents=tuple(uow.consents.of(candidacy_id)))
