"""The client of the State's portal against its stand-in: what it asks, what it believes, how it leaves it in peace."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.invoicing.domain.portal_sweep import Window
from services.invoicing.gateways.chorus_pro import PER_PAGE
from services.invoicing.gateways.chorus_pro_moments import moment_of
from services.invoicing.gateways.chorus_pro_simulator.answers import OPERATIONS, Asked, Refusal
from services.invoicing.gateways.chorus_pro_simulator.faults import FaultMode
from services.invoicing.gateways.piste_session import FAILURES_TO_OPEN
from services.invoicing.ports.state_portal import PortalAccount, PortalForm, Treatment
from services.invoicing.standards import ubl
from services.invoicing.standards.reader import InvoiceReader
from shared.kernel.refusal import Refused
from shared.settings import Settings
from tests.unit.invoicing.builders import BUYER, OTHER_SELLER, SELLER, an_invoice
from tests.unit.invoicing.portal_standin import (
    BUYER_ACCOUNT,
    NOW,
    SELLER_ACCOUNT,
    StandIn,
    a_book,
    hold,
    read_invoice,
    stand_in,
)

AROUND = Window(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with stand_in() as made:
        yield made


def received(standin: StandIn, page: int = 1) -> Any:
    structure = standin.portal.structure_of(BUYER.siret, account=BUYER_ACCOUNT)
    assert structure is not None
    return standin.portal.received(AROUND, structure=structure, page=page, kind="FACTURE", account=BUYER_ACCOUNT)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def test_a_recipient_finds_reads_and_treats_its_invoices(standin: StandIn) -> None:
    held = hold(standin.book, "F-1")
    (listed,) = received(standin).invoices
    assert (listed.portal_id, listed.number, listed.supplier) == (held.portal_id, "F-1", str(SELLER.siret))
    assert (listed.status, listed.status_at) == ("MISE_A_DISPOSITION", NOW)
    steps = standin.portal.history(held.portal_id, account=BUYER_ACCOUNT)
    assert [step.status for step in steps] == ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]
    pivot = standin.portal.document(held.portal_id, PortalForm.PIVOT, account=BUYER_ACCOUNT)
    read = InvoiceReader().read(pivot)
    assert (read.syntax, read.invoice.number, read.invoice.lines) == ("pivot", "F-1", held.content.lines)
    said = Treatment(portal_id=held.portal_id, status="SUSPENDUE", reason="bon de livraison")
    standin.portal.treat(said, account=BUYER_ACCOUNT)
    assert received(standin).invoices[0].status == "SUSPENDUE"


def test_a_supplier_deposits_and_follows_its_flow(standin: StandIn) -> None:
    document = ubl.to_xml(an_invoice(number="F-9"))
    flow = standin.portal.deposit(document, name="f.xml", syntax="IN_DP_E1_UBL_INVOICE", account=SELLER_ACCOUNT)
    report = standin.portal.report(flow, account=SELLER_ACCOUNT)
    assert (report.state, report.errors) == ("IN_INTEGRE", ())
    assert [each.status for each in standin.portal.sent("F-9", account=SELLER_ACCOUNT)] == ["MISE_A_DISPOSITION"]
    assert standin.portal.sent("F-8", account=SELLER_ACCOUNT) == []
    again = standin.portal.deposit(document, name="f.xml", syntax="IN_DP_E1_UBL_INVOICE", account=SELLER_ACCOUNT)
    assert standin.portal.report(again, account=SELLER_ACCOUNT).state == "IN_REJETE"


def test_nothing_found_is_an_empty_list_and_a_business_refusal_is_said(standin: StandIn) -> None:
    assert received(standin).invoices == ()
    assert standin.portal.structure_of(OTHER_SELLER.siret, account=BUYER_ACCOUNT) is None
    held = hold(standin.book, "F-1")
    treatment = Treatment(portal_id=held.portal_id, status="MISE_EN_PAIEMENT")
    with pytest.raises(Refused) as refused:
        standin.portal.treat(treatment, account=BUYER_ACCOUNT)
    assert (code_of(refused), refused.value.refusal.facts["error"]) == ("INV-STATE-PORTAL-REFUSED", "20002")
    with pytest.raises(Refused) as refused:
        standin.portal.treat(treatment, account=SELLER_ACCOUNT)
    assert code_of(refused) == "INV-STATE-PORTAL-REFUSED"


def test_pages_are_read_one_by_one(standin: StandIn) -> None:
    for number in range(PER_PAGE + 3):
        hold(standin.book, f"F-{number}")
    first, second = received(standin), received(standin, page=2)
    assert (first.pages, len(first.invoices), len(second.invoices)) == (2, PER_PAGE, 3)
    assert len({line.portal_id for line in (*first.invoices, *second.invoices)}) == PER_PAGE + 3


def test_one_token_serves_until_its_end_and_is_renewed_once_when_refused(standin: StandIn) -> None:
    received(standin)
    assert standin.book.tokens == 1
    standin.clock.advance(timedelta(seconds=3541))  # a minute before its end
    received(standin)
    assert standin.book.tokens == 2
    standin.faults.add(FaultMode.TOKEN, "rechercher", times=1)
    received(standin)
    assert standin.book.tokens == 3
    standin.faults.add(FaultMode.TOKEN, "rechercher")
    with pytest.raises(Refused) as refused:
        received(standin)
    assert code_of(refused) == "INV-STATE-PORTAL-DENIED"


def test_an_unknown_account_is_denied_without_closing_the_portal_to_others(standin: StandIn) -> None:
    stranger = PortalAccount("inconnu", "x")
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(Refused) as refused:
            standin.portal.structure_of(BUYER.siret, account=stranger)
        assert code_of(refused) == "INV-STATE-PORTAL-DENIED"
    assert received(standin).invoices == ()
    assert "x" not in repr(stranger)


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        (FaultMode.ERROR, "INV-STATE-PORTAL-SILENT"),
        (FaultMode.BUSY, "INV-STATE-PORTAL-BUSY"),
        (FaultMode.HTML, "INV-STATE-PORTAL-UNREADABLE"),
        (FaultMode.GARBAGE, "INV-STATE-PORTAL-UNREADABLE"),
        (FaultMode.EMPTY, "INV-STATE-PORTAL-UNREADABLE"),
        (FaultMode.HUGE, "INV-STATE-PORTAL-TOO-LARGE"),
        (FaultMode.TRUNCATED, "INV-STATE-PORTAL-UNREADABLE"),
        (FaultMode.BUSINESS, "INV-STATE-PORTAL-REFUSED"),
    ],
)
def test_whatever_is_not_an_answer_says_nothing_of_an_invoice(standin: StandIn, mode: FaultMode, code: str) -> None:
    hold(standin.book, "F-1")
    standin.faults.add(mode, "recipiendaire", times=1)
    with pytest.raises(Refused) as refused:
        received(standin)
    assert code_of(refused) == code
    standin.clock.advance(timedelta(seconds=21))
    assert len(received(standin).invoices) == 1


@pytest.mark.parametrize("mode", [FaultMode.HTML, FaultMode.ERROR, FaultMode.GARBAGE])
def test_a_token_service_out_of_order_is_the_portal_out_of_order(standin: StandIn, mode: FaultMode) -> None:
    standin.faults.add(mode, "token")
    with pytest.raises(Refused) as refused:
        received(standin)
    assert code_of(refused) in {"INV-STATE-PORTAL-SILENT", "INV-STATE-PORTAL-UNREADABLE"}


def test_a_portal_out_of_order_is_left_alone_longer_each_time(standin: StandIn) -> None:
    received(standin)
    standin.door.is_down = True
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(Refused):
            received(standin)
    calls = standin.door.calls
    with pytest.raises(Refused) as refused:
        received(standin)
    assert (code_of(refused), standin.door.calls) == ("INV-STATE-PORTAL-BUSY", calls)
    standin.clock.advance(timedelta(seconds=16))
    with pytest.raises(Refused) as refused:  # one call tries, and fails: the pause is twice as long
        received(standin)
    assert (code_of(refused), standin.door.calls) == ("INV-STATE-PORTAL-SILENT", calls + 1)
    standin.clock.advance(timedelta(seconds=16))
    with pytest.raises(Refused) as refused:
        received(standin)
    assert standin.door.calls == calls + 1
    standin.clock.advance(timedelta(seconds=30))
    standin.door.is_down = False
    assert received(standin).invoices == ()


def test_a_line_that_cannot_be_read_is_counted_and_the_others_are_kept(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(standin.book, "F-1")
    line = {"idFacture": 7, "numeroFacture": "F", "statut": "DEPOSEE", "dateHeureEtatCourant": "2026-11-02T10:00:00"}
    broken = [{}, 3, {**line, "idFacture": "abc"}, {**line, "dateHeureEtatCourant": "hier"}, {**line, "statut": None}]
    answer = {"codeRetour": "0", "listeFactures": [line, *broken], "pages": 1}
    monkeypatch.setattr(standin.session, "ask", lambda *_args, **_named: answer)
    page = standin.portal.received(AROUND, structure=1, page=1, kind="FACTURE", account=BUYER_ACCOUNT)
    assert ([each.portal_id for each in page.invoices], page.unreadable) == ([7], len(broken))
    assert page.invoices[0].status_at == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # Paris


@given(value=st.one_of(st.text(), st.integers(), st.none(), st.booleans(), st.lists(st.integers())))
def test_any_moment_is_an_instant_or_nothing(value: object) -> None:
    found = moment_of(value)
    assert found is None or found.tzinfo is UTC


def test_moments_are_read_in_each_of_their_forms() -> None:
    expected = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    milliseconds = int(expected.timestamp()) * 1000
    for written in ("2026-07-01T10:30:00", "2026-07-01T08:30:00Z", "2026-07-01T10:30:00.000+0200", milliseconds):
        assert moment_of(written) == expected
    assert moment_of("9999-12-31T23:59:59-23:59") is None


def test_the_stand_in_answers_with_published_fields_only(standards_dir: Path) -> None:
    tables = json.loads((standards_dir / "chorus-pro" / "endpoints.json").read_text("utf-8"))
    trees = {each["path"].removeprefix("/cpro"): each["response"] for each in tables["operations"]}
    book = a_book()
    held = hold(book, "F-1")
    sirets = frozenset({str(BUYER.siret), str(SELLER.siret)})
    document = base64.b64encode(ubl.to_xml(an_invoice(number="F-2"))).decode()
    bodies: dict[str, dict[str, Any]] = {
        "/structures/v1/rechercher": {"structure": {"identifiantStructure": str(BUYER.siret)}},
        "/factures/v1/rechercher/recipiendaire": {"idDestinataire": book.structures[str(BUYER.siret)]},
        "/factures/v1/rechercher/fournisseur": {"numeroFacture": "F-1"},
        "/factures/v1/consulter/historique": {"idFacture": held.portal_id},
        "/factures/v1/telecharger/groupe": {"format": "PIVOT", "listeFacture": [{"idFacture": held.portal_id}]},
        "/factures/v1/traiter/recue": {"idFacture": held.portal_id, "nouveauStatut": "SERVICE_FAIT"},
        "/factures/v1/deposer/flux": {"fichierFlux": document, "syntaxeFlux": "IN_DP_E1_UBL_INVOICE"},
        "/transverses/v1/consulterCRDetaille": {"numeroFluxDepot": "CPP000000000000"},
    }
    assert bodies.keys() == OPERATIONS.keys() <= trees.keys()
    for path, body in bodies.items():
        answer = OPERATIONS[path](Asked(body, "essai", sirets, book, read_invoice))
        assert answer["codeRetour"] == 0, path
        assert _unknown_fields(answer, trees[path]) == [], path
    with pytest.raises(Refusal):
        OPERATIONS["/factures/v1/consulter/historique"](Asked({}, "essai", sirets, book, read_invoice))


def _unknown_fields(answer: Any, tree: Any, place: str = "") -> list[str]:
    if isinstance(answer, list):
        return [found for each in answer for found in _unknown_fields(each, tree[0], place)]
    if not isinstance(answer, dict):
        return []
    unknown = [f"{place}/{name}" for name in answer if name not in tree]
    inner = [_unknown_fields(value, tree[name], f"{place}/{name}") for name, value in answer.items() if name in tree]
    return [*unknown, *(found for each in inner for found in each)]


def test_the_pivot_of_the_stand_in_is_one_of_the_published_form(standards_dir: Path) -> None:
    schema = etree.XMLSchema(etree.parse(standards_dir / "chorus-pro/xsd-pivot/CPPFacturePivot_V2_02.xsd"))
    with stand_in() as standin:
        held = hold(standin.book, "F-1")
        pivot = standin.portal.document(held.portal_id, PortalForm.PIVOT, account=BUYER_ACCOUNT)
    schema.assertValid(etree.fromstring(pivot))


def test_settings_name_no_secret(tmp_path: Path) -> None:
    assert "mot de passe" not in repr(Settings(data_dir=tmp_path / "d", secrets_dir=tmp_path / "s"))
