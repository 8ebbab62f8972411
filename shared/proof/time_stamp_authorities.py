"""The development time-stamping authority: real RFC 3161 tokens that prove nothing in law, and say so.

Annexe 7 (arrêté of 22 March 2019) asks for a *qualified* time stamp: a real platform sets the address of a qualified
authority. The names below are printed wherever a token is shown.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.kernel.clock import Clock
from shared.proof.timestamps import StampedToken, answer_request, authority_offset, time_stamp_request, token_of
from shared.proof.token_check import verify_token

NAME: Final = "Plis développement – horodatage NON qualifié"
POLICY: Final = "2.25.301416120137116325147063812011467319651"  # a UUID arc: nobody else's policy, no promise
_LIFETIME: Final = timedelta(days=3650)


def make_key() -> bytes:
    """Make the private key of an authority (PEM), the one secret part."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def make_certificates(key_pem: bytes, now: datetime) -> bytes:
    """Make the public part (PEM): a root, then the authority's certificate for that key."""
    root_key, public = ec.generate_private_key(ec.SECP256R1()), _key(key_pem).public_key()
    root_name = _name(f"{NAME} (racine)")
    root = (
        _builder(root_name, root_name, root_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _builder(_name(NAME), root_name, public, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)  # RFC 3161 2.3
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    # The root's key is forgotten here: it signs this one certificate and nothing else, ever.
    return b"".join(item.public_bytes(serialization.Encoding.PEM) for item in (root, certificate))


@dataclass(frozen=True, slots=True)
class DevelopmentAuthority:
    """An authority in this process (port ``TimeStampAuthority``)."""

    clock: Clock
    root_pem: str
    certificate: bytes
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def load(cls, key_pem: bytes, certificates_pem: bytes, clock: Clock) -> Self:
        """Read what ``make_key`` and ``make_certificates`` wrote."""
        root, certificate = x509.load_pem_x509_certificates(certificates_pem)
        return cls(
            clock,
            root.public_bytes(serialization.Encoding.PEM).decode(),
            certificate.public_bytes(serialization.Encoding.DER),
            _key(key_pem),
        )

    def stamp(self, data: bytes) -> StampedToken:
        """Give a token over some data."""
        request, nonce = time_stamp_request(data)
        at = self.clock.now()
        response = answer_request(
            request,
            at=at.replace(microsecond=at.microsecond // 1000 * 1000),
            serial=secrets.randbits(120),
            policy=POLICY,
            certificate=self.certificate,
            key=self.key,
        )
        return StampedToken(token_of(response, data=data, nonce=nonce), NAME, self.root_pem)


@dataclass(frozen=True, slots=True)
class RemoteAuthority:
    """An authority reached over HTTP (RFC 3161 section 3.4), through the one outbound door."""

    name: str
    root_pem: str
    post: Callable[[bytes], bytes]
    clock: Clock
    check: Callable[[bytes], None] = lambda _token: None
    policy: str | None = None

    def stamp(self, data: bytes) -> StampedToken:
        """Ask for a token over some data, and verify it: a wrong one is kept out, the next question may do better.

        The time that it states is not compared with ours here: whose clock is wrong is not for us to decide.

        Raises:
            InvalidValue: the authority refused, answered something else, or signed with a key that we do not trust.
        """
        request, nonce = time_stamp_request(data, policy=self.policy)
        asked_at = self.clock.now()
        token = token_of(self.post(request), data=data, nonce=nonce, policy=self.policy)
        answered_at = self.clock.now()
        verify_token(token, data, self.root_pem)
        self.check(token)
        offset = authority_offset(token, asked_at=asked_at, answered_at=answered_at)
        return StampedToken(token, self.name, self.root_pem, offset)


def _key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the development authority signs with ECDSA")
    return key


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFETIME)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
