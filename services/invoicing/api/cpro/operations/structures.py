"""The directory: structures, and the services of those that receive."""

from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.structures import (
    AdressePostale,
    ConsulterService,
    ConsulterStructure,
    InformationGenerales,
    InformationsService,
    ParametresService,
    ParametresStructure,
    RechercherServices,
    RechercherStructures,
    ServiceConsulte,
    ServicesTrouves,
    ServiceTrouve,
    StructureConsultee,
    StructuresTrouvees,
    StructureTrouvee,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.domain.portal_directory import Structure, StructureQuery, identifier_of, service_key
from services.invoicing.domain.recipient import RecipientService
from services.invoicing.handlers.portal_directory import (
    search_structures,
    service_numbered,
    structure_numbered,
)
from services.invoicing.ports import Numbered, UnitOfWork

ACTIVE: Final = "ACTIF"
INACTIVE: Final = "INACTIF"
SIRET_TYPE: Final = "SIRET"
PUBLIC: Final = "PUBLIQUE"
PRIVATE: Final = "PRIVEE"
_TYPES: Final = frozenset({"", SIRET_TYPE, "SIREN"})


def _search(call: Call, asked: RechercherStructures) -> StructuresTrouvees:
    wanted, page = asked.structure, asked.parametres
    if wanted.typeIdentifiantStructure not in _TYPES or wanted.statutStructure == INACTIVE:
        nothing_found("aucune structure ne correspond.")  # every structure here is active and has a SIRET
    query = StructureQuery(
        identifier=identifier_of(wanted.identifiantStructure),
        name=wanted.raisonSocialeStructure or wanted.libelleStructure or wanted.nomStructure,
        only_public=wanted.typeStructure == PUBLIC,
        only_private=wanted.typeStructure == PRIVATE or asked.restreindreStructuresPrivees,
        offset=page.offset,
        limit=page.size,
    )

    def do(uow: UnitOfWork) -> StructuresTrouvees:
        found, total = search_structures(query, call.account, uow=uow)
        return StructuresTrouvees(listeStructures=found_structures(found, uow=uow), parametresRetour=page.told(total))

    answer = call.work(call.principal(), do)
    return answer if answer.parametresRetour.total else nothing_found("aucune structure ne correspond.")


def found_structures(found: list[Structure], *, uow: UnitOfWork) -> list[StructureTrouvee]:
    """Write structures with their numbers."""
    numbers = structure_numbers(found, uow=uow)
    return [
        StructureTrouvee(
            designationStructure=each.name,
            idStructureCPP=numbers[str(each.siret)],
            identifiantStructure=str(each.siret),
            statut=ACTIVE,
            typeIdentifiantStructure=SIRET_TYPE,
        )
        for each in found
    ]


def structure_numbers(structures: list[Structure], *, uow: UnitOfWork) -> dict[str, int]:
    """Give the numbers of structures, by SIRET."""
    return dict(uow.portal_numbers.numbers(Numbered.STRUCTURE, [str(each.siret) for each in structures]))


def find_structure(call: Call, number: int, *, uow: UnitOfWork) -> Structure:
    """Find a structure by its number.

    Raises:
        CproRefused: there is none that the account may see.
    """
    found = structure_numbered(number, call.account, uow=uow)
    return found or nothing_found("aucune structure n'a cet identifiant.")


def _consult(call: Call, asked: ConsulterStructure) -> StructureConsultee:
    structure = call.work(call.principal(), lambda uow: find_structure(call, asked.idStructure, uow=uow))
    recipient = structure.recipient
    return StructureConsultee(
        adressePostaleDuSiege=address_of(structure),
        informationGenerales=InformationGenerales(
            idStructureCPP=asked.idStructure,
            identifiantStructure=str(structure.siret),
            libelleStructure=structure.name,
            numeroTVA=structure.seller.vat if structure.seller else None,
            raisonSocialeStructure=structure.name,
            structurePriveePublique=PUBLIC if structure.is_public else PRIVATE,
            typeIdentifiantStructure=SIRET_TYPE,
        ),
        parametres=ParametresStructure(
            codeServiceDoitEtreRenseigne=recipient is not None and recipient.service_required,
            gestionNumeroEJOuCodeService=recipient is not None and recipient.either_required,
            numeroEJDoitEtreRenseigne=recipient is not None and recipient.commitment_required,
        ),
    )


def address_of(structure: Structure) -> AdressePostale:
    """Write what is known of the address of a structure."""
    seller = structure.seller
    if seller is None:
        return AdressePostale()
    return AdressePostale(adresse=seller.line, codePostal=seller.post_code, pays=seller.country, ville=seller.city)


def _services(call: Call, asked: RechercherServices) -> ServicesTrouves:
    page = asked.parametresRechercherServicesStructure

    def do(uow: UnitOfWork) -> ServicesTrouves:
        structure = find_structure(call, asked.idStructure, uow=uow)
        shown = list(page.cut(structure.services))
        listed = found_services(structure, shown, uow=uow)
        return ServicesTrouves(listeServices=listed, parametresRetour=page.told(len(structure.services)))

    return call.work(call.principal(), do)


def found_services(structure: Structure, shown: list[RecipientService], *, uow: UnitOfWork) -> list[ServiceTrouve]:
    """Write services with their numbers."""
    keys = {each.code: service_key(structure.siret, each.code) for each in shown}
    numbers = uow.portal_numbers.numbers(Numbered.SERVICE, keys.values())
    return [
        ServiceTrouve(
            codeService=each.code,
            estActif=each.is_active,
            idService=numbers[keys[each.code]],
            libelleService=each.name,
            statutService=ACTIVE if each.is_active else INACTIVE,
        )
        for each in shown
    ]


def _consult_service(call: Call, asked: ConsulterService) -> ServiceConsulte:
    def find(uow: UnitOfWork) -> RecipientService:
        structure = find_structure(call, asked.idStructure, uow=uow)
        found = service_numbered(asked.idService, call.account, uow=uow)
        if found is None:
            nothing_found("aucun service n'a cet identifiant.")
        if found[0].siret != structure.siret:
            refuse_call(Return.NOT_COHERENT, "idService : ce service n'est pas celui de cette structure.")
        return found[1]

    service = call.work(call.principal(), find)
    return ServiceConsulte(
        adressePostale=AdressePostale(),
        informationsGenerales=InformationsService(codeService=service.code, nomService=service.name),
        parametres=ParametresService(miseEnPaiement=True, numeroEngagement=service.commitment_required),
    )


STRUCTURES: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="structures/v1/rechercher",
        summary="Rechercher des structures : celles qui reçoivent des factures ici, et celles du compte technique.",
        asks=RechercherStructures,
        answers=StructuresTrouvees,
        run=_search,
    ),
    Operation(
        path="structures/v1/consulter",
        summary="Consulter une structure : ce qu'elle exige sur ses factures.",
        asks=ConsulterStructure,
        answers=StructureConsultee,
        run=_consult,
    ),
    Operation(
        path="structures/v1/rechercher/services",
        summary="Lister les services d'une structure.",
        asks=RechercherServices,
        answers=ServicesTrouves,
        run=_services,
    ),
    Operation(
        path="structures/v1/consulter/service",
        summary="Consulter un service d'une structure.",
        asks=ConsulterService,
        answers=ServiceConsulte,
        run=_consult_service,
    ),
)
