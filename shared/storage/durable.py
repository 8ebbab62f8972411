"""Writing through to the disk: what is acknowledged survives a power cut.

Source: fsync(2); Apple fcntl(2), F_FULLFSYNC.
"""

import fcntl
import os
from pathlib import Path


def sync_file(descriptor: int) -> None:
    """Write a file through to the disk; macOS needs its own call to pass the cache of the drive."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)
