"""The confirmed form inside the candidacy document, with French names: people read it."""

from datetime import date, datetime

from pydantic import BaseModel

from services.mps.domain.document import CandidacyDocument
from services.mps.domain.grouping import ConsentStatus
from services.mps.domain.sources import CARDS


class ReponseOut(BaseModel):
    """What the company says by itself."""

    demande: str
    lot: int | None
    reponse: str


class ContestationOut(BaseModel):
    """A fact that the company holds for wrong."""

    source: str
    donnee: str
    raison: str
    selon_le_candidat: str | None


class MembreOut(BaseModel):
    """A member of the group."""

    type_numero: str
    numero: str
    nom: str
    prestations: str
    part: str | None
    accord_le: datetime | None


class GroupementOut(BaseModel):
    """The group that the candidate leads."""

    forme: str
    mandataire_solidaire: bool
    membres: list[MembreOut]


class SousTraitantOut(BaseModel):
    """A declared subcontractor (DC4)."""

    type_numero: str
    numero: str
    nom: str
    adresse: str
    prestations: str
    montant_maximum_ht: str | None
    conditions_de_paiement: str
    variation_des_prix: str
    capacites: str
    paiement_direct: bool
    declaration_sur_l_honneur: bool


class PieceOut(BaseModel):
    """A joined paper, by its digest."""

    nom: str
    nature: str
    objet: str | None
    empreinte_sha256: str
    valable_jusqu_au: date | None


class FormulaireOut(BaseModel):
    """The whole confirmed form."""

    version: int
    confirme_le: datetime | None
    presentation: str
    lots: list[int]
    declarations: list[str]
    reponses: list[ReponseOut]
    contestations: list[ContestationOut]
    groupement: GroupementOut | None
    sous_traitants: list[SousTraitantOut]
    pieces: list[PieceOut]


def form_out(document: CandidacyDocument) -> FormulaireOut:
    """Write the form of a document that has one."""
    form = document.form
    assert form is not None, "the caller has looked"  # noqa: S101 - programmer error, not input
    content = form.content
    return FormulaireOut(
        version=form.version,
        confirme_le=form.confirmed_at,
        presentation=content.basis.value,
        lots=list(content.lots),
        declarations=[each.value for each in content.declarations],
        reponses=[ReponseOut(demande=each.code, lot=each.lot_number, reponse=each.value) for each in content.answers],
        contestations=[
            ContestationOut(
                source=CARDS[each.source].title,
                donnee=each.fact_code,
                raison=each.reason,
                selon_le_candidat=each.proposed,
            )
            for each in content.contests
        ],
        groupement=_group(document),
        sous_traitants=_subcontractors(document),
        pieces=[
            PieceOut(
                nom=each.name.value,
                nature=each.kind.value,
                objet=each.about,
                empreinte_sha256=each.content.sha256,
                valable_jusqu_au=each.expires_on,
            )
            for each in document.papers
        ],
    )


def _group(document: CandidacyDocument) -> GroupementOut | None:
    grouping = None if document.form is None else document.form.content.grouping
    if grouping is None:
        return None
    given = {str(each.member): each.answered_at for each in document.consents if each.status is ConsentStatus.GIVEN}
    return GroupementOut(
        forme=grouping.form.value,
        mandataire_solidaire=grouping.lead_is_solidary,
        membres=[
            MembreOut(
                type_numero=each.number.scheme.value,
                numero=each.number.value,
                nom=each.name,
                prestations=each.task,
                part=None if each.share is None else each.share.display(),
                accord_le=given.get(each.number.value),
            )
            for each in grouping.members
        ],
    )


def _subcontractors(document: CandidacyDocument) -> list[SousTraitantOut]:
    declared = () if document.form is None else document.form.content.subcontractors
    return [
        SousTraitantOut(
            type_numero=each.number.scheme.value,
            numero=each.number.value,
            nom=each.name,
            adresse=each.address,
            prestations=each.services,
            montant_maximum_ht=None if each.highest_amount is None else each.highest_amount.display(),
            conditions_de_paiement=each.payment_terms,
            variation_des_prix=each.price_variation,
            capacites=each.capacities,
            paiement_direct=each.is_paid_directly,
            declaration_sur_l_honneur=each.has_declared,
        )
        for each in declared
    ]
