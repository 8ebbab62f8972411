"""The lanes as the gates and the hours of the providers make them."""

from datetime import datetime

from services.mps.domain.maintenances import closed_for
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS, QUOTAS
from services.mps.ports.gates import Gates
from services.mps.ports.lanes import Lane


class GatedLanes:
    """Describes lanes from the gates that all workers share."""

    def __init__(self, gates: Gates) -> None:
        self._gates = gates

    def lane(self, source: Source, *, now: datetime) -> Lane:
        """Describe the lane of a source."""
        endpoint = ENDPOINTS[source]
        quota = QUOTAS[endpoint.group]
        peers = [each for each in Source if ENDPOINTS[each].group is endpoint.group]
        closed = closed_for(endpoint.provider, now=now)
        wait = self._gates.wait(group=endpoint.group.value, quota=quota, provider=endpoint.provider, now=now)
        longest = max((each for each in (closed, wait) if each is not None), default=None)
        return Lane(peers, quota, None if longest is None else now + longest)
