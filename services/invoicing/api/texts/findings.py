"""The words of what is noticed about a document without making it refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.findings import Finding, FindingCode

FINDINGS: Final[Mapping[FindingCode, str]] = MappingProxyType(
    {
        FindingCode.PDF_NAME: "La pièce jointe s'appelle « {name} » au lieu de factur-x.xml.",
        FindingCode.PDF_RELATIONSHIP: "La relation de la pièce jointe est « {relationship} » "
        "au lieu de Data, Source ou Alternative.",
        FindingCode.PDF_OTHER_XML: "Le PDF contient {count} autre(s) fichier(s) XML, qui ne sont pas lus.",
        FindingCode.PDF_METADATA: "Les métadonnées XMP ne disent pas le profil Factur-X.",
        FindingCode.ENCODING_DOUBTFUL: "Le document se déclare en {encoding}, mais ses octets sont de l'UTF-8 : "
        "les accents sont peut-être mal lus.",
        FindingCode.TERM_NOT_WRITTEN: "{place} : cette syntaxe n'a pas de place pour ce terme ; il n'est pas écrit.",
        FindingCode.EXTENSION_NOT_WRITTEN: "{place} : au-delà d'EN 16931, n'est pas écrit (« {text} »).",
    }
)


def finding_text(finding: Finding) -> str:
    """Say a finding in French, with its facts."""
    return FINDINGS[finding.code].format(**finding.facts)
