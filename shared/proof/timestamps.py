"""Time stamps, RFC 3161: requests, and the answers of an authority built with the ASN.1 of the standard.

Sources: RFC 3161 section 2.4; RFC 5816 (certificate identified by SHA-256); ETSI EN 319 422 for the profile.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey

from shared.kernel.refusal import InvalidValue

MILLISECONDS: Final = 1
_GRANTED: Final = frozenset({"granted", "granted_with_mods"})
_SLOWEST: Final = timedelta(seconds=1)
# Names that say their hash; plain RSA and PSS leave it to the digest algorithm or to parameters.
_HASH_OF: Final = {f"{name}_rsa": name for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")}


@dataclass(frozen=True, slots=True)
class StampedToken:
    """An RFC 3161 token (DER), who issued it, and the root certificate (PEM) that verifies it.

    ``offset`` is the authority's time less ours when it answered; None when it is our own, or was too slow.
    """

    token: bytes
    authority: str
    root_pem: str
    offset: timedelta | None = field(default=None, compare=False)


def time_stamp_request(data: bytes, *, policy: str | None = None) -> tuple[bytes, int]:
    """Write a request for a token over the SHA-256 of some data, asking for certificates; give it and its nonce.

    ``policy``: the object identifier under which the token must be issued (RFC 3161 2.4.1, ``reqPolicy``).
    """
    nonce = secrets.randbits(63)
    asked: dict[str, object] = {
        "version": "v1",
        "message_imprint": {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": hashlib.sha256(data).digest(),
        },
        "nonce": nonce,
        "cert_req": True,
    }
    if policy is not None:
        asked["req_policy"] = policy
    return tsp.TimeStampReq(asked).dump(), nonce


def token_of(response: bytes, *, data: bytes, nonce: int, policy: str | None = None) -> bytes:
    """Give the token of an authority's answer, once it answers our own request.

    The signature is verified by whoever relies on the token; here a wrong or refused answer is only kept out.

    Raises:
        InvalidValue: refused, unreadable, about something else or under another policy.
    """
    try:
        answer = tsp.TimeStampResp.load(response, strict=True)
        stated = _stated(answer["time_stamp_token"]) if answer["status"]["status"].native in _GRANTED else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidValue("time_stamp", "La réponse de l'autorité d'horodatage est illisible.") from error
    if stated is None:
        raise InvalidValue("time_stamp", "L'autorité d'horodatage a refusé la demande.")
    if (stated.imprint, stated.nonce) != (hashlib.sha256(data).digest(), nonce):
        raise InvalidValue("time_stamp", "Le jeton d'horodatage ne répond pas à la demande.")
    if policy not in {None, stated.policy}:
        raise InvalidValue("time_stamp", "Le jeton d'horodatage suit une autre politique que celle qui est demandée.")
    return stated.token


class _Stated(NamedTuple):
    """What a token says of what it answers."""

    token: bytes
    imprint: bytes
    nonce: int
    policy: str


def _stated(token: cms.ContentInfo) -> _Stated:
    info = token["content"]["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]["hashed_message"].native
    return _Stated(_one_spelling(token), imprint, info["nonce"].native, info["policy"].native)


def _one_spelling(token: cms.ContentInfo) -> bytes:
    """Write a token: certificates are a set that nobody signs, and authorities send it in any order.

    Writing everything again takes a hundred times longer, so only what is out of order is.
    """
    carried = [one.dump() for one in token["content"]["certificates"] or ()]
    return bytes(token.dump(force=carried != sorted(carried)))


def generation_time(token: bytes) -> datetime:
    """Give the instant that a token states (genTime), unverified."""
    info = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    instant: datetime = info["gen_time"].native
    return instant


def authority_offset(token: bytes, *, asked_at: datetime, answered_at: datetime) -> timedelta | None:
    """Give how far an authority's time is from ours, from a token that was asked for and came between two instants."""
    if answered_at - asked_at > _SLOWEST:
        return None
    stated = generation_time(token)
    if stated.microsecond == 0:
        stated += timedelta(milliseconds=500)  # an authority may state whole seconds, cut: the middle is the best guess
    return stated - (asked_at + (answered_at - asked_at) / 2)


def signing_certificate(token: bytes) -> bytes:
    """Give the certificate (DER) whose key signed a token.

    Raises:
        InvalidValue: the token does not carry it.
    """
    signed = cms.ContentInfo.load(token)["content"]
    (signer,) = signed["signer_infos"]
    named = signer["sid"].chosen
    for one in signed["certificates"]:
        certificate = one.chosen
        if signer["sid"].name == "issuer_and_serial_number":
            is_it = (certificate.issuer, certificate.serial_number) == (named["issuer"], named["serial_number"].native)
        else:
            is_it = certificate.key_identifier == named.native
        if is_it:
            return bytes(certificate.dump())
    raise InvalidValue("time_stamp", "Le jeton d'horodatage ne porte pas le certificat qui l'a signé.")


def granted_response(token: bytes) -> bytes:
    """Wrap a token again in the answer that it came in, for verifiers that read answers."""
    return bytes(
        tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}).dump()
    )


def is_canonical_token(token: bytes) -> bool:
    """Say whether the parts of a token that its signature does not cover say nothing but the expected."""
    try:
        content = cms.ContentInfo.load(token, strict=True)
        signed = content["content"]
        (signer,) = signed["signer_infos"]
        return (
            content.dump(force=True) == token
            and signed["version"].native == "v3"
            and [item["algorithm"].native for item in signed["digest_algorithms"]]
            == [signer["digest_algorithm"]["algorithm"].native]
            and signer["version"].native == ("v1" if signer["sid"].name == "issuer_and_serial_number" else "v3")
            and _is_the_algorithm_used(signer)
            and signer["unsigned_attrs"].native is None
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _is_the_algorithm_used(signer: cms.SignerInfo) -> bool:
    """Say whether the named signature algorithm hashes as the token does: verifiers read the digest, not this name."""
    named = signer["signature_algorithm"]
    if named.signature_algo in {"rsassa_pkcs1v15", "rsassa_pss", "ed25519", "ed448"}:
        hashed = _HASH_OF.get(named["algorithm"].native)
        return hashed in {None, signer["digest_algorithm"]["algorithm"].native}
    return bool(named.signature_algo == "ecdsa" and named.hash_algo == signer["digest_algorithm"]["algorithm"].native)


def answer_request(
    request: bytes, *, at: datetime, serial: int, policy: str, certificate: bytes, key: EllipticCurvePrivateKey
) -> bytes:
    """Answer a request as an authority whose certificate (DER) and key are given; ``at`` is the stated instant.

    Raises:
        InvalidValue: the request is unreadable or asks for another digest than SHA-256.
    """
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        wants_certificate = asked["cert_req"].native
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidValue("time_stamp", "La demande d'horodatage est illisible.") from error
    if algorithm != "sha256":
        raise InvalidValue("time_stamp", "Seule l'empreinte SHA-256 est acceptée.")
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": policy,
            "message_imprint": imprint,
            "serial_number": serial,
            "gen_time": at,
            "accuracy": {"millis": MILLISECONDS},
            "nonce": asked["nonce"],
        }
    )
    token = _signed(info, at=at, certificate=x509.Certificate.load(certificate), key=key, carries=wants_certificate)
    return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())


def _signed(
    info: tsp.TSTInfo, *, at: datetime, certificate: x509.Certificate, key: EllipticCurvePrivateKey, carries: bool
) -> cms.ContentInfo:
    content = info.dump()
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": at.replace(microsecond=0)})]},
            {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
            {"type": "signing_certificate_v2", "values": [_certificate_reference(certificate)]},
        ]
    )
    # RFC 5652 5.4: what is signed is the DER of the attributes as a SET OF.
    signature = key.sign(attributes.dump(force=True), ECDSA(hashes.SHA256()))
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signature,
        }
    )
    signed: dict[str, object] = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
        "signer_infos": [signer],
    }
    if carries:
        signed["certificates"] = [certificate]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _certificate_reference(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate.dump()).digest()}]})
