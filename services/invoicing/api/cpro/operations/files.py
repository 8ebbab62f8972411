"""Files added before their invoice, and the files of invoices given back."""

import base64
import binascii
from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.downloading import TelechargerGroupe
from services.invoicing.api.cpro.fields.files import (
    AjouterFichier,
    FichierAjoute,
    PieceJointeTelechargee,
    TelechargerPieceJointe,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.downloading import downloaded
from services.invoicing.api.needs import PORTAL_BODY_BYTES
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_file import PortalFile, PortalFileId
from services.invoicing.ports import Numbered, UnitOfWork

_PAYMENT_REQUEST: Final = "DEMANDE_PAIEMENT"


def _add(call: Call, asked: AjouterFichier) -> FichierAjoute:
    try:
        content = base64.b64decode("".join(asked.pieceJointeFichier.split()), validate=True)
    except (binascii.Error, ValueError):
        refuse_call(Return.FIELD_INVALID, "pieceJointeFichier : le fichier n'est pas en base64.")
    principal = call.principal(PortalRole.SUPPLIER)

    def do(uow: UnitOfWork) -> int:
        file_id = uow.ids.new(PortalFileId)
        file = PortalFile(
            file_id=file_id,
            organisation=principal.organisation or refuse_call(Return.ROLE_MISSING, "Sans structure."),
            name=_name(asked),
            media_type=asked.pieceJointeTypeMime or "application/octet-stream",
            size=len(content),
            added_at=uow.clock.now(),
        )
        uow.portal_files.add(file, content)
        uow.record("portal_file_added", str(file_id), {"size": str(file.size)})
        return uow.portal_numbers.number(Numbered.FILE, str(file_id))

    return FichierAjoute(pieceJointeId=call.work(principal, do))


def _name(asked: AjouterFichier) -> str:
    """Give the whole name: software sends the extension apart, inside the name, or both."""
    extension = (asked.pieceJointeExtension or "").lstrip(".")
    name = asked.pieceJointeNom
    return name if not extension or name.lower().endswith(f".{extension.lower()}") else f"{name}.{extension}"


def _download(call: Call, asked: TelechargerPieceJointe) -> PieceJointeTelechargee:
    if asked.objetPieceJointe != _PAYMENT_REQUEST or asked.demandePaiement is None:
        nothing_found("seules les demandes de paiement ont des pièces jointes ici.")
    wanted = asked.demandePaiement
    group = TelechargerGroupe(
        format=wanted.format,
        listeFacture=wanted.listeFacture,
        avecPiecesJointesComplementaires=wanted.avecPiecesJointesComplementaires,
    )
    return PieceJointeTelechargee(pieceJointe=downloaded(call, group))


FILES: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="transverses/v1/ajouter/fichier",
        summary="Ajouter un fichier, que nommera ensuite une facture ou une réponse.",
        asks=AjouterFichier,
        answers=FichierAjoute,
        run=_add,
        limit=PORTAL_BODY_BYTES,
    ),
    Operation(
        path="transverses/v1/telecharger/pieceJointe",
        summary="Télécharger les fichiers de demandes de paiement.",
        asks=TelechargerPieceJointe,
        answers=PieceJointeTelechargee,
        run=_download,
    ),
)
