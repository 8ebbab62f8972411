"""A single document made elsewhere prefills the form of a candidacy (R2143-4); everything is to be confirmed anew."""

from services.mps.domain.espd import EspdDocument
from services.mps.domain.espd_import import TakenFromEspd, taken_from
from services.mps.domain.form import CandidacyForm
from services.mps.handlers.forms import save_form
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId


def import_espd(
    candidacy_id: CandidacyId, document: EspdDocument, *, expected: int, uow: UnitOfWork
) -> tuple[CandidacyForm, TakenFromEspd]:
    """Take over what a document says of the company, and keep the form.

    Raises:
        Refused: as ``taken_from`` and ``save_form``.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    known = uow.forms.of(candidacy_id) or CandidacyForm.blank(candidacy_id, at=candidacy.requested_at)
    taken = taken_from(document, known.content, siret=candidacy.siret)
    form = save_form(candidacy_id, taken.content, expected=expected, uow=uow)
    facts = {"version": document.version, "taken": ", ".join(taken.taken), "not_taken": str(len(taken.not_taken))}
    uow.record("espd_imported", str(candidacy_id), facts)
    return form, taken
