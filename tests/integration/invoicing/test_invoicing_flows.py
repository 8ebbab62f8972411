"""One file of many invoices: acknowledged at once, reported document by document, nothing lost and nothing twice."""

import gzip
import io
import tarfile

import pytest

from services.invoicing.standards import cii, factur_x, ubl
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import OTHER_SELLER, an_invoice

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
BOMB = f'<!DOCTYPE a [<!ENTITY b "c">]><Invoice xmlns="{UBL}">&b;</Invoice>'.encode()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name.replace("__", "."))
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def deposit(service: Service, document: bytes, name: str = "lot.tar.gz") -> str:
    answer = service.post(f"/flows?filename={name}", document, role="entreprise-a")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["flow_id"])


def test_one_bad_file_does_not_sink_the_others(service: Service) -> None:
    service.learn_contract()
    good = {"un__xml": cii.to_xml(an_invoice(number="F-1")), "deux__pdf": factur_x.build(an_invoice(number="F-2"))}
    bad = {"vide__xml": b"", "bombe__xml": BOMB, "texte__txt": b"bonjour", "coupe__xml": ubl.to_xml(an_invoice())[:900]}
    identifier = deposit(service, archive(**good, **bad, trois__xml=ubl.to_xml(an_invoice(number="F-3"))))
    assert service.get(f"/flows/{identifier}", role="entreprise-a").json()["status"] == "received"
    assert service.get(f"/flows/{identifier}", role="entreprise-b").status_code == 404
    service.deliver_own_events()

    report = service.get(f"/flows/{identifier}", role="entreprise-a").json()
    assert report["status"] == "partly_integrated"
    assert [entry["number"] for entry in report["entries"] if entry["invoice_id"]] == ["F-1", "F-2", "F-3"]
    refused = [entry for entry in report["entries"] if entry["code"]]
    assert len(refused) == len(bad)
    assert all(entry["detail"] and "Refus " not in entry["detail"] for entry in refused)
    assert len(service.get("/invoices").json()["items"]) == 3


def test_an_interrupted_flow_is_dealt_with_again_without_doubles(service: Service) -> None:
    service.learn_contract()
    document = archive(un__xml=cii.to_xml(an_invoice(number="F-1")), deux__xml=cii.to_xml(an_invoice(number="F-2")))
    first = deposit(service, document)
    service.post("/invoices", cii.to_xml(an_invoice(number="F-1")), role="entreprise-a")  # as a killed process left it
    service.deliver_own_events()
    report = service.get(f"/flows/{first}", role="entreprise-a").json()
    assert (report["status"], len(report["entries"])) == ("integrated", 2)
    assert len(service.get("/invoices").json()["items"]) == 2
    assert deposit(service, document) == first
    assert [event.type for event in service.events()].count("invoice_flow_received.v1") == 1


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (gzip.compress(b"pas une archive"), "INV-ARCHIVE-UNREADABLE"),
        (archive(), "INV-ARCHIVE-UNREADABLE"),
        (archive(un__xml=b"<a/>")[:-20], "INV-ARCHIVE-UNREADABLE"),
        (b"%PDF-1.7 tronque", "INV-PDF-UNREADABLE"),
        (b"", "XML-EMPTY"),
    ],
    ids=[
        "no-archive",
        "empty-archive",
        "truncated",
        "pdf",
        "empty",
    ],  # an archive holds the second at which it was made
)
def test_a_flow_without_any_invoice_is_rejected_with_the_reason(service: Service, document: bytes, code: str) -> None:
    identifier = deposit(service, document, "f.bin")
    service.deliver_own_events()
    report = service.get(f"/flows/{identifier}", role="entreprise-a").json()
    assert report["status"] == "rejected"
    assert code in [entry["code"] for entry in report["entries"]]


def test_an_invoice_of_somebody_else_in_a_flow_is_refused(service: Service) -> None:
    service.learn_contract()
    assert str(OTHER_SELLER.siret) not in cii.to_xml(an_invoice()).decode()
    answer = service.post("/flows?filename=f.xml", cii.to_xml(an_invoice()), role="entreprise-b")
    service.deliver_own_events()
    report = service.get(f"/flows/{answer.json()['flow_id']}", role="entreprise-b").json()
    assert (report["status"], report["entries"][0]["code"]) == ("rejected", "INV-NOT-YOUR-INVOICE")
