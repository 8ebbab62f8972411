"""National trusted lists (ETSI TS 119 612): which time-stamping services a Member State says are qualified, and when.

A list counts only when it is signed by a certificate that was given with it (the list of lists or the Official Journal
says which): eIDAS regulation 910/2014 article 22, annexe 7 of the public procurement code (qualified time stamp). Only
what the signature covers is read. The list that is given is the one that counts; it says until when it is current.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from lxml import etree
from signxml.exceptions import InvalidInput, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from shared.kernel.refusal import InvalidValue
from shared.xml.parser import parse_xml

_LIST: Final = "{http://uri.etsi.org/02231/v2#}"
_QUALIFIED_STAMPS: Final = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
_GRANTED: Final = frozenset(
    {
        "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted",
        "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/undersupervision",  # before 1 July 2016
        "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/accredited",
    }
)
_REFERENCES: Final = (2, 1, 3)  # the list and the signed properties of XAdES, as operators write them


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """From when on a service had a status."""

    since: datetime
    is_granted: bool


@dataclass(frozen=True, slots=True)
class StampingService:
    """A service of qualified time stamps: its certificates (DER) and what it was, the latest period first."""

    name: str
    certificates: tuple[bytes, ...]
    periods: tuple[StatusPeriod, ...]

    def is_granted(self, at: datetime) -> bool:
        """Say whether the service was qualified at an instant."""
        return next((period.is_granted for period in self.periods if period.since <= at), False)


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A verified list."""

    territory: str
    issued_at: datetime
    next_update: datetime | None
    services: tuple[StampingService, ...]

    def service_of(self, chain: Sequence[x509.Certificate], at: datetime) -> StampingService | None:
        """Give the service that was qualified at an instant and that signed with the first certificate of a chain.

        The list names the certificate itself or the one that issued it.
        """
        signer = chain[0]
        for service in self.services:
            for der in service.certificates:
                listed = x509.load_der_x509_certificate(der)
                if service.is_granted(at) and (listed == signer or _issued(signer, listed)):
                    return service
        return None


def read_trusted_list(data: bytes, signers: Sequence[x509.Certificate]) -> TrustedList:
    """Read a list that one of the given certificates signed.

    Raises:
        InvalidValue: not a list, or not signed by any of them.
        Refused: not XML, or larger than what is read.
    """
    root = parse_xml(data)
    if root.tag != f"{_LIST}TrustServiceStatusList":
        raise _wrong("Ce fichier n'est pas une liste de confiance.")
    try:
        issued_at = _instant(root, "ListIssueDateTime")
        signed = _signed_part(root, signers, issued_at)
        return TrustedList(
            territory=_text(signed, f"{_LIST}SchemeInformation/{_LIST}SchemeTerritory"),
            issued_at=_instant(signed, "ListIssueDateTime"),
            next_update=_next_update(signed),
            services=tuple(_services(signed)),
        )
    except (ValueError, binascii.Error) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("Cette liste de confiance est illisible.") from error


def _signed_part(root: etree._Element, signers: Sequence[x509.Certificate], at: datetime) -> etree._Element:
    """Give what a known signer signed: the whole list, or nothing."""
    for signer in signers:
        for references in _REFERENCES:
            config = SignatureConfiguration(expect_references=references, location="./", verification_time=at)
            try:
                verified = XMLVerifier().verify(root, x509_cert=signer, expect_config=config)
            except (SignXMLException, InvalidInput, ValueError, etree.LxmlError):
                continue
            for one in verified if isinstance(verified, list) else [verified]:
                if one.signed_xml is not None and one.signed_xml.tag == root.tag:
                    return one.signed_xml
    raise _wrong("Cette liste de confiance n'est signée par aucun des certificats fournis.")


def _services(root: etree._Element) -> Iterator[StampingService]:
    for service in root.iter(f"{_LIST}TSPService"):
        information = service.find(f"{_LIST}ServiceInformation")
        if information is None or _kind(information) != _QUALIFIED_STAMPS:
            continue
        history = [one for one in service.iter(f"{_LIST}ServiceHistoryInstance") if _kind(one) == _QUALIFIED_STAMPS]
        periods = sorted((_period(one) for one in (information, *history)), key=lambda one: one.since, reverse=True)
        certificates = [
            base64.b64decode("".join((node.text or "").split()), validate=True)
            for node in information.iter(f"{_LIST}X509Certificate")
        ]
        yield StampingService(
            _text(information, f"{_LIST}ServiceName/{_LIST}Name"), tuple(certificates), tuple(periods)
        )


def _kind(element: etree._Element) -> str:
    return _text(element, f"{_LIST}ServiceTypeIdentifier")


def _period(element: etree._Element) -> StatusPeriod:
    return StatusPeriod(_instant(element, "StatusStartingTime"), _text(element, f"{_LIST}ServiceStatus") in _GRANTED)


def _next_update(root: etree._Element) -> datetime | None:
    text = root.findtext(f"{_LIST}SchemeInformation/{_LIST}NextUpdate/{_LIST}dateTime")
    return None if text is None else datetime.fromisoformat(text.strip())


def _instant(element: etree._Element, name: str) -> datetime:
    found = next(element.iter(f"{_LIST}{name}"), None)
    return datetime.fromisoformat(("" if found is None else found.text or "").strip())


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _wrong(message: str) -> InvalidValue:
    return InvalidValue("trusted_list", message)
