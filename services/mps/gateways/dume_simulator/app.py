"""The stand-in: checks what the tables say is compulsory and well formed, keeps documents in memory, says its errors.

The form of its answers is ours (the tables give no example): a return code, a label, and the fields that they name.
"""

import base64
import binascii
import json
import re
import secrets
import string
from collections.abc import Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]
_ALPHABET: Final = string.ascii_lowercase + string.digits
_FORMS_OF_ID: Final = {
    "1": r"[0-9]{14}",
    "2": r".{1,18}",
    "3": r".{3,18}",
    "4": r".{9,10}",
    "5": r".{9}",
}
_FORMATS: Final = ("1", "2", "3")


class DumeBook:
    """The documents and essential data that the stand-in holds, and the faults that it is told to make."""

    def __init__(self, fault: Callable[[], Response] | None = None) -> None:
        self.documents: dict[str, bytes] = {}
        self.essential_data: list[Json] = []
        self.asked: list[Json] = []
        self.fault = fault


class _Refusal(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def create_dume_simulator(book: DumeBook, *, technical_id: str) -> Starlette:
    """Build the stand-in; it knows one platform by its technical identifier."""

    async def answer(request: Request) -> Response:
        """Answer one operation."""
        try:
            body = json.loads(await request.body())
        except ValueError:
            return _error("001", "JSON illisible", 400)
        if not isinstance(body, dict):
            return _error("001", "JSON illisible", 400)
        book.asked.append(body)
        if book.fault is not None:
            return book.fault()
        try:
            _check_platform(body, technical_id)
            return JSONResponse({"codeRetour": "0", "libelle": "OK", **_done(request.path_params["api"], body, book)})
        except _Refusal as refusal:
            return _error(refusal.code, refusal.message, 200)

    return Starlette(routes=[Route("/dume/{api}", answer, methods=["POST"])])


def _error(code: str, message: str, status: int) -> Response:
    return JSONResponse({"messageList": [{"type": "ERREUR", "code": code, "message": message}]}, status_code=status)


def _check_platform(body: Json, technical_id: str) -> None:
    kind = str(body.get("typeIdPlateforme", "1"))
    if kind not in _FORMS_OF_ID:
        raise _Refusal("010", "typeIdPlateforme inconnu")
    if not re.fullmatch(_FORMS_OF_ID[kind], str(body.get("idPlateforme", ""))):
        raise _Refusal("011", "idPlateforme mal formé")
    if body.get("idTechniquePlateforme") != technical_id:
        raise _Refusal("012", "plateforme inconnue")


def _done(api: str, body: Json, book: DumeBook) -> Json:
    operation = body.get("operation")
    known: dict[tuple[str, str], Callable[[Json, DumeBook], Json]] = {
        ("dumeA", "enregistrerDUME"): _save,
        ("dumeA", "rechercherDumes"): _search,
        ("dumeA", "recupererDumeFormate"): _formatted,
        ("dumeOE", "recupererDumeFormate"): _formatted,
        ("dumeOE", "FusionnerDumeAvecDonneesEntreprise"): _merge,
        ("donneesEssentielles", "enregistrerDE"): _essential,
        ("referentiels", "RecupererLibelles"): lambda *_: {"libelles": {"dume": "Document unique de marché européen"}},
    }
    if operation == "healthCheck":
        return {}
    work = known.get((api, str(operation)))
    if work is None:
        raise _Refusal("002", "operation inconnue")
    return work(body, book)


def _save(body: Json, book: DumeBook) -> Json:
    try:
        xml = base64.b64decode(str(body.get("dumeA", "")), validate=True)
    except (binascii.Error, ValueError):
        xml = b""
    if not xml:
        raise _Refusal("020", "XML du DUME A manquant ou illisible")
    identifier = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    book.documents[identifier] = xml
    return {"idDume": identifier}


def _search(_body: Json, book: DumeBook) -> Json:
    return {
        "listeDume": [{"idDume": each, "statut": "validé", "libelleConsultation": "essai"} for each in book.documents]
    }


def _document(body: Json, book: DumeBook) -> bytes:
    found = book.documents.get(str(body.get("idDume", "")))
    if found is None:
        raise _Refusal("030", "DUME inconnu")
    return found


def _formatted(body: Json, book: DumeBook) -> Json:
    if body.get("format") not in _FORMATS:
        raise _Refusal("031", "format inconnu")
    return {"dume": base64.b64encode(_document(body, book)).decode()}


def _merge(body: Json, book: DumeBook) -> Json:
    if not re.fullmatch(r"[0-9A-Za-z]{1,18}", str(body.get("siretOE", ""))):
        raise _Refusal("040", "siretOE mal formé")
    if str(body.get("typeDonnees", "1")) not in {"1", "2"}:
        raise _Refusal("041", "typeDonnees inconnu")
    return {"dumeOE": base64.b64encode(_document(body, book)).decode()}


def _essential(body: Json, book: DumeBook) -> Json:
    book.essential_data.append(body)
    return {"statut": "enregistré"}
