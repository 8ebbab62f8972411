"""Who may commit the company: said before the deposit and in its receipt, never a reason to refuse."""

from services.clients.sealing import declaration_of, deposit
from shared.contracts.mps import DelegationRecordedV1
from shared.proof.receipt_check import verify_receipt
from shared.registers.power import digest_of
from shared.reports.receipt_pdf import receipt_pdf
from tests.integration.responses.platform import ACME, Platform, a_key


def _delegated(*, version: int, revoked: bool) -> DelegationRecordedV1:
    return DelegationRecordedV1(
        aggregate_id="00000000-0000-7000-8000-000000000001",
        aggregate_version=version,
        siren=str(ACME.siren),
        holder_digest=digest_of(f"op-{ACME}"),
        first_day="2026-01-01",
        last_day=None,
        revoked=revoked,
    )


def test_a_deposit_says_what_shows_the_power_of_its_author(platform: Platform) -> None:
    platform.publish()
    company = platform.company(ACME)
    sealed = [platform.seal(b"prix")]
    assert company.preview(declaration_of(sealed))["habilitation"].startswith("non établie")
    platform.deliver(_delegated(version=1, revoked=False))
    said = "établie par une délégation que l'entreprise a enregistrée"
    assert company.preview(declaration_of(sealed))["habilitation"] == said
    done = deposit(company, sealed, key=a_key())
    platform.deliver(_delegated(version=2, revoked=True))  # later: the receipt says what was known at the declaration
    receipt = company.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    known = verify_receipt(receipt).act["habilitation"]
    assert known == {"basis": "delegation", "said": said, "article": "R2144-2"}
    assert receipt_pdf(receipt).startswith(b"%PDF-")
    second = deposit(company, [platform.seal(b"autre prix")], key=a_key())
    assert second["status"] == "complete"  # an unknown power stops nobody
