"""The lists of agents, as pages and as files: contracts, registrations, downloads, questions."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from services.tenders.api.contract_outputs import ContractOut
from services.tenders.api.exports import Column
from services.tenders.api.labels import KINDS
from services.tenders.api.listing import Listing
from services.tenders.api.questions_outputs import QuestionOut
from services.tenders.api.registrations_outputs import DownloadOut, RegistrationOut
from services.tenders.domain.contracts import Contract
from services.tenders.domain.downloads import Download, Visitor
from services.tenders.domain.questions import Question, QuestionStatus
from services.tenders.domain.registrations import Registration
from services.tenders.domain.states import ContractStatus
from shared.kernel.siret import Siret

CONTRACT_STATUSES: Final[Mapping[ContractStatus, str]] = MappingProxyType(
    {
        ContractStatus.SIGNED: "Signé",
        ContractStatus.AWAITING_ACKNOWLEDGEMENT: "Transmis au contrôle de légalité",
        ContractStatus.ACKNOWLEDGED: "Accusé de réception reçu",
        ContractStatus.NOTIFIED: "Notifié",
        ContractStatus.CANCELLED: "Annulé avant notification",
        ContractStatus.COMPLETED: "Exécuté",
        ContractStatus.TERMINATED: "Résilié",
    }
)
QUESTION_STATUSES: Final[Mapping[QuestionStatus, str]] = MappingProxyType(
    {
        QuestionStatus.ASKED: "Sans réponse",
        QuestionStatus.ANSWERED: "Répondue",
        QuestionStatus.REFUSED: "Réponse refusée",
        QuestionStatus.WITHDRAWN: "Retirée",
    }
)
VISITORS: Final[Mapping[Visitor, str]] = MappingProxyType(
    {
        Visitor.ANONYMOUS: "Anonyme",
        Visitor.COMPANY: "Entreprise",
        Visitor.BUYER: "Acheteur",
        Visitor.OTHER: "Autre",
    }
)


def _number(siret: Siret | None) -> str | None:
    return None if siret is None else siret.value


CONTRACTS: Final[Listing[Contract]] = Listing(
    "marches",
    show=ContractOut.of,
    key=lambda contract: contract.contract_id,
    columns=(
        Column("Référence", lambda contract: contract.reference),
        Column("Objet", lambda contract: contract.object),
        Column("Lot", lambda contract: contract.lot.number),
        Column("Titre du lot", lambda contract: contract.lot.title),
        Column("Nature", lambda contract: KINDS[contract.kind]),
        Column("État", lambda contract: CONTRACT_STATUSES[contract.status]),
        Column("Titulaire", lambda contract: contract.contractor.name),
        Column("SIRET du titulaire", lambda contract: contract.contractor.siret.value),
        Column("Montant (EUR HT)", lambda contract: contract.amount_excl_vat.amount),
        Column("Signé le", lambda contract: contract.signed_on),
        Column("Notifié le", lambda contract: contract.notified_on),
        Column("Identifiant", lambda contract: str(contract.contract_id)),
    ),
)
REGISTRATIONS: Final[Listing[Registration]] = Listing(
    "inscrits",
    show=RegistrationOut.of,
    key=lambda each: each.registration_id,
    columns=(
        Column("Nom", lambda each: each.name),
        Column("SIRET", lambda each: _number(each.siret)),
        Column("Adresse électronique", lambda each: each.email),
        Column("Inscrit le (heure de Paris)", lambda each: each.registered_at),
    ),
)
DOWNLOADS: Final[Listing[Download]] = Listing(
    "registre-des-retraits",
    show=DownloadOut.of,
    key=lambda each: each.download_id,
    columns=(
        Column("Document", lambda each: each.name),
        Column("Version", lambda each: each.version),
        Column("Visiteur", lambda each: VISITORS[each.visitor]),
        Column("SIRET", lambda each: _number(each.siret)),
        Column("Retiré le (heure de Paris)", lambda each: each.downloaded_at),
    ),
)


def questions_listing(due: date | None) -> Listing[Question]:
    """Show the questions of one consultation, whose answers are due by a day."""
    return Listing(
        "questions",
        show=lambda each: QuestionOut.of(each, due=due),
        key=lambda each: each.question_id,
        columns=(
            Column("État", lambda each: QUESTION_STATUSES[each.status]),
            Column("Numéro", lambda each: each.number),
            Column("Question", lambda each: each.content),
            Column("Réponse", lambda each: each.answer),
            Column("SIRET de l'auteur", lambda each: _number(each.author.siret)),
            Column("Posée le (heure de Paris)", lambda each: each.asked_at),
            Column("Trop tardive", lambda each: each.too_late),
        ),
    )
