"""What every service promises on the public port."""

from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI

from shared.http.app import service_app
from shared.http.combined import CombinedApp
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.metrics_app import metrics_app
from shared.http.readiness import Check
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient, asgi_client
from tests.unit.http.sample_service import UPLOAD_LIMIT, sample_app

Bearer = Callable[..., dict[str, str]]


def test_the_description_is_openapi_3_1_with_problems_and_prefixed_paths(client: AsgiClient) -> None:
    description = client.get("/sample/openapi.json").json()
    assert description["openapi"].startswith("3.1.")
    assert "/sample/things" in description["paths"]
    responses = description["paths"]["/sample/things"]["post"]["responses"]
    reference = {"$ref": "#/components/schemas/ProblemDocument"}
    assert responses["4XX"]["content"] == {"application/problem+json": {"schema": reference}}
    assert set(responses) == {"201", "4XX", "5XX"}
    parameters = description["paths"]["/sample/things"]["post"]["parameters"]
    assert {row["name"]: row["required"] for row in parameters} == {"Idempotency-Key": True, "If-Match": False}


def test_the_documentation_page_needs_nothing_from_outside(client: AsgiClient) -> None:
    page = client.get("/sample/docs")
    assert page.status_code == 200
    assert "Faire une chose." in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Bac à sable" in page.text


def test_limits_are_published(client: AsgiClient) -> None:
    limits = {row["name"]: row["value"] for row in client.get("/sample/limits").json()["limits"]}
    assert limits["file_bytes"] == UPLOAD_LIMIT
    assert limits["json_body_bytes"] == 1024 * 1024


def test_metrics_are_not_on_the_public_port(client: AsgiClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/sample/metrics").status_code == 404


def test_metrics_count_routes_and_never_paths(client: AsgiClient) -> None:
    client.get("/sample/company?siret=98765432400019")
    client.get("/sample/inconnue-98765432400019")
    with asgi_client(metrics_app()) as internal:
        text = internal.get("/metrics").text
    assert 'plis_http_requests_total{method="GET",route="/company",service="sample",status="200"}' in text
    assert 'route="(inconnue)"' in text
    assert "98765432400019" not in text


def test_health_answers_without_any_check(client: AsgiClient) -> None:
    assert client.get("/sample/healthz").json() == {"alive": True}


def _away() -> bool:
    raise OSError("database away")


@pytest.mark.parametrize(("check", "status"), [(lambda: True, 200), (lambda: False, 503), (_away, 503)])
def test_readiness_runs_every_check(
    issuer: DevelopmentIssuer, clock: FixedClock, check: Callable[[], bool], status: int
) -> None:
    app = sample_app(issuer, clock, checks=(Check("base", lambda: True), Check("séquenceur", check)))
    with asgi_client(app) as client:
        answer = client.get("/sample/readyz")
    assert answer.status_code == status
    assert answer.json() == {"ready": status == 200, "checks": {"base": True, "séquenceur": status == 200}}


@pytest.mark.parametrize("given", ["abc-1", "A.b_c-9" * 9])
def test_a_plain_request_id_is_kept(client: AsgiClient, given: str) -> None:
    assert client.get("/sample/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "a" * 65, "é".encode(), "<script>", "a,b"])
def test_any_other_request_id_is_replaced(client: AsgiClient, given: str | bytes) -> None:
    made = client.get("/sample/healthz", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert len(made) == 32
    assert made != given


def test_every_answer_says_sandbox_and_development(client: AsgiClient) -> None:
    headers = client.get("/sample/nowhere").headers
    assert (headers["plis-sandbox"], headers["plis-development"]) == ("1", "1")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_a_cursor_comes_back_as_its_key(client: AsgiClient) -> None:
    first = client.get("/sample/list").json()
    assert first["items"] == [{"said": "None 20"}]
    second = client.get(f"/sample/list?limit=5&cursor={first['next_cursor']}").json()
    assert second["items"] == [{"said": "clé/1 5"}]


def test_a_long_poll_answers_as_soon_as_there_is_an_answer(client: AsgiClient) -> None:
    assert client.get("/sample/wait?seconds=5").json() == {"said": "enfin"}
    assert client.get("/sample/wait?seconds=0").json() == {"said": "None"}
    assert client.get("/sample/wait?seconds=31").status_code == 422


def test_an_asynchronous_route_reaches_the_handlers_threads(client: AsgiClient) -> None:
    assert client.get("/sample/twice").json() == {"said": "2"}


def test_a_router_without_the_limits_is_refused_at_start(clock: FixedClock) -> None:
    router = APIRouter()

    @router.get("/free")
    def free() -> None:
        """Escapes."""

    with pytest.raises(TypeError, match="service_router"):
        service_app(
            service="x", title="X", description="", routers=[router], security=Security(TokenVerifier([], clock=clock))
        )


def test_two_services_share_a_port(app: FastAPI) -> None:
    with asgi_client(CombinedApp({"sample": app, "internal": metrics_app()})) as client:
        assert client.get("/sample/healthz").status_code == 200
        answer = client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "HTTP-NOT-FOUND")
