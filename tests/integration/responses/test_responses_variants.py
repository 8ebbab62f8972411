"""Variants against what the consultation published: said before, on the receipt and in the minutes; never refused."""

from pathlib import Path

from services.clients.sealing import ToSeal, declaration_of, deposit, remarks_of, seal
from shared.contracts.tenders_stages import VariantRuleFact
from shared.proof.receipt_check import verify_receipt
from shared.proof.receipt_report import receipt_report
from shared.sealing.manifest import Role, Slot
from shared.sealing.parts import ResponseParts, Variant
from tests.integration.responses.platform import ACME, Platform, a_key

FORBIDDEN = VariantRuleFact(lot_number=1, policy="forbidden", most=None, requirements=None)
BOUNDED = VariantRuleFact(lot_number=2, policy="allowed", most=1, requirements="Produits certifiés.")


def sealed_with(platform: Platform, lot: int, *, variants: int) -> tuple[Path, ToSeal]:
    parts = ResponseParts(
        variants=tuple(Variant(number, f"Variante {number}", ("offre.txt",)) for number in range(1, variants + 1))
    )
    to_seal = ToSeal(ACME, Slot(Role.BID, lot), platform.documents(b"prix"), parts)
    consultation = platform.company().consultation(platform.tender_id)
    return seal(consultation, to_seal, platform.folder / f"lot-{lot}"), to_seal


def test_variants_that_depart_are_said_everywhere_and_refused_nowhere(platform: Platform) -> None:
    """R2151-8 (forbidden), R2151-10 (at most one): the company reads it three times, the buyer once opened."""
    platform.publish_stage("candidacy", "offer", variants=(FORBIDDEN, BOUNDED))
    company = platform.company()
    consultation = company.consultation(platform.tender_id)
    assert consultation["variants"][1] == {
        "lot_number": 2,
        "policy": "allowed",
        "most": 1,
        "requirements": "Produits certifiés.",
    }
    first, to_seal = sealed_with(platform, 1, variants=1)
    second, _ = sealed_with(platform, 2, variants=2)
    assert [one.article for one in remarks_of(consultation, to_seal)] == ["R2151-8"]
    preview = company.preview(declaration_of([first, second]))
    assert [(one["lot_number"], one["departure"], one["article"]) for one in preview["remarks"]] == [
        (1, "forbidden", "R2151-8"),
        (2, "too_many", "R2151-10"),
    ]
    done = deposit(company, [first, second], key=a_key())
    receipt = company.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    act = verify_receipt(receipt).act
    assert act["variants"] == [{"lot_number": 1, "declared": 1}, {"lot_number": 2, "declared": 2}]
    assert [one["article"] for one in act["remarks"]] == ["R2151-8", "R2151-10"]
    told = "\n".join(
        line for section in receipt_report(receipt, stamped_at=None).sections for line in section.paragraphs
    )
    assert "À noter (R2151-8)" in told
    assert "L'acheteur en décide" in told
    platform.close()
    minutes = platform.open(0, 1)["minutes"]
    assert {file["outcome"] for response in minutes["responses"] for file in response["files"]} == {"opened"}
    assert [(one["lot_number"], one["variants"], one["departure"]) for one in minutes["variant_remarks"]] == [
        (1, 1, "forbidden"),
        (2, 2, "too_many"),
    ]


def test_nothing_is_said_where_nothing_departs_or_nothing_is_known(platform: Platform) -> None:
    """An event of an earlier version publishes no rule; the minutes of before keep their digest."""
    platform.publish_stage("candidacy", "offer")
    sealed, _ = sealed_with(platform, 1, variants=1)
    company = platform.company()
    assert company.preview(declaration_of([sealed]))["remarks"] == []
    done = deposit(company, [sealed], key=a_key())
    receipt = company.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    assert "remarks" not in receipt["act"]
    platform.close()
    assert "variant_remarks" not in platform.open(0, 1)["minutes"]
