"""The candidacy document as JSON, with French names: people read it, and `plis mps read` shows it."""

from datetime import date, datetime

from pydantic import BaseModel

from services.mps.api.document_form_schemas import FormulaireOut, form_out
from services.mps.domain import declaration
from services.mps.domain.document import CandidacyDocument, DocumentedBlock

FORMAT = "plis-candidature-siret/1"


class FaitOut(BaseModel):
    """One fact: its label and its value."""

    libelle: str
    valeur: str


class SourceOut(BaseModel):
    """One administration: what it was asked, what it said, and when."""

    titre: str
    administration: str
    article: str
    nature: str
    etat: str
    demande_le: datetime
    repondu_le: datetime | None
    date_des_faits: date | None
    precision: str | None
    faits: list[FaitOut]

    @classmethod
    def of(cls, block: DocumentedBlock) -> "SourceOut":
        """Write one source; codes for programmes stay out of a document for people."""
        shown = [fact for fact in block.facts if not fact.code.endswith("_code")]
        return cls(
            titre=block.title,
            administration=block.issuer,
            article=block.article,
            nature=block.openness,
            etat=block.status,
            demande_le=block.asked_at,
            repondu_le=block.answered_at,
            date_des_faits=block.as_of,
            precision=block.detail,
            faits=[FaitOut(libelle=fact.label, valeur=fact.value) for fact in shown],
        )


class ConsultationOut(BaseModel):
    """The consultation that the document answers."""

    identifiant: str
    intitule: str
    acheteur: str
    siret_acheteur: str


class DeclarationOut(BaseModel):
    """The self-declaration (déclaration sur l'honneur)."""

    article: str
    texte: str


class DocumentOut(BaseModel):
    """The whole document."""

    format: str = FORMAT
    titre: str
    candidature: str
    siret: str
    denomination: str | None
    etabli_le: datetime
    consultation: ConsultationOut
    declaration_sur_l_honneur: DeclarationOut
    sources: list[SourceOut]
    avertissements: list[str]
    mentions: list[str]
    formulaire: FormulaireOut | None = None

    @classmethod
    def of(cls, document: CandidacyDocument) -> "DocumentOut":
        """Write the document."""
        tender, candidacy = document.tender, document.candidacy
        return cls(
            titre=document.title,
            candidature=str(candidacy.candidacy_id),
            siret=str(candidacy.siret),
            denomination=document.operator_name,
            etabli_le=document.established_at,
            consultation=ConsultationOut(
                identifiant=str(tender.tender_id),
                intitule=tender.title,
                acheteur=tender.buyer_name,
                siret_acheteur=str(tender.buyer_siret),
            ),
            declaration_sur_l_honneur=DeclarationOut(article=declaration.ARTICLE, texte=document.declaration),
            sources=[SourceOut.of(block) for block in document.blocks],
            avertissements=list(document.messages),
            mentions=list(document.mentions),
            formulaire=None if document.form is None else form_out(document),
        )
