"""The directory of recipients as a file: a ZIP of one XML document, each structure with what it asks of its invoices.

The names of the elements are those of the portal's public directory as its users describe them; the schema itself is
not among the published documents that could be read.
"""

import base64
import io
import zipfile
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET  # nosec - written, never read

from services.invoicing.domain.portal_directory import Structure
from services.invoicing.domain.recipient import RecipientService

_NAME: Final = "annuaire.xml"
_NEVER: Final = (1980, 1, 1, 0, 0, 0)  # the same directory gives the same bytes


def directory_file(structures: Iterable[Structure]) -> str:
    """Write the directory, in base64."""
    root = ET.Element("CPPStructures")
    for structure in structures:
        _structure(ET.SubElement(root, "CPPStructurePartenaireUnitaire"), structure)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        member = zipfile.ZipInfo(_NAME, _NEVER)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, ET.tostring(root, encoding="utf-8", xml_declaration=True))
    return base64.b64encode(written.getvalue()).decode()


def _structure(node: ET.Element, structure: Structure) -> None:
    recipient = structure.recipient
    facts = {
        "TypeIdentifiant": "SIRET",
        "Identifiant": str(structure.siret),
        "RaisonSociale": structure.name,
        "GestionEngagement": _truth(recipient is not None and recipient.commitment_required),
        "GestionService": _truth(recipient is not None and recipient.service_required),
        "GestionServiceEngagement": _truth(recipient is not None and recipient.either_required),
        "StructureActive": _truth(True),  # noqa: FBT003 - what is written
    }
    for name, value in facts.items():
        ET.SubElement(node, name).text = value
    services = ET.SubElement(node, "Services")
    for service in structure.services:
        _service(ET.SubElement(services, "Service"), service)


def _service(node: ET.Element, service: RecipientService) -> None:
    facts = {
        "Code": service.code,
        "Nom": service.name,
        "GestionEgmt": _truth(service.commitment_required),
        "ServiceActif": _truth(service.is_active),
    }
    for name, value in facts.items():
        ET.SubElement(node, name).text = value


def _truth(value: bool) -> str:  # noqa: FBT001 - a value to write
    return "true" if value else "false"
