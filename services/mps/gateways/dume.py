"""Client of the DUME service of the State: one POST for each API with the field `operation`, mutual TLS.

What the published tables leave unknown is read leniently: an answer is searched for the fields that they name, at any
depth, and an error is recognised by any of the usual names. Nothing that is not understood is taken for a success.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from services.mps.domain.dume_service import (
    DataReach,
    DumeApi,
    DumeFormat,
    DumeOperation,
    DumePlatform,
    DumeRequester,
    FoundDume,
    checked_dume_id,
)
from shared.http.outbound import OutboundFailed, Reply
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_SUCCESS: Final = frozenset({"0", "00", "000", "200", "OK", ""})
_CONTENT: Final = ("dume", "dumeOE", "dumeA", "xml", "contenu", "fichier")
_LISTS_OF_ERRORS: Final = ("erreurs", "messageList", "listeErreurs", "errors")
_OK: Final = 200
_PASSING: Final = frozenset({408, 429})
_SERVER_ERRORS: Final = 500
_DEEPEST: Final = 20


class Door(Protocol):
    """The way out (`shared.http.outbound.Outbound`)."""

    def post(self, url: str, content: bytes, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Send content."""
        ...


class AifeDumeService:
    """The service behind its address.

    Args:
        base_url: Address up to `/dume`, without a final slash.
        platform: This platform, as its connection form names it.
        door: The way out, with the client certificate.
    """

    is_configured: Final = True

    def __init__(self, *, base_url: str, platform: DumePlatform, door: Door) -> None:
        self._base_url = base_url.rstrip("/")
        self._platform = platform
        self._door = door

    def is_healthy(self, api: DumeApi) -> bool:
        """Say whether an API of the service answers."""
        self._ask(api, DumeOperation.HEALTH, {})
        return True

    def create(self, xml: bytes, *, requester: DumeRequester) -> str:
        """Save a buyer's document; give its identifier."""
        fields = {"dumeA": base64.b64encode(xml).decode("ascii"), **requester.fields()}
        answer = self._ask(DumeApi.BUYER, DumeOperation.SAVE, fields)
        return checked_dume_id(_text(answer, "idDume") or refuse("DUME-UNREADABLE", detail="idDume"))

    def search(self, criteria: Mapping[str, str], *, requester: DumeRequester) -> Sequence[FoundDume]:
        """Find documents of buyers."""
        answer = self._ask(DumeApi.BUYER, DumeOperation.SEARCH, {**criteria, **requester.fields()})
        return [
            FoundDume(str(each["idDume"]), _text(each, "statut"), _text(each, "libelleConsultation"))
            for each in _maps(answer)
            if isinstance(each.get("idDume"), str)
        ]

    def formatted(
        self, dume_id: str, form: DumeFormat, *, requester: DumeRequester, api: DumeApi = DumeApi.BUYER
    ) -> bytes:
        """Read a document in one form."""
        fields = {"idDume": checked_dume_id(dume_id), "format": form.value, **requester.fields()}
        return _content(self._ask(api, DumeOperation.FORMATTED, fields))

    def merged(self, dume_id: str, siret: Siret, reach: DataReach, *, requester: DumeRequester) -> bytes:
        """Read the document of an operator, filled with the data of a company, as XML."""
        fields = {
            "idDume": checked_dume_id(dume_id),
            "siretOE": str(siret),
            "typeDonnees": reach.value,
            **requester.fields(),
        }
        return _content(self._ask(DumeApi.OPERATOR, DumeOperation.MERGE, fields))

    def publish_essential_data(self, document: Mapping[str, Any], *, requester: DumeRequester) -> Mapping[str, Any]:
        """Have essential data published."""
        fields = {**document, **requester.fields()}
        return self._ask(DumeApi.ESSENTIAL_DATA, DumeOperation.SAVE_ESSENTIAL_DATA, fields)

    def labels(self, language: str) -> Mapping[str, Any]:
        """Read the labels of the forms."""
        return self._ask(DumeApi.REFERENTIALS, DumeOperation.LABELS, {"langue": language})

    def _ask(self, api: DumeApi, operation: DumeOperation, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask one operation.

        Raises:
            Refused: ``DUME-UNREACHABLE``, ``DUME-UNREADABLE``, ``DUME-REFUSED``.
        """
        body = {"operation": operation.value, **self._platform.fields(), **fields}
        headers = {"content-type": "application/json", "accept": "application/json"}
        try:
            reply = self._door.post(f"{self._base_url}/{api.value}", json.dumps(body).encode(), headers=headers)
        except OutboundFailed as failure:
            refuse("DUME-UNREACHABLE", detail=str(failure)[:200])
        answer = _json(reply)
        _refuse_business_errors(answer, reply.status)
        return answer


def _json(reply: Reply) -> Mapping[str, Any]:
    try:
        answer = json.loads(reply.content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        refuse("DUME-UNREADABLE", detail=f"HTTP {reply.status}")
    return answer


def _refuse_business_errors(answer: Mapping[str, Any], status: int) -> None:
    """Recognise an error wherever it is said: in a list of errors, in a return code, or by the status alone."""
    for part in _maps(answer):
        for name in _LISTS_OF_ERRORS:
            listed = part.get(name)
            if isinstance(listed, list) and listed:
                first = listed[0] if isinstance(listed[0], dict) else {"message": str(listed[0])}
                refuse("DUME-REFUSED", error=_text(first, "code") or "", message=_message(first))
    if status in _PASSING or status >= _SERVER_ERRORS:
        refuse("DUME-UNREACHABLE", detail=f"HTTP {status}, {_message(answer)}")
    code = _text(answer, "codeRetour") or _text(answer, "code") or ""
    if code.upper() not in _SUCCESS or status != _OK:
        refuse("DUME-REFUSED", error=code or f"HTTP {status}", message=_message(answer))


def _message(part: Mapping[str, Any]) -> str:
    names = ("message", "libelle", "libelleRetour")
    return next((said for name in names if (said := _text(part, name))), "sans explication")[:300]


def _content(answer: Mapping[str, Any]) -> bytes:
    values = (part.get(name) for part in _maps(answer) for name in _CONTENT)
    found = next((value for value in values if isinstance(value, str) and value), None)
    if found is None:
        refuse("DUME-UNREADABLE", detail="document absent")
    try:
        return base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        refuse("DUME-UNREADABLE", detail="document mal encodé")


def _maps(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Give every object of an answer, the outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from _maps(below, depth + 1)
    elif isinstance(value, list):
        for below in value:
            yield from _maps(below, depth + 1)


def _text(part: Mapping[str, Any], name: str) -> str | None:
    """Find a text (or a number) by its name, at any depth of one object."""
    for each in _maps(part):
        value = each.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return None


class NoDumeService:
    """What stands where the service is not configured: every question is refused by name."""

    is_configured: Final = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any operation
        """Refuse whatever is asked."""
        if name.startswith("_"):
            raise AttributeError(name)

        def refused(*_given: object, **_named: object) -> Any:  # noqa: ANN401 - it never returns
            refuse("DUME-NOT-CONFIGURED")

        return refused
