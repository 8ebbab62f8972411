"""The published interface is true: whatever is sent, no 5xx, and no answer that the OpenAPI document leaves out."""

import itertools

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

from services.tenders.api.app import create_app
from services.tenders.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock
from tests.integration.tenders.platform import EVERY_RIGHT
from tests.unit.tenders.builders import BUYER

PROMISES = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
_keys = itertools.count(1)


@pytest.fixture
def described(app: App, issuer: DevelopmentIssuer, clock: FixedClock) -> schemathesis.BaseSchema:
    application = create_app(app, Security(TokenVerifier([issuer.trusted()], clock=clock)))
    return schemathesis.openapi.from_asgi("/tenders/openapi.json", application)


def summary(failure: BaseException) -> str:
    inner = getattr(failure, "exceptions", (failure,))
    return " | ".join(f"{type(each).__name__} {each}"[:900] for each in inner) + str(failure)[-400:]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_keeps_its_promises(
    described: schemathesis.BaseSchema, issuer: DevelopmentIssuer, mode: GenerationMode
) -> None:
    claims = {"sub": "essai", "name": "Essai", "kind": "agent", "siret": BUYER.value, "rights": list(EVERY_RIGHT)}
    token = issuer.issue(claims)
    broken = {}
    for found in described.get_all_operations():
        operation = found.ok()
        try:
            _hold(operation, token, mode)
        except BaseExceptionGroup as failure:
            broken[operation.label] = summary(failure)
        except Unsatisfiable:  # nothing wrong can be sent to an operation without parameters
            continue
    assert broken == {}


def _hold(operation: schemathesis.APIOperation, token: str, mode: GenerationMode) -> None:
    @settings(
        max_examples=10,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case) -> None:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"essai-{next(_keys):08}"}
        case.call_and_validate(headers=headers, checks=PROMISES)

    hold()
