"""A client of the invoicing API, for the command line and the demonstration.

Every write carries the ``Idempotency-Key`` that the caller chose. Answers are the JSON objects of the API; a refusal
raises ``httpx.HTTPStatusError`` with its problem document.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

Json = dict[str, Any]
LONGEST_WAIT = 30


class InvoicingClient:
    """Calls of one person or system through an ``httpx.Client`` that knows address and token."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def contracts(self) -> list[Json]:
        """List the notified contracts of the organisation (first page)."""
        items: list[Json] = self._read("/contracts")["items"]
        return items

    def place_order(self, contract_id: str, lines: Sequence[Json], *, key: str, number: str | None = None) -> Json:
        """Order on a contract."""
        return self._write("/orders", {"contract_id": contract_id, "number": number, "lines": list(lines)}, key=key)

    def order(self, order_id: str) -> Json:
        """Read an order."""
        return self._read(f"/orders/{order_id}")

    def submit(self, document: bytes, *, name: str, key: str) -> Json:
        """Deposit an invoice, byte for byte."""
        content_type = "application/pdf" if document.startswith(b"%PDF") else "application/xml"
        headers = {"Idempotency-Key": key, "Content-Type": content_type}
        answer = self._http.post("/invoicing/invoices", params={"filename": name}, content=document, headers=headers)
        return _object(answer)

    def deposit_flow(self, document: bytes, *, name: str, key: str) -> Json:
        """Deposit a file of one invoice or many; its report follows."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/octet-stream"}
        answer = self._http.post("/invoicing/flows", params={"filename": name}, content=document, headers=headers)
        return _object(answer)

    def flow(self, flow_id: str, *, wait: int = 0) -> Json:
        """Read the report of a flow; wait at most that many seconds (30 at most) for it."""
        return self._read(f"/flows/{flow_id}", {"wait": str(wait)}, patience=wait + LONGEST_WAIT)

    def invoice(self, invoice_id: str, *, wait: int = 0) -> Json:
        """Read an invoice; wait at most that many seconds (30 at most) for the verdict of the official rules."""
        return self._read(f"/invoices/{invoice_id}", {"wait": str(wait)}, patience=wait + LONGEST_WAIT)

    def accept(self, invoice_id: str, *, key: str) -> Json:
        """Certify the service rendered."""
        return self._write(f"/invoices/{invoice_id}/acceptance", {}, key=key)

    def judge_all_again(self, recipient: str | None, *, key: str) -> Json:
        """Ask, as the operator, for new verdicts of what was left unchecked, of a recipient or of all."""
        return self._write("/verdicts", {"recipient": recipient}, key=key)

    def order_payment(self, invoice_id: str, *, key: str) -> Json:
        """Order the payment."""
        return self._write(f"/invoices/{invoice_id}/payment-order", {}, key=key)

    def pay(self, invoice_id: str, *, paid_on: str, reference: str, key: str) -> Json:
        """Record the payment."""
        body = {"paid_on": paid_on, "reference": reference}
        return self._write(f"/invoices/{invoice_id}/payment", body, key=key)

    def feed(self, *, after: int = 0, limit: int = 100) -> Json:
        """Read a page of the finance feed after a position."""
        return self._read("/feed", {"after": str(after), "limit": str(limit)})

    def request_stream(self, *, key: str) -> Json:
        """Ask for the feed as a RabbitMQ stream."""
        return self._write("/feeds", {}, key=key)

    def forwarding_mandate(self, siret: str) -> Json:
        """Read a company's mandate to forward its invoices to the State's portal."""
        return self._read(f"/sellers/{siret}/forwarding-mandate")

    def give_forwarding_mandate(self, siret: str, *, version: int, key: str) -> Json:
        """Give the mandate; ``version`` is the one read, 0 the first time."""
        headers = {"Idempotency-Key": key, "If-Match": f'"{version}"'}
        return _object(self._http.put(f"/invoicing/sellers/{siret}/forwarding-mandate", headers=headers))

    def revoke_forwarding_mandate(self, siret: str, *, version: int, key: str) -> Json:
        """Take the mandate back."""
        headers = {"Idempotency-Key": key, "If-Match": f'"{version}"'}
        return _object(self._http.delete(f"/invoicing/sellers/{siret}/forwarding-mandate", headers=headers))

    def portal_connection(self, siret: str) -> Json:
        """Say how the connection of a recipient to the State's portal goes."""
        return self._read(f"/recipients/{siret}/state-portal")

    def presented_invoices(self) -> Json:
        """List the invoices that came by another door than the State's portal (first page)."""
        return self._read("/presented-invoices")

    def declare_portal_application(self, name: str, *, key: str) -> Json:
        """Register a software of the portal's interface."""
        return self._write("/portal/applications", {"name": name}, key=key)

    def renew_portal_secret(self, client_id: str) -> Json:
        """Make the secret of a software, shown once."""
        return _object(self._http.post(f"/invoicing/portal/applications/{client_id}/secret"))

    def declare_portal_account(self, body: Json, *, key: str) -> Json:
        """Register a technical account."""
        return self._write("/portal/accounts", body, key=key)

    def renew_portal_password(self, login: str) -> Json:
        """Make the password of a technical account, shown once."""
        return _object(self._http.post(f"/invoicing/portal/accounts/{login}/password"))

    def portal_accounts(self) -> Iterator[Json]:
        """Give every technical account, page after page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._read("/portal/accounts", {"cursor": cursor} if cursor else None)
            yield from page["items"]
            cursor = page["next_cursor"]

    def change_portal_account(self, login: str, body: Json, *, version: int, key: str) -> Json:
        """Replace what a technical account is, but its password."""
        headers = {"Idempotency-Key": key, "If-Match": f'"{version}"'}
        return _object(self._http.put(f"/invoicing/portal/accounts/{login}", json=body, headers=headers))

    def _write(self, path: str, body: Json, *, key: str) -> Json:
        headers = {"Idempotency-Key": key}
        return _object(self._http.post(f"/invoicing{path}", json=body, headers=headers))

    def _read(self, path: str, params: Mapping[str, str] | None = None, *, patience: int = LONGEST_WAIT) -> Json:
        # A long poll answers when its wait ends, so the client's own patience is longer.
        return _object(self._http.get(f"/invoicing{path}", params=params, timeout=httpx.Timeout(patience)))


def _object(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    content: Json = answer.json()
    return content
