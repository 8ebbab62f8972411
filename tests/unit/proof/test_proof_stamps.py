"""Authorities that lie, and trusted lists: a wrong token is kept out, a qualified service is one that the list says."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

from shared.kernel.clock import FixedClock
from shared.kernel.refusal import InvalidValue
from shared.proof.time_stamp_authorities import DevelopmentAuthority, RemoteAuthority, make_certificates, make_key
from shared.proof.timestamps import answer_request, signing_certificate, time_stamp_request
from shared.xml.trusted_list import read_trusted_list

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DATA = b"point de controle"
KEY = make_key()
AUTHORITY = DevelopmentAuthority.load(KEY, make_certificates(KEY, NOW - timedelta(days=1)), FixedClock(NOW))
OTHER = DevelopmentAuthority.load(KEY, make_certificates(KEY, NOW - timedelta(days=1)), FixedClock(NOW))
LIST = """<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" TSLTag="x" Id="l">
<SchemeInformation><SchemeTerritory>FR</SchemeTerritory><ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime>
<NextUpdate><dateTime>2027-05-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPServices><TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>
<ServiceName><Name>Essai</Name></ServiceName><ServiceDigitalIdentity><DigitalId><X509Certificate>{certificate}
</X509Certificate></DigitalId></ServiceDigitalIdentity>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus>
<StatusStartingTime>{since}</StatusStartingTime></ServiceInformation>
<ServiceHistory><ServiceHistoryInstance>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>
<StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime></ServiceHistoryInstance></ServiceHistory>
</TSPService></TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"""


def answered(request: bytes, authority: DevelopmentAuthority = AUTHORITY, at: datetime = NOW) -> bytes:
    return answer_request(
        request, at=at, serial=7, policy="1.2.3", certificate=authority.certificate, key=authority.key
    )


def asked(post: object) -> RemoteAuthority:
    return RemoteAuthority("tsa.example", AUTHORITY.root_pem, post, FixedClock(NOW))  # type: ignore[arg-type]


def test_an_honest_authority_is_believed() -> None:
    stamp = asked(answered).stamp(DATA)
    assert stamp.offset is not None
    assert abs(stamp.offset) <= timedelta(milliseconds=500)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_another_time_is_kept_and_told(minutes: int) -> None:
    """Whose clock is wrong is not for the platform to say: the token bounds the receipt, the offset is a measure."""
    away = timedelta(minutes=minutes)
    stamp = asked(lambda request: answered(request, at=NOW + away)).stamp(DATA)
    assert stamp.offset is not None
    assert abs(stamp.offset - away) <= timedelta(milliseconds=500)


LIES = {
    "another imprint": lambda _request: answered(time_stamp_request(b"autre")[0]),
    "another nonce": lambda _request: answered(time_stamp_request(DATA)[0]),
    "another certificate": lambda request: answered(request, OTHER),
    "nothing": lambda _request: b"",
    "garbage": lambda _request: b"\x30\x80garbage",
    "a page": lambda _request: b"<html>Bienvenue</html>",
    "half": lambda request: answered(request)[:-40],
    "altered": lambda request: answered(request)[:-1] + b"\x00",
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_lie_is_kept_out(lie: str) -> None:
    with pytest.raises(InvalidValue):
        asked(LIES[lie]).stamp(DATA)


def a_signer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Opérateur de liste")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


SIGNER_KEY, SIGNER = a_signer()


def a_list(*, kind: str = "TSA/QTST", status: str = "granted", since: str = "2025-01-01T00:00:00Z") -> bytes:
    certificate = base64.b64encode(AUTHORITY.certificate).decode()
    text = LIST.format(kind=kind, certificate=certificate, status=status, since=since)
    signed = XMLSigner().sign(etree.fromstring(text), key=SIGNER_KEY, cert=[SIGNER])
    return etree.tostring(signed)


def signer_of(token: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(signing_certificate(token))]


def test_a_listed_service_is_qualified_when_it_was() -> None:
    trusted = read_trusted_list(a_list(status="withdrawn", since="2026-11-20T00:00:00Z"), [SIGNER])
    chain = signer_of(AUTHORITY.stamp(DATA).token)
    assert trusted.service_of(chain, NOW) is None, "withdrawn three days ago"
    before = trusted.service_of(chain, NOW - timedelta(days=10))
    assert before is not None
    assert (trusted.territory, before.name) == ("FR", "Essai")
    assert trusted.service_of(chain, datetime(2019, 1, 1, tzinfo=UTC)) is None
    granted = read_trusted_list(a_list(), [SIGNER])
    assert granted.service_of(chain, NOW) is not None
    assert granted.service_of(signer_of(OTHER.stamp(DATA).token), NOW) is None
    assert read_trusted_list(a_list(kind="CA/QC"), [SIGNER]).services == ()


def test_a_list_that_nobody_known_signed_is_refused() -> None:
    data = a_list()
    _, other = a_signer()
    for wrong, signers in (
        (data, [other]),
        (data, []),
        (data.replace(b"Essai", b"Autre"), [SIGNER]),
        (
            LIST.format(kind="TSA/QTST", certificate="", status="granted", since="2025-01-01T00:00:00Z").encode(),
            [SIGNER],
        ),
        (b"<a/>", [SIGNER]),
    ):
        with pytest.raises(InvalidValue):
            read_trusted_list(wrong, signers)


def test_official_lists_are_read(samples_dir: Path) -> None:
    """Each list is signed by the certificate that it names; a broken signature is refused."""
    folder = samples_dir / "trusted-lists"
    counts = {}
    for name in ("FR", "CY", "EU"):
        found = read_trusted_list((folder / f"{name}.xml").read_bytes(), named_signers(folder / f"{name}.xml"))
        counts[found.territory] = len([one for one in found.services if one.is_granted(found.issued_at)])
    assert counts["FR"] >= 20
    assert counts["EU"] == 0, "the list of lists names no service"
    for name in ("CZ_broken-sig", "eu-lotl_broken-sig"):
        with pytest.raises(InvalidValue):
            read_trusted_list((folder / f"{name}.xml").read_bytes(), named_signers(folder / f"{name}.xml"))


def named_signers(path: Path) -> list[x509.Certificate]:
    signature = next(etree.parse(path).getroot().iter("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    texts = [node.text for node in signature.iter("{http://www.w3.org/2000/09/xmldsig#}X509Certificate")]
    return [x509.load_der_x509_certificate(base64.b64decode(text or "")) for text in texts]


def test_only_a_qualified_service_stamps_when_a_list_is_given() -> None:
    trusted = read_trusted_list(a_list(), [SIGNER])

    def check(token: bytes) -> None:
        if trusted.service_of(signer_of(token), NOW) is None:
            raise InvalidValue("time_stamp", hashlib.sha256(token).hexdigest())

    assert replace(asked(answered), check=check).stamp(DATA).token
    listed_elsewhere = RemoteAuthority(
        "autre", OTHER.root_pem, lambda request: answered(request, OTHER), FixedClock(NOW), check
    )
    with pytest.raises(InvalidValue):
        listed_elsewhere.stamp(DATA)
