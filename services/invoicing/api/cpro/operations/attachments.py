"""What the account is attached to (rattachements): its structures, and the services of those that receive."""

from typing import Final

from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.fields.directory import (
    ListerRattachements,
    Rattachements,
    RecupererRattachements,
    ServiceDuRattachement,
    ServiceRattache,
    ServicesDuRattachement,
    StructureRattachement,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.structures import (
    ACTIVE,
    SIRET_TYPE,
    found_services,
    structure_numbers,
)
from services.invoicing.domain.portal_directory import Structure
from services.invoicing.handlers.portal_directory import own_structures
from services.invoicing.ports import UnitOfWork

_ROLE: Final = "UTILISATEUR"
_ATTACHED: Final = "VALIDE"


def _mine(call: Call, asked: RecupererRattachements) -> Rattachements:
    page = asked.parametresRecherche

    def do(uow: UnitOfWork) -> Rattachements:
        own = own_structures(call.account, uow=uow)
        shown = list(page.cut(own))
        numbers = structure_numbers(shown, uow=uow)
        listed = [_attached(each, numbers[str(each.siret)], uow=uow) for each in shown]
        return Rattachements(listeStructureRattachement=listed, parametresRetour=page.told(len(own)))

    return call.work(call.principal(), do)


def _attached(structure: Structure, number: int, *, uow: UnitOfWork) -> StructureRattachement:
    services = found_services(structure, list(structure.services), uow=uow)
    return StructureRattachement(
        designationStructure=structure.name,
        idRattachementStructure=number,
        idStructure=number,
        identifiantStructure=str(structure.siret),
        listeServicesRattache=[
            ServiceRattache(
                codeService=each.codeService,
                estActif=each.estActif,
                idRattachementService=each.idService,
                idService=each.idService,
                libelleService=each.libelleService,
                statutRattachementService=_ATTACHED,
                statutService=each.statutService,
            )
            for each in services
        ],
        roleUtilisateur=_ROLE,
        statutRattachementStructure=_ATTACHED,
        statutUtilisateur=ACTIVE,
        typeIdentifiantStructure=SIRET_TYPE,
    )


def _services(call: Call, asked: ListerRattachements) -> ServicesDuRattachement:
    page = asked.parametresListerRattachementsStructureUtilisateur

    def do(uow: UnitOfWork) -> ServicesDuRattachement:
        own = own_structures(call.account, uow=uow)
        numbers = structure_numbers(own, uow=uow)
        found = next((each for each in own if _is_asked(each, numbers[str(each.siret)], asked)), None)
        structure = found or nothing_found("le compte technique n'est pas rattaché à cette structure.")
        services = found_services(structure, list(page.cut(structure.services)), uow=uow)
        return ServicesDuRattachement(
            designationStructure=structure.name,
            idStructure=numbers[str(structure.siret)],
            identifiantStructure=str(structure.siret),
            listeServices=[
                ServiceDuRattachement(
                    codeService=each.codeService,
                    idRattachement=each.idService,
                    idService=each.idService,
                    nomService=each.libelleService,
                    statutRattachement=_ATTACHED,
                )
                for each in services
            ],
            parametresRetour=page.told(len(structure.services)),
        )

    return call.work(call.principal(), do)


def _is_asked(structure: Structure, number: int, asked: ListerRattachements) -> bool:
    if asked.idStructure:
        return asked.idStructure == number
    return asked.identifiantStructure in ("", str(structure.siret))


ATTACHMENTS: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="utilisateurs/v1/monCompte/recuperer/rattachements",
        summary="Lister les structures auxquelles le compte technique est rattaché.",
        asks=RecupererRattachements,
        answers=Rattachements,
        run=_mine,
    ),
    Operation(
        path="structures/v1/lister/rattachementsutilisateur",
        summary="Lister les services d'une structure du compte technique.",
        asks=ListerRattachements,
        answers=ServicesDuRattachement,
        run=_services,
    ),
)
