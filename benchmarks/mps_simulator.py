"""The simulator of API Entreprise in a process of its own, for measures: a latency, no quota; says its address."""

import sys
from threading import Event

from services.mps.gateways.api_entreprise_simulator.app import Behaviour, create_simulator
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from shared.kernel.clock import SystemClock


def main() -> None:
    """Serve until the process is ended."""
    behaviour = Behaviour(latency=float(sys.argv[1]), throttled=False)
    with SimulatorServer(create_simulator(FixtureBook(()), clock=SystemClock(), behaviour=behaviour)) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        Event().wait()


if __name__ == "__main__":
    main()
