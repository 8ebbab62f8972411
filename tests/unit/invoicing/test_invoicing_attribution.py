"""Whose invoice it is: the ways in which invoices write SIRET and SIREN."""

import pytest

from services.invoicing.domain.attribution import siren_of, siret_of
from services.invoicing.domain.invoice import Identifier, Party

SIRET, SIREN = "91000001700012", "910000017"


@pytest.mark.parametrize(
    ("party", "siret", "siren"),
    [
        (Party(identifiers=(Identifier(SIRET, "0009"),)), SIRET, SIREN),
        (Party(identifiers=(Identifier("910 000 017 00012"),)), SIRET, SIREN),
        (Party(registration=Identifier(SIRET, "0009")), SIRET, SIREN),
        (Party(registration=Identifier(SIREN, "0002")), None, SIREN),
        (Party(electronic_address=Identifier(f"{SIREN}_{SIRET}_SERVICE", "0225")), SIRET, SIREN),
        (Party(identifiers=(Identifier("91000001700013", "0009"),)), None, None),  # wrong check digit
        (Party(identifiers=(Identifier(SIRET, "0088"),)), None, None),  # a GLN is no SIRET
        (Party(registration=Identifier(SIRET, "0002")), SIRET, SIREN),  # the scheme of SIREN, as in published examples
        (Party(registration=Identifier(SIREN, "0009")), None, SIREN),
        (
            Party(registration=Identifier("91000002500015", "0002"), identifiers=(Identifier(SIRET, "0009"),)),
            SIRET,
            SIREN,
        ),
        (Party(electronic_address=Identifier(SIREN, "0225")), None, SIREN),
        (Party(electronic_address=Identifier(f"{SIREN}_042", "0225")), None, SIREN),
        (Party(electronic_address=Identifier(SIRET, "0009")), SIRET, SIREN),
        (Party(electronic_address=Identifier(SIREN, "0060")), None, None),  # a DUNS has nine digits too
        (Party(vat_number=f"FR 30 {SIREN}"), None, SIREN),
        (Party(vat_number=f"FRK7{SIREN}"), None, SIREN),
        (Party(vat_number="FR30910000018"), None, None),
        (Party(vat_number=f"DE30{SIREN}"), None, None),
        (Party(registration=Identifier("HRB 1234")), None, None),
        (Party(), None, None),
    ],
)
def test_numbers_are_found_where_their_scheme_says(party: Party, siret: str | None, siren: str | None) -> None:
    assert (str(siret_of(party)) if siret_of(party) else None) == siret
    assert (str(siren_of(party)) if siren_of(party) else None) == siren
