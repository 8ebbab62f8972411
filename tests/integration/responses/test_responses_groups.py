"""A group of companies answers: consents before, one sealed composition, everything known only after the opening."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.clients.sealing import ToSeal, declaration_of, deposit, seal
from shared.kernel.principal import Right
from shared.kernel.records import to_json
from shared.proof.receipt_check import verify_receipt
from shared.sealing.manifest import Role, Slot
from shared.sealing.parts import GroupComposition, GroupKind, GroupMember, ResponseParts, Subcontractor, Variant
from tests.integration.responses.platform import ACME, BOLT, OTHER_BUYER, Platform, a_key

SUBCONTRACTOR = Subcontractor(
    name="Vitres & Cie",
    address="3 rue du Verre, 35000 Rennes",
    nature="Lavage des vitres",
    max_amount_excl_vat="12000.00",
    payment_terms="30 jours",
    declares_no_exclusion=True,
)


def a_composition(platform: Platform) -> GroupComposition:
    return GroupComposition(
        tender_id=platform.tender_id,
        kind=GroupKind.CONJOINT,
        lead_is_jointly_liable=True,
        members=(
            GroupMember(siret=ACME, name="Acme", share="Nettoyage"),
            GroupMember(siret=BOLT, name="Bolt", share="Vitres"),
        ),
        nonce="0f" * 16,
    )


def sealed_by_group(platform: Platform, group: dict[str, Any], composition: GroupComposition) -> Path:
    consultation = platform.company().consultation(platform.tender_id)
    variant = Variant(number=1, title="Produits écolabellisés", documents=("offre.txt",))
    parts = ResponseParts(group=composition, subcontractors=(SUBCONTRACTOR,), variants=(variant,))
    to_seal = ToSeal(ACME, Slot(Role.BID, 1), platform.documents(b"prix"), parts, group["group_id"])
    return seal(consultation, to_seal, platform.folder / "groupement")


def test_a_group_answers_and_its_buyer_reads_it_after_the_opening_only(platform: Platform) -> None:
    platform.publish(seconds=30)
    composition = a_composition(platform)
    lead, member = platform.company(ACME), platform.company(BOLT)
    group = lead.propose_group(platform.tender_id, [str(BOLT)], composition.sha256, key=a_key())
    assert group["awaited"] == [str(BOLT)]
    sealed = sealed_by_group(platform, group, composition)
    assert lead.preview(declaration_of([sealed]))["awaited_consents"] == [str(BOLT)]
    wrong = platform.company_http(BOLT).post(
        f"/responses/groups/{group['group_id']}/consents",
        json={"composition_sha256": "0" * 64},
        headers={"Idempotency-Key": a_key()},
    )
    assert (wrong.status_code, wrong.json()["code"]) == (409, "RSP-GROUP-DIFFERS")
    assert member.consent(group["group_id"], composition.sha256, key=a_key())["awaited"] == []
    done = deposit(lead, [sealed], key=a_key())
    receipt = lead.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    said = verify_receipt(receipt).act["group"]
    assert (said["composition_sha256"], said["members"][0]["siret"]) == (composition.sha256, str(BOLT))
    assert said["members"][0]["consented_at"] is not None
    assert b"Vitres" not in json.dumps(receipt).encode(), "what is sealed is in no receipt"

    platform.close()
    minutes = platform.open(0, 1)["minutes"]
    (response,) = minutes["responses"]
    assert response["group"]["members"] == said["members"]
    (file,) = response["files"]
    assert file["outcome"] == "opened"
    assert file["parts"]["group"]["members"][1]["share"] == "Vitres"
    assert file["parts"]["subcontractors"][0]["max_amount_excl_vat"] == "12000.00"
    assert file["parts"]["variants"][0]["documents"] == ["offre.txt"]


def test_a_group_is_known_to_its_members_alone(platform: Platform) -> None:
    platform.publish()
    composition = a_composition(platform)
    group = platform.company(ACME).propose_group(platform.tender_id, [str(BOLT)], composition.sha256, key=a_key())
    path = f"/responses/groups/{group['group_id']}"
    stranger = platform.company_http(OTHER_BUYER)
    assert stranger.get(path).status_code == 404
    body, key = {"composition_sha256": composition.sha256}, {"Idempotency-Key": a_key()}
    assert stranger.post(f"{path}/consents", json=body, headers=key).status_code == 404
    assert platform.company_http(ACME).post(f"{path}/consents", json=body, headers=key).status_code == 404
    assert platform.anonymous().get(path).status_code == 401
    buyer = platform.http(subject="agent", siret=OTHER_BUYER, rights=(Right.EVALUATE,), kind="agent")
    assert buyer.get(path).status_code == 403
    sealed = platform.seal(b"x", siret=BOLT)
    declared = {**declaration_of([sealed]), "group_id": group["group_id"]}
    refused = platform.company_http(BOLT).post(
        "/responses/deposits", json=declared, headers={"Idempotency-Key": a_key()}
    )
    assert refused.json()["code"] == "RSP-GROUP-LEAD", "a member is not the lead"
    assert platform.company(BOLT).group(group["group_id"])["lead"] == str(ACME)


def test_another_composition_than_the_approved_one_is_foreign(platform: Platform) -> None:
    """The members consented to one composition; a sealed file that holds another one is said to, and not opened."""
    platform.publish(seconds=30)
    composition = a_composition(platform)
    lead = platform.company(ACME)
    group = lead.propose_group(platform.tender_id, [str(BOLT)], composition.sha256, key=a_key())
    other = replace(composition, kind=GroupKind.SOLIDAIRE)
    deposit(lead, [sealed_by_group(platform, group, other)], key=a_key())
    platform.close()
    (file,) = platform.open(0, 1)["minutes"]["responses"][0]["files"]
    assert (file["outcome"], "groupement" in file["detail"]) == ("foreign", True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"variants": [{"number": 1, "title": "x", "documents": ["absent.pdf"]}]},
        {"subcontractors": [{**to_json(SUBCONTRACTOR), "max_amount_excl_vat": 12000}]},
        {"group": {"kind": "autre"}},
        {"unknown": 1},
    ],
)
def test_wrong_data_are_never_sealed(platform: Platform, wrong: dict[str, Any]) -> None:
    platform.publish()
    consultation = platform.company().consultation(platform.tender_id)
    with pytest.raises(ValueError, match=r"réponse|variante"):
        seal(
            consultation,
            ToSeal(ACME, Slot(Role.BID, 1), platform.documents(b"x"), ResponseParts.of(wrong)),
            platform.folder / "out",
        )


def test_a_member_finds_what_awaits_it_and_withdraws(platform: Platform) -> None:
    """Lists by cursor; what a receipt says of consents stays what it was at its instant (R2142-26)."""
    platform.publish(seconds=30)
    composition = a_composition(platform)
    lead, member = platform.company(ACME), platform.company(BOLT)
    first, second, third = (
        lead.propose_group(platform.tender_id, [str(BOLT)], composition.sha256, key=a_key())["group_id"]
        for _ in range(3)
    )
    member.consent(second, composition.sha256, key=a_key())
    assert [one["group_id"] for one in member.groups("awaited")] == [first, third]
    assert [(one["group_id"], one["place"]) for one in member.groups("consented")] == [(second, "consented")]
    assert [one["group_id"] for one in lead.groups("lead")] == [first, second, third]
    assert list(lead.groups("awaited")) == []
    assert list(platform.company(OTHER_BUYER).groups()) == []
    pages = platform.company_http(BOLT)
    page = pages.get("/responses/groups", params={"limit": "2"}).json()
    assert [one["group_id"] for one in page["items"]] == [first, second]
    rest = pages.get("/responses/groups", params={"limit": "2", "cursor": page["next_cursor"]}).json()
    assert ([one["group_id"] for one in rest["items"]], rest["next_cursor"]) == ([third], None)
    assert pages.get("/responses/groups", params={"cursor": "bm9uc2Vuc2U"}).json()["code"] == "HTTP-CURSOR-INVALID"
    assert platform.anonymous().get("/responses/groups").status_code == 401

    done = deposit(lead, [sealed_by_group(platform, {"group_id": second}, composition)], key=a_key())
    assert member.withdraw_consent(second, key=a_key())["awaited"] == [str(BOLT)]
    assert member.withdraw_consent(second, key=a_key())["awaited"] == [str(BOLT)], "repeated, it changes nothing"
    assert [one["group_id"] for one in member.groups("awaited")] == [first, second, third]
    stranger = platform.company_http(OTHER_BUYER).post(
        f"/responses/groups/{second}/withdrawal", headers={"Idempotency-Key": a_key()}
    )
    assert stranger.status_code == 404
    receipt = lead.receipt(done["deposit_id"], wait=20)
    assert receipt is not None
    platform.close()
    (response,) = platform.open(0, 1)["minutes"]["responses"]
    assert response["group"]["members"] == receipt["act"]["group"]["members"]
    assert response["group"]["members"][0]["consented_at"] is not None
