"""What the stand-in may play instead of an answer: the service away, out of order, or talking nonsense."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from starlette.responses import JSONResponse, Response

DEVELOPMENT_ID: Final = "PLIS-ESSAI"
_HUGE: Final = 30 * 1024 * 1024
DUME_FAULTS: Final[Mapping[str, Callable[[], Response]]] = MappingProxyType(
    {
        "down": lambda: Response("service indisponible", status_code=503, media_type="text/plain"),
        "html": lambda: Response("<html><body>maintenance</body></html>", media_type="text/html"),
        "refused": lambda: JSONResponse({"messageList": [{"code": "099", "message": "refus d'essai"}]}),
        "empty": lambda: JSONResponse({"codeRetour": "0"}),
        "huge": lambda: Response(b"x" * _HUGE, media_type="application/json"),
    }
)
