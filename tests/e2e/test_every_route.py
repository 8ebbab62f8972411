"""Walks every route of every service, over a platform that holds one whole procurement, as people who must see nothing.

A route that is not in the public list answers 401 without a token, and 404 (or 403) to another organisation that has
every right of its kind. The walk is made from the published OpenAPI documents, so a new route cannot escape it.
"""

import itertools

import httpx
import pytest

from services.demo.identities import Actor, Bearer
from services.demo.platform import SERVICES
from shared.kernel.principal import PrincipalKind, Right
from tests.e2e.routes import filled, published_routes

STRANGER = "21690123100011"
PUBLIC = {
    ("get", "/tenders/consultations"),
    ("get", "/tenders/consultations/{tender_id}"),
    ("get", "/tenders/consultations/{tender_id}/answers"),  # questions answered, without who asked
    ("get", "/tenders/consultations/{tender_id}/archive"),
    ("get", "/tenders/consultations/{tender_id}/documents"),
    ("get", "/tenders/consultations/{tender_id}/documents/{document_id}"),
    ("get", "/tenders/consultations/{tender_id}/evaluation-method"),  # where its buyer published it
    ("get", "/tenders/consultations/{tender_id}/lots/{lot_id}/price-schedule"),
    ("get", "/tenders/price-formulas"),
    ("get", "/tenders/consultations/{tender_id}/rectifications"),
    ("get", "/tenders/consultations/{tender_id}/stages"),
    ("get", "/tenders/consultations/{tender_id}/versions"),
    ("get", "/tenders/consultations/{tender_id}/versions/{number}"),
    ("get", "/tenders/consultations/{tender_id}/visits"),  # when and where, never who comes
    ("post", "/tenders/consultations/{tender_id}/questions"),  # with the token of a confirmed address
    ("post", "/tenders/consultations/{tender_id}/questions/{question_id}/withdrawal"),  # with the token of who asked
    ("post", "/tenders/consultations/{tender_id}/registrations"),
    ("post", "/tenders/registrations/confirmation"),  # with the token of the message
    ("post", "/tenders/registrations/end"),  # with the token of the message
    ("post", "/mps/api/v1/oauth/token"),  # with the secret of an editor
    ("post", "/invoicing/oauth/token"),  # with the secret of a software of the portal's interface
    *(  # with the link of an editor, once, then with the session that it opened
        (method, f"/mps/pages/{subject}/{{identifier}}{end}")
        for subject in ("markets", "applications")
        for method, end in (("get", ""), ("post", ""), ("post", "/session"))
    ),
    *(  # with the same session
        (method, f"/mps/pages/applications/{{identifier}}/{end}")
        for method, end in (
            ("get", "pieces"),
            ("post", "pieces"),
            ("get", "pieces/{paper_id}"),
            ("post", "pieces/{paper_id}/retrait"),
            ("get", "attestation.pdf"),
            ("get", "package.zip"),
        )
    ),
    ("get", "/tenders/changes"),
    ("get", "/tenders/feed.atom"),
    ("get", "/tenders/quotations/received"),  # free publications, and for a company what it was asked
    ("get", "/tenders/quotations/{quotation_id}"),  # a free publication; anything else is not found
    ("post", "/tenders/obligations"),  # a calculator: it keeps nothing
    ("get", "/responses/consultations/{tender_id}"),
    ("get", "/responses/practice"),  # the test space
    ("get", "/responses/consultations/{tender_id}/custody"),
    ("get", "/responses/log/consistency"),
    ("get", "/responses/log/keys"),
    ("get", "/responses/log/checkpoint"),
    ("get", "/responses/log/key"),
    ("get", "/responses/log/tile/{path}"),
    *(
        ("get", f"/{service}/{page}")
        for service in SERVICES
        for page in ("docs", "healthz", "limits", "openapi.json", "readyz")
    ),
}
# Lists and calculators of one's own: they answer 200 with nothing of the others.
OWN = {
    ("get", "/invoicing/commitments"),
    ("get", "/invoicing/contracts"),
    ("get", "/invoicing/invoices"),
    ("get", "/invoicing/orders"),
    ("get", "/invoicing/feed"),
    ("get", "/invoicing/presented-invoices"),
    ("get", "/invoicing/subcontractor-requests"),
    ("get", "/tenders/committees"),
    ("get", "/tenders/consultations/own"),
    ("get", "/tenders/consultations/{tender_id}/questions/own"),
    ("get", "/tenders/consultations/{tender_id}/registrations/own"),
    ("get", "/tenders/consultations/{tender_id}/visits/bookings/own"),
    ("get", "/responses/count-policy"),
    ("get", "/responses/destructions"),
    ("get", "/responses/groups"),
    ("get", "/tenders/contacts"),
    ("get", "/tenders/contracts"),
    ("get", "/tenders/custodians"),
    ("get", "/tenders/messages"),
    ("get", "/tenders/needs"),
    ("get", "/tenders/quotations"),
    ("get", "/tenders/searches"),
    ("get", "/tenders/webhooks"),
    ("get", "/mps/api/v1/market_applications/{identifier}"),  # with the token of an editor, never of a person
    ("get", "/mps/api/v1/market_applications/{identifier}/attestation"),
    ("get", "/mps/api/v1/market_applications/{identifier}/documents_package"),
    ("get", "/mps/api/v1/public_markets/{identifier}"),
    ("get", "/mps/candidacies"),
    ("get", "/mps/companies"),
    ("get", "/mps/companies/{siret}"),
    ("get", "/mps/consultations/{tender_id}/espd"),  # what a published consultation asks
    ("get", "/mps/consultations/{tender_id}/espd/verdict"),
    ("get", "/mps/consultations/{tender_id}/requirements"),
    ("get", "/mps/delegations"),
    ("get", "/mps/hearings"),
    ("get", "/mps/indicators"),
    ("get", "/mps/indicators.csv"),
    ("get", "/mps/invitations"),
    ("get", "/mps/representation"),
    ("post", "/mps/representation"),
}
AGENT_RIGHTS = (
    Right.DRAFT,
    Right.PUBLISH,
    Right.ANSWER,
    Right.CUSTODIAN,
    Right.EVALUATE,
    Right.AWARD,
    Right.SIGN,
    Right.AUTHORISE,
)
# They show an organisation by its number, which is public: a company searched, the buyer of a published consultation.
NAMES_A_BUYER = {("get", "/mps/companies/{siret}"), ("get", "/mps/consultations/{tender_id}/espd")}
STRANGERS = (
    Actor("etranger", "Étranger", PrincipalKind.AGENT, STRANGER, AGENT_RIGHTS),
    Actor("etranger-comptable", "Étranger", PrincipalKind.AGENT, STRANGER, (Right.ACCOUNT,)),
    Actor("etranger-entreprise", "Étranger", PrincipalKind.ECONOMIC_OPERATOR, STRANGER, (Right.SUBMIT,)),
    Actor("etranger-finance", "Étranger", PrincipalKind.FINANCE_SYSTEM, STRANGER, (Right.FINANCE_FEED,)),
)


@pytest.fixture(scope="module")
def routes(platform):
    """Every (method, path) that the services publish."""
    found = published_routes(platform.url)
    assert len(found) > 40
    return found


def concrete(path, embedded):
    """A path with the identifiers of the played procurement."""
    events = embedded.summary["events"]
    of_type = {event["type"]: event["data"] for event in events}
    opened = of_type["responses_opened.v1"]
    in_time = next(item for item in opened["responses"] if item["standing"] == "in_time")
    values = {
        "tender_id": embedded.summary["ids"]["consultation"],
        "document_id": of_type["tender_published.v3"]["documents"][0]["document_id"],
        "contract_id": embedded.summary["ids"]["contract_1"],
        "opening_id": embedded.summary["ids"]["opening"],
        "file_id": in_time["files"][0]["file_id"],
        "name": in_time["files"][0]["file_id"],  # of an upload
        "deposit_id": in_time["deposit_id"],
        "custodian_id": opened["custodian_ids"][0],
        "award_id": of_type["contract_awarded.v1"]["award_id"],
        "candidacy_id": of_type["candidacy_completed.v1"]["candidacy_id"],
        "order_id": embedded.summary["ids"]["order"],
        "invoice_id": embedded.summary["ids"]["invoice"],
        "siret": "77567227221138",
        "number": 1,
        "rank": 1,
        "template": "rc",
        "path": "0/000",
    }
    # What the played procurement does not hold (a committee, a session) is walked with an identifier of nobody.
    return filled(path, values)


def test_nothing_answers_without_a_token(platform, routes, embedded):
    with httpx.Client(base_url=platform.url) as http:
        answers = {
            (method, path): http.request(method, concrete(path, embedded)).status_code
            for method, path in routes
            if (method, path) not in PUBLIC
        }
    assert {route: status for route, status in answers.items() if status != httpx.codes.UNAUTHORIZED} == {}


def test_another_organisation_sees_nothing(platform, issuer, routes, embedded):
    shown = {}
    for actor in STRANGERS:
        with httpx.Client(base_url=platform.url, auth=Bearer(issuer, actor), timeout=40) as http:
            for method, path in routes:
                if (method, path) in PUBLIC | OWN:
                    continue
                answer = http.request(method, concrete(path, embedded), headers={"Idempotency-Key": "walk-0123456789"})
                if answer.is_success:
                    shown[(actor.role, method, path)] = answer.status_code
    assert shown == {}


def test_reading_what_belongs_to_another_is_not_found(platform, issuer, routes, embedded):
    readable = [
        path for method, path in routes if method == "get" and "{" in path and (method, path) not in PUBLIC | OWN
    ]
    best: dict[str, set[int]] = {path: set() for path in readable}
    for actor, path in itertools.product(STRANGERS, readable):
        with httpx.Client(base_url=platform.url, auth=Bearer(issuer, actor), timeout=40) as http:
            parameters = {"custodian_id": "00000000-0000-7000-8000-000000000000"} if path.endswith("wraps") else None
            best[path].add(http.get(concrete(path, embedded), params=parameters).status_code)
    hidden = {httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}
    assert {path: statuses for path, statuses in best.items() if not statuses <= hidden} == {}
    assert {path: statuses for path, statuses in best.items() if httpx.codes.NOT_FOUND not in statuses} == {}


def test_lists_of_ones_own_hold_nothing_of_others(platform, issuer, embedded):
    names = set()
    for actor in STRANGERS:
        with httpx.Client(base_url=platform.url, auth=Bearer(issuer, actor)) as http:
            for method, path in OWN - NAMES_A_BUYER:
                answer = http.request(method, concrete(path, embedded))
                if answer.is_success:
                    names.add(path)
                    assert embedded.summary["ids"]["invoice"] not in answer.text
                    assert "98765432400019" not in answer.text
    assert names >= {"/invoicing/invoices", "/invoicing/feed"}
