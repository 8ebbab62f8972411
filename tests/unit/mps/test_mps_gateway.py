"""The client of API Entreprise: what it sends, and what each status becomes (never a legal conclusion)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from services.mps.domain.answers import DeliveryRefused, FactsStated, NoAnswer, NothingKnown, Silence, SourceAnswer
from services.mps.domain.gates import FAILURES_TO_OPEN, FIRST_PAUSE
from services.mps.domain.sources import Source
from services.mps.gateways import api_entreprise
from services.mps.gateways.api_entreprise import ApiEntreprise, NoApiEntreprise, Reply, Unreachable
from services.mps.gateways.calls import UNREACHABLE
from shared.kernel.clock import FixedClock
from tests.unit.mps.builders import NOW, a_question


@dataclass
class Sent:
    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    timeout: float


@dataclass
class FakeTransport:
    replies: list[Reply | None]
    sent: list[Sent] = field(default_factory=list)

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:
        self.sent.append(Sent(url, params, headers, timeout))
        reply = self.replies[min(len(self.sent), len(self.replies)) - 1]
        if reply is None:
            raise Unreachable("away")
        return reply


def reply(status: int = 200, body: object = None, **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body if body is not None else {"data": {}}).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def error(code: str, **meta: object) -> dict[str, object]:
    return {"errors": [{"code": code, "title": "…", "detail": "…", "source": None, "meta": meta}]}


def client(*replies: Reply | None) -> tuple[ApiEntreprise, FakeTransport, FixedClock]:
    transport, clock = FakeTransport(list(replies)), FixedClock(NOW)
    return (
        ApiEntreprise(base_url="https://api.test/", token="t0ken", transport=transport, clock=clock),
        transport,
        clock,
    )


def ask(one: Reply | None, source: Source = Source.TAX_CERTIFICATE) -> SourceAnswer:
    return client(one)[0].ask(a_question(source))


def test_every_call_says_its_purpose_and_carries_the_token_in_a_header() -> None:
    api, transport, _ = client(reply())
    api.ask(a_question(Source.HEADCOUNT))
    sent = transport.sent[0]
    assert sent.url == "https://api.test/v3/gip_mds/unites_legales/001234566/effectifs_annuels/2024"
    assert sent.params == {"context": "Marchés publics", "object": "Consultation 1", "recipient": "98765432400019"}
    assert sent.headers["Authorization"] == "Bearer t0ken"
    assert sent.timeout == 5.0


def test_documents_are_given_more_time_than_data() -> None:
    api, transport, _ = client(reply())
    api.ask(a_question(Source.SOCIAL_CERTIFICATE))
    assert transport.sent[0].timeout == 12.0


def test_only_open_variants_are_asked_about_identities() -> None:
    api, transport, _ = client(reply())
    api.ask(a_question(Source.ESTABLISHMENT))
    api.ask(a_question(Source.LEGAL_UNIT))
    assert all("/diffusibles/" in sent.url for sent in transport.sent)


@pytest.mark.parametrize("status", [404, 451])
def test_a_404_and_a_451_are_unknown(status: int) -> None:
    assert isinstance(ask(reply(status, error("03003"))), NothingKnown)


def test_a_certificate_that_cannot_be_issued_is_unknown_and_not_asked_again() -> None:
    assert isinstance(ask(reply(502, error("04503")), Source.SOCIAL_CERTIFICATE), NothingKnown)


def test_cibtp_refuses_with_a_404() -> None:
    answer = ask(reply(404, error("38422")), Source.BUILDING_LEAVE)
    assert isinstance(answer, DeliveryRefused)
    assert isinstance(ask(reply(404, error("38003")), Source.BUILDING_LEAVE), NothingKnown)


def test_urssaf_refuses_with_a_200() -> None:
    status = {"code": "refus_de_delivrance", "libelle": "Refus", "description": "L'entité n'est pas à jour."}
    answer = ask(reply(200, {"data": {"entity_status": status}}), Source.SOCIAL_CERTIFICATE)
    assert isinstance(answer, DeliveryRefused)
    assert answer.detail == "L'entité n'est pas à jour."


def test_the_delay_announced_by_the_issuer_is_kept() -> None:
    answer = ask(reply(502, error("04501", retry_in=172800)), Source.SOCIAL_CERTIFICATE)
    assert answer == NoAnswer("L'administration n'a pas pu répondre (04501).", timedelta(hours=48))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_faults_are_silences(status: int) -> None:
    answer = ask(reply(status, b"<html>"))
    assert isinstance(answer, NoAnswer)
    assert answer.retry_in is None


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_rejected_demand_is_our_fault_and_says_its_codes(status: int) -> None:
    answer = ask(reply(status, error("00201")))
    assert isinstance(answer, NoAnswer)
    assert "00201" in answer.detail


def test_the_same_call_running_is_asked_again_soon() -> None:
    assert ask(reply(409, error("00015"))) == NoAnswer(
        "La même demande est déjà en cours de traitement.", timedelta(seconds=5), Silence.BUSY
    )


def test_no_answer_in_time_is_a_silence() -> None:
    assert isinstance(ask(None), NoAnswer)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"data"', b"\xff\xfe{\x00}\x00", b'{"errors": []}', b"null"])
def test_an_unreadable_200_is_a_silence(body: bytes) -> None:
    assert isinstance(ask(reply(200, body)), NoAnswer)


def test_after_a_429_its_group_is_left_alone_until_the_announced_time() -> None:
    api, transport, clock = client(reply(429, error("00429"), retry_after="30"), reply())
    assert api.ask(a_question(Source.TAX_CERTIFICATE)) == NoAnswer(
        "Le quota d'appels est atteint : nouvelle demande à la fin de la période.", timedelta(seconds=30), Silence.BUSY
    )
    clock.advance(timedelta(seconds=10))
    paused = api.ask(a_question(Source.TAX_CERTIFICATE))
    assert isinstance(paused, NoAnswer)
    assert paused.retry_in == timedelta(seconds=20)
    assert len(transport.sent) == 1
    clock.advance(timedelta(seconds=20))
    assert isinstance(api.ask(a_question(Source.TAX_CERTIFICATE)), FactsStated)


def test_a_paused_group_does_not_stop_the_others() -> None:
    api, transport, _ = client(reply(429, error("00429"), retry_after="30"), reply())
    api.ask(a_question(Source.TAX_CERTIFICATE))
    assert isinstance(api.ask(a_question(Source.TURNOVER)), FactsStated)
    assert len(transport.sent) == 2


def test_a_429_without_seconds_waits_until_the_reset() -> None:
    reset = str(int(NOW.timestamp()) + 42)
    assert ask(reply(429, error("00429"), ratelimit_reset=reset)) == NoAnswer(
        "Le quota d'appels est atteint : nouvelle demande à la fin de la période.", timedelta(seconds=42), Silence.BUSY
    )


def test_the_last_call_of_a_quota_pauses_its_group() -> None:
    reset = str(int(NOW.timestamp()) + 15)
    api, transport, _ = client(reply(200, None, ratelimit_remaining="0", ratelimit_reset=reset))
    assert isinstance(api.ask(a_question()), FactsStated)
    assert isinstance(api.ask(a_question()), NoAnswer)
    assert len(transport.sent) == 1


def test_fields_unknown_today_are_kept_whole() -> None:
    answer = ask(reply(200, {"data": {"champ_nouveau": [1, 2]}, "links": {}, "meta": {}}))
    assert isinstance(answer, FactsStated)
    assert "champ_nouveau" in answer.payload


def test_a_provider_out_of_order_is_left_alone_after_five_failures_and_probed_once() -> None:
    api, transport, clock = client(*[None] * 5, reply())
    for _ in range(FAILURES_TO_OPEN):
        assert api.ask(a_question(Source.TURNOVER)) == NoAnswer(UNREACHABLE)
    held = api.ask(a_question(Source.TURNOVER))
    assert isinstance(held, NoAnswer)
    assert (held.retry_in, held.silence) == (FIRST_PAUSE, Silence.BUSY)
    assert len(transport.sent) == FAILURES_TO_OPEN
    assert isinstance(api.ask(a_question(Source.LEGAL_UNIT)), FactsStated)  # the same quota group goes on
    clock.advance(FIRST_PAUSE)
    assert isinstance(api.ask(a_question(Source.TURNOVER)), FactsStated)
    assert isinstance(api.ask(a_question(Source.TURNOVER)), FactsStated)


def test_a_platform_without_api_entreprise_says_so() -> None:
    answer = NoApiEntreprise().ask(a_question())
    assert isinstance(answer, NoAnswer)
    assert "PLIS_API_ENTREPRISE_URL" in answer.detail


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("data.adresse.l1", "data.adresse.l1"),
        ("data.prenom_1", "data.prenom_1"),
        ("data.DUPONT", "(autre)"),
        ("data.4812300", "(autre)"),
        ("data.marie dupont", "(autre)"),
        ("a" * 201, "(autre)"),
        ("a" * 150 + "!", "(autre)"),
    ],
)
def test_a_field_whose_name_may_be_a_datum_is_not_named_in_a_log(name: str, shown: str) -> None:
    assert api_entreprise._loggable(name) == shown
