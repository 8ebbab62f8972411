"""The criteria as documents before v3 name them (`CRITERION.…`), for those whose identifier is not in e-Certis now.

Source: taxonomies of ESPD-EDM v1.0.2, v2.0.2 and v2.1.1 (OP-TED/ESPD-EDM). The identifiers of exclusion grounds and
selection criteria never changed; those about the operator did.
"""

from typing import Final

_BY_END: Final = {
    "PARTICIPATION_IN_CRIMINAL_ORGANISATION": "crime-org",
    "CONVICTIONS.CORRUPTION": "corruption",
    "CONVICTIONS.FRAUD": "fraud",
    "TERRORIST_OFFENCES": "terr-offence",
    "MONEY_LAUNDERING": "finan-laund",
    "HUMAN_TRAFFICKING": "human-traffic",
    "PAYMENT_OF_TAXES": "tax-pay",
    "PAYMENT_OF_SOCIAL_SECURITY": "socsec-pay",
    "ENVIRONMENTAL_LAW": "envir-law",
    "SOCIAL_LAW": "socsec-law",
    "LABOUR_LAW": "labour-law",
    "BUSINESS.BANKRUPTCY": "bankruptcy",
    "BUSINESS.INSOLVENCY": "insolvency",
    "CREDITORS_ARRANGEMENT": "cred-arran",
    "BANKRUPTCY_ANALOGOUS": "bankr-nat",
    "LIQUIDATOR_ADMINISTERED": "liq-admin",
    "ACTIVITIES_SUSPENDED": "susp-act",
    "MC_PROFESSIONAL": "prof-misconduct",
    "MARKET_DISTORTION": "distorsion",
    "PROCEDURE_PARTICIPATION": "partic-confl",
    "PROCEDURE_PREPARATION": "prep-confl",
    "EARLY_TERMINATION": "sanction",
    "MISINTERPRETATION": "misrepresent",
    "NATIONAL.OTHER": "nati-ground",
    "SHELTERED_WORKSHOP": "shelt-worksh",
    "REGISTERED_IN_OFFICIAL_LIST": "registered",
    "TOGETHER_WITH_OTHERS": "eo-group",
    "RELIES_ON_OTHER_CAPACITIES": "relied",
    "SUBCONTRACTS_WITH_THIRD_PARTIES": "subco-ent",
    "MEETS_THE_OBJECTIVE": "staff-red",
    "misinterpr": "misrepresent",  # v3 to v4.0
    "autorisation": "authorisation",
}
ROLES: Final = {
    "SCLE": "sole-tenderer",
    "SC": "subcont",
    "OENRON": "subcont",
    "GM": "group-mem",
    "GL": "group-lead",
    "OERON": "oeron",
}


def code_of(type_code: str) -> str | None:
    """Give the code of v4.1.0 for the type of a criterion in an older document."""
    return next((code for end, code in _BY_END.items() if type_code.endswith(end)), None)
