"""Whose invoice it is and to whom it is sent: SIRET and SIREN as invoices write them (en16931:BG-4, BG-7).

Schemes of ISO 6523: 0009 is a SIRET (BT-29, BT-46), 0002 a SIREN (BT-30, BT-47), 0225 the French electronic address
``SIREN_SIRET…`` (BT-34, BT-49). Much software writes a SIRET without scheme, under the registration number, or with the
scheme of SIREN, as the published examples of Factur-X did; check digits tell what is one. Where nothing else names a
party, its French VAT number does: a key of two characters, then the SIREN.
"""

import re
from collections.abc import Iterator
from typing import Final

from services.invoicing.domain.invoice import Identifier, Party
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

# In the order in which they are believed.
_SIRET_SCHEMES: Final = ("0009", None, "0002")
_SIREN_SCHEMES: Final = ("0002", None, "0009")
_ADDRESSES_OF_SIREN: Final = frozenset({"0225", "0002"})
_FRENCH_VAT: Final = re.compile(r"FR[0-9A-Z]{2}([0-9]{9})")


def siret_of(party: Party) -> Siret | None:
    """Give the SIRET that a party declares, if any."""
    for identifier in _declared(party, _SIRET_SCHEMES):
        if siret := _parse_siret(identifier.value):
            return siret
    address = party.electronic_address
    parts = address.value.split("_") if address is not None else []
    return next((siret for part in parts if (siret := _parse_siret(part))), None)


def siren_of(party: Party) -> Siren | None:
    """Give the SIREN that a party declares, or the one of its SIRET, of its address or of its VAT number, if any."""
    siret = siret_of(party)
    if siret is not None:
        return siret.siren
    for identifier in _declared(party, _SIREN_SCHEMES):
        if siren := _parse_siren(identifier.value):
            return siren
    return _siren_of_address(party) or _siren_of_vat(party)


def _declared(party: Party, schemes: tuple[str | None, ...]) -> Iterator[Identifier]:
    """Give the identifiers of a party that have one of these schemes, those of the first scheme first."""
    given = (*party.identifiers, *([party.registration] if party.registration is not None else []))
    return (identifier for scheme in schemes for identifier in given if identifier.scheme == scheme)


def _siren_of_address(party: Party) -> Siren | None:
    address = party.electronic_address
    if address is None or address.scheme not in _ADDRESSES_OF_SIREN:
        return None
    return _parse_siren(address.value.partition("_")[0])


def _siren_of_vat(party: Party) -> Siren | None:
    found = _FRENCH_VAT.fullmatch(re.sub(r"\s", "", party.vat_number or ""))
    return _parse_siren(found[1]) if found is not None else None


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
