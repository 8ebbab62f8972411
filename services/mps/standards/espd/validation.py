"""Which official artefacts judge an ESPD document of v4.1.0, and how a verdict is asked of the validator process."""

from typing import Final

from services.mps.domain.espd import EspdKind
from shared.xml.validator_pool import ValidatorPool
from shared.xml.verdict import Verdict
from shared.xml.wire import Selected

_SCHEMA: Final = "espd-4.1-xsd"
_COMMON: Final = (
    "01-ESPD-codelist-values.xsl",
    "01-ESPD-common-cl-attributes.xsl",
    "01-ESPD-common-cl-values-restrictions.xsl",
    "03-ESPD-common-criterion-br.xsl",
    "04-ESPD-common-other-br.xsl",
)
_RULES: Final = {
    EspdKind.REQUEST: (
        "espd-4.1-request-rules",
        (
            *("02-ESPD-req-cardinality-br.xsl", "03-ESPD-req-criterion-br.xsl", "04-ESPD-req-other-br.xsl"),
            *("05-ESPD-req-procurer-br.xsl", "05-ESPD-req-specific-br.xsl"),
        ),
    ),
    EspdKind.RESPONSE: (
        "espd-4.1-response-rules",
        (
            *("02-ESPD-resp-cardinality-br.xsl", "03-ESPD-resp-criterion-br.xsl", "04-ESPD-resp-other-br.xsl"),
            *("05-ESPD-resp-eo-br.xsl", "05-ESPD-resp-qualification-br.xsl", "05-ESPD-resp-role-br.xsl"),
            "05-ESPD-resp-specific-br.xsl",
        ),
    ),
}
_ENTRY: Final = {
    EspdKind.REQUEST: "maindoc/UBL-QualificationApplicationRequest-2.3.xsd",
    EspdKind.RESPONSE: "maindoc/UBL-QualificationApplicationResponse-2.3.xsd",
}


def schema_of(kind: EspdKind) -> Selected:
    """Give the schema of a request or of a response (UBL 2.3)."""
    return Selected(_SCHEMA, _ENTRY[kind])


def rules_of(kind: EspdKind) -> tuple[Selected, ...]:
    """Give every official rule file, in its order."""
    artefact_id, own = _RULES[kind]
    return tuple(Selected(artefact_id, entry) for entry in sorted((*_COMMON, *own)))


def judge(content: bytes, kind: EspdKind, *, pool: ValidatorPool) -> Verdict:
    """Ask the validator process for its verdict: seconds, never on the path of a request.

    Raises:
        ValidatorUnavailable: the process crashed or hung twice.
    """
    return pool.validate(content, schema=schema_of(kind), rules=rules_of(kind))
