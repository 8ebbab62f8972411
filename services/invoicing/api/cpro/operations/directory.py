"""The account's own structures, and the directory of recipients."""

from typing import Final

from services.invoicing.api.cpro.directory_file import directory_file
from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.fields.directory import (
    Annuaire,
    ConsulterSiret,
    CoordonneeBancaire,
    CoordonneesAsked,
    CoordonneesBancaires,
    Destinataire,
    Destinataires,
    InformationsSiret,
    RechercherDestinataires,
    StructureActive,
    StructuresActives,
)
from services.invoicing.api.cpro.fields.kinds import Asked
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.structures import find_structure, structure_numbers
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_directory import Structure, StructureQuery, identifier_of
from services.invoicing.handlers.portal_directory import (
    all_recipients,
    own_structures,
    search_structures,
    structure_of,
)
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.siret import Siret

_END_OF_IBAN: Final = 4


def _active(role: PortalRole | None, call: Call) -> StructuresActives:
    def do(uow: UnitOfWork) -> StructuresActives:
        found = own_structures(call.account, role=role, uow=uow)
        numbers = structure_numbers(found, uow=uow)
        return StructuresActives(
            listeStructures=[
                StructureActive(
                    designationStructure=each.name,
                    idStructureCPP=numbers[str(each.siret)],
                    identifiant=str(each.siret),
                )
                for each in found
            ]
        )

    return call.work(call.principal(), do)


def _as_supplier(call: Call, _asked: Asked) -> StructuresActives:
    return _active(PortalRole.SUPPLIER, call)


def _as_recipient(call: Call, _asked: Asked) -> StructuresActives:
    return _active(PortalRole.RECIPIENT, call)


def _of_works(call: Call, _asked: Asked) -> StructuresActives:
    return _active(None, call)


def _recipients(call: Call, asked: RechercherDestinataires) -> Destinataires:
    page = asked.parametresRecherche
    query = StructureQuery(
        identifier=identifier_of(asked.identifiant),
        name=asked.nomVilleCodePostal,
        only_public=True,
        offset=page.offset,
        limit=page.size,
    )

    def do(uow: UnitOfWork) -> Destinataires:
        found, total = search_structures(query, call.account, uow=uow)
        numbers = structure_numbers(found, uow=uow)
        listed = [
            Destinataire(idStructureCPP=numbers[str(each.siret)], siret=str(each.siret), nomDestinataire=each.name)
            for each in found
        ]
        return Destinataires(listeDestinataires=listed, parametresRetour=page.told(total))

    answer = call.work(call.principal(), do)
    return answer if answer.parametresRetour.total else nothing_found("aucun destinataire ne correspond.")


def _siret(call: Call, asked: ConsulterSiret) -> InformationsSiret:
    siret = Siret.parse("".join(asked.siretStructure.split()))
    structure = call.work(call.principal(), lambda uow: structure_of(siret, call.account, uow=uow))
    if structure is None:
        nothing_found("ce SIRET n'est pas celui d'une structure connue ici.")
    return InformationsSiret(
        adresse=_line(structure),
        estActif=True,
        numeroInterneClassement=str(siret)[len(str(siret.siren)) :],
        raisonSociale=structure.name,
        siren=str(siret.siren),
        siret=str(siret),
    )


def _line(structure: Structure) -> str | None:
    seller = structure.seller
    return None if seller is None else f"{seller.line}, {seller.post_code} {seller.city}"


def _directory(call: Call, _asked: Asked) -> Annuaire:
    recipients = call.work(call.principal(), lambda uow: all_recipients(uow=uow))
    return Annuaire(fichierResultat=directory_file(recipients))


def _accounts(call: Call, asked: CoordonneesAsked) -> CoordonneesBancaires:
    """Give the account that the seller declared for its invoices, by its last figures only."""

    def do(uow: UnitOfWork) -> CoordonneesBancaires:
        structure = find_structure(call, asked.idStructure, uow=uow)
        account = structure.seller.account if structure.seller else None
        if account is None:
            return CoordonneesBancaires(listeCoordonneeBancaire=[])
        number = uow.portal_numbers.number(Numbered.BANK_ACCOUNT, str(structure.siret))
        name = f"IBAN terminé par {account[-_END_OF_IBAN:]}"
        known = CoordonneeBancaire(idCoordonneeBancaire=number, nomCoordonneeBancaire=name)
        return CoordonneesBancaires(listeCoordonneeBancaire=[known])

    return call.work(call.principal(), do)


DIRECTORY: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="transverses/v1/recuperer/structures/actives/fournisseur",
        summary="Lister les structures pour lesquelles le compte technique est fournisseur.",
        asks=Asked,
        answers=StructuresActives,
        run=_as_supplier,
    ),
    Operation(
        path="transverses/v1/recuperer/structures/actives/destinataire",
        summary="Lister les structures pour lesquelles le compte technique est destinataire.",
        asks=Asked,
        answers=StructuresActives,
        run=_as_recipient,
    ),
    Operation(
        path="transverses/v1/recuperer/structures/actives/facturetravaux",
        summary="Lister les structures pour lesquelles le compte technique suit des factures de travaux : toutes.",
        asks=Asked,
        answers=StructuresActives,
        run=_of_works,
    ),
    Operation(
        path="transverses/v1/rechercher/destinataire",
        summary="Rechercher des destinataires.",
        asks=RechercherDestinataires,
        answers=Destinataires,
        run=_recipients,
    ),
    Operation(
        path="transverses/v1/consulter/information/siret",
        summary="Consulter ce qui est connu ici d'un SIRET.",
        asks=ConsulterSiret,
        answers=InformationsSiret,
        run=_siret,
    ),
    Operation(
        path="transverses/v1/telecharger/annuaire/destinataire",
        summary="Télécharger l'annuaire des destinataires (ZIP).",
        asks=Asked,
        answers=Annuaire,
        run=_directory,
    ),
    Operation(
        path="transverses/v1/recuperer/coordbanc/valides",
        summary="Lister les coordonnées bancaires d'une structure du compte technique.",
        asks=CoordonneesAsked,
        answers=CoordonneesBancaires,
        run=_accounts,
    ),
)
