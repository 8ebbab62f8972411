"""Members of a group and subcontractors consent electronically, each under its own SIRET.

Law: CCP R2142-19 to R2142-26, R2193-1. The lead sees who has; after the opening the buyer reads what
those who consented have confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.form import CandidacyForm, FormContent, FormStatus, Grouping, Subcontractor
from services.mps.domain.grouping import Consent, ConsentStatus, PartyRole, asked_parties
from services.mps.domain.tender import KnownTender
from services.mps.handlers.request_candidacy import RequestCandidacy, request_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren


@dataclass(frozen=True, slots=True)
class AnswerInvitation:
    """Command: consent, or decline, to the composition that was read."""

    candidacy_id: CandidacyId
    accepts: bool
    composition: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a company may read of the candidacy that names it: its group, or what is said of it alone, nothing else."""

    consent: Consent
    lead: SiretCandidacy
    tender: KnownTender
    grouping: Grouping | None
    subcontracting: Subcontractor | None
    is_frozen: bool


def invite_members(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Sequence[Consent]:
    """Ask every member with a SIRET for its consent to the present composition; given consents to it stay.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-GROUP-EMPTY``, ``MPS-FORM-CONFIRMED`` once the composition is fixed.
    """
    candidacy, form = _inviting(candidacy_id, uow=uow)
    if form is None or form.content.grouping is None:
        refuse("MPS-GROUP-EMPTY", article="R2142-19")
    if form.status is FormStatus.CONFIRMED:
        refuse("MPS-FORM-CONFIRMED", article="R2142-26", candidacy_id=candidacy_id)
    return _ask(candidacy, form.content, PartyRole.MEMBER, uow=uow)


def invite_subcontractors(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Sequence[Consent]:
    """Ask every declared subcontractor with a SIRET to consent, and so to make its own candidacy (R2193-1).

    Nothing in the group depends on it: it is asked before the confirmation or after.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-SUBCONTRACTORS-NONE``.
    """
    candidacy, form = _inviting(candidacy_id, uow=uow)
    if form is None or not form.content.subcontractors:
        refuse("MPS-SUBCONTRACTORS-NONE", article="R2193-1")
    return _ask(candidacy, form.content, PartyRole.SUBCONTRACTOR, uow=uow)


def invite_parties(candidacy_id: CandidacyId, content: FormContent, *, uow: UnitOfWork) -> None:
    """Ask everybody whom a content names, where it names anybody."""
    if content.grouping is not None:
        invite_members(candidacy_id, uow=uow)
    if content.subcontractors:
        invite_subcontractors(candidacy_id, uow=uow)


def answer_invitation(command: AnswerInvitation, *, uow: UnitOfWork) -> Consent:
    """Answer for one's own company; a consent opens the member's own candidacy, so that its data are gathered too.

    Raises:
        Refused: ``MPS-INVITATION-UNKNOWN``, ``MPS-COMPOSITION-CHANGED``, ``MPS-FORM-CONFIRMED``.
    """
    uow.scope.principal.require(Right.SUBMIT)
    invitation = read_invitation(command.candidacy_id, uow=uow)
    if invitation.is_frozen:
        refuse("MPS-FORM-CONFIRMED", article="R2142-26", candidacy_id=command.candidacy_id)
    own = None
    if command.accepts:
        member, tender_id = invitation.consent.member, invitation.lead.tender_id
        own = request_candidacy(RequestCandidacy(member, tender_id), uow=uow).candidacy_id
    answered = invitation.consent.answered(
        accepts=command.accepts,
        composition=command.composition,
        at=uow.clock.now(),
        own=own,
        reason=command.reason,
    )
    uow.consents.put(answered)
    facts = {"member": str(answered.member), "status": answered.status.value, "composition": answered.composition}
    uow.record("group_answered", str(command.candidacy_id), facts)
    return answered


def read_invitation(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Invitation:
    """Read what one's own company was asked by the lead of a group.

    Raises:
        Refused: ``MPS-INVITATION-UNKNOWN`` when it was asked nothing, whatever exists.
    """
    own = _own(uow=uow)
    asked = [each for each in uow.consents.of(candidacy_id) if each.member.siren == own]
    consent = None if not asked else uow.consents.one(candidacy_id, asked[0].member)
    found = None if consent is None else invitation_of(consent, uow=uow)
    if found is None:
        refuse("MPS-INVITATION-UNKNOWN", candidacy_id=candidacy_id)
    return found


def invitation_of(consent: Consent, *, uow: UnitOfWork) -> Invitation | None:
    """Join what a party may see; None when the lead has given its group up, or the party up."""
    lead = uow.candidacies.lead_of(consent.candidacy_id)
    form = uow.forms.of(consent.candidacy_id)
    tender = None if lead is None else uow.tenders.get(lead.tender_id)
    if lead is None or form is None or tender is None:
        return None
    content, named = form.content, (consent.member, consent.role)
    if named not in {(each.siret, each.role) for each in asked_parties(content, lead=lead.siret)}:
        return None  # it was taken out since
    if consent.role is PartyRole.SUBCONTRACTOR:
        own = next(each for each in content.subcontractors if each.number.value == str(consent.member))
        return Invitation(consent, lead, tender, None, own, is_frozen=False)
    return Invitation(consent, lead, tender, content.grouping, None, form.status is FormStatus.CONFIRMED)


def list_invitations(*, after: CandidacyId | None, limit: int, uow: UnitOfWork) -> Sequence[Invitation]:
    """Give what one's own company was asked, the latest first."""
    asked = uow.consents.asked_of(_own(uow=uow), after=after, limit=limit)
    return [found for each in asked if (found := invitation_of(each, uow=uow)) is not None]


def _inviting(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> tuple[SiretCandidacy, CandidacyForm | None]:
    uow.scope.principal.require(Right.SUBMIT)
    candidacy = uow.candidacies.get_locked(candidacy_id)
    if candidacy is None:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    return candidacy, uow.forms.of(candidacy_id)


def _ask(candidacy: SiretCandidacy, content: FormContent, role: PartyRole, *, uow: UnitOfWork) -> Sequence[Consent]:
    identifier = candidacy.candidacy_id
    known = {each.member: each for each in uow.consents.of(identifier)}
    wanted = [each for each in asked_parties(content, lead=candidacy.siret) if each.role is role]
    for each in wanted:
        asked = known.get(each.siret)
        if asked is None or (asked.composition, asked.role) != (each.composition, role):
            now, status = uow.clock.now(), ConsentStatus.INVITED
            uow.consents.put(Consent(identifier, each.siret, each.composition, status, now, role=role))
    facts = {"role": role.value, "composition": ", ".join(dict.fromkeys(each.composition for each in wanted))}
    uow.record("group_invited", str(identifier), facts)
    return uow.consents.of(identifier)


def _own(*, uow: UnitOfWork) -> Siren:
    principal = uow.scope.principal
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or principal.organisation is None:
        refuse("MPS-INVITATION-UNKNOWN", candidacy_id="-")
    return principal.organisation.siren
