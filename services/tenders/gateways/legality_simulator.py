"""A simulator of the transmission to the prefect (@CTES), for development and sandbox platforms only.

It answers in the same process and sends nothing anywhere; its acknowledgements carry the word SIMULATION, so that
nobody can take one for the prefect's. The real channel is a later gateway behind the same port.
"""

from datetime import datetime

from services.tenders.domain.contracts import Contract
from services.tenders.domain.legality import Acknowledgement
from shared.kernel.paris import legal_day
from shared.observability import logger

_log = logger(__name__)


class LegalityControlSimulator:
    """Acknowledges every contract at once, always with the same reference for the same contract."""

    def transmit(self, contract: Contract, *, at: datetime) -> Acknowledgement:
        """Acknowledge a contract on the legal day of its consultation at a real instant."""
        _log.warning("legality_control_simulated", contract=str(contract.contract_id))
        received_on = legal_day(contract.timeline.legal_at(at))
        siren = contract.buyer.siret.value[:9]
        reference = f"SIMULATION-{siren}-{received_on:%Y%m%d}-{contract.contract_id.value.hex[-8:]}"
        return Acknowledgement(reference=reference, received_on=received_on)
