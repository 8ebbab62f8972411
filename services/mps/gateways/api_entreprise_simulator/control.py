"""The hidden door of the simulator: choose faults, read what was asked. It is not of the official service."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.mps.gateways.api_entreprise_simulator.faults import FaultMode, Faults
from services.mps.gateways.api_entreprise_simulator.ledger import Ledger

_ROOT: Final = "/__simulateur"


def control_routes(faults: Faults, ledger: Ledger) -> list[Route]:
    """Make the routes: ``PUT`` and ``DELETE /__simulateur/pannes``, ``GET /__simulateur/appels``."""

    async def choose(request: Request) -> Response:
        """Play a fault: ``{"mode": "html", "path": "urssaf", "times": 3}``."""
        try:
            wanted = await request.json()
            times = wanted.get("times")
            faults.add(
                FaultMode(wanted["mode"]), str(wanted.get("path", "")), times=None if times is None else int(times)
            )
        except (ValueError, KeyError, TypeError, AttributeError, re.error) as fault:
            return JSONResponse({"erreur": f"Panne illisible : {fault}"}, 422)
        return Response(status_code=204)

    async def clear(_request: Request) -> Response:
        """Withdraw every fault."""
        faults.clear()
        return Response(status_code=204)

    async def calls(_request: Request) -> Response:
        """Tell how often each path was answered, and how often the quota was broken."""
        return JSONResponse({"reponses": ledger.calls(), "quotas_depasses": ledger.count(status=429)})

    return [
        Route(f"{_ROOT}/pannes", choose, methods=["PUT"]),
        Route(f"{_ROOT}/pannes", clear, methods=["DELETE"]),
        Route(f"{_ROOT}/appels", calls, methods=["GET"]),
    ]
