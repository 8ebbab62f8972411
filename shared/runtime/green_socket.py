"""The one thing that eventlet is given: the socket of the broker's connection.

Nothing else of the process is patched. Handlers run in native threads (``provider``), where any driver, lock or
library behaves as it does in the API process; the hub only moves AMQP frames, so a handler that computes or waits
never starves the heartbeats (measured with a patched process: a 45 s handler was run again and again, then buried).
"""

import os

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # names are resolved as in every other process

import amqp.transport
from eventlet.green import socket as green_socket
from eventlet.green import ssl as green_ssl


def make_broker_sockets_green() -> None:
    """Have AMQP connections made from now on yield to the hub while they wait; doing it twice changes nothing."""
    amqp.transport.socket = green_socket
    amqp.transport.ssl = green_ssl
