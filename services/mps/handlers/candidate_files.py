"""What a buyer may read of a candidate and of those with whom it answers, once its response is opened.

Law: CCP R2144-1; R2142-19 and R2193-1 for the parties. Who has not confirmed its form has addressed nothing to anybody.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import CandidateFile, NamedParty, OpenedResponse, PartyFile, named_parties
from services.mps.domain.form import CandidacyForm, FormStatus
from services.mps.domain.grouping import Consent, ConsentStatus, asked_parties
from services.mps.domain.papers import Paper
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.siren import Siren


def candidate_file(response: OpenedResponse, *, asked: Sequence[SiretCandidacy], uow: UnitOfWork) -> CandidateFile:
    """Gather what is readable of the candidate of an opened response."""
    candidacy = uow.opened.form_of(response.tender_id, response.siret.siren)
    own = _about(response.siret.siren, asked)
    form, papers = _confirmed(candidacy, uow=uow)
    if candidacy is None or form is None:
        return CandidateFile(response, candidacy, None, (), (), own)
    consents = tuple(uow.consents.of(candidacy.candidacy_id))
    return CandidateFile(
        response=response,
        form_candidacy=candidacy,
        form=form,
        papers=papers,
        consents=consents,
        asked=own,
        parties=tuple(_parties(candidacy, form, consents, asked=asked, uow=uow)),
    )


def party_of(siren: Siren, files: Sequence[CandidateFile]) -> CandidateFile | None:
    """Find the file of a company that others name, where it consented first; None when nobody names it."""
    named = [(file, each) for file in files for each in file.parties if each.party.number.siren == siren]
    named.sort(key=lambda each: each[1].form_candidacy is None)
    return next((file.of_party(found) for file, found in named), None)


def _parties(
    candidacy: SiretCandidacy,
    form: CandidacyForm,
    consents: Sequence[Consent],
    *,
    asked: Sequence[SiretCandidacy],
    uow: UnitOfWork,
) -> Iterator[PartyFile]:
    named = named_parties(form.content)
    if not named:
        return
    marks = {(each.siret, each.role): each.composition for each in asked_parties(form.content, lead=candidacy.siret)}
    present = {
        (str(each.member), each.role): each
        for each in consents
        if marks.get((each.member, each.role)) == each.composition  # what it said of another composition is not this
    }
    own = uow.opened.parties_of(candidacy.candidacy_id)
    for each in named:
        yield _party(each, present.get((each.number.value, each.role)), own, asked=asked, uow=uow)


def _party(
    party: NamedParty,
    consent: Consent | None,
    own: Mapping[CandidacyId, SiretCandidacy],
    *,
    asked: Sequence[SiretCandidacy],
    uow: UnitOfWork,
) -> PartyFile:
    siren = party.number.siren
    is_given = consent is not None and consent.status is ConsentStatus.GIVEN
    opened = None if consent is None or consent.own_candidacy is None or not is_given else consent.own_candidacy
    candidacy = None if opened is None else own.get(opened)
    form, papers = _confirmed(candidacy, uow=uow)
    return PartyFile(party, consent, candidacy, form, papers, () if siren is None else _about(siren, asked))


def _confirmed(candidacy: SiretCandidacy | None, *, uow: UnitOfWork) -> tuple[CandidacyForm | None, tuple[Paper, ...]]:
    """Give a confirmed form and its papers: a draft was never addressed to anybody."""
    form = None if candidacy is None else uow.forms.of(candidacy.candidacy_id)
    if candidacy is None or form is None or form.status is not FormStatus.CONFIRMED:
        return None, ()
    return form, tuple(each for each in uow.papers.of(candidacy.candidacy_id) if each.withdrawn_at is None)


def _about(siren: Siren, asked: Sequence[SiretCandidacy]) -> tuple[SiretCandidacy, ...]:
    return tuple(each for each in asked if each.siret.siren == siren)
