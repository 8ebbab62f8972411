"""Whose invoice it is and to whom it is sent: SIRET and SIREN as invoices write them (en16931:BG-4, BG-7).

Schemes of ISO 6523: 0009 is a SIRET (BT-29, BT-46), 0002 a SIREN (BT-30, BT-47), 0225 the French electronic address
``SIREN_SIRET…`` (BT-34, BT-49). Older invoices write a SIRET without scheme, or under the registration number.
"""

from collections.abc import Iterator

from services.invoicing.domain.invoice import Identifier, Party
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

_SIRET_SCHEMES = frozenset({"0009", None})
_SIREN_SCHEMES = frozenset({"0002", None})


def siret_of(party: Party) -> Siret | None:
    """Give the SIRET that a party declares, if any."""
    for identifier in _declared(party):
        if identifier.scheme in _SIRET_SCHEMES and (siret := _parse_siret(identifier.value)):
            return siret
    address = party.electronic_address
    parts = address.value.split("_") if address is not None else []
    return next((siret for part in parts if (siret := _parse_siret(part))), None)


def siren_of(party: Party) -> Siren | None:
    """Give the SIREN that a party declares, or the one of its SIRET, if any."""
    siret = siret_of(party)
    if siret is not None:
        return siret.siren
    for identifier in _declared(party):
        if identifier.scheme in _SIREN_SCHEMES and (siren := _parse_siren(identifier.value)):
            return siren
    return None


def _declared(party: Party) -> Iterator[Identifier]:
    yield from party.identifiers
    if party.registration is not None:
        yield party.registration


def _parse_siret(text: str) -> Siret | None:
    try:
        return Siret.parse(text.replace(" ", ""))
    except InvalidValue:
        return None


def _parse_siren(text: str) -> Siren | None:
    try:
        return Siren.parse(text.replace(" ", ""))
    except InvalidValue:
        return None
