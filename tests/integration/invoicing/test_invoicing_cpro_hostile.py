"""Every operation of the portal's interface under hostile questions, and without a token or an account that stand."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from services.invoicing.api.cpro.operation import AnyOperation
from services.invoicing.api.cpro.operations import OPERATIONS
from shared.http.limits import JSON_BODY
from tests.integration.invoicing.both_sides import Both
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.integration.invoicing.published_trees import PublishedTrees
from tests.integration.invoicing.test_invoicing_cpro_contract import WITHOUT_TREE, both, trees

__all__ = ["both", "trees"]
TOO_LARGE: Final = b" " * (JSON_BODY.value + 1)
ENVELOPE: Final = {"codeRetour", "libelle"}
HOSTILE: Final[dict[str, Callable[[Any], Any]]] = {
    "a text": lambda _whole: "texte",
    "texts for all": lambda whole: every(whole, "x' OR 1=1 --\u202e"),
    "huge texts": lambda whole: every(whole, "é" * 5000),
    "huge numbers": lambda whole: every(whole, 10**30),
    "negative numbers": lambda whole: every(whole, -5),
    "lists for all": lambda whole: every(whole, [[]]),
    "objects for all": lambda whole: every(whole, {"a": {}}),
    "truth for all": lambda whole: every(whole, True),
    "far pages": lambda whole: paged(whole, 10**18),
}


def every(tree: Any, value: Any) -> Any:
    """Put one value in the place of every field."""
    if isinstance(tree, dict):
        return {name: every(each, value) for name, each in tree.items()}
    return [every(each, value) for each in tree] if isinstance(tree, list) else value


def paged(tree: Any, number: int) -> Any:
    """Ask for a page that nobody has."""
    if not isinstance(tree, dict):
        return tree
    return {name: number if name.startswith(("nb", "page")) else paged(each, number) for name, each in tree.items()}


def test_a_hostile_question_is_answered_in_the_words_of_the_portal(both: Both, trees: PublishedTrees) -> None:
    number, faults = both.received(), []
    portal = Portal(both.service, SUPPLIER, RECIPIENT, login="TOUT@essai.fr")
    for operation in OPERATIONS:
        whole = {} if operation.path in WITHOUT_TREE else trees.whole_question(operation.path)
        whole = whole or dict.fromkeys(operation.asks.model_fields, "x")
        for kind, make in HOSTILE.items():
            answer = asked(portal, operation, make(whole))
            if answer.status_code not in (200, 400) or not is_told(answer):
                faults.append((operation.path, kind, answer.status_code, answer.text[:200]))
        bodies = {b'{"' + b"x" * 300 + b'": "y': (400, 20006), TOO_LARGE: (413, 20005)}
        for content, expected in (
            bodies.items() if operation.limit == JSON_BODY.name and operation.method == "POST" else ()
        ):
            answer = asked(portal, operation, content=content)
            if (answer.status_code, answer.json()["codeRetour"]) != expected or not is_told(answer):
                faults.append((operation.path, len(content), answer.status_code, answer.text[:200]))
    assert faults == []
    assert both.history(number) == ["MISE_A_DISPOSITION", "DEPOSEE"]


def asked(portal: Portal, operation: AnyOperation, body: Any = None, *, content: bytes | None = None) -> Any:
    address, headers = f"/invoicing/cpro/{operation.path}", portal.headers()
    return portal.service.client.request(
        operation.method, address, headers=headers, **({"json": body} if content is None else {"content": content})
    )


def is_told(answer: Any) -> bool:
    """Say whether an answer is whole: a number and a label, nothing else where it refuses."""
    told = answer.json()
    if answer.status_code == 200 and told.get("codeRetour", 0) == 0:
        return True
    return told.keys() == ENVELOPE and isinstance(told["codeRetour"], int) and bool(told["libelle"])


def test_no_operation_answers_without_a_token_or_an_account_that_stand(both: Both, service: Service) -> None:
    expired, portal = both.supplier.headers(), both.supplier
    strangers = [
        ({**expired, "Authorization": "Bearer rien"}, 401),
        ({name: value for name, value in expired.items() if name != "cpro-account"}, 403),
        ({**expired, "cpro-account": base64.b64encode(f"{portal.login}:faux".encode()).decode()}, 403),
    ]
    faults = [*refusals(service, strangers)]
    service.clock.advance(timedelta(hours=1, seconds=1))
    faults += refusals(service, [(expired, 401)])
    assert faults == []


def refusals(service: Service, strangers: list[tuple[dict[str, str], int]]) -> list[Any]:
    """Give the operations that refuse otherwise than told."""
    faults = []
    for operation in OPERATIONS:
        for headers, expected in strangers:
            address = f"/invoicing/cpro/{operation.path}"
            answer = service.client.request(operation.method, address, headers=headers)
            if (answer.status_code, answer.json().keys(), answer.json()["codeRetour"]) != (expected, ENVELOPE, 20004):
                faults.append((operation.path, answer.status_code, answer.text))
    return faults
