"""Where the service listens, what it keeps, and what a client may cost."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from extractor.load.limits import Bounds


@dataclass(frozen=True, slots=True)
class ServiceLimits(Bounds):
    """What one client may cost; the variable is ``GOUJI_`` and the name."""

    # The largest upload; a scanned report of sixty pages has twenty.
    upload_mb: int = 50
    # From the first byte of a body to its last; a connection that trickles is closed.
    upload_seconds: int = 60
    # From the connection, or the answer before, to the end of the next request's headers.
    header_seconds: int = 10
    # An upload waits so long for its report; then the answer is a job.
    answer_seconds: int = 30
    # What one address may ask for in a minute.
    requests_per_minute: int = 1200
    uploads_per_minute: int = 240
    # Connections, in all and from one address.
    connections: int = 256
    connections_per_client: int = 64
    # Jobs that may wait; more are told to come back later.
    waiting_jobs: int = 1000
    # What runs may end when the service is told to stop; jobs that do not go on at the next start.
    shutdown_seconds: int = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service was started."""

    db: Path
    host: str = "127.0.0.1"
    port: int = 8000
    # A folder of rules over ours.
    rules: Path | None = None
    limits: ServiceLimits = field(default_factory=ServiceLimits.from_environment)

    @property
    def is_loopback(self) -> bool:
        """Return whether nobody but this machine can connect.

        >>> Settings(Path("x.db"), "::1").is_loopback, Settings(Path("x.db"), "0.0.0.0").is_loopback
        (True, False)
        """
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether a name or an address without its port is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
