"""Members of a group consent electronically, each under its own SIRET; the lead sees who has (CCP R2142-19 to -26)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.form import FormStatus, Grouping
from services.mps.domain.grouping import Consent, ConsentStatus, composition_of, invitable
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
    """What a member may read of the candidacy that names it: the group and the consultation, nothing else."""

    consent: Consent
    lead: SiretCandidacy
    tender: KnownTender
    grouping: Grouping
    is_frozen: bool


def invite_members(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Sequence[Consent]:
    """Ask every member with a SIRET for its consent to the present composition; given consents to it stay.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-GROUP-EMPTY``, ``MPS-FORM-CONFIRMED`` once the composition is fixed.
    """
    uow.scope.principal.require(Right.SUBMIT)
    candidacy = uow.candidacies.get_locked(candidacy_id)
    if candidacy is None:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    form = uow.forms.of(candidacy_id)
    if form is None or form.content.grouping is None:
        refuse("MPS-GROUP-EMPTY", article="R2142-19")
    if form.status is FormStatus.CONFIRMED:
        refuse("MPS-FORM-CONFIRMED", article="R2142-26", candidacy_id=candidacy_id)
    present = composition_of(form.content.grouping, lead=candidacy.siret)
    known = {each.member: each for each in uow.consents.of(candidacy_id)}
    for member in invitable(form.content.grouping):
        asked = known.get(member)
        if asked is None or asked.composition != present:
            uow.consents.put(Consent(candidacy_id, member, present, ConsentStatus.INVITED, uow.clock.now()))
    uow.record("group_invited", str(candidacy_id), {"composition": present})
    return uow.consents.of(candidacy_id)


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
    """Join what a member may see; None when the lead has given its group up, or the member up."""
    lead = uow.candidacies.lead_of(consent.candidacy_id)
    form = uow.forms.of(consent.candidacy_id)
    tender = None if lead is None else uow.tenders.get(lead.tender_id)
    if lead is None or form is None or form.content.grouping is None or tender is None:
        return None
    if consent.member not in invitable(form.content.grouping):  # it was taken out of the group since
        return None
    return Invitation(consent, lead, tender, form.content.grouping, form.status is FormStatus.CONFIRMED)


def list_invitations(*, after: CandidacyId | None, limit: int, uow: UnitOfWork) -> Sequence[Invitation]:
    """Give what one's own company was asked, the latest first."""
    asked = uow.consents.asked_of(_own(uow=uow), after=after, limit=limit)
    return [found for each in asked if (found := invitation_of(each, uow=uow)) is not None]


def _own(*, uow: UnitOfWork) -> Siren:
    principal = uow.scope.principal
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or principal.organisation is None:
        refuse("MPS-INVITATION-UNKNOWN", candidacy_id="-")
    return principal.organisation.siren
