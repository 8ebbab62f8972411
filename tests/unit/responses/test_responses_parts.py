"""What a response says as data: written, read again, and nothing else accepted."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.sealing.manifest import FORMAT, FORMAT_WITH_PARTS, DocumentName, Manifest, Role, SealedDocument, Slot
from shared.sealing.parts import GroupComposition, GroupKind, GroupMember, ResponseParts, Subcontractor, Variant
from tests.unit.responses.builders import ACME, BOLT, TENDER

GROUP = GroupComposition(
    str(TENDER), GroupKind.CONJOINT, True, (GroupMember(ACME, "Acme", "Murs"), GroupMember(BOLT, "Bolt")), "0f" * 16
)
DC4 = Subcontractor("Verre", "3 rue du Verre", "Vitres", "12000.00", "30 jours", True, lots=(1, 2), capacities="Deux")
PARTS = ResponseParts(GROUP, (DC4,), (Variant(1, "Bio", ("offre.pdf",)),))


def a_manifest(parts: ResponseParts) -> Manifest:
    document = SealedDocument(DocumentName("offre.pdf", 3), "ab" * 32)
    return Manifest(TENDER, Slot(Role.BID, 1), ACME, "0f" * 16, (document,), parts)


def test_parts_are_read_as_they_were_written() -> None:
    assert ResponseParts.of(json.loads(json.dumps(PARTS.to_data()))) == PARTS
    written = a_manifest(PARTS).to_json()
    assert Manifest.parse(written).parts == PARTS
    assert json.loads(written)["format"] == FORMAT_WITH_PARTS


def test_without_data_the_manifest_is_the_one_of_before() -> None:
    written = json.loads(a_manifest(ResponseParts()).to_json())
    assert (written["format"], "parts" in written) == (FORMAT, False)


def test_any_change_of_a_composition_is_another_digest() -> None:
    others = [
        replace(GROUP, kind=GroupKind.SOLIDAIRE),
        replace(GROUP, lead_is_jointly_liable=False),
        replace(GROUP, members=GROUP.members[::-1]),
        replace(GROUP, nonce="1f" * 16),
        replace(GROUP, members=(*GROUP.members, GroupMember(Siret("38012986648625"), "Carl"))),
    ]
    assert len({GROUP.sha256, *(one.sha256 for one in others)}) == len(others) + 1


def change(path: list[str | int], value: object) -> dict[str, Any]:
    data: Any = json.loads(json.dumps(PARTS.to_data()))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(data)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {"unknown": 1},
        {"group": {}},
        {"group": None},
        {"subcontractors": {}},
        change(["group", "kind"], "autre"),
        change(["group", "members"], []),
        change(["group", "members", 1, "siret"], str(ACME)),
        change(["group", "members", 0, "siret"], "12345678901234"),
        change(["group", "members", 0, "name"], ""),
        change(["group", "members", 0, "more"], "x"),
        change(["group", "nonce"], "x"),
        change(["group", "lead_is_jointly_liable"], "true"),
        change(["subcontractors", 0, "max_amount_excl_vat"], 12000),
        change(["subcontractors", 0, "max_amount_excl_vat"], "12000"),
        change(["subcontractors", 0, "max_amount_excl_vat"], "-1.00"),
        change(["subcontractors", 0, "lots"], "12"),
        change(["subcontractors", 0, "nature"], "x" * 5000),
        change(["variants", 0, "number"], 0),
        change(["variants", 0, "documents"], []),
    ],
)
def test_nothing_else_is_accepted(data: object) -> None:
    with pytest.raises(InvalidValue):
        ResponseParts.of(data)


def test_a_variant_of_absent_documents_is_no_manifest() -> None:
    with pytest.raises(InvalidValue, match="variante"):
        a_manifest(ResponseParts(variants=(Variant(1, "Bio", ("absent.pdf",)),)))


_NAMES = st.sampled_from(["group", "variants", "subcontractors", "members", "number"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.text()


def test_a_group_of_another_consultation_or_lead_is_no_manifest() -> None:
    for group in (replace(GROUP, tender_id="x"), replace(GROUP, members=GROUP.members[::-1])):
        with pytest.raises(InvalidValue, match="groupement"):
            a_manifest(ResponseParts(group))


@given(st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(_NAMES, inner), max_leaves=8))
def test_strangers_data_are_refused_and_never_break(data: object) -> None:
    try:
        found = ResponseParts.of(data)
    except InvalidValue:
        return
    assert found.to_data() == data
