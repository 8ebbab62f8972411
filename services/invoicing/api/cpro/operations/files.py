"""Files added before their invoice, one's own that wait, and the files of invoices given back."""

from collections.abc import Sequence
from typing import Any, Final

from services.invoicing.api.cpro.encoding import decode_file
from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.fields.downloading import TelechargerGroupe
from services.invoicing.api.cpro.fields.files import (
    AjouterFichier,
    FichierAjoute,
    PieceDeStructure,
    PieceDuCompte,
    PieceJointeTelechargee,
    PiecesDeStructure,
    PiecesDuCompte,
    RechercherPjMonCompte,
    RechercherPjStructure,
    RecupererTypesPj,
    TelechargerPieceJointe,
    TypePieceJointe,
    TypesPieceJointe,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.downloading import downloaded
from services.invoicing.api.cpro.operations.owning import siret_numbered
from services.invoicing.api.needs import PORTAL_FILE_BODY_BYTES
from services.invoicing.domain.attachments import LARGEST, Attachment, media_type_of
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_file import PortalFile
from services.invoicing.handlers.portal_directory import own_structures
from services.invoicing.handlers.portal_files import AddFile, add_file, looked_into
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse

_PAYMENT_REQUEST: Final = "DEMANDE_PAIEMENT"
_OBJECTS: Final = ("FACTURE", "FACTURE_TRAVAUX")
_MAIN, _ADDED = 1, 2
_TYPES: Final = {_MAIN: ("01", "Facture"), _ADDED: ("02", "Pièce complémentaire")}  # CPPFacturePivot V2_02, TypePJ


def _add(call: Call, asked: AjouterFichier) -> FichierAjoute:
    principal = call.principal(PortalRole.SUPPLIER)
    content = decoded(asked.pieceJointeFichier, field="pieceJointeFichier")
    name = _name(asked)
    file = Attachment(name=name, media_type=asked.pieceJointeTypeMime or media_type_of(name), content=content)
    return FichierAjoute(pieceJointeId=kept(call, principal, file))


def decoded(text: str, *, field: str) -> bytes:
    """Decode a file of a size that is taken, or refuse."""
    content = decode_file(text, field=field)
    if not 0 < len(content) <= LARGEST:
        refuse(Code.PORTAL_FILE_SIZE, most=LARGEST)
    return content


def kept(call: Call, principal: Principal, file: Attachment) -> int:
    """Look into a file, keep it, and give its number."""
    command = looked_into(file, call.app.antivirus)

    def do(uow: UnitOfWork) -> int:
        return _number(command, uow)

    return call.work(principal, do)


def _number(command: AddFile, uow: UnitOfWork) -> int:
    return uow.portal_numbers.number(Numbered.FILE, str(add_file(command, uow=uow).file_id))


def _name(asked: AjouterFichier) -> str:
    """Give the whole name: software sends the extension apart, inside the name, or both."""
    extension = (asked.pieceJointeExtension or "").lstrip(".")
    name = asked.pieceJointeNom
    return name if not extension or name.lower().endswith(f".{extension.lower()}") else f"{name}.{extension}"


def _mine(call: Call, asked: RechercherPjMonCompte) -> PiecesDuCompte:
    """Give the files of the account's first supplier, for which ``ajouter/fichier`` keeps them."""
    page = asked.parametresRecherche

    def do(uow: UnitOfWork) -> PiecesDuCompte:
        found = _waiting(asked, uow)
        listed = [PieceDuCompte(**_written(file, uow)) for file in page.cut(found)]
        return PiecesDuCompte(listePiecesJointes=listed, parametresRetour=page.told(len(found)))

    return call.work(call.principal(PortalRole.SUPPLIER), do)


def _of_structure(call: Call, asked: RechercherPjStructure) -> PiecesDeStructure:
    """Give the files of one organisation of the account, its first supplier when none is named."""
    page = asked.parametresRecherche
    principal = call.principal(PortalRole.SUPPLIER, siret=siret_numbered(call, asked.idStructureCPP))

    def do(uow: UnitOfWork) -> PiecesDeStructure:
        own = next(one for one in own_structures(call.account, uow=uow) if one.siret == principal.organisation)
        number, found = uow.portal_numbers.number(Numbered.STRUCTURE, str(own.siret)), _waiting(asked, uow)
        listed = [
            PieceDeStructure(
                **_written(file, uow),
                pieceJointeStructureCode=str(own.siret),
                pieceJointeStructureId=number,
                pieceJointeStructureRaisonSociale=own.name,
            )
            for file in page.cut(found)
        ]
        return PiecesDeStructure(listePiecesJointes=listed, parametresRetour=page.told(len(found)))

    return call.work(principal, do)


def _waiting(asked: RechercherPjMonCompte | RechercherPjStructure, uow: UnitOfWork) -> Sequence[PortalFile]:
    """Give the files that no invoice names yet, of a name and of the type that is asked for."""
    words = (asked.pieceJointeDesignation or "").lower()
    found = [file for file in uow.portal_files.waiting() if words in file.name.lower()]
    return found if (asked.pieceJointeTypeId or _ADDED) in (-1, _ADDED) else []


def _written(file: PortalFile, uow: UnitOfWork) -> dict[str, Any]:
    code, label = _TYPES[_ADDED]
    return {
        "pieceJointeDesignation": file.name,
        "pieceJointeExtension": file.extension,
        "pieceJointeId": uow.portal_numbers.number(Numbered.FILE, str(file.file_id)),
        "pieceJointeTypeCode": code,
        "pieceJointeTypeLibelle": label,
    }


def _types(_call: Call, asked: RecupererTypesPj) -> TypesPieceJointe:
    if asked.typeObjet not in ("", *_OBJECTS):
        nothing_found("seules les demandes de paiement ont des pièces jointes ici.")
    listed = [
        TypePieceJointe(
            codeTypePieceJointe=code,
            idTypePieceJointe=number,
            libelleTypePieceJointe=label,
            typeObjet=asked.typeObjet or _OBJECTS[0],
        )
        for number, (code, label) in _TYPES.items()
    ]
    return TypesPieceJointe(listeTypePieceJointe=listed)


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
        limit=PORTAL_FILE_BODY_BYTES,
    ),
    Operation(
        path="transverses/v1/rechercher/pj/moncompte",
        summary="Lister les fichiers ajoutés qu'aucune facture ne nomme encore.",
        asks=RechercherPjMonCompte,
        answers=PiecesDuCompte,
        run=_mine,
    ),
    Operation(
        path="transverses/v1/rechercher/pj/structure",
        summary="Lister les fichiers ajoutés d'une structure qu'aucune facture ne nomme encore.",
        asks=RechercherPjStructure,
        answers=PiecesDeStructure,
        run=_of_structure,
    ),
    Operation(
        path="transverses/v1/recuperer/typespj",
        summary="Lister les types de pièces jointes.",
        asks=RecupererTypesPj,
        answers=TypesPieceJointe,
        run=_types,
    ),
    Operation(
        path="transverses/v1/telecharger/pieceJointe",
        summary="Télécharger les fichiers de demandes de paiement.",
        asks=TelechargerPieceJointe,
        answers=PieceJointeTelechargee,
        run=_download,
    ),
)
