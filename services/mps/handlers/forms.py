"""The company fills, confirms and reuses the form of its candidacy (CCP R2143-3, R2143-4)."""

from dataclasses import dataclass, replace
from typing import Final

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.form import CandidacyForm, FormContent, FormStatus, refuse_impossible, reused
from services.mps.domain.grouping import Consent, ConsentStatus, asked_parties, composition_of
from services.mps.domain.needs import Need, needs_of, warnings_of
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.operator_remarks import remarks_of_form
from services.mps.domain.papers import Paper
from services.mps.domain.requirements import TenderRequirements, ordinary_requirements
from services.mps.domain.tender import KnownTender
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse

_PARTIES: Final = (
    "Membres ou sous-traitants qui n'ont pas encore confirmé leur propre candidature : {count}. L'acheteur ne lit une "
    "candidature qu'une fois confirmée."
)


@dataclass(frozen=True, slots=True)
class FormView:
    """The whole of a candidacy as its company sees it."""

    candidacy: SiretCandidacy
    tender: KnownTender
    form: CandidacyForm
    requirements: TenderRequirements
    needs: tuple[Need, ...]
    papers: tuple[Paper, ...]
    consents: tuple[Consent, ...]
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]
    is_late: bool


def view_form(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> FormView:
    """Show what is asked, known, given and left to do.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-TENDER-UNKNOWN``.
    """
    return form_view(read_candidacy(candidacy_id, uow=uow), uow=uow)


def form_view(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> FormView:
    """Show a candidacy that the reader may read."""
    tender = known_tender(candidacy, uow=uow)
    form = uow.forms.of(candidacy.candidacy_id) or CandidacyForm.blank(
        candidacy.candidacy_id, at=candidacy.requested_at
    )
    requirements = requirements_of(tender, uow=uow)
    papers = tuple(uow.papers.of(candidacy.candidacy_id))
    consents = tuple(uow.consents.of(candidacy.candidacy_id))
    items = requirements.for_lots(form.content.lots)
    needs = needs_of(items, candidacy=candidacy, content=form.content, papers=papers)
    missing = missing_consents(candidacy, form.content, consents)
    return FormView(
        candidacy=candidacy,
        tender=tender,
        form=form,
        requirements=requirements,
        needs=needs,
        papers=papers,
        consents=consents,
        warnings=(
            *warnings_of(needs, content=form.content, missing_consents=missing),
            *_unconfirmed(candidacy, form.content, consents, uow=uow),
        ),
        remarks=remarks_of_form(candidacy, today=legal_day(uow.clock.now())),
        is_late=tender.timeline.legal_at(uow.clock.now()) > tender.deadline,
    )


def save_form(candidacy_id: CandidacyId, content: FormContent, *, expected: int, uow: UnitOfWork) -> CandidacyForm:
    """Keep what the company wrote.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-FORM-CHANGED``, ``MPS-FORM-CONFIRMED``, or as ``refuse_impossible``.
    """
    candidacy = _locked(candidacy_id, uow=uow)
    tender = known_tender(candidacy, uow=uow)
    refuse_impossible(content, lead=_number(candidacy), lots=tuple(lot.number for lot in tender.lots))
    form = _form(candidacy, uow=uow).saved(content, expected=expected, at=uow.clock.now())
    return _keep(form, "form_saved", uow=uow)


def reuse_form(candidacy_id: CandidacyId, *, expected: int, uow: UnitOfWork) -> CandidacyForm:
    """Take over what the company said in the candidacy that it confirmed last; everything is to be confirmed anew.

    Raises:
        Refused: ``MPS-NOTHING-TO-REUSE``, or as ``save_form``.
    """
    candidacy = _locked(candidacy_id, uow=uow)
    earlier = uow.forms.last_confirmed(candidacy.siret.siren, other_than=candidacy_id)
    if earlier is None:
        refuse("MPS-NOTHING-TO-REUSE", candidacy_id=candidacy_id)
    form = _form(candidacy, uow=uow)
    taken = reused(earlier.content)
    content = replace(form.content, basis=taken.basis, answers=taken.answers, contests=taken.contests)
    return _keep(form.saved(content, expected=expected, at=uow.clock.now()), "form_reused", uow=uow)


def confirm_form(candidacy_id: CandidacyId, *, expected: int, uow: UnitOfWork) -> FormView:
    """Confirm the candidacy as it stands; what is missing is said, and stops nobody (R2144-2).

    Raises:
        Refused: as ``CandidacyForm.confirmed``.
    """
    candidacy = _locked(candidacy_id, uow=uow)
    form = _form(candidacy, uow=uow).confirmed(expected=expected, at=uow.clock.now())
    _keep(form, "form_confirmed", uow=uow)
    return form_view(candidacy, uow=uow)


def reopen_form(candidacy_id: CandidacyId, *, expected: int, uow: UnitOfWork) -> CandidacyForm:
    """Open a confirmed form again, while candidacies are still received.

    Raises:
        Refused: ``MPS-DEADLINE-PASSED`` (R2142-26: the group is fixed), or as ``CandidacyForm.reopened``.
    """
    candidacy = _locked(candidacy_id, uow=uow)
    tender = known_tender(candidacy, uow=uow)
    if tender.timeline.legal_at(uow.clock.now()) > tender.deadline:
        refuse("MPS-DEADLINE-PASSED", article="R2142-26", deadline=tender.deadline.isoformat())
    return _keep(_form(candidacy, uow=uow).reopened(expected=expected, at=uow.clock.now()), "form_reopened", uow=uow)


def known_tender(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> KnownTender:
    """Give the consultation of a candidacy.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``.
    """
    tender = uow.tenders.get(candidacy.tender_id)
    if tender is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=candidacy.tender_id)
    return tender


def requirements_of(tender: KnownTender, *, uow: UnitOfWork) -> TenderRequirements:
    """Give what a consultation asks, or what is usual while its buyer has not said it."""
    return uow.requirements.of(tender.tender_id) or ordinary_requirements(tender.tender_id, buyer=tender.buyer_siret)


def missing_consents(candidacy: SiretCandidacy, content: FormContent, consents: tuple[Consent, ...]) -> int:
    """Count the members that have not consented to the present composition of the group."""
    if content.grouping is None:
        return 0
    present = composition_of(content.grouping, lead=candidacy.siret)
    given = {
        str(each.member) for each in consents if each.status is ConsentStatus.GIVEN and each.composition == present
    }
    return sum(1 for member in content.grouping.members if member.number.value not in given)


def _unconfirmed(
    candidacy: SiretCandidacy, content: FormContent, consents: tuple[Consent, ...], *, uow: UnitOfWork
) -> tuple[str, ...]:
    """Warn of parties that consented and have not confirmed their own candidacy: the buyer reads confirmed ones."""
    named = {(each.siret, each.role) for each in asked_parties(content, lead=candidacy.siret)}
    given = [each for each in consents if each.status is ConsentStatus.GIVEN and (each.member, each.role) in named]
    forms = [None if each.own_candidacy is None else uow.forms.of(each.own_candidacy) for each in given]
    left = sum(1 for form in forms if form is None or form.status is not FormStatus.CONFIRMED)
    if not left:
        return ()
    return (_PARTIES.format(count=left),)


def _locked(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> SiretCandidacy:
    """Read and lock a candidacy: its form, its papers and its consents change one at a time."""
    uow.scope.principal.require(Right.SUBMIT)
    candidacy = uow.candidacies.get_locked(candidacy_id)
    if candidacy is None:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    return candidacy


def _form(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> CandidacyForm:
    return uow.forms.of(candidacy.candidacy_id) or CandidacyForm.blank(
        candidacy.candidacy_id, at=candidacy.requested_at
    )


def _keep(form: CandidacyForm, action: str, *, uow: UnitOfWork) -> CandidacyForm:
    uow.forms.save(form)
    uow.record(action, str(form.candidacy_id), {"version": str(form.version), "basis": form.content.basis.value})
    return form


def _number(candidacy: SiretCandidacy) -> OperatorNumber:
    return OperatorNumber(NumberScheme.SIRET, str(candidacy.siret))
