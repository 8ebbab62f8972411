"""The event workers: nameko entrypoints of our own on quorum queues. The only shared code that knows nameko."""

import warnings

# eventlet announces its retirement at import; the decision record on the worker runtime says what we do about it.
warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated.*")

from shared.runtime.entrypoint import consume  # noqa: E402 - the filter must come first
from shared.runtime.provider import AppProvider  # noqa: E402 - same
from shared.runtime.worker import run_worker  # noqa: E402 - same

__all__ = ["AppProvider", "consume", "run_worker"]
